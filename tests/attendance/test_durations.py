"""How long people stayed, as numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_jitsi_live.attendance.durations import (
    MAX_BUCKETS,
    MAX_POINTS,
    Bucket,
    Stayed,
    distribution,
    survival,
)


def test_nobody_stayed() -> None:
    assert survival([], 3600) == distribution([], 3600) == []


def test_session_of_no_length_has_one_bucket() -> None:
    assert survival([0, 0], 0) == [Stayed(0, 2, 1.0)]
    assert distribution([0, 0], 0) == [Bucket(0, 60, 2)]


def test_person_who_stayed_to_the_end_is_in_the_last_bucket() -> None:
    assert distribution([120, 60], 120) == [Bucket(0, 60, 0), Bucket(60, 120, 2)]


def test_curve_falls_with_those_who_leave() -> None:
    found = survival([0, 61, 180], 180)
    assert [each.people for each in found] == [3, 2, 1, 1]
    assert [each.share for each in found] == [1.0, 0.6667, 0.3333, 0.3333]


@pytest.mark.parametrize(
    ("minutes", "step"),
    [(5, 1), (20, 2), (60, 5), (90, 10), (480, 60), (40 * 24 * 60, 4 * 1440)],
)
def test_buckets_are_as_people_count(minutes: int, step: int) -> None:
    found = distribution([0], minutes * 60)
    assert found[0].to_seconds == step * 60


lengths = st.integers(0, 60 * 86400)


@given(lengths, st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_everybody_is_counted_once(whole: int, shares: list[float]) -> None:
    seconds = [round(share * whole) for share in shares]
    buckets, points = distribution(seconds, whole), survival(seconds, whole)
    assert sum(bucket.people for bucket in buckets) == len(seconds)
    assert 1 <= len(buckets) <= MAX_BUCKETS
    assert len(points) <= MAX_POINTS + 1
    assert points[0] == Stayed(0, len(seconds), 1.0)
    for point in points:
        assert point.people == sum(each >= point.seconds for each in seconds)
    for bucket in buckets[:-1]:
        inside = [each for each in seconds if bucket.from_seconds <= each < bucket.to_seconds]
        assert bucket.people == len(inside)
