"""What a host project's own code may give or raise when it is asked for something else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection
from django.urls import reverse, reverse_lazy
from django.utils.functional import lazystr


class Odd:
    """An object that raises whatever is done with it."""

    def __str__(self) -> str:
        raise ValueError("no text")

    def __bool__(self) -> bool:
        raise ValueError("neither true nor false")

    def __len__(self) -> int:
        raise ValueError("no length")


class NoZone(dt.tzinfo):
    """A time zone that knows nothing."""

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta:
        raise NotImplementedError


async def unawaited() -> bool:
    return True


def query_that_fails() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def query_that_is_caught() -> str:
    try:
        query_that_fails()
    except Exception:
        return "Sam"
    raise AssertionError("There is no such table")


def _raise(error: BaseException) -> Callable[[], Any]:
    def fail() -> Any:
        raise error

    return fail


FAILING: dict[str, Callable[[], Any]] = {
    "no reverse match": lambda: reverse("nowhere", args=[1]),
    "a lazy no reverse match": lambda: reverse_lazy("nowhere"),
    "a missing row": _raise(ObjectDoesNotExist("profile")),
    "a key error": lambda: {}["x"],
    "an attribute error": lambda: None.x,  # type: ignore[attr-defined]
    "a recursion error": _raise(RecursionError("too deep")),
    "a validation error": _raise(ValidationError({"name": ["wrong"]})),
    "an assertion": _raise(AssertionError()),
    "no implementation": _raise(NotImplementedError()),
    "an unawaited coroutine": unawaited,
    "an odd object": Odd,
    "a failing query": query_that_fails,
    "bytes": lambda: b"2026-01-01",
    "a list": lambda: ["a"],
    "a dictionary": lambda: {"a": 1},
    "a decimal": lambda: Decimal("1.5"),
    "a function": lambda: unawaited,
    "a class": lambda: dict,
    "a manager": lambda: get_user_model()._default_manager,
    "a queryset": lambda: get_user_model()._default_manager.all(),
    "a generator": lambda: (each for each in "a"),
    "a time": lambda: dt.time(8),
    "a duration": lambda: dt.timedelta(hours=8),
    "not a number": lambda: float("nan"),
}

TEXTS: dict[str, Callable[[], Any]] = {
    "nothing": lambda: None,
    "an empty text": str,
    "blanks": lambda: " \t\n\u00a0",
    "a lazy text": lambda: lazystr("Sam"),
    "a lone surrogate": lambda: "Sam\ud800",
    "a NUL": lambda: "Sam\x00",
    "control characters": lambda: "S\x1bam\r\n<b>\x85\u2028",
    "no character": lambda: "\ufffe\uffff",
    "an endless text": lambda: "S" * 5_000_000,
    "markup": lambda: "</script><script>alert(1)</script>",
    "a script": lambda: "javascript:alert(1)",
    "a broken address": lambda: "http://[",
    "a number": lambda: 7,
}

MOMENTS: dict[str, Callable[[], Any]] = {
    "the first day": lambda: dt.date.min,
    "the last day": lambda: dt.date.max,
    "the first moment": lambda: dt.datetime.min,  # noqa: DTZ901
    "the last moment": lambda: dt.datetime.max,  # noqa: DTZ901
    "the last moment elsewhere": lambda: dt.datetime.max.replace(
        tzinfo=dt.timezone(dt.timedelta(hours=-12))
    ),
    "an odd zone": lambda: dt.datetime(2030, 1, 1, tzinfo=NoZone()),
    "an offset with seconds": lambda: dt.datetime(
        2030, 1, 1, tzinfo=dt.timezone(dt.timedelta(seconds=3208))
    ),
}

ALL = FAILING | TEXTS | MOMENTS
