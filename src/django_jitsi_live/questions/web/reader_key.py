"""The key of a reader: with it a page asks for the list again and again, and nobody has to be
looked up for that.

Whoever has a key reads what everybody at the event reads, until the key ends: also somebody who is
removed meanwhile. What people do by name goes through the gate each time.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

from ..exceptions import KeyExpired
from ..public_list import Audience

SALT = "django_jitsi_live.questions.reader"
LIFETIME = 10 * 60  # seconds
FORM = re.compile(r"(members|moderators)\.([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReaderKey:
    audience: Audience
    seconds_left: float


def make_reader_key(event_id: object, audience: Audience) -> str:
    """A key for the event by the id that its addresses carry."""
    expires_at = int(time.time()) + LIFETIME
    return f"{audience}.{expires_at}.{_signature(event_id, audience, expires_at)}"


def read_key(text: str, event_id: object) -> ReaderKey:
    """What the key opens. Raises ``KeyExpired``, also for what is no key of the event."""
    match = FORM.fullmatch(text)
    if match is None:
        raise KeyExpired
    audience, expires_at = Audience(match[1]), int(match[2])
    left = expires_at - time.time()
    if not constant_time_compare(match[3], _signature(event_id, audience, expires_at)) or left <= 0:
        raise KeyExpired
    return ReaderKey(audience, left)


def _signature(event_id: object, audience: Audience, expires_at: int) -> str:
    # Of any text: no field ends where another could begin.
    text = f"{audience}.{expires_at}.{event_id}".encode("utf-8", "surrogatepass")
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
