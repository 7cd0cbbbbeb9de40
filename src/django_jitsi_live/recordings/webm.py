"""The length of a WebM file, by its header (RFC 8794 and RFC 9559, section 5.1.2). Pure."""

from __future__ import annotations

import math
import struct
from typing import IO

SEGMENT, INFO, CLUSTER = 0x18538067, 0x1549A966, 0x1F43B675
SCALE, DURATION = 0x2AD7B1, 0x4489
NANOSECONDS = 1_000_000_000
DEFAULT_SCALE = 1_000_000  # nanoseconds
MAX_ELEMENTS = 100
"""A file that is made of nothing but headers could keep a process busy."""

Span = tuple[int, int]
"""Where the body of an element begins and ends."""


def webm_seconds(file: IO[bytes], size: int) -> int | None:
    """The length in whole seconds; None for a file that does not tell it, as one that a browser
    has recorded."""
    segment = _find(file, SEGMENT, (0, size))
    info = _find(file, INFO, segment) if segment else None
    duration = _find(file, DURATION, info) if info else None
    if info is None or duration is None:
        return None
    scale = _find(file, SCALE, info)
    ticks = _float(_body(file, duration))
    return round(
        ticks * (int.from_bytes(_body(file, scale)) if scale else DEFAULT_SCALE) / NANOSECONDS
    )


def _find(file: IO[bytes], wanted: int, within: Span) -> Span | None:
    """The first element with that id; none where the film itself begins before it."""
    begin, end = within
    for _element in range(MAX_ELEMENTS):
        file.seek(begin)
        head = file.read(max(0, min(12, end - begin)))
        id_width = _width(head[:1])
        size_width = _width(head[id_width : id_width + 1])
        if not id_width or not size_width or len(head) < id_width + size_width:
            return None
        found = int.from_bytes(head[:id_width])
        unknown = (1 << 7 * size_width) - 1  # all ones
        length = int.from_bytes(head[id_width : id_width + size_width]) & unknown
        body = begin + id_width + size_width
        after = end if length == unknown else min(body + length, end)
        if found == wanted:
            return body, after
        if found == CLUSTER:
            return None
        begin = after
    return None


def _width(first: bytes) -> int:
    """How many bytes an id or a size has that begins so; 0 for none."""
    return 9 - first[0].bit_length() if first and first[0] else 0


def _body(file: IO[bytes], span: Span) -> bytes:
    file.seek(span[0])
    return file.read(min(8, span[1] - span[0]))


def _float(body: bytes) -> float:
    """0 for what is no number."""
    form = {4: ">f", 8: ">d"}.get(len(body))
    value: float = struct.unpack(form, body)[0] if form else 0.0
    return value if math.isfinite(value) else 0.0
