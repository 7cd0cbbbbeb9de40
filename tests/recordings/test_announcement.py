"""What a recorder says is taken or refused, and never trusted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from django_jitsi_live.recordings import UploadRefused, parse_announcement, parse_room, parse_sha256

from .jibri import announcement, sha256


def with_(**values: Any) -> dict[str, Any]:
    return announcement("room", **values)


def test_everything_is_read() -> None:
    found = parse_announcement(with_(metadata={"initiator": {"id": "7"}}))
    assert (found.session, found.file) == ("srtqzkqpynhdtdkt", "room_2026-08-20-10-11-12.mp4")
    assert found.started_at == dt.datetime(2026, 8, 20, 8, 11, 12, tzinfo=dt.UTC)
    assert (found.sha256, found.initiator) == (sha256(), "7")


@pytest.mark.parametrize(
    "wrong",
    [
        {"session": ""},
        {"session": None},
        {"session": "x" * 1001},
        {"file": 7},
        {"size": 0},
        {"size": True},
        {"size": "16"},
        {"sha256": "x"},
        {"sha256": 7},
        {"sha256": sha256().upper()},
        {"started": "yesterday"},
        {"started": 7},
        {"started": "2026-08-20T10:11:12"},
        {"started": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_malformed_announcement_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UploadRefused) as refused:
        parse_announcement(with_(**wrong))
    assert (refused.value.status, refused.value.code) == (400, "malformed")
    assert str(refused.value).startswith(next(iter(wrong)))


@pytest.mark.parametrize("nothing", [None, ""])
def test_time_and_checksum_may_be_missing(nothing: Any) -> None:
    found = parse_announcement(with_(started=nothing, sha256=nothing))
    assert (found.started_at, found.sha256) == (None, "")
    assert parse_sha256({}) == ""


@pytest.mark.parametrize(
    ("metadata", "initiator"),
    [
        ({"initiator": {"id": 7}}, "7"),
        ({"initiator": {"id": "x" * 256}}, ""),
        ({"initiator": {"id": "a\0"}}, ""),
        ({"initiator": {"id": ["7"]}}, ""),
        ({"initiator": "7"}, ""),
        ({}, ""),
        ([], ""),
        (None, ""),
    ],
)
def test_initiator_is_a_detail(metadata: Any, initiator: str) -> None:
    assert parse_announcement(with_(metadata=metadata)).initiator == initiator


@pytest.mark.parametrize(
    ("data", "room"),
    [
        ({"room": "one", "metadata": {"meeting_url": "https://x/two"}}, "one"),
        ({"metadata": {"meeting_url": "https://x/two"}}, "https://x/two"),
        ({"metadata": {"meeting_url": 7}}, ""),
        ({"metadata": "https://x/two"}, ""),
        ({"room": "x" * 1001}, ""),
        ({}, ""),
    ],
)
def test_room_is_named_or_in_the_address(data: dict[str, Any], room: str) -> None:
    assert parse_room(data) == room


@pytest.mark.parametrize(
    ("session", "file"),
    [("s", "x" * 300), ("s" * 300, "x"), ("s", "\u202e"), ("s", "\ud800"), ("a/b", "c")],
)
def test_any_name_makes_a_key_that_fits(session: str, file: str) -> None:
    key = parse_announcement(with_(session=session, file=file)).key
    assert len(key) == 64
    assert key != parse_announcement(with_(session=session, file=f"{file}2")).key


def test_key_tells_session_from_file() -> None:
    one, other = with_(session="a/b", file="c"), with_(session="a", file="b/c")
    assert parse_announcement(one).key != parse_announcement(other).key
