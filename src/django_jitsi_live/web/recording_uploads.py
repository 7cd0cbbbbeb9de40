"""The door for recorders: they announce a recording, send its file, and ask whether it is here.

Jibri's script comes with ``RECORDINGS_TOKEN``, the practice server's page with the token of its
room. What they announce gives a ticket, which opens the upload of that file alone.
"""

from __future__ import annotations

import json
import logging
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ..exceptions import LiveError
from ..models import Recording
from ..recordings import (
    Ticket,
    UploadRefused,
    announce_upload,
    confirm_upload,
    find_run,
    parse_announcement,
    parse_room,
    parse_sha256,
    read_ticket,
    signed_upload,
    take_in,
)
from ..servers import Server
from .body import declared_length
from .from_servers import RequestRefused, View, for_servers, get_asked_server, read_body

logger = logging.getLogger("django_jitsi_live")

MAX_BODY_BYTES = 64 * 1024
CHUNK = 256 * 1024
CODES = {400: "malformed", 401: "not_authenticated", 404: "not_found", 413: "too_large"}


def for_recorders(*methods: str) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        return for_servers(never_cache(partial(_answer, view)), methods)

    return decorate


def _answer(view: View, request: HttpRequest, alias: str, **kwargs: Any) -> HttpResponse:
    try:
        server = get_asked_server(alias)
        if not server.supports("recordings"):
            text = "Set RECORDINGS_TOKEN of this server to upload recordings."
            raise RequestRefused(404, text)
        return view(request, server, **kwargs)
    except RequestRefused as error:
        return _refused(error.status, CODES.get(error.status, "server_misconfigured"), error)
    except UploadRefused as error:
        return _refused(error.status, error.code, error)
    except (DatabaseError, LiveError) as error:
        # Not its text, which may quote what was sent.
        logger.error("A recording could not be taken: %s", type(error).__name__)
        return _refused(503, "busy", "The site cannot answer now. Try again later.")


def _refused(status: int, code: str, text: object) -> HttpResponse:
    return JsonResponse({"detail": str(text), "code": code}, status=status)


@for_recorders("POST")
def announce_recording(request: HttpRequest, server: Server) -> HttpResponse:
    """Where the file of a recording is to be sent."""
    data = _read_object(request)
    room = parse_room(data)
    _require_recorder(request, server, room)
    announced = parse_announcement(data)
    run = find_run(server, room)
    if run is None:
        text = (
            "This site has had no such room on this server. Compare the alias in the address, and "
            "TENANT; or the meeting was of another site."
        )
        raise RequestRefused(404, text)
    recording = announce_upload(server, run, announced)
    upload = signed_upload(recording, announced)
    if upload is None:
        ticket = Ticket(recording.pk, announced.size, announced.sha256)
        return _own_upload(request, server, recording, ticket)
    return JsonResponse({"id": str(recording.pk), "upload": upload._asdict()})


def _own_upload(
    request: HttpRequest, server: Server, recording: Recording, ticket: Ticket
) -> HttpResponse:
    path = reverse("jitsi_live:upload_recording", args=[server.alias, recording.pk])
    upload = {
        "url": request.build_absolute_uri(path),
        "method": "PUT",
        "headers": {"Authorization": f"Bearer {ticket.sign()}"},
    }
    return JsonResponse({"id": str(recording.pk), "upload": upload})


@for_recorders("PUT")
def upload_recording(request: HttpRequest, server: Server, recording_id: uuid.UUID) -> HttpResponse:
    """The file of a recording, however large: it is in no process's memory."""
    ticket = read_ticket(_bearer(request), recording_id)
    if ticket is None:
        raise RequestRefused(
            401, "The ticket is missing, wrong or too old. Announce the file again."
        )
    if declared_length(request) > ticket.size:
        raise _longer(ticket)
    with _received(request, ticket) as file:
        take_in(server.alias, ticket, file)
    return JsonResponse({"id": str(recording_id)})


@for_recorders("POST")
def recording_done(request: HttpRequest, server: Server, recording_id: uuid.UUID) -> HttpResponse:
    """Whether the whole file is here, so that the recorder may delete its own."""
    data = _read_object(request)
    if read_ticket(_bearer(request), recording_id) is None:
        _require_recorder(request, server, "")
    confirm_upload(server.alias, recording_id, data.get("size"), parse_sha256(data))
    return JsonResponse({"id": str(recording_id), "state": "here"})


def _read_object(request: HttpRequest) -> dict[str, Any]:
    try:
        data = json.loads(read_body(request, MAX_BODY_BYTES))
    except (ValueError, RecursionError):
        data = None
    return data if isinstance(data, dict) else {}


def _bearer(request: HttpRequest) -> str:
    scheme, _space, given = request.headers.get("Authorization", "").partition(" ")
    return given if scheme == "Bearer" else ""


def _require_recorder(request: HttpRequest, server: Server, room: str) -> None:
    if not server.may_upload(_bearer(request), room):
        raise RequestRefused(401, "The token is missing or wrong. Compare RECORDINGS_TOKEN.")


@contextmanager
def _received(request: HttpRequest, ticket: Ticket) -> Iterator[IO[bytes]]:
    """The body as a file."""
    with ExitStack() as stack:
        try:
            folder = settings.FILE_UPLOAD_TEMP_DIR
            file = stack.enter_context(tempfile.TemporaryFile(dir=folder))
            for chunk in _chunks(_body_stream(request), ticket):
                file.write(chunk)
            file.flush()
        except OSError as error:
            logger.error("A recording could not be taken: %s", error.strerror)
            text = "The site has no room for the file in its FILE_UPLOAD_TEMP_DIR. Try again later."
            raise UploadRefused(503, "storage", text) from error
        yield file


def _chunks(stream: Any, ticket: Ticket) -> Iterator[bytes]:
    """No more than was announced."""
    received = 0
    while chunk := _read(stream):
        received += len(chunk)
        if received > ticket.size:
            raise _longer(ticket)
        yield chunk


def _read(stream: Any) -> bytes:
    try:
        return bytes(stream.read(CHUNK))
    except OSError:
        raise UploadRefused(400, "interrupted", "The upload broke off. Send it again.") from None


def _body_stream(request: HttpRequest) -> Any:
    """Django reads nothing of a body without a length, which some servers under WSGI can take."""
    environ = getattr(request, "environ", {})
    is_chunked = not environ.get("CONTENT_LENGTH") and environ.get("wsgi.input_terminated")
    return environ["wsgi.input"] if is_chunked else request


def _longer(ticket: Ticket) -> UploadRefused:
    text = f"The file has more than the {ticket.size} bytes that were announced. Announce it again."
    return UploadRefused(413, "too_large", text)
