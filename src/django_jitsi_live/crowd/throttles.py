"""Request rates: those of Django REST framework, for our plain views as well."""

from __future__ import annotations

import math
from typing import Any, cast

from rest_framework.settings import api_settings
from rest_framework.throttling import ScopedRateThrottle

from ..exceptions import Throttled
from . import shared_cache

STATUS_SCOPE, JOIN_SCOPE, WRITE_SCOPE = "jitsi_live_status", "jitsi_live_join", "jitsi_live_write"

# More than a person needs, and less than would keep a processor busy.
DEFAULT_RATES = {STATUS_SCOPE: "600/min", JOIN_SCOPE: "600/min", WRITE_SCOPE: "600/min"}


class LiveThrottle(ScopedRateThrottle):
    """Counts the requests of a user, or of an address, in the view's ``throttle_scope``.

    Unlike its parent it stores a number instead of the time of each request, so that a high rate
    costs no more than a low one.
    """

    def get_rate(self) -> str | None:
        return get_rate(cast("str", self.scope))

    def allow_request(self, request: Any, view: Any) -> bool:
        self.scope = view.throttle_scope
        limit, seconds = self.parse_rate(self.get_rate())
        if limit is None or seconds is None:
            return True
        now = self.timer()
        self.over = seconds - now % seconds
        window = f"{self.get_cache_key(request, view)}:{now // seconds:.0f}"
        return shared_cache.increment(shared_cache.make_key("asked", window), seconds) <= limit

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return self.over


def get_rate(scope: str) -> str | None:
    """The rate that applies, such as ``"600/min"``; None for no limit."""
    rates = cast("dict[str, str | None]", api_settings.DEFAULT_THROTTLE_RATES)
    return {**DEFAULT_RATES, **rates}[scope]


def has_custom_rate(scope: str) -> bool:
    """Whether the host project sets the rate itself."""
    return scope in api_settings.DEFAULT_THROTTLE_RATES


def check_rate(request: Any, scope: str) -> None:
    """Count a request to a plain Django view. Raises ``Throttled``."""

    class View:
        throttle_scope = scope

    throttle = LiveThrottle()
    if not throttle.allow_request(request, View):
        raise Throttled(math.ceil(throttle.wait()))
