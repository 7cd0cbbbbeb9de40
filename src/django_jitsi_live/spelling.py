"""Names that were meant, for messages about misspelt ones. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches


def similarity(first: str, second: str) -> float:
    """From 0 to 1, whatever the case."""
    return SequenceMatcher(None, first.casefold(), second.casefold()).ratio()


def nearest_name(written: object, names: Iterable[str], cutoff: float = 0.6) -> str:
    """The name that is most like what was written; empty if none is like it."""
    by_folded = {name.casefold(): name for name in names}
    found = get_close_matches(str(written).casefold(), by_folded, n=1, cutoff=cutoff)
    return by_folded[found[0]] if found else ""


def did_you_mean(written: object, names: Iterable[str]) -> str:
    """A question with the nearest name, and a space behind it; empty if none is like it."""
    name = nearest_name(written, names)
    return f'Did you mean "{name}"? ' if name else ""
