"""Who may do something to which question. Every service begins with one of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from ..exceptions import NotHost
from ..models import LiveSession, State
from ..policy import Visit
from ..sessions import refused, require_role, require_user, session_database
from .exceptions import QuestionNotFound, QuestionsClosed
from .listing import all_questions
from .models import Question
from .policy import may_answer, may_moderate


def door(user: Any, event_id: object) -> Visit:
    """The visit of somebody who has a role at the event, whether or not its room is open.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``Removed``.
    """
    # Read where it is written: whoever has just asked is not to be told that there is nothing.
    visit = require_user(user, event_id, using=session_database())
    require_role(visit)
    return visit


def is_open(visit: Visit) -> bool:
    """Whether questions and votes are taken: before the event and until its end."""
    return visit.role is not None and visit.state is not State.ENDED


def require_open(visit: Visit) -> None:
    """Raises ``QuestionsClosed``."""
    if not is_open(visit):
        raise refused(visit, QuestionsClosed())


def moderator(user: Any, event_id: object) -> tuple[Visit, LiveSession]:
    """Somebody who moderates, and the session. Raises what ``door`` does, ``NotHost``, and
    ``QuestionNotFound`` where nobody can have asked."""
    return _allowed(user, event_id, may_moderate)


def answerer(user: Any, event_id: object) -> tuple[Visit, LiveSession]:
    """Somebody who answers. Raises the same."""
    return _allowed(user, event_id, may_answer)


def _allowed(
    user: Any, event_id: object, is_allowed: Callable[[Visit], bool]
) -> tuple[Visit, LiveSession]:
    visit = door(user, event_id)
    if not is_allowed(visit):
        raise refused(visit, NotHost())
    return visit, session_of(visit)


def session_of(visit: Visit) -> LiveSession:
    """Raises ``QuestionNotFound`` where the event has none yet."""
    if visit.session is None:
        raise QuestionNotFound
    return visit.session


def rows_of(session: LiveSession, question: UUID) -> QuerySet[Question]:
    """The question, if it is one of the event, and listed itself; otherwise no row."""
    return all_questions().filter(pk=question, session=session, merged_into=None)


def loaded(session: LiveSession, rows: QuerySet[Question]) -> Question:
    """The one question of these rows. Raises ``QuestionNotFound``."""
    found = rows.first()
    if found is None:
        raise QuestionNotFound
    found.session = session
    return found
