"""The list with what the caller may do, has voted for and has asked: two queries, whether or not
the list is kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse

from ...crowd import poll_seconds
from ...plain import plain_dict
from ...policy import Visit, get_event_id
from ...sessions import participant_of
from ...web import has_stream
from .. import services
from ..conf import conf
from ..listing import questions_for
from ..policy import Names, may_answer, may_moderate, names_of, needs_approval
from ..public_list import POLL_SECONDS, Audience, PublicList, cache_list, cached_list, make_list
from .loading import audience_list
from .question_json import question_json
from .reader_key import make_reader_key


@dataclass(frozen=True, slots=True)
class Description:
    """The answer to somebody who has a role at the event."""

    version: str
    key: str
    poll_after: int
    stream_url: str | None
    may_ask: bool
    may_moderate: bool
    may_answer: bool
    needs_approval: bool
    names: str
    max_length: int
    questions: list[dict[str, Any]]
    own: dict[str, list[Any]]
    csrf_token: str

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self)


def describe(request: HttpRequest, user: Any, event_id: object) -> Description:
    """Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``Removed``."""
    visit = services.door(user, event_id)
    return _described(request, visit, get_event_id(visit.event))


def _described(request: HttpRequest, visit: Visit, event_id: str) -> Description:
    is_moderator, names = may_moderate(visit), names_of(visit.event)
    audience = Audience.MODERATORS if is_moderator else Audience.MEMBERS
    with_asker = is_moderator and names != Names.ANONYMOUS
    shown, mine = _lists(visit, event_id, audience, with_asker=with_asker)
    participant = participant_of(visit.user)
    key = make_reader_key(event_id, audience)
    return Description(
        version=shown.version,
        key=key,
        poll_after=poll_seconds(POLL_SECONDS),
        stream_url=_stream_url(event_id, key) if has_stream(request) else None,
        may_ask=services.is_open(visit),
        may_moderate=is_moderator,
        may_answer=may_answer(visit),
        needs_approval=needs_approval(visit.event),
        names=names,
        max_length=conf.MAX_LENGTH,
        questions=json.loads(shown.text),
        own={
            "votes": [str(each.pk) for each in mine if each.has_voted],
            "questions": [
                question_json(each, with_asker=with_asker)
                for each in mine
                if each.participant == participant
            ],
        },
        csrf_token=get_token(request) if request.COOKIES else "",
    )


def _lists(
    visit: Visit, event_id: str, audience: Audience, *, with_asker: bool
) -> tuple[PublicList, list[Any]]:
    """That of the audience, and what the person has asked or voted for. One query."""
    kept = cached_list(event_id, audience)
    session, participant = visit.session, participant_of(visit.user)
    if session is None:
        return kept or make_list([]), []
    if kept is not None:
        return kept, questions_for(session.pk, participant, only_own=True)
    rows = questions_for(session.pk, participant, only_own=False)
    loaded = audience_list(rows, audience, with_asker=with_asker)
    cache_list(event_id, audience, loaded)
    return loaded, rows


def _stream_url(event_id: str, key: str) -> str:
    address = reverse("jitsi_live_questions:stream", args=[event_id])
    return f"{address}?{urlencode({'key': key})}"
