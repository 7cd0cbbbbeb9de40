"""Turns to speak, as rows: raised hands, invitations, and who speaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from ..models import (
    TEAM,
    LiveSession,
    Role,
    Run,
    Turn,
    TurnState,
    of_visitor,
    own_turn,
    read_turn,
)
from ..plain import plain_dict
from ..policy import Detail, Visit, may_be_moderated
from ..presence import all_stays
from .schedule import REOPENING
from .store import session_database

MAX_LISTED = 500
"""As many are shown at once, who asked first; the next follow as these have had their turn."""


@dataclass(frozen=True, slots=True)
class ListedTurn:
    """One person of the audience in the queue, or on stage."""

    participant: str
    display_name: str
    state: TurnState
    camera: bool
    """Whether the person is invited to show a picture as well."""
    raised_at: dt.datetime
    """Since when the person is in the queue."""
    endpoints: list[str] = field(default_factory=list)
    """By which Jitsi knows the person's devices in this room, as far as they have said."""

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self) | {"state": self.state.value}


@dataclass(frozen=True, slots=True)
class ListedSpeaker:
    """A speaker in the room: the video server has to let such people speak."""

    participant: str
    endpoints: list[str]


@dataclass(frozen=True, slots=True)
class Turns:
    """The queue, in order, and the speakers who need no turn."""

    turns: list[ListedTurn]
    speakers: list[ListedSpeaker]


def turns_of(session: LiveSession) -> QuerySet[Turn]:
    """The turns of the run that is open; of a session that was made live by hand there are none."""
    return Turn.objects.using(session_database()).filter(run=session.run_id)


def listed_turns(session: LiveSession) -> Turns:
    """Who asks to speak, is invited or speaks. Two queries."""
    rows = turns_of(session).order_by("asked_at", "pk")
    names = ("participant", "display_name", "state", "has_camera", "asked_at")
    found = [*rows.values_list(*names)[:MAX_LISTED]]
    endpoints = _endpoints(session, [participant for participant, *_ in found])
    turns = [
        ListedTurn(participant, name, TurnState(state), camera, at, endpoints.pop(participant, []))
        for participant, name, state, camera, at in found
    ]
    return Turns(turns, [ListedSpeaker(*of) for of in endpoints.items()])


def _endpoints(session: LiveSession, participants: Iterable[str]) -> dict[str, list[str]]:
    """Of these people and of all speakers who are in the room, by participant."""
    stays = all_stays().filter(run=session.run_id, left_at=None).exclude(endpoint="")
    wanted = stays.filter(Q(role=Role.SPEAKER) | Q(participant__in=[*participants]))
    found: dict[str, list[str]] = {}
    for participant, endpoint in wanted.order_by("joined_at").values_list(
        "participant", "endpoint"
    ):
        known = found.setdefault(participant, [])
        if endpoint not in known:
            known.append(endpoint)
    return found


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """What a person is told of the own turn."""

    state: TurnState
    camera: bool
    inviter: str
    """The name of the host who has invited; empty where nobody has."""


def turn_detail() -> list[Detail]:
    """What the query of a visit asks of the own turn, where the site's events are moderated: then
    it costs no query of its own."""
    return [Detail("jitsi_live_turn", own_turn)] if may_be_moderated() else []


def own_turn_at(visit: Visit, session: LiveSession) -> OwnTurn | None:
    """The turn of the visitor; a query where a host has made the event a moderated one."""
    if hasattr(visit.event, "jitsi_live_turn"):
        text = visit.event.jitsi_live_turn
        return OwnTurn(*read_turn(text)) if text else None
    turn = turns_of(session).filter(of_visitor(visit.user)).first()
    return OwnTurn(TurnState(turn.state), turn.has_camera, turn.inviter_name) if turn else None


def person_in_room(session: LiveSession, participant: str) -> tuple[Any, str] | None:
    """The user, None for a guest, and the name of somebody of the audience who has been in the room
    of this run; None for anybody else."""
    stays = all_stays().filter(run=session.run_id, participant=participant)
    known = stays.exclude(role__in=TEAM).select_related("user").order_by("-joined_at").first()
    return None if known is None else (known.user, known.display_name)


def forget_turn(session: LiveSession, participant: str) -> None:
    """Of a person who is removed from the event."""
    turns_of(session).filter(participant=participant).delete()


def keep_turns(session: LiveSession, left: Run | None) -> None:
    """Take along the turns of a run that the session leaves for another room."""
    if left is not None:
        Turn.objects.using(session_database()).filter(run=left).update(run=session.run_id)


def expired_turns(now: dt.datetime) -> QuerySet[Turn]:
    """Those of runs that have ended for good: nobody is asked to speak there any more."""
    rows = Turn.objects.using(session_database())
    return rows.filter(run__ended_at__lt=now - REOPENING)
