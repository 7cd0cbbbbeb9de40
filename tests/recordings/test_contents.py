"""What a file is, by what is in it: real films, and files that were made to mislead."""

from __future__ import annotations

import hashlib
import struct
from io import BytesIO
from pathlib import Path

import pytest

from django_jitsi_live.recordings import contents, inspect

FILMS = Path(__file__).parent / "films"
FTYP = struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0)


def box(kind: bytes, body: bytes, length: int | None = None) -> bytes:
    return struct.pack(">I4s", len(body) + 8 if length is None else length, kind) + body


def mvhd(scale: int, length: int, *, is_long: bool = False) -> bytes:
    form = ">4xQQIQ" if is_long else ">4xIIII"
    body = struct.pack(form, 0, 0, scale, length)
    return box(b"mvhd", bytes([is_long]) + body[1:])


def seconds(film: bytes) -> int | None:
    return inspect(BytesIO(film)).seconds


@pytest.mark.parametrize(
    ("name", "content_type", "suffix", "length"),
    [
        ("index_last.mp4", "video/mp4", ".mp4", 2),
        ("index_first.mp4", "video/mp4", ".mp4", 2),
        ("fragmented.mp4", "video/mp4", ".mp4", None),
        ("black.webm", "video/webm", ".webm", 2),
    ],
)
def test_films_are_known_by_what_is_in_them(
    name: str, content_type: str, suffix: str, length: int | None
) -> None:
    film = (FILMS / name).read_bytes()
    with (FILMS / name).open("rb") as file:
        file.read(100)
        found = inspect(file)
        assert file.tell() == 0
    assert (found.content_type, found.suffix, found.seconds) == (content_type, suffix, length)
    assert (found.size, found.sha256) == (len(film), hashlib.sha256(film).hexdigest())


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (b"WEBVTT\n", "text/vtt"),
        (b"\xef\xbb\xbfWEBVTT\n", "text/vtt"),
        (b' \n{"messages": []}', "application/json"),
        (b"[]", "application/json"),
        (b"", "application/octet-stream"),
        (b"<html>", "application/octet-stream"),
        (b"\x00\x00\x00\x10ftyq", "application/octet-stream"),
    ],
)
def test_type_is_that_of_the_beginning(head: bytes, content_type: str) -> None:
    assert inspect(BytesIO(head)).content_type == content_type


def test_file_of_no_known_type_has_a_name_all_the_same() -> None:
    assert inspect(BytesIO(b"MZ")).suffix == ".bin"


@pytest.mark.parametrize("is_long", [False, True])
def test_length_is_that_of_the_movie_header(is_long: bool) -> None:
    film = FTYP + box(b"free", b"x" * 50) + box(b"moov", mvhd(600, 54_300, is_long=is_long))
    assert seconds(film) == round(54_300 / 600)


def test_box_of_64_bits_is_passed_over() -> None:
    large = struct.pack(">I4sQ", 1, b"mdat", 16 + 40) + b"x" * 40
    assert seconds(FTYP + large + box(b"moov", mvhd(1, 7))) == 7


def test_box_that_goes_on_to_the_end_is_looked_into() -> None:
    assert seconds(FTYP + box(b"moov", mvhd(1, 7), length=0)) == 7


