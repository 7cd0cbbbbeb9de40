from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction

from django_jitsi_live.crowd import shared_cache


class Broken(LocMemCache):
    """A cache whose server is away."""

    asked = 0

    def get(self, *args: Any, **kwargs: Any) -> Any:
        type(self).asked += 1
        raise ConnectionError("redis://:a-password@cache.example.org is away")

    add = set = delete = get


class Forgetful(LocMemCache):
    """Of what was there when asked, nothing is left a moment later."""

    def get(self, *args: Any, **kwargs: Any) -> None:
        return None

    def incr(self, *args: Any, **kwargs: Any) -> int:
        raise ValueError("Key not found")


@pytest.fixture
def use_cache(settings: Any) -> Any:
    def use(backend: type) -> None:
        settings.CACHES = {"default": {"BACKEND": f"{backend.__module__}.{backend.__name__}"}}

    return use


# Without a transaction

outside = pytest.mark.django_db(transaction=True)


@outside
def test_added_value_is_found() -> None:
    shared_cache.add("key", 1, 2)
    assert shared_cache.get("key") == 1


@outside
def test_add_does_not_overwrite_a_newer_value() -> None:
    shared_cache.set_on_commit("key", "new", 2)
    shared_cache.add("key", "old", 2)
    assert shared_cache.get("key") == "new"


@outside
def test_deleted_value_is_gone() -> None:
    shared_cache.add("key", 1, 2)
    shared_cache.delete_on_commit("key")
    assert shared_cache.get("key") is None


@outside
def test_value_is_visible_to_others_on_commit_only() -> None:
    shared_cache.add("key", "old", 2)
    with transaction.atomic():
        shared_cache.set_on_commit("key", "new", 2)
        assert cache.get("key") == "old"
    assert shared_cache.get("key") == "new"


@outside
def test_rolled_back_value_is_never_cached() -> None:
    with transaction.atomic():
        shared_cache.add("read", 1, 2)
        shared_cache.set_on_commit("written", 1, 2)
        transaction.set_rollback(True)
    assert shared_cache.get("read") is None
    assert shared_cache.get("written") is None


@outside
def test_any_text_makes_a_key_that_memcached_accepts() -> None:
    for text in ["", " ", "\x00", "\ud800", "a" * 5000, "ü"]:
        shared_cache.add(shared_cache.make_key("status", text), text, 2)
        assert shared_cache.get(shared_cache.make_key("status", text)) == text


# Within a transaction


@pytest.mark.django_db
def test_value_of_a_transaction_is_invisible_to_others() -> None:
    shared_cache.add("key", 1, 2)
    assert shared_cache.get("key") == 1
    assert cache.get("key") is None


@pytest.mark.django_db
def test_transaction_does_not_read_the_shared_cache() -> None:
    cache.set("key", 1)
    assert shared_cache.get("key") is None


@pytest.mark.django_db
def test_savepoint_reads_and_replaces_values_of_its_transaction() -> None:
    shared_cache.add("key", 1, 2)
    with transaction.atomic():
        assert shared_cache.get("key") == 1
        shared_cache.set_on_commit("key", 2, 2)
    assert shared_cache.get("key") is None


@pytest.mark.django_db
def test_value_of_a_transaction_expires() -> None:
    shared_cache.add("key", 1, 0)
    assert shared_cache.get("key") is None


# A cache that fails


@outside
def test_cache_that_is_down_returns_nothing_and_raises_nothing(use_cache: Any, caplog: Any) -> None:
    use_cache(Broken)
    shared_cache.add("key", 1, 2)
    shared_cache.set_on_commit("key", 1, 2)
    shared_cache.delete_on_commit("key")
    assert shared_cache.get("key") is None
    assert shared_cache.increment("key", 60) == 0


@outside
def test_cache_that_is_down_is_suspended_and_logged_once(
    use_cache: Any, caplog: Any, monkeypatch: Any
) -> None:
    caplog.set_level(logging.WARNING)
    use_cache(Broken)
    monkeypatch.setattr(Broken, "asked", 0)
    for _ in range(10):
        shared_cache.get("key")
    assert Broken.asked == 1
    [line] = caplog.messages
    assert "the database is asked instead" in line
    assert "password" not in caplog.text


@outside
def test_suspended_cache_is_called_again_after_the_delay(use_cache: Any, monkeypatch: Any) -> None:
    use_cache(Broken)
    monkeypatch.setattr(shared_cache, "RETRY_DELAY", 0.0)
    shared_cache.get("key")
    use_cache(LocMemCache)
    shared_cache.add("key", 1, 2)
    assert shared_cache.get("key") == 1


# Counting


def test_every_increment_counts() -> None:
    assert [shared_cache.increment("key", 60) for _ in range(3)] == [1, 2, 3]


def test_counter_that_expires_while_incremented_restarts_at_one(use_cache: Any) -> None:
    use_cache(Forgetful)
    assert [shared_cache.increment("key", 60) for _ in range(3)] == [1, 1, 1]
