"""Dataclasses as dictionaries, as answers need them: one way for all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

UNCHANGING = frozenset({type(None), str, int, float, bool, dt.datetime})
"""What most fields are: nothing is within them, and nobody can change them."""


def plain_dict(value: DataclassInstance, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The fields of a dataclass by their names, and so of those within it, in lists and
    dictionaries.

    As ``dataclasses.asdict()``, which also copies each time and each choice by ``deepcopy()``, and
    takes many times as long. Here as there, the dictionary shares nothing that can be changed.
    """
    return {
        name: found if type(found := getattr(value, name)) in UNCHANGING else _plain(found)
        for name in _names(type(value))
        if name not in without
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [*map(_plain, value)]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    # Of a value only: a class may be one, too.
    return plain_dict(value) if is_dataclass(value) and not isinstance(value, type) else value


@cache
def _names(kind: type[DataclassInstance]) -> list[str]:
    return [field.name for field in fields(kind)]
