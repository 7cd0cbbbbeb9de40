"""How often one person may ask: by the rates of Django REST framework, on the page as well."""

from __future__ import annotations

import math
from typing import Any, cast

from rest_framework.settings import api_settings
from rest_framework.throttling import ScopedRateThrottle

from . import shared_cache
from .exceptions import Throttled

STATUS, JOIN, WRITE = "jitsi_live_status", "jitsi_live_join", "jitsi_live_write"

# More than people do, and less than one program may take of a processor.
DEFAULT_RATES = {STATUS: "600/min", JOIN: "600/min", WRITE: "600/min"}


class LiveThrottle(ScopedRateThrottle):
    """Counts what a person, or an address without one, asks of the view's ``throttle_scope``.

    Unlike its parent it keeps a number rather than the time of each request, so that a high rate
    costs no more than a low one.
    """

    def get_rate(self) -> str | None:
        return rate_of(cast("str", self.scope))

    def allow_request(self, request: Any, view: Any) -> bool:
        self.scope = view.throttle_scope
        limit, seconds = self.parse_rate(self.get_rate())
        if limit is None or seconds is None:
            return True
        now = self.timer()
        self.over = seconds - now % seconds
        window = f"{self.get_cache_key(request, view)}:{now // seconds:.0f}"
        return shared_cache.count(shared_cache.key_of("asked", window), seconds) <= limit

    def wait(self) -> float:
        """Seconds until counting begins anew."""
        return self.over


def rate_of(scope: str) -> str | None:
    """The rate that applies, such as ``"600/min"``; None for no limit."""
    rates = cast("dict[str, str | None]", api_settings.DEFAULT_THROTTLE_RATES)
    return {**DEFAULT_RATES, **rates}[scope]


def is_chosen(scope: str) -> bool:
    """Whether the host project names a rate of its own."""
    return scope in api_settings.DEFAULT_THROTTLE_RATES


def check(request: Any, scope: str) -> None:
    """Count a request that is none of Django REST framework's. Raises ``Throttled``."""

    class View:
        throttle_scope = scope

    throttle = LiveThrottle()
    if not throttle.allow_request(request, View):
        raise Throttled(math.ceil(throttle.wait()))
