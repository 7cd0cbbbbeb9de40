"""Django's cache, for values that may be a moment old and are cheaper to keep than to query again.

Nothing depends on it: while the cache is down, the database is queried. A value that is read within
a transaction is kept within that transaction only, because the transaction may be rolled back.

Only plain values are cached, which every serializer knows: texts, numbers, booleans, None and lists
of them. What comes back is distrusted: it may be of another version, or of another site.
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

from ..conf import conf
from ..models import LiveSession

logger = logging.getLogger("django_jitsi_live")

T = TypeVar("T")

Plain = str | float | bool | None | list["Plain"]

RETRY_DELAY = 5.0
"""Seconds for which a failing cache is not called, so that requests do not wait for it."""


def make_key(kind: str, text: str) -> str:
    """A key that every cache accepts, whatever the text."""
    if text.isalnum() and text.isascii() and len(text) < 100:
        return f"jitsi_live:{kind}:{text}"
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16)
    return f"jitsi_live:{kind}:~{digest.hexdigest()}"


def get(key: str) -> Any:
    """The cached value, or None. Prefer ``read``, which looks at what it is."""
    blocks = _transactions()
    if not blocks:
        return _call_cache(lambda cache: _get_or_delete(cache, key), None)
    for block in blocks:
        value, until = _uncommitted.get(block, {}).get(key, (None, 0.0))
        if monotonic() < until:
            return value
    return None


def read(key: str, parse: Callable[[Any], T]) -> T | None:
    """What ``parse`` makes of the cached value; None without one, or where ``parse`` raises."""
    value = get(key)
    if value is None:
        return None
    try:
        return parse(value)
    except Exception:  # of any object
        _call_cache(lambda cache: cache.delete(key), None)  # so that another can be added
        return None


def name_in_cache(key: str) -> str | None:
    """What the cache itself calls the key: a site may have other values for each of its tenants, by
    ``KEY_PREFIX`` or ``KEY_FUNCTION``. None without a cache."""
    return _call_cache(lambda cache: cache.make_key(key), None)


def add(key: str, value: Plain, seconds: float) -> None:
    """Cache the value, unless the key has one, which may be newer."""
    if blocks := _transactions():
        _uncommitted.setdefault(blocks[-1], {})[key] = (value, monotonic() + seconds)
    else:
        _call_cache(lambda cache: cache.add(key, value, seconds), None)


def set_on_commit(key: str, value: Plain, seconds: float) -> None:
    """Replace the value when the transaction is committed."""
    _on_commit(key, lambda cache: cache.set(key, value, seconds))


def delete_on_commit(key: str, which: Callable[[Any], bool] | None = None) -> None:
    """Remove the value, if it is such a one, when the transaction is committed."""

    def delete(cache: BaseCache) -> None:
        if which is None or which(_get_or_delete(cache, key)):
            cache.delete(key)

    _on_commit(key, delete)


def increment(key: str, seconds: float) -> int:
    """Count a call. Returns their number in this window of ``seconds``; 0 without a cache."""

    def counted(cache: BaseCache) -> int:
        return 1 if cache.add(key, 1, seconds) else _increment(cache, key, seconds)

    return _call_cache(counted, 0)


def _increment(cache: BaseCache, key: str, seconds: float) -> int:
    """Also where it has just expired, is no number, or is one that the cache cannot add to."""
    try:
        count: Any = cache.incr(key)
    except Exception as error:  # each cache backend raises errors of its own
        if _is_down(error):
            raise
        count = None
    if isinstance(count, int):
        return count
    before = _get_or_delete(cache, key)
    restarted: int = before + 1 if isinstance(before, int) else 1
    cache.set(key, restarted, seconds)
    return restarted


def get_count(key: str) -> int:
    """How many calls ``increment`` has counted in this window; 0 without a cache."""
    counted = _call_cache(lambda cache: cache.get(key), None)
    return counted if isinstance(counted, int) else 0


# Within a transaction

_uncommitted: WeakKeyDictionary[Atomic, dict[str, tuple[Plain, float]]] = WeakKeyDictionary()


def _transactions() -> list[Atomic]:
    """The open transaction and its savepoints, outermost first."""
    blocks: list[Atomic] = connections[_database()].atomic_blocks
    return blocks


def _database() -> str:
    return router.db_for_write(LiveSession)


def _on_commit(key: str, write: Callable[[BaseCache], object]) -> None:
    for block in _transactions():
        _uncommitted.get(block, {}).pop(key, None)
    after_commit(partial(_call_cache, write, None))


def after_commit(act: Callable[[], object]) -> None:
    """Do that when the transaction is committed."""
    transaction.on_commit(act, using=_database(), robust=True)


def is_in_transaction() -> bool:
    """Whether what is read now may be rolled back."""
    return bool(_transactions())


# The cache itself

_suspended_until = 0.0


def _call_cache(call: Callable[[BaseCache], T], fallback: T) -> T:
    if monotonic() < _suspended_until:
        return fallback
    try:
        return call(caches[conf.CACHE])
    except Exception as error:  # each cache backend raises errors of its own
        _suspend_cache(error)
        return fallback


def _get_or_delete(cache: BaseCache, key: str) -> Any:
    """The value; None, after deleting it, where the cache's serializer cannot read it."""
    try:
        return cache.get(key)
    except Exception as error:  # each serializer raises errors of its own
        if _is_down(error):
            raise
        cache.delete(key)
        return None


def _is_down(error: BaseException | None) -> bool:
    """Whether the cache was not reached, so that asking it again would mean to wait again."""
    return error is not None and (
        isinstance(error, OSError) or _is_down(error.__cause__ or error.__context__)
    )


def _suspend_cache(error: Exception) -> None:
    global _suspended_until
    _suspended_until = monotonic() + RETRY_DELAY
    # Without the error's text, which may contain the address with a password.
    logger.warning(
        "The cache %r does not answer (%s): the database is asked instead.",
        conf.CACHE,
        type(error).__name__,
    )
