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

    def incr(self, *args: Any, **kwargs: Any) -> int:
        raise ValueError("Key not found")


@pytest.fixture
def use_cache(settings: Any) -> Any:
    def use(backend: type) -> None:
        settings.CACHES = {"default": {"BACKEND": f"{__name__}.{backend.__name__}"}}

    return use


# Without a transaction

outside = pytest.mark.django_db(transaction=True)


@outside
def test_what_was_added_is_found() -> None:
    shared_cache.add("key", 1, 2)
    assert shared_cache.get("key") == 1


@outside
def test_what_is_newer_is_not_overwritten_by_who_has_read_before() -> None:
    shared_cache.set_on_commit("key", "new", 2)
    shared_cache.add("key", "old", 2)
    assert shared_cache.get("key") == "new"


@outside
def test_what_is_forgotten_is_gone() -> None:
    shared_cache.add("key", 1, 2)
    shared_cache.delete_on_commit("key")
    assert shared_cache.get("key") is None


@outside
def test_what_is_committed_is_for_all_and_not_before() -> None:
    shared_cache.add("key", "old", 2)
    with transaction.atomic():
        shared_cache.set_on_commit("key", "new", 2)
        assert cache.get("key") == "old"
    assert shared_cache.get("key") == "new"


@outside
def test_what_is_rolled_back_is_never_told() -> None:
    with transaction.atomic():
        shared_cache.add("read", 1, 2)
        shared_cache.set_on_commit("written", 1, 2)
        transaction.set_rollback(True)
    assert shared_cache.get("read") is None
    assert shared_cache.get("written") is None


@outside
def test_any_text_makes_a_key_that_memcached_takes() -> None:
    for text in ["", " ", "\x00", "\ud800", "a" * 5000, "ü"]:
        shared_cache.add(shared_cache.make_key("status", text), text, 2)
        assert shared_cache.get(shared_cache.make_key("status", text)) == text


# Within one


@pytest.mark.django_db
def test_within_a_transaction_nobody_else_sees_it() -> None:
    shared_cache.add("key", 1, 2)
    assert shared_cache.get("key") == 1
    assert cache.get("key") is None


@pytest.mark.django_db
def test_what_others_know_is_not_believed_within_a_transaction() -> None:
    cache.set("key", 1)
    assert shared_cache.get("key") is None


@pytest.mark.django_db
def test_a_savepoint_knows_what_its_transaction_knows_and_changes_it() -> None:
    shared_cache.add("key", 1, 2)
    with transaction.atomic():
        assert shared_cache.get("key") == 1
        shared_cache.set_on_commit("key", 2, 2)
    assert shared_cache.get("key") is None


@pytest.mark.django_db
def test_a_transaction_forgets_in_time_too() -> None:
    shared_cache.add("key", 1, 0)
    assert shared_cache.get("key") is None


# A cache that fails


@outside
def test_while_the_cache_is_down_nothing_is_known_and_nothing_fails(
    use_cache: Any, caplog: Any
) -> None:
    use_cache(Broken)
    shared_cache.add("key", 1, 2)
    shared_cache.set_on_commit("key", 1, 2)
    shared_cache.delete_on_commit("key")
    assert shared_cache.get("key") is None
    assert shared_cache.increment("key", 60) == 0


@outside
def test_a_cache_that_is_down_is_left_alone_and_told_of_once(
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
def test_after_a_rest_the_cache_is_asked_again(use_cache: Any, monkeypatch: Any) -> None:
    use_cache(Broken)
    monkeypatch.setattr(shared_cache, "RETRY_DELAY", 0.0)
    shared_cache.get("key")
    use_cache(Forgetful)
    shared_cache.add("key", 1, 2)
    assert shared_cache.get("key") == 1


# Counting


def test_each_call_counts() -> None:
    assert [shared_cache.increment("key", 60) for _ in range(3)] == [1, 2, 3]


def test_what_is_forgotten_while_it_is_counted_counts_from_one(use_cache: Any) -> None:
    use_cache(Forgetful)
    assert [shared_cache.increment("key", 60) for _ in range(3)] == [1, 1, 1]
