"""Values as dictionaries: what ``dataclasses.asdict()`` makes of them, and no copies of times."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, field
from typing import Any

from django_jitsi_live.models import Role
from django_jitsi_live.plain import plain_dict

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Seat:
    number: int


@dataclass(frozen=True, slots=True)
class House:
    opened_at: dt.datetime
    role: Role
    best: Seat
    seats: list[Seat]
    names: list[str]
    config: dict[str, Any] = field(default_factory=dict)
    kind: type = Seat
    closed_at: dt.datetime | None = None


def house() -> House:
    return House(NOON, Role.HOST, Seat(1), [Seat(2), Seat(3)], ["a"], {"x": {"y": [Seat(4)]}})


def test_dictionary_is_that_of_the_standard_library() -> None:
    assert plain_dict(house()) == asdict(house())
    assert [*plain_dict(house())] == [*asdict(house())]


def test_whoever_changes_the_dictionary_changes_no_part_of_the_value() -> None:
    value = house()
    found = plain_dict(value)
    found["names"].append("b")
    found["config"]["x"]["y"].append(5)
    found["seats"].clear()
    assert value == house()


def test_times_and_choices_are_no_copies() -> None:
    found = plain_dict(house())
    assert (found["opened_at"] is NOON, found["role"] is Role.HOST) == (True, True)


def test_fields_can_be_left_out() -> None:
    assert [*plain_dict(Seat(1), without=("number",))] == []
