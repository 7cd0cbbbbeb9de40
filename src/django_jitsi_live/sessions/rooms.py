"""Rooms of sessions: their names, and the one that a session has before it is opened."""

from __future__ import annotations

import secrets
from base64 import b32encode
from collections.abc import Collection
from typing import Any

from django.utils.text import slugify

from ..models import LiveSession, get_live_session
from .store import session_database

ROOM_RANDOM_LENGTH = 26  # of 5 bits each: 130 random bits


def prepared_session(event: Any) -> LiveSession:
    """The event's session, for what belongs to it before it is opened for the first time: links,
    the calendar, mails. Its room is one that nobody enters: opening makes another."""
    session = get_live_session(event)
    if session is None:
        rows = LiveSession.objects.using(session_database())
        session, _ = rows.get_or_create(
            event=event, defaults=new_room(room_prefix(event), "default")
        )
    return session


def prepared_sessions(events: Collection[Any]) -> dict[Any, LiveSession]:
    """The same of several events, by their primary keys, in at most two queries."""
    rows = LiveSession.objects.using(session_database())
    made = [LiveSession(event=event, **new_room(room_prefix(event), "default")) for event in events]
    rows.bulk_create(made, ignore_conflicts=True)
    return {each.event_id: each for each in rows.filter(event__in=[each.pk for each in events])}


def room_prefix(event: Any) -> str:
    # The model's name is readable and, unlike a title or a key, reveals nothing about the event.
    return slugify(event._meta.model_name)[:40] or "live"


def new_room(prefix: str, alias: str) -> dict[str, Any]:
    """What changes in a session with its room."""
    random = b32encode(secrets.token_bytes(20)).decode().lower()[:ROOM_RANDOM_LENGTH]
    return {
        "room_name": f"{prefix}-{random}",
        "server": alias,
        "role_mismatch": "",
        "refusals": "",
        "role_witness": "",
    }


def prefix_of(room_name: str) -> str:
    return room_name.rpartition("-")[0] or "live"
