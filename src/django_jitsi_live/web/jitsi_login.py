"""The login for Jitsi's own pages and apps: their ``tokenAuthUrl``.

The client goes there when somebody opens a room's address without a token, or with one that has
expired. The person logs in to this site, passes its gate, and comes back with a token; a guest who
has entered the event in that browser needs no login. Read in
jitsi-meet of August 2026 (react/features/authentication, react/features/base/jwt/functions.ts):

- The token is read from the hash, as a JSON text. There no server's log has it.
- ``code_challenge`` belongs to logins by OAuth, which this is not.
- With ``tokenAuthInline`` the client opens a window with a ``nonce``, which has to end on a page of
  the Jitsi server that reports the token: nothing that this site can serve.
- Jitsi's apps open the browser, and wait for an address of their own scheme (handbook,
  dev-guide/iframe, and jitsi-meet-electron).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import sessions
from ..crowd import JOIN_SCOPE, check_rate
from ..exceptions import EventNotFound, Full, LiveError, NotLive, NotRegistered, ServerMisconfigured
from ..models import LiveSession
from ..policy import active_user, get_event_id, get_visit
from ..servers import Server, spellings
from .from_servers import RequestRefused, get_asked_server
from .login_state import LoginState, fragment, parse_state
from .pages import frame_options, login_redirect
from .rooms import is_open_room, sessions_of_room
from .visitor import has_entered, visitor

FRAMES = {"iframe", "frame", "embed", "object"}
"""Destinations of a request (Fetch Metadata) that are no page of their own."""


class RoomNotOpen(NotLive):
    """Whether there is such a room is for those to know who belong to its event."""

    message = _(
        "This room is not open to you now. Go to the event's page on this site: it lets you in as "
        "soon as the event is live."
    )


class PassExpired(NotLive):
    """In a frame, where nobody can log in, and from where the page around it would hear no more."""

    message = _("Your way into this room has expired. Load this page again to get back in.")


class InlineLogin(ServerMisconfigured):
    message = _(
        "The video server asks for the login in a window of its own, from which there is no way "
        "back. Please tell the people who run it: its config.js has to leave tokenAuthInline off."
    )


class _ToRoom(HttpResponseRedirect):
    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"  # not the address, which has the token


View = Callable[[HttpRequest, str], HttpResponse]


def _without_referrer(view: View) -> View:
    """The address that leads here has the room's name."""

    @wraps(view)
    def answer(request: HttpRequest, alias: str) -> HttpResponse:
        response = view(request, alias)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@login_not_required  # the view itself requires a login
@require_safe
@never_cache
@frame_options
@_without_referrer
def login_for_jitsi(request: HttpRequest, alias: str) -> HttpResponse:
    """Into the room of the query, where that is live and the person may enter it."""
    if request.headers.get("Sec-Fetch-Dest") in FRAMES:
        return _framed(request)
    if active_user(request.user) is None and not has_entered(request):
        return login_redirect(request)
    try:
        check_rate(request, JOIN_SCOPE)
        if "nonce" in request.GET:
            raise InlineLogin
        server = _get_server(alias)
    except LiveError as error:
        return _refused(request, error)
    return _enter(request, server)


def _framed(request: HttpRequest) -> HttpResponse:
    response = _refused(request, PassExpired())
    response.xframe_options_exempt = True  # words, and nothing to press
    return response


def _get_server(alias: str) -> Server:
    try:
        return get_asked_server(alias)
    except RequestRefused as refusal:
        raise EventNotFound if refusal.status == 404 else ServerMisconfigured from None


def _enter(request: HttpRequest, server: Server) -> HttpResponse:
    names = spellings(server, request.GET.get("room", ""))
    session = sessions_of_room(server, names).select_related("event").first()
    event_id = "" if session is None else get_event_id(session.event)
    person = visitor(request, event_id)
    if person is None:  # a guest, of another event
        return login_redirect(request)
    if session is None:
        return _refused(request, RoomNotOpen())
    try:
        grant = _join(person, event_id, session, names)
    except LiveError as error:
        return _refused(request, error, _room_page(person, event_id))
    state = parse_state(request.GET.get("state", ""))
    return _to_room(request, _address(server, grant, state), state.app)


def _join(user: Any, event_id: str, session: LiveSession, names: set[str]) -> sessions.JoinGrant:
    """Raises ``RoomNotOpen`` where people who do not belong to the event must not learn more."""
    if not is_open_room(session, names):
        raise RoomNotOpen
    try:
        grant = sessions.join(user, event_id)
    except EventNotFound:
        raise RoomNotOpen from None
    except NotRegistered:
        if session.is_live:
            raise
        raise RoomNotOpen from None
    if grant.room_name not in names:  # it has moved on meanwhile
        raise RoomNotOpen
    return grant


def _address(server: Server, grant: sessions.JoinGrant, state: LoginState) -> str:
    """The room with the token. Nothing of the state has a say in where that is."""
    token = [] if grant.jwt is None else [("jwt", json.dumps(grant.jwt))]
    fragments = "&".join(fragment(*each) for each in [*token, *state.options])
    return f"{server.url(grant.room_name, None)}#{fragments}"


def _to_room(request: HttpRequest, address: str, app: str) -> HttpResponse:
    if not app:
        return _ToRoom(address)
    # Browsers follow a redirect to an app only sometimes, and a link that is clicked always.
    app_address = _app_address(address.removeprefix("https://"), app)
    context = {"app_url": app_address, "web_url": address}
    response = render(request, "jitsi_live/back_to_app.html", context)
    response["Refresh"] = f"0; url={app_address}"
    return response


def _app_address(room: str, app: str) -> str:
    return {
        "ios": f"org.jitsi.meet://{room}",
        "android": f"intent://{room}#Intent;scheme=org.jitsi.meet;package=org.jitsi.meet;end",
        "electron": f"jitsi-meet://{room}",
    }[app]


def _room_page(user: Any, event_id: str) -> str:
    """The event's room page; empty for people who do not belong to the event."""
    try:
        role = get_visit(user, event_id).role
    except LiveError:
        return ""
    return reverse("jitsi_live:room", args=[event_id]) if role else ""


def _refused(request: HttpRequest, error: LiveError, room_page: str = "") -> HttpResponse:
    context = {"error": error, "room_page": room_page}
    response = render(request, "jitsi_live/no_room.html", context, status=error.status)
    if isinstance(error, Full):  # the page asks again, and leads into the room when it is its turn
        response["Refresh"] = str(error.retry_after)
    return response
