"""What a policy answers about streams is a secret of one line, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.policy import Policy
from django_jitsi_live.policy.guarded import guard

KEY = "abcd-efgh-ijkl"


def target_of(value: Any) -> str:
    class Streams(Policy):
        def stream_target(self, event: Any) -> Any:
            return value

    return guard(Streams()).stream_target(None)


@pytest.mark.parametrize("value", [KEY, f" {KEY}\n"])
def test_key_is_taken_without_the_space_around_it(value: str) -> None:
    assert target_of(value) == KEY
    assert KEY not in repr(target_of(value))


@pytest.mark.parametrize("value", [None, "", " "])
def test_no_key_is_no_stream(value: Any) -> None:
    assert target_of(value) == ""


@pytest.mark.parametrize("value", [5, b"key", ["key"], f"{KEY}\n{KEY}", f"{KEY}\x00", KEY * 1000])
def test_what_is_no_key_is_named_without_it(value: Any, caplog: Any) -> None:
    assert target_of(value) == ""
    assert "stream_target() fails with UnusableValue" in caplog.text
    assert KEY not in caplog.text
