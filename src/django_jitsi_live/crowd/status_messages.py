"""What the event streams of the status send: the status that anonymous visitors get."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..wire import WireEncoder
from .hub import Feed, Loaded, Message
from .public_status import Settle, load_public_statuses
from .status import build_status

NAME = "status"
OUTAGE = (
    "Whether events are live could not be looked up. Open streams say what was known before, until "
    "it works again."
)

# Fields that change with time alone are not published.
VOLATILE_FIELDS = {"poll_after", "join_spread"}


def status_feed(settle: Settle) -> Feed:
    """Its channels are named by the ids of events."""

    def load(event_ids: Sequence[str]) -> list[Loaded]:
        return [_as_message(each) for each in _load_statuses(event_ids, settle)]

    return Feed(NAME, load, OUTAGE)


def _load_statuses(event_ids: Sequence[str], settle: Settle) -> list[dict[str, Any] | Exception]:
    statuses = load_public_statuses(event_ids, settle)
    found = (statuses[event_id] for event_id in event_ids)
    return [each if isinstance(each, Exception) else build_status(each).as_dict() for each in found]


def _as_message(status: dict[str, Any] | Exception) -> Loaded:
    if isinstance(status, Exception):
        return status
    stable = {key: value for key, value in status.items() if key not in VOLATILE_FIELDS}
    return Message(stable, json.dumps(status, cls=WireEncoder))
