"""Requests to each operation of the API, whose responses are checked against the schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django_jitsi_live.models import Recording
from tests.web.openapi.described import check, describe, operations

SCHEMA = describe()
KNOWN = operations(SCHEMA)

STATES = ["before", "live", "ended"]
BODIES: dict[str, list[dict[str, str]]] = {
    "live_report_role": [{"role": "moderator"}, {"role": "participant"}, {"role": "none"}, {}],
    "live_remove": [{"participant": "0"}, {}],
    "live_readmit": [{"participant": "0"}, {}],
    "live_admit": [{"participant": "0", "answer": "admit"}, {"participant": "0"}, {}],
    "live_change_recording": [{"title": "Part 1"}, {"visibility": "nobody"}, {}],
    "live_make_link": [
        {"name": "Anna", "role": "speaker"},
        {"name": "Anna", "role": "attendee"},
        {"name": "", "role": "speaker"},
        {},
    ],
    "live_move": [{}, {"server": ""}, {"server": "nowhere"}],
    "live_set_stage": [{"stage": "moderated"}, {"stage": "open"}, {}],
    "live_hand": [{"hand": "raise"}, {"hand": "accept"}, {"hand": "lower"}, {"hand": "wave"}, {}],
    "live_turn": [
        {"turn": "invite", "participant": "0"},
        {"turn": "thank", "participant": "0"},
        {"turn": "lower"},
        {},
    ],
    "live_record_stay": [
        {"action": "joined"},
        {"action": "seen", "stay": "unknown"},
        {"action": "left", "stay": "unknown"},
        {"action": "waved"},
        {},
    ],
}
STAYS = "live_record_stay"


def path_of(name: str, event_id: object) -> str:
    """With the first recording, where the path names one and there is one of a known event."""
    path: str = KNOWN[name]["path"]
    if "{recording_id}" not in path:
        return path.format(event_id=event_id)
    recording = None if event_id == "0" else Recording.objects.order_by("announced_at").first()
    return path.format(recording_id=recording.pk if recording else UUID(int=0))


def ask(client: Any, name: str, event_id: object, data: Any = None, **options: Any) -> Any:
    operation = KNOWN[name]
    path = path_of(name, event_id)
    given = data if operation["method"] == "get" else (data or {})
    return getattr(client, operation["method"])(path, given, **options)


def described(name: str, response: Any) -> Any:
    check(SCHEMA, KNOWN[name], response)
    return response
