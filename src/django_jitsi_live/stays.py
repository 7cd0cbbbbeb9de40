"""Who comes into the rooms and leaves them: what pages and Jitsi servers tell becomes stays.

Messages get lost, are repeated and overtake each other. So each is a set of facts about stays,
merged into what is known: of joining the earliest time counts, of leaving the latest, whatever
the order.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import router, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext

from . import attendance, services
from .conf import conf, get_policy
from .exceptions import NotAuthenticated, StayNotFound
from .messages import Occupant, RoomMessage, key_of
from .models import JitsiMessage, LiveSession, Role, Source, Stay, patience
from .policy import Policy, event_lookup, parsed, somebody
from .servers import Server
from .signals import participant_joined, participant_left
from .tokens import clean_name

ACTIONS = ("joined", "seen", "left")

# From the page


def tell(action: str, user: Any, event_id: object, stay: object) -> tuple[dict[str, Any], int]:
    """What a page tells of its own stay: the answer, and its HTTP status.

    Raises ``NotAuthenticated``, ``EventNotFound``; on joining ``NotRegistered``, ``NotLive``; else
    ``StayNotFound``.
    """
    if action == "joined":
        return joined(user, event_id), 201
    act = seen if action == "seen" else left
    return {"is_active": act(user, event_id, stay)}, 200


def joined(user: Any, event_id: object) -> dict[str, Any]:
    """Begin a stay: its key, how often to say that it goes on, and that the session is live."""
    visit, session = services.visit_of_a_member(user, event_id, using=database())
    now = timezone.now()
    stay = Stay(
        session=session,
        room_name=session.room_name,
        user=visit.user,
        participant=visit.policy.participant_id(visit.user),
        display_name=_name(visit.policy.display_name(visit.user)),
        role=cast("Role", visit.role),
        joined_at=now,
        last_seen_at=now,
        source=Source.PAGE,
        key=secrets.token_urlsafe(32),
    )
    with transaction.atomic(using=database()):
        stay.save(using=database(), force_insert=True)
        _announce(participant_joined, stay)
    return {"stay": stay.key, "heartbeat": conf.HEARTBEAT, "is_active": True}


def seen(user: Any, event_id: object, key: object) -> bool:
    """Note that the stay goes on. Returns whether its session does."""
    stay = _own(user, event_id, key)
    now = timezone.now()
    if not _is_live(stay) or stay.is_left_certain:
        return _is_live(stay)
    if _was_over(stay, now):
        _begin_again(stay, now)
    else:
        _rows(stay).filter(left_at=None, last_seen_at__lt=now).update(last_seen_at=now)
    return True


def left(user: Any, event_id: object, key: object) -> bool:
    """End the stay. Returns whether its session goes on."""
    stay = _own(user, event_id, key)
    if not stay.is_left_certain:
        _leave(stay, timezone.now())
    return _is_live(stay)


def _own(user: Any, event_id: object, key: object) -> Stay:
    person = somebody(user)
    if person is None:
        raise NotAuthenticated
    name, value = event_lookup(event_id)
    stays = Stay.objects.using(database()).select_related("session")
    # Whoever has lost the registration, or whose event is hidden by now, can still leave.
    stay = stays.filter(
        source=Source.PAGE, key=_key(key), user=person, **{f"session__event__{name}": value}
    ).first()
    if stay is None:
        raise StayNotFound
    stay.user = person
    return stay


def _key(told: object) -> Any:
    try:
        return parsed(Stay._meta.get_field("key"), str(told))
    except ValidationError:
        raise StayNotFound from None


def _is_live(stay: Stay) -> bool:
    return stay.session.is_active and stay.session.room_name == stay.room_name


def _was_over(stay: Stay, now: dt.datetime) -> bool:
    return stay.left_at is not None or stay.last_seen_at < now - patience()


def _rows(stay: Stay) -> Any:
    return Stay.objects.using(database()).filter(pk=stay.pk)


def _begin_again(stay: Stay, now: dt.datetime) -> None:
    """Of a page that was silent for long: what was before stays as it is, under another key."""
    before = {"joined_at": stay.joined_at, "left_at": stay.last_seen_at, "is_left_certain": True}
    unchanged = {"last_seen_at": stay.last_seen_at, "is_left_certain": False}
    with transaction.atomic(using=database()):
        again = {"joined_at": now, "last_seen_at": now, "left_at": None}
        if not _rows(stay).filter(**unchanged).update(**again):
            return
        was_open = stay.left_at is None
        over = _copy(stay, key=secrets.token_urlsafe(32), **before)
        over.save(using=database(), force_insert=True)
        if was_open:
            _announce(participant_left, over)
        _announce(participant_joined, _copy(stay, pk=stay.pk, key=stay.key, **again))


def _leave(stay: Stay, now: dt.datetime) -> None:
    # A laptop that wakes up tells hours later that its page was left. And not all machines agree
    # on the time: nobody leaves before having been seen.
    left_at = stay.last_seen_at if _was_over(stay, now) else max(now, stay.last_seen_at)
    # Of a stay that has just begun again, this is no end.
    unchanged = {"left_at": stay.left_at, "joined_at": stay.joined_at, "is_left_certain": False}
    ended = _rows(stay).filter(**unchanged)
    if ended.update(left_at=left_at, is_left_certain=True) and stay.left_at is None:
        stay.left_at, stay.is_left_certain = left_at, True
        _announce(participant_left, stay)


def _copy(stay: Stay, **changed: Any) -> Stay:
    names = [field.attname for field in Stay._meta.concrete_fields if not field.primary_key]
    copy = Stay(**{name: getattr(stay, name) for name in names} | changed)
    copy.session, copy.user = stay.session, stay.user
    return copy


def close(stay: Stay, left_at: dt.datetime) -> bool:
    """End an open stay of which nothing has been heard since; False if something has."""
    unchanged = _rows(stay).filter(left_at=None, last_seen_at=stay.last_seen_at)
    if not unchanged.update(left_at=left_at):
        return False
    stay.left_at = left_at
    _announce(participant_left, stay)
    return True


# From Jitsi servers


def record(server: Server, source: Source, message: RoomMessage) -> None:
    """Merge what the message tells into what is known; of rooms that are none of ours, nothing.

    Of an event that was started again, messages about the room before are without effect.
    """
    room_name = server.own_room(message.room_name)
    rooms = LiveSession.objects.using(database()).filter(server=server.alias, room_name=room_name)
    with transaction.atomic(using=database()):
        # One message about a session at a time, so that each sees what the others have told.
        session = rooms.select_for_update().first()
        if session is None:
            return
        if message.emptied_at is not None:
            _remember(server, source, session, message)
        _merge(source, session, message.occupants)
        if message.emptied_at is not None:
            _empty(source, session, message.emptied_at)
        if not session.is_active:
            attendance.confirm_on_commit(session)


def is_known(server: Server, key: str) -> bool:
    """Whether a message of that key has been dealt with."""
    messages = JitsiMessage.objects.using(database())
    return messages.filter(server=server.alias, key=key).exists()


def remember(server: Server, key: str, type_: str, body: str = "") -> None:
    """Keep that a message has been dealt with, and what nothing was made of."""
    message = JitsiMessage(server=server.alias, key=key, type=type_, body=body)
    JitsiMessage.objects.using(database()).bulk_create([message], ignore_conflicts=True)


def _remember(server: Server, source: Source, session: LiveSession, message: RoomMessage) -> None:
    kept = JitsiMessage(
        server=server.alias,
        key=message.key,
        type=message.type,
        room_name=session.room_name,
        emptied_at=message.emptied_at,
    )
    JitsiMessage.objects.using(database()).bulk_create([kept], ignore_conflicts=True)


def _merge(source: Source, session: LiveSession, occupants: Iterable[Occupant]) -> None:
    told = list(occupants)
    stays = Stay.objects.using(database()).filter(source=source, key__in=[o.key for o in told])
    known = {stay.key: stay for stay in stays}
    for occupant in told:
        stay = known.get(occupant.key)
        if stay is None:
            known[occupant.key] = _insert(source, session, occupant)
        elif _learn(stay, occupant):
            _save(stay)


def _insert(source: Source, session: LiveSession, occupant: Occupant) -> Stay:
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
    stay.save(using=database(), force_insert=True)
    _announce(participant_joined, stay)
    if stay.left_at is not None:
        _announce(participant_left, stay)
    return stay


def _person(session: LiveSession, occupant: Occupant) -> dict[str, Any]:
    policy = get_policy()
    user = policy.user_for_participant(occupant.participant) if occupant.participant else None
    name = _name(occupant.name)
    if user is None or occupant.is_recorder:
        guest = f"~{key_of(occupant.address)[:32]}"
        return {"user": None, "participant": guest, "display_name": name, "role": ""}
    return {
        "user": user,
        "participant": policy.participant_id(user),
        "display_name": name or _name(policy.display_name(user)),
        "role": _role(policy, user, session),
    }


def _role(policy: Policy, user: Any, session: LiveSession) -> Role:
    return Role.HOST if policy.is_host(user, session.event) else Role.ATTENDEE


def _emptied_after(session: LiveSession, joined_at: dt.datetime) -> dt.datetime | None:
    messages = JitsiMessage.objects.using(database()).filter(
        server=session.server, room_name=session.room_name, emptied_at__gt=joined_at
    )
    return messages.order_by("emptied_at").values_list("emptied_at", flat=True).first()


def _learn(stay: Stay, occupant: Occupant) -> bool:
    """Whether the facts told anything new, which the stay then has."""
    before = (stay.joined_at, stay.last_seen_at, stay.left_at, stay.is_left_certain)
    stay.joined_at = min(stay.joined_at, *occupant.times)
    stay.last_seen_at = max(stay.last_seen_at, *occupant.times)
    if occupant.left_at is not None:
        certain = [stay.left_at] if stay.is_left_certain and stay.left_at else []
        stay.left_at = max(occupant.left_at, *certain) if certain else occupant.left_at
        stay.is_left_certain = True
        if before[2] is None:
            _announce(participant_left, stay)
    return before != (stay.joined_at, stay.last_seen_at, stay.left_at, stay.is_left_certain)


def _save(stay: Stay) -> None:
    told = ("joined_at", "last_seen_at", "left_at", "is_left_certain")
    _rows(stay).update(**{name: getattr(stay, name) for name in told})


def _empty(source: Source, session: LiveSession, emptied_at: dt.datetime) -> None:
    """End what is still open, and what a later message had ended for want of this one."""
    stays = Stay.objects.using(database()).of_run(session)
    left_behind = stays.filter(source=source, is_left_certain=False, joined_at__lt=emptied_at)
    for stay in left_behind.exclude(left_at__lte=emptied_at).select_related("user"):
        was_open = stay.left_at is None
        stay.left_at, stay.session = emptied_at, session
        _save(stay)
        if was_open:
            _announce(participant_left, stay)


# For all


def _name(name: str) -> str:
    return clean_name(name) or gettext("Participant") if name else ""


def _announce(signal: Signal, stay: Stay) -> None:
    values = {"session": stay.session, "user": stay.user, "stay": stay}
    send = partial(signal.send_robust, sender=LiveSession, **values)
    transaction.on_commit(send, using=database(), robust=True)


def database() -> str:
    """Where stays are written."""
    return router.db_for_write(Stay)
