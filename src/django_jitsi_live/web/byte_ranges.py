"""Ranges of bytes as clients ask for them (RFC 9110, section 14). Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Of any length that a header may have: Python refuses to read numbers of thousands of digits.
SINGLE_RANGE = re.compile(r"bytes=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(Exception):
    """The range begins behind the end."""


@dataclass(frozen=True, slots=True)
class RangeRequest:
    """A single range: from ``first`` to ``last``, or to the end; without ``first``, the last
    ``last`` bytes."""

    first: int | None
    last: int | None

    def of(self, size: int) -> range:
        """The positions in a file of that size. Raises ``Unsatisfiable``."""
        if self.first is None:
            found = range(max(size - (self.last or 0), 0), size)
        else:
            found = range(self.first, size if self.last is None else min(self.last + 1, size))
        if not found:
            raise Unsatisfiable
        return found


def parse_range(header: str) -> RangeRequest | None:
    """None where all of the file is the answer: without a range, with several, with one in other
    units, and with one that is malformed."""
    match = SINGLE_RANGE.fullmatch(header)
    if match is None:
        return None
    first, last = (int(text) if text else None for text in match.groups())
    if first is None and last is None:
        return None
    is_backwards = first is not None and last is not None and last < first
    return None if is_backwards else RangeRequest(first, last)
