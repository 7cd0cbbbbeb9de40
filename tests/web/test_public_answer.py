"""The public answer is kept by each process for a moment, and never longer than it is true."""

from __future__ import annotations

import datetime as dt
from time import time
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, override_settings

from django_jitsi_live import moments, services
from django_jitsi_live.crowd import shared_cache
from django_jitsi_live.models import LiveSession
from django_jitsi_live.web import public_answer

pytestmark = pytest.mark.django_db(transaction=True)

LATER = dt.timedelta(seconds=public_answer.KEPT + 0.01)


def ask(event: Any, **headers: str) -> Any:
    return Client().get(f"/api/live/status/{event.pk}/", headers=headers)


def is_live(event: Any) -> bool:
    return bool(ask(event).json()["is_active"])


def keep_as_before(kept: dict[str, Any]) -> None:
    """As a process does that is not told of a change, for another has made it."""
    changes = public_answer.status_changes()
    public_answer._kept.update({key: each._replace(changes=changes) for key, each in kept.items()})


@pytest.fixture
def now() -> Any:
    with time_machine.travel(moments.now(), tick=False) as clock:
        yield clock


def test_kept_answer_needs_no_cache(event: Any, now: Any) -> None:
    ask(event)
    ask(event)
    cache.set_many(dict.fromkeys(cache._cache, "of another"))  # type: ignore[attr-defined]  # local memory's
    assert ask(event).status_code == 200
    assert public_answer.status_name(event.pk) in public_answer._kept


def test_start_and_end_are_told_at_once(event: Any, host: Any, now: Any) -> None:
    assert not is_live(event)
    assert not is_live(event)
    services.start(host, event.pk)
    assert is_live(event)
    services.end(host, event.pk)
    assert not is_live(event)


def test_change_of_another_process_is_told_after_a_moment(event: Any, host: Any, now: Any) -> None:
    services.status(event.pk)
    assert not is_live(event)
    kept = dict(public_answer._kept)
    services.start(host, event.pk)
    keep_as_before(kept)
    assert not is_live(event)
    now.shift(LATER)
    assert is_live(event)


def test_clock_that_is_put_back_keeps_no_answer(event: Any, host: Any, now: Any) -> None:
    services.status(event.pk)
    ask(event)
    now.shift(-LATER)
    assert public_answer.kept_answer(str(event.pk)) is not None
    [kept] = public_answer._kept.values()
    assert kept.since == time()  # a moment rounds it to microseconds


def test_session_is_not_live_beyond_its_end(live: Any, now: Any) -> None:
    closes_at = LiveSession.objects.get().closes_at
    now.move_to(closes_at - LATER / 2)
    cache.clear()
    services.status(live.pk)
    answer = ask(live)
    assert answer.json()["is_active"]
    assert answer["Cache-Control"] == "public, max-age=0, stale-while-revalidate=0"
    now.move_to(closes_at + dt.timedelta(milliseconds=1))
    assert not is_live(live)


def test_clients_of_one_answer_ask_again_at_different_times(event: Any, live: Any) -> None:
    services.status(live.pk)
    answers = {ask(live).json()["poll_after"] for _ in range(60)}
    assert len(answers) > 1


@pytest.mark.parametrize("form", ["{}", '{}, W/"other"', "*, {}"])
def test_answer_that_the_client_has_is_not_sent_again(event: Any, form: str) -> None:
    services.status(event.pk)
    known = ask(event)["ETag"]
    answer = ask(event, if_none_match=form.format(known))
    assert (answer.status_code, answer.content) == (304, b"")
    assert ask(event, if_none_match='W/"other"').status_code == 200


TENANT = "one"


def key_of_tenant(key: str, prefix: str, version: int) -> str:
    return f"{TENANT}:{key}"


def test_tenants_get_answers_of_their_own(
    settings: Any, monkeypatch: Any, event: Any, host: Any, now: Any
) -> None:
    """As sites with one cache for all tenants have it, whose events have the same numbers."""
    local = {**settings.CACHES["default"], "KEY_FUNCTION": key_of_tenant, "LOCATION": "tenants"}
    settings.CACHES = {**settings.CACHES, "default": local}
    services.status(event.pk)
    assert not is_live(event)
    monkeypatch.setattr(f"{__name__}.TENANT", "other")
    LiveSession.objects.create(event=event, is_active=True, started_at=moments.now())
    services.status(event.pk)
    assert public_answer._kept
    keep_as_before(public_answer._kept)
    assert is_live(event)


def test_without_a_cache_nothing_is_kept(monkeypatch: Any, event: Any) -> None:
    monkeypatch.setattr(shared_cache, "_suspended_until", float("inf"))
    assert not is_live(event)
    assert public_answer._kept == {}


def test_kept_answers_are_bounded(event: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(public_answer, "MAX_KEPT", 1)
    public_answer._kept["other"] = public_answer._kept["another"] = None  # type: ignore[assignment]  # looked at by nobody
    services.status(event.pk)
    ask(event)
    assert [*public_answer._kept] == [public_answer.status_name(event.pk)]


@pytest.mark.django_db
def test_answer_within_a_transaction_is_not_kept(event: Any) -> None:
    services.status(event.pk)
    ask(event)
    assert public_answer._kept == {}


@pytest.mark.parametrize("rate", [None, "100000/min"])
def test_only_a_rate_that_limits_needs_the_long_way(settings: Any, event: Any, rate: Any) -> None:
    chosen = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_status": rate}}
    with override_settings(REST_FRAMEWORK={**settings.REST_FRAMEWORK, **chosen}):
        services.status(event.pk)
        ask(event)
    assert bool(public_answer._kept) is (rate is None)
