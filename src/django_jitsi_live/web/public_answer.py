"""The status as everybody may read it, and as caches may keep it.

While an audience waits, nearly all requests are for this. So each process keeps the answer for a
moment, and then it costs about as much as an empty view.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import time
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from .. import moments
from ..crowd import (
    Status,
    cached_status,
    is_in_transaction,
    record_status_request,
    status_changes,
    status_name,
)
from ..wire import WireRenderer
from .caching import PublicNotModified, PublicResponse, never_cached, publish

MAX_AGE = 2  # seconds for which caches may keep the public answer
MAX_STALE = 10  # seconds for which they may still send it then, while they ask for a new one
KEPT = 0.25  # seconds for which a process keeps it
MAX_KEPT = 1000  # answers


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """One status, for all who ask: they differ by when each is to ask again."""

    status: Status
    etag: str
    cache_control: str
    bodies: dict[int, bytes] = field(default_factory=dict)
    """By the seconds after which the client is to ask again."""

    @classmethod
    def of(cls, status: Status) -> PublicAnswer:
        return cls(status, f'W/"{status.version}"', _cache_control(status))

    def respond(self, request: HttpRequest) -> HttpResponse:
        if self._is_known(request.META.get("HTTP_IF_NONE_MATCH")):
            response: HttpResponse = PublicNotModified()
        else:
            response = PublicResponse(self._body(), content_type="application/json")
        response.headers["ETag"] = self.etag
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            # Django may renew or delete the cookie in this answer: no other visitor may get it.
            return never_cached(response)
        return publish(request, response, self.cache_control)

    def _is_known(self, if_none_match: str | None) -> bool:
        if not if_none_match:
            return False
        return if_none_match == self.etag or self.etag in parse_etags(if_none_match)

    def _body(self) -> bytes:
        seconds = self.status.poll_after_of_another()
        if seconds not in self.bodies:
            told = self.status.as_dict() | {"poll_after": seconds}
            self.bodies[seconds] = WireRenderer().render(told)
        return self.bodies[seconds]


def _cache_control(status: Status) -> str:
    """No cache says that a session is live beyond the moment at which it ends by itself."""
    left = MAX_AGE + MAX_STALE
    if status.true_until is not None:
        # Of an answer that a process has kept already.
        until = status.true_until - moments.now()
        left = min(left, max(0, int(until.total_seconds() - KEPT)))
    max_age = min(MAX_AGE, left)
    return f"public, max-age={max_age}, stale-while-revalidate={left - max_age}"


class _Kept(NamedTuple):
    answer: PublicAnswer
    since: float
    until: float
    changes: int


_kept: dict[str, _Kept] = {}
"""By what the cache calls the status, so that tenants are kept apart as they are there."""


def kept_answer(event_id: str) -> PublicAnswer | None:
    """The answer that this process keeps, or that is in the cache. Costs no query."""
    changes, now, name = status_changes(), time(), status_name(event_id)
    kept = _kept.get(name or "")
    # Whatever the clock does.
    if kept is not None and kept.changes == changes and kept.since <= now < kept.until:
        record_status_request()
        return kept.answer
    status = cached_status(event_id)
    if status is None:
        return None
    answer = PublicAnswer.of(status)
    if name is not None and not is_in_transaction():
        _keep(name, _Kept(answer, now, _until(status, now), changes))
    return answer


def _until(status: Status, now: float) -> float:
    until = now + KEPT
    return until if status.true_until is None else min(until, status.true_until.timestamp())


def _keep(name: str, kept: _Kept) -> None:
    if len(_kept) >= MAX_KEPT:
        _kept.clear()
    _kept[name] = kept
