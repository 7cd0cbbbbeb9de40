"""Removal that holds: who is removed gets no grant for the event, from no device, until readmitted.

Thrown out they are by the video server where it has a call for that, else by their own page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from .. import moments
from ..exceptions import NotRemovable, ParticipantNotFound
from ..models import (
    Action,
    LiveSession,
    Removal,
    Role,
    Run,
    guest_of,
    latest_run,
)
from ..plain import plain_dict
from ..policy import get_display_name, get_role, guarded_policy
from ..presence import Interval, all_stays, is_viewer, occupants_of
from ..signals import participant_readmitted, participant_removed
from .decisions import (
    BY_PAGE,
    audited,
    decision,
    kick_call,
    outcome,
    participant_of,
    write_decision,
)
from .gate import require_host, require_participant_id
from .link_rows import all_links
from .placement import other_servers
from .requests import AskingPerson, asking_people
from .store import server_supports, session_database
from .transitions import send_on_commit
from .turns import forget_turn

BY_SERVER = "server"
JUST_LEFT = dt.timedelta(minutes=2)
"""So long people are listed who have left: whom a moderator has thrown out in the video may be
gone before the host's page asks who that was."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What a removal, or its end, has led to."""

    participant: str
    display_name: str
    is_removed: bool
    removal: str
    """``"server"`` where the video server has thrown the person out, ``"pending"`` where it could
    not be told yet, ``"page"`` where only the person's own page can do it."""

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self)


@audited
def remove(user: Any, event_id: object, participant: str) -> Removed:
    """Keep the person out of the event. ``participant`` is the participant id of the report.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``ParticipantNotFound``,
    ``NotRemovable``.
    """
    visit = require_host(user, event_id)
    return remove_person(_require(visit.session), participant, visit.user)


@audited
def readmit(user: Any, event_id: object, participant: str) -> Removed:
    """Let the person in again. Raises as ``remove`` does."""
    visit = require_host(user, event_id)
    return readmit_person(_require(visit.session), participant, visit.user)


def _require(session: LiveSession | None) -> LiveSession:
    if session is None:
        raise ParticipantNotFound
    return session


def remove_person(session: LiveSession, participant: str, user: Any) -> Removed:
    """Keep the person out. No permission is checked: this is for callers who have decided already.

    Raises ``ParticipantNotFound``, ``NotRemovable``.
    """
    require_participant_id(participant)
    person, name = _find(session, participant)
    if person is not None and get_role(guarded_policy(), person, session.event) is Role.HOST:
        raise NotRemovable
    removal = Removal(
        session=session, participant=participant, user=person, display_name=name, removed_by=user
    )
    call = kick_call(session, participant)
    entry = decision(
        Action.REMOVED, session, user, target=participant, target_user=person, enforcement=call
    )
    rows = Removal.objects.using(session_database())
    with transaction.atomic(using=session_database()):
        # Nothing is read first: two hosts may do this at once.
        rows.bulk_create([removal], ignore_conflicts=True)
        # Asked again, the person is thrown out again: another device may have come in meanwhile.
        whom = {"participant": participant, "user": person, "by": user}
        send_on_commit(participant_removed, session, **whom)
        forget_turn(session, participant)
        write_decision(session, entry)
    return Removed(participant, name, is_removed=True, removal=outcome(entry, BY_SERVER))


def readmit_person(session: LiveSession, participant: str, user: Any) -> Removed:
    """Let the person in again. No permission is checked. Raises ``ParticipantNotFound``."""
    require_participant_id(participant)
    rows = Removal.objects.using(session_database())
    removal = rows.filter(session=session, participant=participant).first()
    person, name = (removal.user, removal.display_name) if removal else _find(session, participant)
    if removal is not None:
        of = {"target": participant, "target_user": person}
        entry = decision(Action.READMITTED, session, user, **of)
        with transaction.atomic(using=session_database()):
            rows.filter(pk=removal.pk).delete()
            whom = {"participant": participant, "user": person, "by": user}
            send_on_commit(participant_readmitted, session, **whom)
            write_decision(session, entry)
    return Removed(participant, name, is_removed=False, removal=BY_PAGE)


