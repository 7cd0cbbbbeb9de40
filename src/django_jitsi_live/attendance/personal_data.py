"""The data of one person: export and anonymise, also after the account is deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from ..audit import anonymise_decisions, decisions_about, decisions_of
from ..invitations import anonymise_invitations, export_invitations
from ..models import Confirmation, JitsiMessage, Removal, Seat, Stay, Turn, of_person
from ..policy import guarded_policy
from ..presence import all_stays, stay_database
from ..recordings import (
    anonymise_recordings,
    recordings_deleted_by,
    recordings_started_by,
    viewings_by,
)
from .extensions import anonymous_participant, personal_data


def export(user: Any) -> dict[str, Any]:
    """Everything that is stored about the user's attendance, decisions on it, recordings and
    mails."""
    return _export(guarded_policy().participant_id(user), user)


def export_participant(participant: str) -> dict[str, Any]:
    """The same by the participant id, which outlives the account."""
    return _export(participant, None)


def anonymise(user: Any) -> int:
    """Make the user's stays and decisions an anonymous person's. Returns the number of stays.

    Pages that are open go on with the anonymous stay. A removal from an event holds as long as the
    account exists: for that it has to know whose it is.
    """
    return _anonymise(guarded_policy().participant_id(user), user)


def anonymise_participant(participant: str) -> int:
    """The same by the participant id, which outlives the account. That of a guest loses the
    personal link, too: it lets nobody in any more."""
    return _anonymise(participant, None)


def _stays(participant: str, user: Any) -> QuerySet[Stay]:
    return all_stays().filter(of_person(participant, user))


def _confirmations(participant: str, user: Any) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.using(stay_database())
    return rows.filter(of_person(participant, user))


def _removals(participant: str, user: Any) -> QuerySet[Removal]:
    rows = Removal.objects.using(stay_database())
    return rows.filter(of_person(participant, user))


def _turns(participant: str, user: Any) -> QuerySet[Turn]:
    return Turn.objects.using(stay_database()).filter(of_person(participant, user))


def _seats(participant: str) -> QuerySet[Seat]:
    return Seat.objects.using(stay_database()).filter(participant=participant)


STAY = ("display_name", "jitsi_name", "role", "joined_at", "left_at", "source")
TURN = ("display_name", "state", "asked_at", "has_camera")
SEAT = ("number", "asked_at", "held_until")
RECORDING = ("kind", "state", "title", "started_at")
DECISION = ("at", "action", "role", "server", "reason")


def _export(participant: str, user: Any) -> dict[str, Any]:
    event, decided = {"event_id": F("run__session__event_id")}, {"event": F("event_key")}
    of_session = {"event_id": F("session__event_id")}
    watched = {"event_id": F("recording__run__session__event_id")}
    stays, confirmed = _stays(participant, user), _confirmations(participant, user)
    own, about = decisions_of(participant, user), decisions_about(participant, user)
    removals, seats = _removals(participant, user), _seats(participant)
    turns = _turns(participant, user).order_by("asked_at")
    started, deleted = recordings_started_by(participant, user), recordings_deleted_by(user)
    viewings = viewings_by(participant, user).order_by("watched_at")
    return {
        "participant": participant,
        "stays": list(stays.order_by("joined_at").values(*STAY, **event)),
        "confirmed": list(confirmed.values("confirmed_at", **event)),
        "decisions": list(own.order_by("at").values(*DECISION, **decided)),
        "decided_about": list(about.order_by("at").values(*DECISION, **decided)),
        "removals": list(removals.values("display_name", "removed_at", **of_session)),
        "turns_to_speak": list(turns.values(*TURN, **event)),
        "seats": list(seats.values(*SEAT, **of_session)),
        "watched": list(viewings.values("display_name", "watched_at", **watched)),
        "recordings_started": list(started.values(*RECORDING, **event)),
        "recordings_deleted": list(deleted.values(*RECORDING, "deleted_at", **event)),
        **export_invitations(participant, user),
        **_export_of_others(participant, user),
    }


def _export_of_others(participant: str, user: Any) -> dict[str, Any]:
    """What apps that are built on this one keep."""
    parts = [each.export(participant, user) for each in personal_data.values()]
    return {name: rows for part in parts for name, rows in part.items()}


def _anonymise(participant: str, user: Any) -> int:
    # Another name in each run, so that nobody is followed from one to the next.
    names: defaultdict[int | str, str] = defaultdict(anonymous_participant)
    with transaction.atomic(using=stay_database()):
        runs = {
            *_stays(participant, user).values_list("run", flat=True),
            *_confirmations(participant, user).values_list("run", flat=True),
        }
        changed = sum(_anonymise_run(participant, user, run, names[run]) for run in runs)
        anonymise_decisions(participant, user, names)
        anonymise_recordings(participant, user, names)
        _anonymise_seats(participant, names)
        _anonymise_turns(participant, user)
        _anonymise_removals(participant, user)
        anonymise_invitations(participant, user, names)
        for others in personal_data.values():
            others.anonymise(participant, user)
        # The messages that are kept name people in forms that are not known here.
        messages = JitsiMessage.objects.using(stay_database())
        messages.filter(body__contains=f'"{participant}"').update(body="")
    return changed


def _anonymise_run(participant: str, user: Any, run: int, name: str) -> int:
    anonymous = {"user": None, "participant": name}
    _confirmations(participant, user).filter(run=run).update(**anonymous)
    stays = _stays(participant, user).filter(run=run)
    return stays.update(display_name="", jitsi_name="", **anonymous)


def _anonymise_seats(participant: str, names: Mapping[int | str, str]) -> None:
    """The anonymous person of the latest run keeps the seat: a page that is open goes on."""
    for seat in _seats(participant).select_related("session"):
        run, event = seat.session.run_id, str(seat.session.event_id)
        name = names[event if run is None else run]
        _seats(participant).filter(pk=seat.pk).update(participant=name)


def _anonymise_turns(participant: str, user: Any) -> None:
    """Forget them: a queue is of people who are there, by name."""
    _turns(participant, user).delete()
    if user is not None:
        invited = Turn.objects.using(stay_database()).filter(invited_by=user)
        invited.update(invited_by=None, inviter_name="")


def _anonymise_removals(participant: str, user: Any) -> None:
    """Forget the name, or all of it where there is no account any more that it keeps out."""
    rows = _removals(participant, user)
    rows.filter(user=None).delete()
    rows.update(display_name="")
    if user is not None:
        Removal.objects.using(stay_database()).filter(removed_by=user).update(removed_by=None)
