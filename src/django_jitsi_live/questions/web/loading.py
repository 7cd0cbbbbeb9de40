"""Lists that are not in the cache, from the database: two queries for however many events."""

from __future__ import annotations

from collections.abc import Sequence

from ...exceptions import EventNotFound
from ...policy import get_anonymous_visits
from ..listing import PUBLIC, listed_questions
from ..models import Question
from ..policy import Names, names_of
from ..public_list import Audience, PublicList, cache_list, cached_list, make_list
from .question_json import question_json

Asked = tuple[str, Audience]


def get_list(event_id: str, audience: Audience) -> PublicList:
    """The list now or up to ``TTL`` ago. Raises ``EventNotFound``."""
    found = load_lists([(event_id, audience)]).get((event_id, audience))
    if found is None:
        raise EventNotFound
    return found


def load_lists(asked: Sequence[Asked]) -> dict[Asked, PublicList]:
    """The list of each event for an audience, as far as there is such an event."""
    cached = {each: cached_list(*each) for each in asked}
    found = {each: known for each, known in cached.items() if known is not None}
    missing = [each for each, known in cached.items() if known is None]
    for each, loaded in (_load(missing) if missing else {}).items():
        cache_list(*each, loaded)
        found[each] = loaded
    return found


def _load(asked: Sequence[Asked]) -> dict[Asked, PublicList]:
    visits = get_anonymous_visits({event_id for event_id, _ in asked})
    sessions = {
        event_id: None if visit.session is None else visit.session.pk
        for event_id, visit in visits.items()
    }
    rows = listed_questions({pk for pk in sessions.values() if pk is not None})
    return {
        (event_id, audience): audience_list(
            rows.get(sessions[event_id], []),
            audience,
            with_asker=names_of(visits[event_id].event) != Names.ANONYMOUS,
        )
        for event_id, audience in asked
        if event_id in sessions
    }


def audience_list(rows: Sequence[Question], audience: Audience, *, with_asker: bool) -> PublicList:
    """``with_asker``: whether the site lets moderators know who asks without a name."""
    is_for_moderators = audience is Audience.MODERATORS
    shown = rows if is_for_moderators else [row for row in rows if row.state in PUBLIC]
    return make_list(
        [question_json(row, with_asker=is_for_moderators and with_asker) for row in shown]
    )
