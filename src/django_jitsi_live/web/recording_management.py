"""The REST API with which hosts change, replace, delete and restore recordings."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from .. import recordings
from ..conf import conf
from .api_view import LiveView, PayloadView, no_store
from .large_body import is_file, limit_file, outside_transactions, spooled
from .recording_values import parse_changes
from .recordings import recording_json


@no_store
class RecordingView(PayloadView):
    """POST changes a recording, DELETE deletes it."""

    def post(self, request: Request, recording_id: uuid.UUID) -> Response:
        payload = self.payload(request)
        recordings.require_managed(request.user, recording_id)
        changes = parse_changes(payload)
        changed = recordings.change(request.user, recording_id, **changes)
        return Response(recording_json(request.user, changed))

    def delete(self, request: Request, recording_id: uuid.UUID) -> Response:
        deleted = recordings.delete(request.user, recording_id)
        return Response(recording_json(request.user, deleted))


@no_store
class RestoreRecordingView(LiveView):
    def post(self, request: Request, recording_id: uuid.UUID) -> Response:
        return Response(
            recording_json(request.user, recordings.restore(request.user, recording_id))
        )


@no_store
@method_decorator(outside_transactions, name="dispatch")
class RecordingFileView(LiveView):
    """Takes an edited file: as the body, or as ``file`` of a form with several parts."""

    parser_classes = (MultiPartParser,)

    def limit(self, request: Request) -> None:
        limit_file(request._request, conf.RECORDING_MAX_BYTES)

    def post(self, request: Request, recording_id: uuid.UUID) -> Response:
        # Before the file is read, which may take a while.
        recordings.require_replaceable(request.user, recording_id)
        with _sent_file(request) as file:
            replaced = recordings.replace(request.user, recording_id, file)
        return Response(recording_json(request.user, replaced))

    put = post


@contextmanager
def _sent_file(request: Request) -> Iterator[IO[bytes]]:
    content_type = request._request.content_type
    if content_type == "application/x-www-form-urlencoded":
        # Of a form, which Django would have to have in memory for its CSRF token.
        raise UnsupportedMediaType(content_type)
    if content_type != "multipart/form-data":
        with spooled(request._request) as file:
            yield file
        return
    sent = request.FILES.get("file")
    if not is_file(sent):
        raise ParseError(_("file has to be the file of the recording."))
    yield sent
