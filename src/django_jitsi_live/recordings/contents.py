"""What a file is: its size, its checksum, its type and its length. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import IO

from .webm import webm_seconds

CHUNK = 256 * 1024
MAX_SECONDS = 7 * 24 * 3600
"""No file is believed that says it is longer."""
MAX_BOXES = 1000
"""So many parts of an mp4 file are looked at, at most: a file may be made of nothing but heads."""
SUFFIXES = {
    "video/mp4": ".mp4",
    "video/webm": ".webm",
    "application/json": ".json",
    "text/vtt": ".vtt",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What is known of a file that has come."""

    size: int
    """In bytes."""
    sha256: str
    content_type: str
    """One of ``SUFFIXES``, or ``application/octet-stream``."""
    seconds: int | None = None
    """Its length; None where the file does not tell."""

    @property
    def suffix(self) -> str:
        """What its name ends with."""
        return SUFFIXES.get(self.content_type, ".bin")


def inspect(file: IO[bytes]) -> Contents:
    """Read all of a file that can be read again and again, and go back to its beginning."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    content_type = guess_type(file)
    ask = {"video/mp4": mp4_seconds, "video/webm": webm_seconds}.get(content_type)
    seconds = ask(file, size) if ask else None
    file.seek(0)
    is_believed = seconds is not None and 0 < seconds <= MAX_SECONDS
    return Contents(size, digest.hexdigest(), content_type, seconds if is_believed else None)


def guess_type(file: IO[bytes]) -> str:
    """The type by how the file begins: what its sender says of it is not believed."""
    file.seek(0)
    head = file.read(64)
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head[:4] == b"\x1a\x45\xdf\xa3":  # EBML
        return "video/webm"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"WEBVTT"):
        return "text/vtt"
    return "application/json" if text[:1] in (b"{", b"[") else "application/octet-stream"


def mp4_seconds(file: IO[bytes], size: int) -> int | None:
    """The length that the header ``mvhd`` of an mp4 file tells (ISO/IEC 14496-12, 8.2.2).

    None for a file that is made of fragments: their lengths are in each of them.
    """
    moov = _find_box(file, b"moov", 0, size)
    mvhd = _find_box(file, b"mvhd", *moov) if moov else None
    if mvhd is None:
        return None
    file.seek(mvhd[0])
    body = file.read(max(0, min(32, mvhd[1] - mvhd[0])))
    begin, width = (20, 8) if body[:1] == b"\x01" else (12, 4)
    scale, length = body[begin : begin + 4], body[begin + 4 : begin + 4 + width]
    # All ones say that the length is not known.
    is_known = len(length) == width and any(scale) and length != b"\xff" * width
    return round(int.from_bytes(length) / int.from_bytes(scale)) if is_known else None


def _find_box(file: IO[bytes], kind: bytes, begin: int, end: int) -> tuple[int, int] | None:
    """Where the body of the first box of that kind begins and ends."""
    for _box in range(MAX_BOXES):
        if begin + 8 > end:
            return None
        file.seek(begin)
        head = file.read(min(16, end - begin))
        length, skip = int.from_bytes(head[:4]), 8
        if length == 1:
            length, skip = int.from_bytes(head[8:16]), 16
        elif length == 0:  # to the end
            length = end - begin
        if length < skip:
            return None
        if head[4:8] == kind:
            return begin + skip, min(begin + length, end)
        begin += length
    return None
