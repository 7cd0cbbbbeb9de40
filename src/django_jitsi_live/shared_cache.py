"""Django's cache, for what may be a moment old and is cheaper to remember than to ask again.

Nothing depends on it: while it is down, all is asked of the database. What is read within a
transaction is remembered within that transaction only, since it may never come true.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.core.cache import BaseCache, caches
from django.db import connections, router, transaction
from django.db.transaction import Atomic

from .conf import conf
from .models import LiveSession

logger = logging.getLogger("django_jitsi_live")

T = TypeVar("T")

REST = 5.0
"""Seconds for which a cache that has failed is left alone, lest every request waits for it."""


def key_of(kind: str, text: str) -> str:
    """A key that every cache takes, whatever a URL carries."""
    if text.isalnum() and text.isascii() and len(text) < 100:
        return f"jitsi_live:{kind}:{text}"
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16)
    return f"jitsi_live:{kind}:~{digest.hexdigest()}"


def get(key: str) -> Any:
    """What is remembered; None for nothing."""
    blocks = _transactions()
    if not blocks:
        return _asked(lambda cache: cache.get(key), None)
    for block in blocks:
        value, until = _within.get(block, {}).get(key, (None, 0.0))
        if monotonic() < until:
            return value
    return None


def add(key: str, value: Any, seconds: float) -> None:
    """Remember it, unless something is remembered already, which may be newer."""
    if blocks := _transactions():
        _within.setdefault(blocks[-1], {})[key] = (value, monotonic() + seconds)
    else:
        _asked(lambda cache: cache.add(key, value, seconds), None)


def replace(key: str, value: Any, seconds: float) -> None:
    """Remember it instead of all that was before; for all once the transaction is committed."""
    _announce(key, lambda cache: cache.set(key, value, seconds))


def forget(key: str) -> None:
    _announce(key, lambda cache: cache.delete(key))


def count(key: str, seconds: float) -> int:
    """How many times this was called within so many seconds of the first; 0 without a cache."""

    def counted(cache: BaseCache) -> int:
        if cache.add(key, 1, seconds):
            return 1
        try:
            return cache.incr(key)
        except ValueError:  # it was forgotten in between
            return 1

    return _asked(counted, 0)


# Within a transaction

_within: WeakKeyDictionary[Atomic, dict[str, tuple[Any, float]]] = WeakKeyDictionary()


def _transactions() -> list[Atomic]:
    """The transaction that is open, and its savepoints."""
    blocks: list[Atomic] = connections[_database()].atomic_blocks
    return blocks


def _database() -> str:
    return router.db_for_write(LiveSession)


def _announce(key: str, tell: Callable[[BaseCache], object]) -> None:
    for block in _transactions():
        _within.get(block, {}).pop(key, None)
    transaction.on_commit(partial(_asked, tell, None), using=_database(), robust=True)


# The cache itself

_rests_until = 0.0


def _asked(ask: Callable[[BaseCache], T], fallback: T) -> T:
    if monotonic() < _rests_until:
        return fallback
    try:
        return ask(caches[conf.CACHE])
    except Exception as error:  # each kind of cache has errors of its own
        _let_rest(error)
        return fallback


def _let_rest(error: Exception) -> None:
    global _rests_until
    _rests_until = monotonic() + REST
    # Not its text, which may carry the address with a password.
    logger.warning(
        "The cache %r does not answer (%s): the database is asked instead.",
        conf.CACHE,
        type(error).__name__,
    )
