"""Requests to each operation of the API, whose responses are checked against the schema."""

from __future__ import annotations

from typing import Any

from tests.web.openapi.described import check, describe, operations

SCHEMA = describe()
KNOWN = operations(SCHEMA)

STATES = ["before", "live", "ended"]
BODIES: dict[str, list[dict[str, str]]] = {
    "live_report_role": [{"role": "moderator"}, {"role": "participant"}, {"role": "none"}, {}],
    "live_record_stay": [
        {"action": "joined"},
        {"action": "seen", "stay": "unknown"},
        {"action": "left", "stay": "unknown"},
        {"action": "waved"},
        {},
    ],
}
STAYS = "live_record_stay"


def ask(client: Any, name: str, event_id: object, data: Any = None, **options: Any) -> Any:
    operation = KNOWN[name]
    path = operation["path"].format(event_id=event_id)
    given = data if operation["method"] == "get" else (data or {})
    return getattr(client, operation["method"])(path, given, **options)


def described(name: str, response: Any) -> Any:
    check(SCHEMA, KNOWN[name], response)
    return response