def _find(session: LiveSession, participant: str) -> tuple[Any, str]:
    """The user, None for a guest, and the name. Raises ``ParticipantNotFound``."""
    stays = all_stays().filter(run__session=session, participant=participant)
    known = stays.select_related("user").order_by("-joined_at").first()
    if known is not None and known.user is not None:
        return known.user, known.display_name
    policy = guarded_policy()
    person = policy.user_for_participant(participant)
    if person is not None:
        return person, get_display_name(policy, person)
    if known is not None:
        return None, known.display_name
    key = guest_of(participant)
    link = all_links().filter(pk=key, session=session).first() if key else None
    if link is not None:
        return None, link.name
    raise ParticipantNotFound


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person who is in the room or has just left it, or who is removed from the event."""

    participant: str
    display_name: str
    role: str
    """Empty for guests, and for people who are removed."""
    is_present: bool
    is_removed: bool
    can_be_removed: bool
    endpoints: list[str]
    """By which Jitsi knows the person's devices in this room."""
    is_viewer: bool = False
    """Whether Jitsi has let the person in as a visitor: see ``Attendance``."""


@dataclass(frozen=True, slots=True)
class People:
    """Who is there, and what can be done about it."""

    people: list[ListedPerson]
    removal: str
    """``"server"`` or ``"page"``: what throws out who is removed."""
    servers: list[str]
    """Aliases of the servers to which the session can be moved."""
    asking: list[AskingPerson]
    """Who asks to be let in, the first one first."""

    def as_dict(self) -> dict[str, Any]:
        return plain_dict(self)


def people(user: Any, event_id: object) -> People:
    """Those who are in the room of the event or have just left it, and those who are removed.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``.
    """
    visit = require_host(user, event_id)
    session = visit.session
    if session is None:
        return People([], BY_PAGE, [], [])
    removed = _removed(session)
    listed = _of_run(session, participant_of(visit.user), removed)
    names = {each.participant for each in listed}
    away = [each for name, each in removed.items() if name not in names]
    servers = other_servers(session.server)
    return People([*listed, *away], how_removed(session), servers, asking_people(session))


def how_removed(session: LiveSession) -> str:
    """What throws out at once who is removed: ``"server"`` or ``"page"``."""
    return BY_SERVER if server_supports(session.server, "kick") else BY_PAGE


def _removed(session: LiveSession) -> dict[str, ListedPerson]:
    rows = Removal.objects.using(session_database()).filter(session=session)
    return {
        name: ListedPerson(
            name, shown, "", is_present=False, is_removed=True, can_be_removed=False, endpoints=[]
        )
        for name, shown in rows.order_by("removed_at").values_list("participant", "display_name")
    }


def _of_run(session: LiveSession, own: str, removed: dict[str, ListedPerson]) -> list[ListedPerson]:
    """Those in the room, and then those who have just left it."""
    run = latest_run(session) if session.is_open else None
    if run is None:
        return []
    devices = _devices(run)
    occupants = occupants_of({run: Interval(run.opened_at, moments.now())})
    present = {
        name: (rows[-1].display_name, rows[-1].role)
        for name, (rows, evidence) in occupants.items()
        if evidence.is_there and not rows[0].is_recorder
    }
    gone = devices.keys() - present.keys() - removed.keys()
    left = {name: devices[name][-1][:2] for name in gone}
    found = [
        ListedPerson(
            participant=name,
            display_name=shown,
            role=role,
            is_present=name in present,
            is_removed=name in removed,
            can_be_removed=role != Role.HOST and name != own,
            endpoints=[endpoint for _, _, endpoint in devices.get(name, [])],
            is_viewer=name in occupants and is_viewer(occupants[name][0]),
        )
        for name, (shown, role) in {**present, **left}.items()
    ]
    return sorted(found, key=_by_role_and_name)


def _devices(run: Run) -> dict[str, list[tuple[str, str, str]]]:
    """Name, role and endpoint of each device that is in the room or has just left it, by person."""
    here = Q(left_at=None) | Q(left_at__gte=moments.now() - JUST_LEFT)
    stays = all_stays().filter(here, run=run).exclude(endpoint="").order_by("joined_at")
    devices: dict[str, list[tuple[str, str, str]]] = {}
    for name, *device in stays.values_list("participant", "display_name", "role", "endpoint"):
        devices.setdefault(name, []).append((device[0], device[1], device[2]))
    return devices


def _by_role_and_name(person: ListedPerson) -> tuple[bool, int, str]:
    role = list(Role).index(Role(person.role or Role.ATTENDEE))
    return not person.is_present, role, person.display_name.casefold()
