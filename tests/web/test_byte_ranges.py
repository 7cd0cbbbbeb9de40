"""Ranges of bytes by RFC 9110, section 14."""

from __future__ import annotations

import pytest

from django_jitsi_live.web.byte_ranges import RangeRequest, Unsatisfiable, parse_range


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-", range(10)),
        ("bytes=0-0", range(1)),
        ("bytes=3-5", range(3, 6)),
        ("bytes=3-99", range(3, 10)),
        ("bytes=9-", range(9, 10)),
        ("bytes=-1", range(9, 10)),
        ("bytes=-10", range(10)),
        ("bytes=-99", range(10)),
        ("BYTES=3-5", range(3, 6)),
        ("bytes= 3-5 ", range(3, 6)),
        ("bytes=3-999999999999999999", range(3, 10)),
    ],
)
def test_range_of_ten_bytes(header: str, expected: range) -> None:
    wanted = parse_range(header)
    assert wanted is not None
    assert wanted.of(10) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-12", "bytes=99-", "bytes=-0"])
def test_range_behind_the_end_cannot_be_satisfied(header: str) -> None:
    wanted = parse_range(header)
    assert wanted is not None
    with pytest.raises(Unsatisfiable):
        wanted.of(10)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=5-3",
        "bytes=3",
        "bytes=0-1,3-4",
        "bytes=0-1,",
        "seconds=1-2",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=1.0-2",
        "bytes=\N{ARABIC-INDIC DIGIT ONE}-",
        "bytes=0x1-",
        f"bytes={'9' * 5000}-",
    ],
)
def test_all_of_the_file_is_the_answer_to_what_is_no_single_range(header: str) -> None:
    assert parse_range(header) is None


def test_range_knows_whether_it_begins_at_the_beginning() -> None:
    assert parse_range("bytes=0-") == RangeRequest(0, None)
    assert parse_range("bytes=-10") == RangeRequest(None, 10)
