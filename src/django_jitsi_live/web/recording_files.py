"""How the file of a recording is sent, once the gate is open.

By the storage, where that is on another machine: the answer is a redirect to a signed address. By
nginx, where ``JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT`` names its internal location. Else by this
site, which occupies a worker for as long as somebody watches: for development and small sites.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.encoding import iri_to_uri
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from .. import recordings
from ..conf import conf
from ..models import Recording
from .byte_ranges import RangeRequest, Unsatisfiable, parse_range
from .streamed import streamed

CHUNK = 256 * 1024
UNKNOWN_TYPE = "application/octet-stream"
SHOWN_INLINE = {"video/mp4", "video/webm"}
MAX_NAME_LENGTH = 80
# The file comes from outside: opened by itself, it may play, and nothing else. Without the origin
# of the site, Chromium's own page for a film may not load the film.
CONTENT_SECURITY_POLICY = (
    "sandbox allow-same-origin; default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
)


def file_response(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    """The file, or where it is. Raises ``RecordingUnavailable``, ``RecordingGone``."""
    if conf.RECORDINGS_ACCEL_REDIRECT:
        response: HttpResponseBase = _by_nginx(recording)
    elif url := recordings.remote_url(recording):
        response = _by_storage(request, recording, url)
    else:
        response = _by_this_site(request, recording)
    for name, value in _headers(recording).items():
        response[name] = value
    return response


def is_from_the_beginning(request: HttpRequest) -> bool:
    """Whether a person begins to watch by this request, as far as can be told."""
    wanted = parse_range(request.headers.get("Range", ""))
    return request.method == "GET" and (wanted is None or wanted.first == 0)


def _headers(recording: Recording) -> dict[str, str]:
    content_type = recording.content_type
    is_known = content_type in recordings.SUFFIXES
    name = slugify(recordings.get_title(recording), allow_unicode=True)[:MAX_NAME_LENGTH]
    name = (name or "recording") + recordings.SUFFIXES.get(content_type, ".bin")
    is_attachment = content_type not in SHOWN_INLINE
    return {
        "Content-Type": content_type if is_known else UNKNOWN_TYPE,
        "Content-Disposition": content_disposition_header(is_attachment, name) or "",
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
    }


def _by_nginx(recording: Recording) -> HttpResponse:
    recordings.require_local_file(recording)
    location = str(conf.RECORDINGS_ACCEL_REDIRECT).strip("/")
    # nginx decodes it, and would take what follows a question mark for arguments.
    path = quote(f"/{location}/{recording.file_name}" if location else f"/{recording.file_name}")
    return HttpResponse(headers={"X-Accel-Redirect": path})


def _by_storage(request: HttpRequest, recording: Recording, url: str) -> HttpResponse:
    if request.method == "HEAD":  # an address is signed for GET
        size = {} if recording.size is None else {"Content-Length": str(recording.size)}
        return HttpResponse(headers={"Accept-Ranges": "bytes", **size})
    # Django's own redirects may have 2048 characters: signed addresses are longer at times.
    return HttpResponse(status=302, headers={"Location": iri_to_uri(url)})


def _by_this_site(request: HttpRequest, recording: Recording) -> HttpResponseBase:
    # What middleware compresses, it takes the length from; and parts of it are no parts any more.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    file = recordings.open_file(recording)
    try:
        with recordings.reading(recording):
            return _range_response(request, recording, file)
    except BaseException:
        file.close()
        raise


def _range_response(request: HttpRequest, recording: Recording, file: Any) -> HttpResponseBase:
    size, etag = int(file.size), _etag(recording)
    headers = {"Accept-Ranges": "bytes", "ETag": etag}
    wanted = _wanted(request, etag) if size else None
    try:
        part = range(size) if wanted is None else wanted.of(size)
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Length"] = str(len(part))
    if wanted is not None:
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    if request.method == "HEAD":
        file.close()
        return HttpResponse(headers=headers)
    file.seek(part.start)
    parts = FileParts(recording, file, len(part))
    response = streamed(request, parts, UNKNOWN_TYPE)
    # Also under ASGI, and where the client goes before the first part is read.
    response._resource_closers.append(parts.close)  # type: ignore[attr-defined]  # not in the stubs
    response.status_code = 200 if wanted is None else 206
    for name, value in headers.items():
        response[name] = value
    return response


def _wanted(request: HttpRequest, etag: str) -> RangeRequest | None:
    """The range that is to be sent; None for all of the file. A range of a file that has been
    replaced since is of no use; only requests of the method GET have one."""
    condition = request.headers.get("If-Range", etag)
    if request.method != "GET" or condition.strip() != etag:
        return None
    return parse_range(request.headers.get("Range", ""))


def _etag(recording: Recording) -> str:
    """Strong, and another one after each edit: every file has a name of its own, which is nobody's
    business."""
    return f'"{hashlib.sha256(recording.file_name.encode()).hexdigest()[:32]}"'


class FileParts(Iterator[bytes]):
    """The bytes of a part of a file, a few at a time. To be closed."""

    def __init__(self, recording: Recording, file: Any, length: int) -> None:
        self._recording, self._file, self._left = recording, file, length

    def __next__(self) -> bytes:
        data = self._read() if self._left else b""
        if not data:
            self.close()
            raise StopIteration
        self._left -= len(data)
        return data

    def _read(self) -> bytes:
        with recordings.reading(self._recording):
            data: bytes = self._file.read(min(CHUNK, self._left))
        return data

    def close(self) -> None:
        self._file.close()
