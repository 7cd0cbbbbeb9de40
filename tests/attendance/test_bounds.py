"""Accounts whose pages begin stays without end."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance import bounds
from django_jitsi_live.models import Stay

from .conftest import Evening
from .prosody import Page


def test_person_has_a_few_open_stays(evening: Evening, live: Any, student: Any) -> None:
    pages = [evening.open(student, live) for _ in range(20)]
    assert Stay.objects.filter(left_at=None).count() == bounds.MAX_OPEN
    newest = {page.key for page in pages[-bounds.MAX_OPEN :]}
    assert set(Stay.objects.filter(left_at=None).values_list("key", flat=True)) == newest


def test_person_has_a_bounded_number_of_stays(
    evening: Evening, live: Any, student: Any, host: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bounds, "MAX_STAYS", 8)
    first = evening.open(student, live)
    evening.wait(10)
    for _ in range(40):
        evening.open(student, live)
    assert Stay.objects.count() == 8
    assert Stay.objects.filter(key=first.key).exists()
    [person] = attendance.report(host, live.pk).people
    assert person.seconds == 600


def test_pages_that_wake_up_again_and_again_are_bounded(
    evening: Evening, live: Any, student: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(bounds, "MAX_STAYS", 8)
    page = Page(student, live)
    for _ in range(20):
        evening.wait(4)
        page.beat()
    assert Stay.objects.count() == 8
    assert Stay.objects.get(key=page.key).left_at is None


def test_stays_of_others_and_of_other_runs_do_not_count(
    evening: Evening, live: Any, student: Any, host: Any
) -> None:
    evening.open(student, live)
    services.end(host, live.pk)
    services.start(host, live.pk)
    pages = [evening.open(user, live) for user in (student, host) for _ in range(bounds.MAX_OPEN)]
    open_keys = set(Stay.objects.filter(left_at=None).values_list("key", flat=True))
    assert {page.key for page in pages} <= open_keys


@pytest.mark.parametrize("number", [0, 1, bounds.MAX_OPEN, 3 * bounds.MAX_OPEN])
def test_queries_of_one_more_stay_are_bounded(
    evening: Evening,
    live: Any,
    student: Any,
    number: int,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(number):
        evening.open(student, live)
    with django_assert_max_num_queries(7):
        evening.open(student, live)


def test_tab_that_had_to_make_room_goes_on_when_it_beats(
    evening: Evening, live: Any, student: Any, host: Any
) -> None:
    first, *others = [evening.open(student, live) for _ in range(bounds.MAX_OPEN + 1)]
    for page in others:
        evening.close(page)
    evening.wait(10)
    assert Stay.objects.get(key=first.key).left_at is None
    [person] = attendance.report(host, live.pk).people
    assert person.last_left_at is None
