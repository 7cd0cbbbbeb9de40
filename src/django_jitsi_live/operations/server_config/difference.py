"""What a configuration that exists lacks. Nothing of it is shown but names. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .needs import PLACEHOLDER
from .values import SecretReference, Value


@dataclass(frozen=True, slots=True)
class Difference:
    what: str
    """What is missing or different, as a sentence."""
    write: str
    """The lines to write instead."""
    line: int = 0
    """Where it is in the file; 0 where that is not known."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares values of a file with those that are wanted, secrets by what the site accepts."""

    accepts: Callable[[str, str], bool]
    """Whether the site accepts a text as the secret of that option."""

    def fits(self, wanted: Value, found: Any) -> bool:
        if isinstance(wanted, SecretReference):
            return isinstance(found, str) and self._is_accepted(wanted, found)
        if isinstance(wanted, tuple):
            return isinstance(found, list) and ("*" in found or {*wanted} <= {*map(str, found)})
        if isinstance(wanted, dict):
            return isinstance(found, dict) and all(
                self.fits(value, found.get(name)) for name, value in wanted.items()
            )
        if isinstance(wanted, str) and isinstance(found, str):
            return is_same(wanted, found)
        return found is wanted

    def _is_accepted(self, wanted: SecretReference, found: str) -> bool:
        has_prefix = found.startswith(wanted.prefix)
        return has_prefix and self.accepts(wanted.option, found.removeprefix(wanted.prefix))


def is_same(wanted: str, found: str) -> bool:
    """Whether they are equal; as long as the site's address is not known, at whatever site."""
    if not wanted.startswith(PLACEHOLDER):
        return found == wanted
    path = re.escape(wanted.removeprefix(PLACEHOLDER))
    return re.fullmatch(rf"https?://[^/\s]+{path}", found) is not None


def problem(name: str, is_missing: bool) -> str:
    return f"{name} is {'missing' if is_missing else 'different'}."


def joined(names: Iterable[object]) -> str:
    return ", ".join(map(str, names))
