"""Recordings over HTTP: the list, the files behind the gate, and their captions."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from .. import recordings
from ..crowd import STATUS_SCOPE
from ..exceptions import LiveError, NotAuthenticated, RecordingNotFound
from ..models import Recording, RecordingKind
from ..policy import get_event_id
from ..recordings import ListedRecording, Replay
from .api_view import LiveView, no_store
from .pages import error_page, login_redirect
from .recording_files import CONTENT_SECURITY_POLICY, file_response, is_from_the_beginning
from .recording_words import problem_text

POSTER = "jitsi_live/replay-poster.svg"


@no_store
class RecordingsView(LiveView):
    """What the caller may watch, also without a login; for hosts what is on its way, too."""

    throttle_scope = STATUS_SCOPE

    def get(self, request: Request, event_id: str) -> Response:
        found = recordings.replay(request.user, event_id)
        return Response(recordings_json(found))


def recordings_json(found: Replay) -> list[dict[str, Any]]:
    """The list as the room component, the pages and programs get it."""
    poster_url = static(POSTER)
    for_host = _for_host if found.is_host else lambda each: {}
    return [_as_dict(each, poster_url) | for_host(each) for each in found.recordings]


def recording_json(user: Any, recording: Recording) -> dict[str, Any]:
    """One recording as the list has it. Raises ``RecordingNotFound`` if it is gone meanwhile."""
    found = recordings.replay(user, get_event_id(recording.run.session.event))
    for each in recordings_json(found):
        if each["id"] == str(recording.pk):
            return each
    raise RecordingNotFound


def _as_dict(listed: ListedRecording, poster_url: str) -> dict[str, Any]:
    recording = listed.recording
    args = [recording.pk]
    return {
        "id": str(recording.pk),
        "kind": recording.kind,
        "state": recording.state,
        "title": listed.title,
        "seconds": recording.seconds,
        "size": recording.size,
        "url": reverse("jitsi_live:watch", args=args) if listed.can_watch else "",
        "captions_url": reverse("jitsi_live:captions", args=args) if listed.has_captions else "",
        "content_type": recording.content_type,
        "started_at": recording.started_at,
        "poster_url": poster_url if recording.kind == RecordingKind.VIDEO else "",
    }


def _for_host(listed: ListedRecording) -> dict[str, Any]:
    recording = listed.recording
    return {
        "visibility": recording.visibility,
        "expires_at": recording.expires_at,
        "problem": problem_text(recording),
        "received": recording.received,
        "can_restore": listed.can_restore,
    }


class FileView(LiveView):
    """A file that pages embed, and that people may open by itself: they get errors as pages."""

    throttle_scope = STATUS_SCOPE

    def handle_exception(self, exc: Exception) -> Any:
        request: HttpRequest = self.request._request
        accepts_html = "text/html" in request.headers.get("Accept", "")
        is_for_a_page = request.method in SAFE_METHODS and accepts_html
        if isinstance(exc, LiveError) and is_for_a_page:
            is_stranger = isinstance(exc, NotAuthenticated)
            return login_redirect(request) if is_stranger else error_page(request, exc)
        return super().handle_exception(exc)


@no_store
class WatchView(FileView):
    """The file of a recording, or where it is: a player asks here again when a link expires."""

    def get(self, request: Request, recording_id: uuid.UUID) -> HttpResponseBase:
        visit, recording = recordings.require_recording(request.user, recording_id)
        response = file_response(request._request, recording)
        is_begun = is_from_the_beginning(request._request) and response.status_code < 400
        if is_begun and recording.kind == RecordingKind.VIDEO:
            recordings.note_viewing(visit, recording)
        return response


@no_store
class CaptionsView(FileView):
    """What was said in a video, as WebVTT."""

    def get(self, request: Request, recording_id: uuid.UUID) -> HttpResponse:
        text = recordings.captions_of(request.user, recording_id)
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        }
        return HttpResponse(text, content_type="text/vtt; charset=utf-8", headers=headers)
