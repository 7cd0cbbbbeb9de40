"""Messages of Jitsi servers become stays.

Messages get lost, are repeated and overtake each other. So each is merged into what is known: the
earliest time of joining counts, and the latest time of leaving, in whatever order they arrive.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from ...exceptions import SiteMisconfigured
from ...models import JitsiMessage, LiveSession, Role, Source, Stay
from ...policy import Policy, get_display_name, guarded_policy
from ...servers import Server
from ...signals import participant_joined, participant_left
from ...xmpp_text import clean_name
from ..confirmations import confirm_on_commit
from ..records import all_stays, row_of, send_on_commit, stay_database
from .messages import Occupant, RoomMessage, hash_key


def record(server: Server, source: Source, message: RoomMessage) -> None:
    """Merge a message into the stays of its room. Rooms that are not ours are ignored.

    So are the earlier rooms of an event that was started again.
    """
    room_name = server.local_room_name(message.room_name)
    rooms = LiveSession.objects.using(stay_database()).filter(
        server=server.alias, room_name=room_name
    )
    with transaction.atomic(using=stay_database()):
        # One message about a session at a time, so that each sees what the others have written.
        session = rooms.select_for_update().first()
        if session is None:
            return
        if message.emptied_at is not None:
            _mark_room_emptied(server, source, session, message)
        _merge_occupants(source, session, message.occupants)
        if message.emptied_at is not None:
            _close_left_behind(source, session, message.emptied_at)
        if not session.is_active:
            confirm_on_commit(session)


def is_processed(server: Server, key: str) -> bool:
    """Whether a message with that key was processed."""
    messages = JitsiMessage.objects.using(stay_database())
    return messages.filter(server=server.alias, key=key).exists()


def mark_processed(server: Server, key: str, type_: str, body: str = "") -> None:
    """Remember that a message was processed; ``body`` is kept if it was of no use."""
    message = JitsiMessage(server=server.alias, key=key, type=type_, body=body)
    JitsiMessage.objects.using(stay_database()).bulk_create([message], ignore_conflicts=True)


def _mark_room_emptied(
    server: Server, source: Source, session: LiveSession, message: RoomMessage
) -> None:
    emptied = JitsiMessage(
        server=server.alias,
        key=message.key,
        type=message.type,
        room_name=session.room_name,
        emptied_at=message.emptied_at,
    )
    JitsiMessage.objects.using(stay_database()).bulk_create([emptied], ignore_conflicts=True)


def _merge_occupants(source: Source, session: LiveSession, occupants: Iterable[Occupant]) -> None:
    occupants = list(occupants)
    stays = all_stays().filter(source=source, key__in=[o.key for o in occupants])
    # The signals carry session and user: without this they would be read from a replica.
    known = {stay.key: stay for stay in stays.select_related("session", "user")}
    for occupant in occupants:
        stay = known.get(occupant.key)
        if stay is None:
            known[occupant.key] = _insert_stay(source, session, occupant)
        elif _apply(stay, occupant):
            _save_times(stay)


def _insert_stay(source: Source, session: LiveSession, occupant: Occupant) -> Stay:
    times = occupant.times
    stay = Stay(
        session=session,
        room_name=session.room_name,
        **_person(session, occupant),
        is_recorder=occupant.is_recorder,
        joined_at=min(times),
        last_seen_at=max(times),
        left_at=occupant.left_at or _emptied_after(session, min(times)),
        is_left_certain=occupant.left_at is not None,
        source=source,
        key=occupant.key,
    )
    stay.save(using=stay_database(), force_insert=True)
    send_on_commit(participant_joined, stay)
    if stay.left_at is not None:
        send_on_commit(participant_left, stay)
    return stay


def _person(session: LiveSession, occupant: Occupant) -> dict[str, Any]:
    policy = guarded_policy()
    user = policy.user_for_participant(occupant.participant) if occupant.participant else None
    name = _reported_name(occupant)
    if user is None or occupant.is_recorder:
        guest = f"~{hash_key(occupant.address)[:32]}"
        return {"user": None, "participant": guest, "display_name": name, "role": ""}
    return {
        "user": user,
        "participant": policy.participant_id(user),
        "display_name": name or get_display_name(policy, user),
        "role": _role(policy, user, session),
    }


def _reported_name(occupant: Occupant) -> str:
    """Empty where the server reports none."""
    if not occupant.name:
        return ""
    return clean_name(occupant.name) or gettext("Participant")


def _role(policy: Policy, user: Any, session: LiveSession) -> Role:
    try:
        is_host = policy.is_host(user, session.event)
    except SiteMisconfigured:  # logged; a stay is worth more than its role
        is_host = False
    return Role.HOST if is_host else Role.ATTENDEE


def _emptied_after(session: LiveSession, joined_at: dt.datetime) -> dt.datetime | None:
    messages = JitsiMessage.objects.using(stay_database()).filter(
        server=session.server, room_name=session.room_name, emptied_at__gt=joined_at
    )
    return messages.order_by("emptied_at").values_list("emptied_at", flat=True).first()


def _apply(stay: Stay, occupant: Occupant) -> bool:
    """Merge the occupant's times into the stay. Returns whether that changed it."""
    before = (stay.joined_at, stay.last_seen_at, stay.left_at, stay.is_left_certain)
    stay.joined_at = min(stay.joined_at, *occupant.times)
    stay.last_seen_at = max(stay.last_seen_at, *occupant.times)
    if occupant.left_at is not None:
        certain = [stay.left_at] if stay.is_left_certain and stay.left_at else []
        stay.left_at = max(occupant.left_at, *certain) if certain else occupant.left_at
        stay.is_left_certain = True
        if before[2] is None:
            send_on_commit(participant_left, stay)
    return before != (stay.joined_at, stay.last_seen_at, stay.left_at, stay.is_left_certain)


def _save_times(stay: Stay) -> None:
    times = ("joined_at", "last_seen_at", "left_at", "is_left_certain")
    row_of(stay).update(**{name: getattr(stay, name) for name in times})


def _close_left_behind(source: Source, session: LiveSession, emptied_at: dt.datetime) -> None:
    """End stays that are open, or whose inferred end is later than the room was empty."""
    stays = all_stays().of_run(session)
    left_behind = stays.filter(source=source, is_left_certain=False, joined_at__lt=emptied_at)
    for stay in left_behind.exclude(left_at__lte=emptied_at).select_related("user"):
        was_open = stay.left_at is None
        stay.left_at, stay.session = emptied_at, session
        _save_times(stay)
        if was_open:
            send_on_commit(participant_left, stay)
