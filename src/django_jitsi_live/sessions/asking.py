"""Asking to be let in: people who are logged in and not registered ask, and hosts answer.

The site's own waiting room: who waits there has no token, so it works with every server.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from .. import moments
from ..conf import conf
from ..exceptions import Declined, LiveError, NotAskable, ParticipantNotFound, Removed
from ..models import Action, Admission, Answer, Guest, LiveSession, State
from ..policy import Visit, get_display_name
from .decisions import audited, decision, write_decision
from .gate import refused, require_host, require_participant_id, require_user
from .requests import requests_of
from .rooms import prepared_session
from .store import session_database

# A host who has declined may think better of it. Who is in already is removed instead.
ANSWERABLE = {
    Answer.ADMITTED: (Answer.WAITING, Answer.DECLINED),
    Answer.DECLINED: (Answer.WAITING,),
}
ACTIONS = {Answer.ADMITTED: Action.ADMITTED, Answer.DECLINED: Action.DECLINED}


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request to be let in has come to."""

    participant: str
    display_name: str
    asked: Answer

    def as_dict(self) -> dict[str, Any]:
        return {
            "participant": self.participant,
            "display_name": self.display_name,
            "asked": self.asked.value,
        }


@audited
def ask(user: Any, event_id: object) -> Answer:
    """Ask the hosts to be let in, and return how that stands. Who asks twice has asked once; who
    may join already is admitted.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotAskable``, ``Declined``, ``Removed``.
    """
    visit = require_user(user, event_id, using=session_database())
    if visit.role is not None:
        return Answer.ADMITTED
    problem = _problem(visit)
    if problem is not None:
        raise refused(visit, problem)
    if visit.asked is None:
        _note_request(visit)
    return Answer.WAITING


def can_ask(visit: Visit) -> bool:
    """Whether this user may ask, and has not done so yet."""
    is_without_role = visit.user is not None and visit.role is None
    return is_without_role and visit.asked is None and _problem(visit) is None


def _problem(visit: Visit) -> LiveError | None:
    """Why a user without a role cannot ask."""
    if visit.is_removed:
        return Removed()
    is_guest = isinstance(visit.user, Guest)  # with a link that does not hold any more
    # At any time before the end: hosts answer when they are there.
    if not conf.ASK_TO_JOIN or is_guest or visit.state is State.ENDED:
        return NotAskable()
    return Declined() if visit.asked is Answer.DECLINED else None


def _note_request(visit: Visit) -> None:
    request = Admission(
        session=prepared_session(visit.event),
        user=visit.user,
        participant=visit.policy.participant_id(visit.user),
        display_name=get_display_name(visit.policy, visit.user),
    )
    # Nothing is read first: two tabs may do this at once.
    rows = Admission.objects.using(session_database())
    rows.bulk_create([request], ignore_conflicts=True)


@audited
def admit(user: Any, event_id: object, participant: str) -> Answered:
    """Let somebody in who has asked, also after a decline: as an attendee, for this event.

    ``participant`` is the participant id of the list. Raises ``NotAuthenticated``,
    ``EventNotFound``, ``NotHost``, ``ParticipantNotFound``.
    """
    return _answer(require_host(user, event_id), participant, Answer.ADMITTED)


@audited
def decline(user: Any, event_id: object, participant: str) -> Answered:
    """Do not let somebody in who has asked, and take no further request for this event.

    Who is admitted already stays so, and can be removed. Raises as ``admit`` does.
    """
    return _answer(require_host(user, event_id), participant, Answer.DECLINED)


def _answer(visit: Visit, participant: str, answer: Answer) -> Answered:
    require_participant_id(participant)
    session = visit.session
    if session is None or not conf.ASK_TO_JOIN:
        raise ParticipantNotFound
    request = _find(session, participant)
    if not _write_answer(visit, session, request, answer):
        request = _find(session, participant)  # what another host has said first
        answer = Answer(request.state)
    return Answered(request.participant, request.display_name, answer)


def _find(session: LiveSession, participant: str) -> Admission:
    request = requests_of(session).filter(participant=participant).first()
    if request is None:
        raise ParticipantNotFound
    return request


def _write_answer(visit: Visit, session: LiveSession, request: Admission, answer: Answer) -> bool:
    """One conditional write: of two hosts at once one answers, and that is noted once."""
    open_rows = requests_of(session).filter(pk=request.pk, state__in=ANSWERABLE[answer])
    whom = {"target": request.participant, "target_user_id": request.user_id}
    entry = decision(ACTIONS[answer], session, visit.user, **whom)
    answered = {"state": answer, "answered_at": moments.now(), "answered_by": visit.user}
    with transaction.atomic(using=session_database()):
        return bool(open_rows.update(**answered)) and write_decision(session, entry)


def forget_request(visit: Visit, session: LiveSession) -> None:
    """Who has registered meanwhile, and comes in, asks no more."""
    if visit.asked is Answer.WAITING:
        requests_of(session).filter(user=visit.user, state=Answer.WAITING).delete()
