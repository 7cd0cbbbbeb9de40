"""The list that everybody of an audience reads: kept for a moment for all processes, as JSON.

Who asks for it with a key costs no query while it is kept. It is dropped when a question changes; a
crowd that votes drops it once a second, so that it is there for all who read it meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from enum import StrEnum
from functools import partial
from time import monotonic
from typing import Any, NamedTuple

from django.db import transaction

from ..conf import conf
from ..crowd import (
    Plain,
    add_cached,
    delete_cached_on_commit,
    make_key,
    poll_seconds,
    read_cached,
    wake_hubs,
)
from ..sessions import session_database
from ..wire import WireEncoder

FEED = "questions"
TTL = 2  # seconds
FORM = 1
"""Of a cached list: to be changed with it, so that other versions do not misread it."""
POLL_SECONDS = 5  # between two polls of a page, without load
MIN_PAUSE = 1.0
"""Seconds for which a list is kept, however many vote."""
MAX_NOTED_EVENTS = 1000


class Audience(StrEnum):
    """Who reads a list."""

    MEMBERS = "members"
    MODERATORS = "moderators"


class PublicList(NamedTuple):
    version: str
    """Of the content: the same in all processes."""
    text: str
    """The questions as JSON."""

    def render(self) -> bytes:
        """The answer for readers."""
        poll_after = poll_seconds(POLL_SECONDS)
        head = f'{{"version":"{self.version}","poll_after":{poll_after},"questions":'
        return f"{head}{self.text}}}".encode()

    def to_cache(self) -> Plain:
        return [FORM, self.version, self.text]

    @classmethod
    def from_cache(cls, value: Any) -> PublicList:
        """Raises ``ValueError`` or ``TypeError`` for what ``to_cache`` did not make."""
        form, version, text = value
        if form != FORM or not isinstance(version, str) or not isinstance(text, str):
            raise ValueError("This is no list.")
        return cls(version, text)


def make_list(questions: Sequence[dict[str, Any]]) -> PublicList:
    text = json.dumps(questions, cls=WireEncoder, separators=(",", ":"))
    return PublicList(hashlib.blake2b(text.encode(), digest_size=12).hexdigest(), text)


def cached_list(event_id: object, audience: Audience) -> PublicList | None:
    """The list, if it is in the cache. Costs no query."""
    return read_cached(_key(event_id, audience), PublicList.from_cache)


def cache_list(event_id: object, audience: Audience, found: PublicList) -> None:
    # Added, not set: another process may have cached a newer one meanwhile.
    add_cached(_key(event_id, audience), found.to_cache(), TTL)


def forget_lists(event_id: object) -> None:
    """On commit: whoever needs a list next loads it, and the streams send it."""
    for audience in Audience:
        delete_cached_on_commit(_key(event_id, audience))
    names = [channel(event_id, audience) for audience in Audience]
    transaction.on_commit(partial(wake_hubs, FEED, names), using=session_database(), robust=True)


_noted: dict[str, float] = {}


def note_votes(event_id: object) -> None:
    """The same after a vote, but no more than once in ``MIN_PAUSE``: what comes between two drops
    is seen within ``TTL``."""
    now, name = monotonic(), str(event_id)
    if now - _noted.get(name, -MIN_PAUSE) < MIN_PAUSE:
        return
    if len(_noted) >= MAX_NOTED_EVENTS:
        _noted.clear()
    _noted[name] = now
    forget_lists(event_id)


def channel(event_id: object, audience: Audience) -> str:
    """The name of the list among all that are pushed."""
    return f"{audience}:{event_id}"


def _key(event_id: object, audience: Audience) -> str:
    return make_key(f"questions:{audience}:{conf.EVENT_LOOKUP_FIELD}", str(event_id))
