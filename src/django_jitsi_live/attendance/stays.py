"""Stays that room pages report: begin, heartbeat, leave."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from typing import Any, cast

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from .. import moments
from ..conf import conf
from ..exceptions import LinkInUse, LinkWithdrawn, NotAuthenticated, Removed, StayNotFound
from ..models import (
    TEAM,
    EndedBecause,
    Guest,
    GuestLink,
    Role,
    Source,
    State,
    Stay,
    account_of,
    heartbeat_timeout,
    is_removed,
    of_visitor,
)
from ..policy import active_user, event_lookup, get_display_name
from ..presence import all_stays, stay_database
from ..sessions import hold_link, require_member, settle_session
from ..signals import participant_joined, participant_left
from .bounds import make_room
from .heartbeats import goes_on, parse_key
from .records import ANONYMOUS, require_run, row_of, send_on_commit

ACTIONS = ("joined", "seen", "left")
ENDPOINT = re.compile(r"[0-9a-f]{8}")
MAX_BRIDGE = dt.timedelta(hours=2)
"""The longest time without heartbeats that a page may say it was there for."""


def record_action(
    action: str,
    user: Any,
    event_id: object,
    stay: object,
    unheard: object = None,
    endpoint: object = "",
    viewer: object = None,
) -> tuple[dict[str, Any], int]:
    """What a page reports about its own stay. Returns the answer and its HTTP status.

    ``action`` is one of ``ACTIONS``; ``unheard`` are the seconds for which its heartbeats had no
    answer, such as after a logout. ``endpoint`` is, on joining, by what Jitsi knows the page's
    occupant, and ``viewer`` whether it let the person in as a visitor. Raises
    ``NotAuthenticated``, ``EventNotFound``, ``Removed``, ``LinkWithdrawn``, ``LinkInUse``; on
    joining ``NotRegistered``, ``NotLive``; otherwise ``StayNotFound``.
    """
    if action == "joined":
        return begin(user, event_id, endpoint, viewer), 201
    if action == "seen" and goes_on(user, event_id, stay):
        return {**_describe(State.LIVE), "heartbeat": conf.HEARTBEAT}, 200
    act = _go_on if action == "seen" else _leave
    found = act(user, event_id, stay, _parse_seconds(unheard))
    moved = {"moved": True} if _is_moved(found) else {}
    return {**_describe(_state(found)), "heartbeat": conf.HEARTBEAT, **moved}, 200


def _describe(state: State) -> dict[str, Any]:
    """Of the run that the stay is in: another one may be live by now."""
    return {"is_active": state is State.LIVE, "state": state.value}


def _parse_seconds(value: object) -> dt.timedelta:
    """Up to ``MAX_BRIDGE``; none where it is no whole number."""
    digits = str(value) if isinstance(value, str | int) else ""
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        return dt.timedelta(0)
    return min(dt.timedelta(seconds=int(digits)), MAX_BRIDGE)


def _parse_endpoint(value: object) -> str:
    """Jitsi's id of an occupant; empty for what is none."""
    is_endpoint = isinstance(value, str) and ENDPOINT.fullmatch(value)
    return str(value) if is_endpoint else ""


def begin(
    user: Any, event_id: object, endpoint: object = "", viewer: object = None
) -> dict[str, Any]:
    """Begin a stay: its key, the seconds between heartbeats, and the state of the session."""
    visit, session = require_member(user, event_id, using=stay_database())
    now = moments.now()
    stay = Stay(
        run=require_run(session),
        user=account_of(visit.user),
        participant=visit.policy.participant_id(visit.user),
        display_name=get_display_name(visit.policy, visit.user),
        role=cast("Role", visit.role),
        joined_at=now,
        last_seen_at=now,
        source=Source.PAGE,
        key=secrets.token_urlsafe(32),
        endpoint=_parse_endpoint(endpoint),
        is_viewer=viewer in (True, "true"),
    )
    with transaction.atomic(using=stay_database()):
        hold_link(visit.user, now)
        make_room(stay)
        stay.save(using=stay_database(), force_insert=True)
        send_on_commit(participant_joined, stay)
    return {"stay": stay.key, "heartbeat": conf.HEARTBEAT, **_describe(visit.state)}


def heartbeat(
    user: Any, event_id: object, key: object, unheard: dt.timedelta = dt.timedelta(0)
) -> State:
    """Note that the stay goes on. Returns the state of its run. Raises ``Removed``,
    ``LinkWithdrawn``, ``LinkInUse``."""
    if goes_on(user, event_id, key):
        return State.LIVE
    return _state(_go_on(user, event_id, key, unheard))


def leave(
    user: Any, event_id: object, key: object, unheard: dt.timedelta = dt.timedelta(0)
) -> State:
    """End the stay. Returns the state of its run."""
    return _state(_leave(user, event_id, key, unheard))


def _go_on(user: Any, event_id: object, key: object, unheard: dt.timedelta) -> Stay:
    stay = _get_own_stay(user, event_id, key)
    now = moments.now()
    if stay.has_to_stay_out and stay.role != Role.HOST:  # type: ignore[attr-defined]  # an annotation
        raise Removed
    _require_link(stay)
    if not _is_open(stay) or stay.is_left_certain:
        return stay
    if _has_lapsed(stay, now, unheard):
        hold_link(user, now)
        _resume(stay, now)
    elif stay.left_at is not None:
        hold_link(user, now)
        _reopen(stay, now)
    else:
        row_of(stay).filter(left_at=None, last_seen_at__lt=now).update(last_seen_at=now)
    return stay


