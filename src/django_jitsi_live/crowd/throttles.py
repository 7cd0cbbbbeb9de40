"""Request rates: those of Django REST framework, for our plain views as well."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from rest_framework.settings import api_settings
from rest_framework.throttling import ScopedRateThrottle

from ..exceptions import Throttled
from . import shared_cache
from .addresses import client_address, is_shared_address

STATUS_SCOPE, JOIN_SCOPE, WRITE_SCOPE = "jitsi_live_status", "jitsi_live_join", "jitsi_live_write"

# More than a person needs, and less than would keep a processor busy.
DEFAULT_RATES = {STATUS_SCOPE: "600/min", JOIN_SCOPE: "600/min", WRITE_SCOPE: "600/min"}


def add_rates(rates: Mapping[str, str]) -> None:
    """Let another app count under scopes of its own, with the rates that it has by default."""
    DEFAULT_RATES.update(rates)


class LiveThrottle(ScopedRateThrottle):
    """Counts the requests of a user, or of an address, in the view's ``throttle_scope``.

    Unlike its parent it stores a number instead of the time of each request, so that a high rate
    costs no more than a low one.
    """

    def get_rate(self) -> str | None:
        return get_rate(cast("str", self.scope))

    def allow_request(self, request: Any, view: Any) -> bool:
        self.scope = view.throttle_scope
        return self.count(self.get_cache_key(request, view)) or view.is_exempt(request)

    def count(self, ident: str) -> bool:
        """Count a request. Returns whether it is within the rate."""
        limit, seconds = self.parse_rate(self.get_rate())
        if limit is None or seconds is None:
            return True
        return shared_cache.increment(self._window_key(ident, seconds), seconds) <= limit

    def is_used_up(self, ident: str) -> bool:
        """Whether the next request would be beyond the rate, if there is one. Does not count."""
        limit, seconds = cast("tuple[int, int]", self.parse_rate(self.get_rate()))
        return shared_cache.get_count(self._window_key(ident, seconds)) >= limit

    def get_cache_key(self, request: Any, view: Any) -> str:
        user = getattr(request, "user", None)  # a site may have API logins alone
        if user is not None and user.is_authenticated:
            return f"{self.scope}:user:{user.pk}"
        return f"{self.scope}:address:{self.get_ident(request)}"

    def get_ident(self, request: Any) -> str:
        return client_address(request)

    def wait(self) -> float:
        """Seconds until the next window begins."""
        return self.over

    def _window_key(self, ident: str, seconds: int) -> str:
        now = self.timer()
        self.over = seconds - now % seconds
        return shared_cache.make_key("asked", f"{ident}:{now // seconds:.0f}")


def get_rate(scope: str) -> str | None:
    """The rate that applies, such as ``"600/min"``; None for no limit."""
    rates = cast("dict[str, str | None]", api_settings.DEFAULT_THROTTLE_RATES)
    return rates[scope] if scope in rates else DEFAULT_RATES[scope]


def has_custom_rate(scope: str) -> bool:
    """Whether the host project limits the rate itself. One that it has lifted is no limit."""
    return api_settings.DEFAULT_THROTTLE_RATES.get(scope) is not None


def check_rate(request: Any, scope: str) -> None:
    """Count a request to a plain Django view. Raises ``Throttled``."""
    throttle = _scoped_throttle(scope)
    if not throttle.count(throttle.get_cache_key(request, None)):
        raise Throttled(math.ceil(throttle.wait()))


def check_address_rate(request: Any, scope: str) -> None:
    """The same by the address, whether or not somebody is logged in. Raises ``Throttled``."""
    check_rate(SimpleNamespace(META=request.META, user=None), scope)


def check_stream_rate(request: Any) -> None:
    """Count a request for the stream of another event. Raises ``Throttled``."""
    check_address_rate(request, STATUS_SCOPE)


def check_failed_logins(request: Any, scope: str) -> None:
    """Refuse an address whose credentials were refused too often. Raises ``Throttled``.

    Where all clients have one address, only passwords are refused: a token costs so little that
    an attacker had more of the refusals than of the work.
    """
    header = request.META.get("HTTP_AUTHORIZATION", "")
    if not header or get_rate(scope) is None:
        return
    if is_shared_address(request) and not header.lower().startswith("basic "):
        return
    throttle = _scoped_throttle(scope)
    if throttle.is_used_up(_failed_logins(request, scope)):
        raise Throttled(math.ceil(throttle.wait()))


def record_failed_login(request: Any, scope: str) -> None:
    """Count credentials that were refused, under the address that sent them."""
    _scoped_throttle(scope).count(_failed_logins(request, scope))


def _failed_logins(request: Any, scope: str) -> str:
    return f"{scope}:failed-login:{client_address(request)}"


def _scoped_throttle(scope: str) -> LiveThrottle:
    throttle = LiveThrottle()
    throttle.scope = scope
    return throttle
