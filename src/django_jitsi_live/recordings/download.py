"""Downloads a file that a server keeps, and goes on where an earlier attempt has ended.

The server is not believed: what counts are the bytes that come, and that they are as many as it has
said.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from ..models import Problem
from ..secret import SecretStr
from .pace import Pace
from .partial import Facts, PartialFile, nameless_file
from .responses import CHUNK, DownloadFailed, Response, open_link

CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
PLAIN = {"", "identity"}
GZIP = {"gzip", "x-gzip"}
GONE, TOO_MANY_REQUESTS = 410, 429

OnBytes = Callable[[int, int | None], None]
"""Called with the bytes that have come, and those that there are; None where that is not known."""


def download(link: SecretStr, partial: PartialFile, max_bytes: int, on_bytes: OnBytes) -> None:
    """Bring what is missing, so that the partial file is the whole one.

    Raises ``DownloadFailed``, and whatever ``on_bytes`` raises; what has come is kept then.
    """
    pace = Pace()
    while not partial.is_whole:
        begins_at = partial.size if partial.can_go_on else 0
        with open_link(link, _headers(partial, begins_at), pace) as response:
            goes_on = begins_at > 0 and _goes_on(response, partial.facts, begins_at)
            if begins_at and not goes_on:
                _begin_anew(partial, Facts())
                if response.status != 200:
                    continue  # by asking for all of it
            if not goes_on:
                _begin(response, partial)
            _copy(response, partial, max_bytes, on_bytes)
            return


def _headers(partial: PartialFile, begins_at: int) -> dict[str, str]:
    if not begins_at:
        return {}
    validator = partial.facts.validator
    # With a weak validator servers send everything (RFC 9110, 13.1.5).
    condition = {"If-Range": validator} if validator and validator[:2] != "W/" else {}
    return {"Range": f"bytes={begins_at}-", **condition}


def _goes_on(response: Response, facts: Facts, begins_at: int) -> bool:
    """Whether the answer is the rest of that file. Raises ``DownloadFailed`` where it is none."""
    if response.status in {200, 416}:
        return False
    if response.status != 206:
        raise DownloadFailed(_problem_of(response.status))
    found = CONTENT_RANGE.fullmatch(response.header("Content-Range"))
    if found is None or int(found[1]) != begins_at:
        return False
    is_same_size = facts.size is None or found[3] in {"*", str(facts.size)}
    is_same_version = _validator(response) in {"", facts.validator}
    return is_same_size and is_same_version and _encoding(response) == facts.encoding


def _begin(response: Response, partial: PartialFile) -> None:
    if response.status != 200:
        raise DownloadFailed(_problem_of(response.status))
    facts = Facts(_validator(response), response.length, _encoding(response))
    if facts.encoding not in PLAIN | GZIP:
        raise DownloadFailed(Problem.REFUSED)
    _begin_anew(partial, facts)


def _begin_anew(partial: PartialFile, facts: Facts) -> None:
    with _writing(partial):
        partial.begin(facts)


def _copy(response: Response, partial: PartialFile, max_bytes: int, on_bytes: OnBytes) -> None:
    size, received = _size(response, partial.facts), partial.size
    _require_small(max(received, size or 0), partial, max_bytes)
    for chunk in response.chunks():
        received += len(chunk)
        _require_small(received, partial, max_bytes)
        with _writing(partial):
            partial.append(chunk)
        on_bytes(received, size)
    if size is not None and received > size:  # then nobody knows what is in it
        _begin_anew(partial, Facts())
    if not received or received != (size or received):
        raise DownloadFailed(Problem.INTERRUPTED)


def _size(response: Response, facts: Facts) -> int | None:
    """Of the whole file, as it is sent."""
    found = CONTENT_RANGE.fullmatch(response.header("Content-Range"))
    told = int(found[3]) if found and found[3] != "*" else None
    return told if facts.size is None else facts.size


def _require_small(size: int, partial: PartialFile, max_bytes: int) -> None:
    if size > max_bytes:
        partial.remove()
        raise DownloadFailed(Problem.TOO_LARGE)


@contextmanager
def _writing(partial: PartialFile) -> Iterator[None]:
    """Where this machine's disk is full, the file leaves it."""
    try:
        yield
    except OSError:
        partial.remove()
        raise DownloadFailed(Problem.STORAGE) from None


def _validator(response: Response) -> str:
    return response.header("ETag") or response.header("Last-Modified")


def _encoding(response: Response) -> str:
    return response.header("Content-Encoding").lower()


def _problem_of(status: int) -> Problem:
    if status == GONE:
        return Problem.EXPIRED
    is_down = status >= 500 or status < 400 or status == TOO_MANY_REQUESTS
    return Problem.UNREACHABLE if is_down else Problem.REFUSED


@contextmanager
def decoded(partial: PartialFile, max_bytes: int) -> Iterator[IO[bytes]]:
    """The file itself, also where it was sent compressed. Raises ``DownloadFailed``."""
    partial.file.seek(0)
    if partial.facts.encoding in PLAIN:
        yield partial.file
        return
    with nameless_file() as plain:
        _decompress(partial, plain, max_bytes)
        yield plain


def _decompress(partial: PartialFile, plain: IO[bytes], max_bytes: int) -> None:
    size = 0
    try:
        with gzip.GzipFile(fileobj=partial.file, mode="rb") as compressed:
            while chunk := compressed.read(CHUNK):
                size += len(chunk)
                _require_small(size, partial, max_bytes)
                plain.write(chunk)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        partial.remove()
        raise DownloadFailed(Problem.INTERRUPTED) from None
    except OSError:
        raise DownloadFailed(Problem.STORAGE) from None
