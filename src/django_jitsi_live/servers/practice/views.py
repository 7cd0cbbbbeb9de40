"""The pages and the JSON endpoints of the practice room."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import resources
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from ...conf import conf, is_development
from ...secret import SecretStr
from ..base import UnusableServer
from ..registry import make_server
from ..tokens import room_claim
from . import switchboard
from .errors import MalformedRequest, PracticeError
from .rooms import Json, text_field
from .server import PracticeServer

MAX_BODY_BYTES = 32 * 1024  # a session description has about 10 KB

SCRIPT = resources.files("django_jitsi_live") / "static/jitsi_live/practice/external_api.js"

View = Callable[..., HttpResponse]


def _practice_only(view: View) -> View:
    """Answer 404 unless the settings name a practice server. Users need not be logged in.

    Never in a transaction: a poll that waits would hold the database's lock.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if next(_practice_servers(), None) is None:
            raise Http404
        return view(request, *args, **kwargs)

    guarded = never_cache(guarded)
    return login_not_required(transaction.non_atomic_requests(guarded))


def _practice_servers() -> Iterator[PracticeServer]:
    for alias in conf.SERVERS if is_development() else ():
        try:
            server = make_server(alias)
        except UnusableServer:
            continue  # the system check reports it
        if isinstance(server, PracticeServer):
            yield server


def _json_endpoint(handle: Callable[[str, str, Json], Json]) -> View:
    """Make a view of a function of (room, token, body).

    The token in a header authorizes, not a cookie, so that no CSRF token is needed.
    """

    @wraps(handle)
    def view(request: HttpRequest, room: str) -> JsonResponse:
        try:
            token = request.headers.get("X-Practice-Token", "")
            return JsonResponse(handle(room_claim(room), SecretStr(token), _parse_body(request)))
        except PracticeError as error:
            return JsonResponse({"error": _error_content(error)}, status=error.status)

    return csrf_exempt(_practice_only(require_POST(view)))


def _error_content(error: PracticeError) -> Json:
    kind = error.code.partition(".")[0].upper()
    fatal = error.is_fatal
    return {"name": error.code, "message": str(error), "type": kind, "isFatal": fatal}


def _parse_body(request: HttpRequest) -> Json:
    text = request.read(MAX_BODY_BYTES + 1)
    try:
        body = json.loads(text) if len(text) <= MAX_BODY_BYTES else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise MalformedRequest(f"The body must be a JSON object of at most {MAX_BODY_BYTES} bytes.")
    return body


@_practice_only
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The replacement of Jitsi's ``external_api.js``; it finds the rooms beside its own address."""
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")


@_practice_only
@require_safe
@xframe_options_sameorigin
def room(request: HttpRequest, room: str) -> HttpResponse:
    """The page in the frame. As with Jitsi, anybody can open it; to join takes a token."""
    return render(request, "jitsi_live/practice/room.html")


@_json_endpoint
def join(room_name: str, token: str, body: Json) -> Json:
    server = next(_practice_servers())
    claims = server.verify_token(token, room_name)
    answer = switchboard.shared.join(room_name, token, claims, body, server.max_participants)
    return {**answer, "recordings": _recordings_url(claims)}


def _recordings_url(claims: Json) -> str:
    """Where the page announces what it has recorded; empty where the site keeps no recordings."""
    alias = claims["context"].get("server", "")
    if conf.RECORDINGS_STORAGE is None or not alias:
        return ""
    return reverse("jitsi_live:announce_recording", args=[alias])


@_json_endpoint
def poll(room_name: str, token: str, body: Json) -> Json:
    after = body.get("after")
    if not isinstance(after, int):
        raise MalformedRequest("after must be a number.")
    return {"news": switchboard.shared.poll(text_field(body, "id"), token, after)}


@_json_endpoint
def act(room_name: str, token: str, body: Json) -> Json:
    switchboard.shared.act(text_field(body, "id"), token, body)
    return {}