@pytest.mark.parametrize(
    "film",
    [
        FTYP,
        FTYP + box(b"moov", b""),
        FTYP + box(b"moov", mvhd(0, 7)),
        FTYP + box(b"moov", mvhd(1, 0)),
        FTYP + box(b"moov", mvhd(1, 2**32 - 2)),
        FTYP + box(b"moov", mvhd(90_000, 2**32 - 1)),
        FTYP + box(b"moov", mvhd(2**32 - 1, 2**64 - 1, is_long=True)),
        FTYP + box(b"moov", mvhd(1, 7)[:-1]),
        FTYP + box(b"moov", mvhd(1, 7, is_long=True)[:-1]),
        FTYP + box(b"moov", mvhd(1, 7), length=20),
        FTYP + box(b"mdat", b"", length=0) + box(b"moov", mvhd(1, 7)),
        FTYP + box(b"mdat", b"", length=7) + box(b"moov", mvhd(1, 7)),
        FTYP + box(b"mdat", b"", length=2**32 - 1) + box(b"moov", mvhd(1, 7)),
        FTYP + struct.pack(">I4sQ", 1, b"mdat", 2**64 - 1) + box(b"moov", mvhd(1, 7)),
        FTYP + struct.pack(">I4sQ", 1, b"mdat", 15) + box(b"moov", mvhd(1, 7)),
        FTYP + struct.pack(">I4sI", 1, b"mdat", 0),
        FTYP + box(b"moov", box(b"udta", b"", length=2**31) + mvhd(1, 7)),
        FTYP + box(b"moov", b"") + mvhd(1, 7),
        FTYP + b"\x00\x00\x00",
        FTYP + box(b"moov", struct.pack(">I4sI", 1, b"mvhd", 0)),
        FTYP + box(b"moov", struct.pack(">I4sQ", 1, b"mvhd", 16)[:15], length=24),
    ],
)
def test_length_is_not_known_where_the_file_does_not_tell(film: bytes) -> None:
    assert seconds(film) is None


@pytest.mark.parametrize("name", ["index_last.mp4", "index_first.mp4", "fragmented.mp4"])
def test_film_that_breaks_off_anywhere_is_read(name: str) -> None:
    film = (FILMS / name).read_bytes()
    assert {seconds(film[:end]) for end in range(0, len(film), 7)} <= {2, None}


def test_file_of_nothing_but_heads_is_not_read_for_long() -> None:
    class Counted(BytesIO):
        seeks = 0

        def seek(self, *args: int) -> int:
            self.seeks += 1
            return super().seek(*args)

    film = Counted(FTYP + box(b"free", b"") * 50_000 + box(b"moov", mvhd(1, 7)))
    assert inspect(film).seconds is None
    assert film.seeks < contents.MAX_BOXES + 10


def test_film_is_never_held_in_memory_as_a_whole() -> None:
    class Watched(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            assert size is not None
            assert 0 <= size <= contents.CHUNK
            return super().read(size)

    film = Watched(FTYP + bytes(3 * contents.CHUNK))
    assert inspect(film).size == 16 + 3 * contents.CHUNK


# WebM


def element(name: str, body: bytes, size: bytes | None = None) -> bytes:
    length = len(body)
    return bytes.fromhex(name) + (bytes([0x80 | length]) if size is None else size) + body


EBML = element("1A45DFA3", b"\x42\x82\x84webm")
UNKNOWN = b"\x01" + b"\xff" * 7
CLUSTER = element("1F43B675", b"\xe7\x81\x00")


def webm(*info: bytes, before: bytes = b"", size: bytes | None = None) -> bytes:
    return EBML + element("18538067", before + element("1549A966", b"".join(info)) + CLUSTER, size)


def duration(ticks: float, form: str = ">d") -> bytes:
    return element("4489", struct.pack(form, ticks))


@pytest.mark.parametrize(
    ("film", "length"),
    [
        (webm(duration(61_000)), 61),
        (webm(duration(61_000, ">f"), size=UNKNOWN), 61),
        (webm(element("2AD7B1", b"\x0f\x42\x40"), duration(61_000)), 61),
        (webm(element("2AD7B1", b"\x01"), duration(61e9)), 61),
        (webm(duration(61_000), before=element("EC", b"void")), 61),
        (webm(duration(float("nan"))), None),
        (webm(duration(float("inf"))), None),
        (webm(duration(-5)), None),
        (webm(duration(1e15)), None),
        (webm(element("4489", b"abc")), None),
        (webm(element("2AD7B1", b"\x0f\x42\x40")), None),
        (webm(duration(5_000), before=CLUSTER), None),
        (EBML, None),
        (EBML + b"\x18\x53\x80\x67", None),
        (EBML + b"\x00" * 50, None),
        (EBML + b"\xec\x80" * 5_000, None),
    ],
)
def test_webm_tells_its_length(film: bytes, length: int | None) -> None:
    assert seconds(film) == length