def _leave(user: Any, event_id: object, key: object, unheard: dt.timedelta) -> Stay:
    stay = _get_own_stay(user, event_id, key)
    if not stay.is_left_certain:
        now = moments.now()
        _end_stay(stay, now if _is_open(stay) else min(now, stay.run.ended_at or now), unheard)
    return stay


def _is_moved(stay: Stay) -> bool:
    """Whether the session goes on in another room."""
    session = stay.session
    is_open = session.is_active or (session.is_open and stay.role in TEAM)
    return stay.run.ended_because == EndedBecause.MOVED and is_open and not session.is_due


def _get_own_stay(user: Any, event_id: object, key: object) -> Stay:
    user = active_user(user)
    if user is None:
        raise NotAuthenticated
    name, value = event_lookup(event_id)
    stays = all_stays().select_related("run__session")
    stays = stays.annotate(
        has_to_stay_out=is_removed(user, OuterRef("run__session")), **_of_link(user)
    )
    # Who was made anonymous goes on so: without this stay, the page would begin another by name.
    is_own = of_visitor(user) | Q(user=None, participant__startswith=ANONYMOUS)
    # Users who have lost the registration, or whose event is hidden by now, can still leave.
    stay = stays.filter(
        is_own, source=Source.PAGE, key=parse_key(key), **{f"run__session__event__{name}": value}
    ).first()
    if stay is None:
        raise StayNotFound
    if stay.user_id is not None:
        stay.user = account_of(user)
    if stay.session.is_due:
        _settle(stay)
    return stay


def _of_link(user: Any) -> dict[str, Exists]:
    """Whether the personal link of a guest still holds, and this device has it; nothing for
    users."""
    if not isinstance(user, Guest):
        return {}
    link = GuestLink.objects.filter(pk=user.link)
    own = link.filter(device__in=["", user.device])
    return {"is_link_valid": Exists(link.valid()), "has_link": Exists(own)}


def _require_link(stay: Stay) -> None:
    """Raises ``LinkWithdrawn``, ``LinkInUse``."""
    if not getattr(stay, "is_link_valid", True):
        raise LinkWithdrawn
    if not getattr(stay, "has_link", True):
        raise LinkInUse


def _settle(stay: Stay) -> None:
    settle_session(stay.session)
    stay.run.refresh_from_db(fields=["ended_at"])


def _is_open(stay: Stay) -> bool:
    session = stay.session
    return session.is_open and not session.is_due and session.run_id == stay.run_id


def _state(stay: Stay) -> State:
    if not _is_open(stay):
        return State.ENDED
    return State.LIVE if stay.session.is_active else State.BACKSTAGE


def _has_lapsed(stay: Stay, now: dt.datetime, unheard: dt.timedelta) -> bool:
    """Whether the page was silent for longer than it may be, and than it says it was unheard."""
    is_over = stay.left_at is not None or stay.last_seen_at < now - heartbeat_timeout()
    is_bridged = stay.last_seen_at >= now - unheard - heartbeat_timeout()
    of_this_run = stay.run_id == stay.session.run_id
    return is_over and not (unheard and is_bridged and of_this_run)


def _reopen(stay: Stay, now: dt.datetime) -> None:
    """Go on as if there had been no silence, after which the stay was taken for over."""
    unchanged = {"left_at": stay.left_at, "is_left_certain": False}
    going_on = {"left_at": None, "last_seen_at": now}
    if row_of(stay).filter(**unchanged).update(**going_on):
        send_on_commit(participant_joined, _copy_stay(stay, pk=stay.pk, key=stay.key, **going_on))


def _resume(stay: Stay, now: dt.datetime) -> None:
    """Go on after a long silence: the time before it becomes a stay of its own."""
    before = {"joined_at": stay.joined_at, "left_at": stay.last_seen_at, "is_left_certain": True}
    unchanged = {"last_seen_at": stay.last_seen_at, "is_left_certain": False}
    with transaction.atomic(using=stay_database()):
        resumed = {"joined_at": now, "last_seen_at": now, "left_at": None}
        if not row_of(stay).filter(**unchanged).update(**resumed):
            return
        was_open = stay.left_at is None
        make_room(stay)
        earlier = _copy_stay(stay, key=secrets.token_urlsafe(32), **before)
        earlier.save(using=stay_database(), force_insert=True)
        if was_open:
            send_on_commit(participant_left, earlier)
        send_on_commit(participant_joined, _copy_stay(stay, pk=stay.pk, key=stay.key, **resumed))


def _end_stay(stay: Stay, now: dt.datetime, unheard: dt.timedelta) -> None:
    # A laptop that wakes up reports hours later that its page was left. And clocks differ: nobody
    # leaves before the last heartbeat.
    has_lapsed = _has_lapsed(stay, now, unheard)
    left_at = stay.last_seen_at if has_lapsed else max(now, stay.last_seen_at)
    # This must not end a stay that was just resumed.
    unchanged = {"left_at": stay.left_at, "joined_at": stay.joined_at, "is_left_certain": False}
    ended = row_of(stay).filter(**unchanged)
    if ended.update(left_at=left_at, is_left_certain=True) and stay.left_at is None:
        stay.left_at, stay.is_left_certain = left_at, True
        send_on_commit(participant_left, stay)


def _copy_stay(stay: Stay, **changed: Any) -> Stay:
    names = [field.attname for field in Stay._meta.concrete_fields if not field.primary_key]
    copy = Stay(**{name: getattr(stay, name) for name in names} | changed)
    copy.run, copy.user = stay.run, stay.user
    return copy
