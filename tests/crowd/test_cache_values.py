"""What the cache gives back: of another serializer, another version, or somebody else."""

from __future__ import annotations

import datetime as dt
import json
import os
import pickle
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache

from django_jitsi_live import services
from django_jitsi_live.crowd import public_status, shared_cache
from django_jitsi_live.crowd.public_status import PublicStatus
from django_jitsi_live.models import LiveSession, State
from tests.patience import until

NOW = dt.datetime(2030, 1, 1, 18, 0, 0, 123456, dt.UTC)
STATUS = PublicStatus(State.LIVE, NOW, None, NOW + dt.timedelta(hours=1))

outside = pytest.mark.django_db(transaction=True)


class JSONOnly(LocMemCache):
    """Stores what JSON can carry, as a cache in another process may."""

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super().set(key, json.dumps(value), *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super().add(key, json.dumps(value), *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        value = super().get(key, default, version)
        return value if value is default else json.loads(value)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        raise TypeError("a text is no number")


class Silent(LocMemCache):
    """Says nothing of what it does."""

    def add(self, *args: Any, **kwargs: Any) -> Any:
        super().add(*args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        super().incr(*args, **kwargs)


class Unreadable(LocMemCache):
    """Holds what was written by another serializer."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        value = super().get(*args, **kwargs)
        return pickle.loads(b"{") if value == "foreign" else value


class Away(LocMemCache):
    """Its driver wraps the error of the network in one of its own."""

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        try:
            raise TimeoutError
        except TimeoutError as error:
            raise RuntimeError from error

    get = incr


@pytest.fixture
def use_cache(settings: Any) -> Any:
    def use(backend: str, location: str = "", **options: Any) -> None:
        each = {"BACKEND": backend, "LOCATION": location, "KEY_PREFIX": "site", "VERSION": 3}
        settings.CACHES = {"default": each | options}
        caches["default"].clear()

    return use


@outside
@pytest.mark.parametrize(
    "value",
    [
        b"bytes", "text", "", 0, 1, True, 1.5, {}, {"a": 1}, [], [1], {1}, NOW,
        ("live", None, None, None, None),
        [2, "live", None, None, None],
        [2, "live", None, None, None, None, None],
        [1, "live", None, None, None, None],
        ["2", "live", None, None, None, None],
        [2, True, None, None, None, None],
        [2, "asleep", None, None, None, None],
        [2, "live", 7, None, None, None],
        [2, "live", "today", None, None, None],
        [2, "live", "2030-01-01T18:00:00", None, None, None],
        [2, "live", "0001-01-01T00:00:00+23:59", None, None, None],
        [2, "live", NOW, None, None, None],
        [2, "live", b"2030-01-01T18:00:00+00:00", None, None, None],
    ],
)  # fmt: skip
def test_unusable_status_is_a_miss_and_replaced(
    live: Any, value: Any, django_assert_num_queries: Any
) -> None:
    key = public_status._status_key(live.pk)
    for unusable in (value, tuple(value) if isinstance(value, list) else value):
        cache.set(key, unusable)
        assert services.status(live.pk).is_active
        with django_assert_num_queries(0):
            assert services.status(live.pk).is_active


@outside
@pytest.mark.parametrize("value", [b"1", "7", -1, True, 1.5, [], None])
def test_unusable_number_of_people_is_a_miss(live: Any, student: Any, value: Any) -> None:
    cache.set(public_status._present_count_key(live.pk), value)
    assert services.status(live.pk, student).present == 0


@outside
def test_value_that_cannot_be_read_is_deleted_and_the_cache_goes_on(
    use_cache: Any, caplog: Any
) -> None:
    use_cache(f"{__name__}.Unreadable")
    caches["default"].set("key", "foreign")
    assert shared_cache.get("key") is None
    shared_cache.add("key", 1, 2)
    assert shared_cache.get("key") == 1
    assert caplog.messages == []


@outside
def test_cache_that_is_away_is_suspended_whatever_error_its_driver_raises(
    use_cache: Any, caplog: Any
) -> None:
    use_cache(f"{__name__}.Away")
    assert shared_cache.get("key") is None
    assert "does not answer (RuntimeError)" in caplog.text


def test_counter_of_a_cache_that_is_away_says_nothing(use_cache: Any) -> None:
    use_cache(f"{__name__}.Away")
    assert [shared_cache.increment("key", 60) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("backend", ["JSONOnly", "Silent"])
def test_counter_counts_in_a_cache_that_cannot_add(use_cache: Any, backend: str) -> None:
    use_cache(f"{__name__}.{backend}")
    counted = [shared_cache.increment("key", 60) for _ in range(3)]
    assert counted == sorted({*counted})


@pytest.mark.parametrize("value", ["often", b"7", 1.5, [], None])
def test_counter_that_is_no_number_begins_anew(value: Any) -> None:
    cache.set("key", value)
    assert [shared_cache.increment("key", 60) for _ in range(2)] == [1, 2]


# Every cache and serializer


def reverse_key(key: str, prefix: str, version: int) -> str:
    return f"{version}|{prefix}|{key[::-1]}"


def rounds_through(live: Any, host: Any) -> None:
    """A status and a counter come back as they were."""
    key = public_status._status_key(live.pk)
    shared_cache.set_on_commit(key, STATUS.to_cache(), 60)
    found = shared_cache.read(key, PublicStatus.from_cache)
    if found is not None:  # the dummy cache keeps nothing
        assert found == STATUS
        assert [shared_cache.increment("count", 60) for _ in range(3)] == [1, 2, 3]
    shared_cache.delete_on_commit(key)
    assert services.status(live.pk).version == services.status(live.pk).version
    services.end(host, live.pk)
    assert not services.status(live.pk).is_active
    assert LiveSession.objects.get().ended_at


@outside
@pytest.mark.parametrize(
    "backend",
    [
        "django.core.cache.backends.locmem.LocMemCache",
        "django.core.cache.backends.filebased.FileBasedCache",
        "django.core.cache.backends.dummy.DummyCache",
        f"{__name__}.JSONOnly",
    ],
)
def test_caches_without_a_server(
    use_cache: Any, tmp_path: Path, live: Any, host: Any, backend: str, caplog: Any
) -> None:
    use_cache(backend, str(tmp_path), KEY_FUNCTION=f"{__name__}.reverse_key")
    rounds_through(live, host)
    assert caplog.messages == []


@outside
def test_database_cache(use_cache: Any, live: Any, host: Any, caplog: Any) -> None:
    from django.core.management import call_command

    call_command("createcachetable", "live_cache", verbosity=0)
    use_cache("django.core.cache.backends.db.DatabaseCache", "live_cache")
    rounds_through(live, host)
    assert caplog.messages == []


def free_port() -> int:
    with socket.socket() as each:
        each.bind(("127.0.0.1", 0))
        return int(each.getsockname()[1])


def serve(program: str, *arguments: str) -> Iterator[None]:
    path = shutil.which(program)
    if path is None:
        problem = f"{program} is not installed here"
        if os.environ.get("JITSI_LIVE_REQUIRE_CACHES"):
            pytest.fail(problem, pytrace=False)
        pytest.skip(problem)
    port = arguments[arguments.index("-p" if "-p" in arguments else "--port") + 1]
    with subprocess.Popen([path, *arguments], stdout=subprocess.DEVNULL) as process:
        try:
            until(lambda: _listens(int(port)) or process.poll() is not None)
            assert process.poll() is None, f"{program} has stopped"
            yield
        finally:
            process.terminate()


def _listens(port: int) -> bool:
    with socket.socket() as each:
        return each.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def redis() -> Iterator[str]:
    port = free_port()
    for _ in serve("redis-server", "--port", str(port), "--save", "", "--appendonly", "no"):
        yield f"redis://127.0.0.1:{port}/1"


@pytest.fixture(scope="module")
def memcached() -> Iterator[str]:
    port = free_port()
    for _ in serve("memcached", "-l", "127.0.0.1", "-p", str(port), "-u", "nobody"):
        yield f"127.0.0.1:{port}"


@pytest.mark.slow
@outside
@pytest.mark.parametrize(
    "compressor", ["identity.IdentityCompressor", "zlib.ZlibCompressor", "lzma.LzmaCompressor"]
)
@pytest.mark.parametrize(
    "serializer", ["pickle.PickleSerializer", "json.JSONSerializer", "msgpack.MSGPackSerializer"]
)
def test_serializers_of_django_redis(
    use_cache: Any, redis: str, live: Any, host: Any, caplog: Any, serializer: str, compressor: str
) -> None:
    options = {
        "SERIALIZER": f"django_redis.serializers.{serializer}",
        "COMPRESSOR": f"django_redis.compressors.{compressor}",
    }
    use_cache("django_redis.cache.RedisCache", redis, OPTIONS=options)
    rounds_through(live, host)
    assert caplog.messages == []


@pytest.mark.slow
@outside
def test_value_of_the_serializer_before_is_a_miss(
    use_cache: Any, redis: str, live: Any, caplog: Any, settings: Any
) -> None:
    use_cache("django_redis.cache.RedisCache", redis)
    caches["default"].set(public_status._status_key(live.pk), {"a": object})
    options = {"SERIALIZER": "django_redis.serializers.json.JSONSerializer"}
    settings.CACHES = {"default": settings.CACHES["default"] | {"OPTIONS": options}}
    assert services.status(live.pk).is_active
    assert caplog.messages == []


@pytest.mark.slow
@outside
def test_djangos_own_redis_cache(
    use_cache: Any, redis: str, live: Any, host: Any, caplog: Any
) -> None:
    use_cache("django.core.cache.backends.redis.RedisCache", redis)
    rounds_through(live, host)
    assert caplog.messages == []


@pytest.mark.slow
@outside
def test_memcached(use_cache: Any, memcached: str, live: Any, host: Any, caplog: Any) -> None:
    use_cache("django.core.cache.backends.memcached.PyMemcacheCache", memcached)
    rounds_through(live, host)
    assert caplog.messages == []
