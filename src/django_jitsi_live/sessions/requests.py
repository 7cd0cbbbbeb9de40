"""The requests to be let in that wait for an answer, as rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from ..conf import conf
from ..models import Admission, Answer, LiveSession, Removal
from .store import session_database

MAX_LISTED = 100
"""As many are shown at once, who asked first; the next follow as these are answered."""


@dataclass(frozen=True, slots=True)
class AskingPerson:
    """Somebody who asks to be let in, and has no answer yet."""

    participant: str
    display_name: str
    asked_at: dt.datetime


def requests_of(session: LiveSession) -> QuerySet[Admission]:
    return Admission.objects.using(session_database()).filter(session=session)


def asking_people(session: LiveSession | None) -> list[AskingPerson]:
    """Who waits for an answer of the hosts. Without a query where nobody can ask."""
    if session is None or not conf.ASK_TO_JOIN:
        return []
    is_removed = Removal.objects.filter(session=session, participant=OuterRef("participant"))
    waiting = requests_of(session).filter(~Exists(is_removed), state=Answer.WAITING)
    fields = waiting.order_by("asked_at", "pk").values_list(*AskingPerson.__slots__)
    return [AskingPerson(*values) for values in fields[:MAX_LISTED]]


def forget_unanswered(session: LiveSession) -> None:
    """What they have asked for is over. The next time they ask anew, if they are there."""
    if conf.ASK_TO_JOIN:
        requests_of(session).filter(state=Answer.WAITING).delete()
