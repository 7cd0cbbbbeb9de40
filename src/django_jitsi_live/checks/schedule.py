"""That every session has an end."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage, Warning

from ..conf import conf
from .hints import setting_hint
from .hooks import policy_overrides
from .values import TYPES


def unbounded_warnings() -> Iterator[CheckMessage]:
    has_end = conf.ENDS_AT is not None or policy_overrides("ends_at")
    if conf.MAX_LENGTH is None and not (has_end and conf.CLOSE_AFTER is not None):
        yield Warning(
            "A live session that nobody ends goes on for ever: neither the schedule nor "
            "JITSI_LIVE_MAX_LENGTH ends it.",
            hint=setting_hint("MAX_LENGTH", TYPES["MAX_LENGTH"][1])
            + ". Or name the end of your events: "
            + 'JITSI_LIVE_ENDS_AT = "ends_at" and JITSI_LIVE_CLOSE_AFTER = 1800',
            id="jitsi_live.W017",
        )
