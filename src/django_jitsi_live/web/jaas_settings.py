"""The settings of a room, which JaaS asks for before each meeting (``SETTINGS_PROVISIONING``).

8x8 documents neither a signature nor what becomes of an error: whatever is asked is answered by a
JSON object, where ``{}`` stands for the settings of the JaaS console.
"""

from __future__ import annotations

import json
import logging
import secrets
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.cache import never_cache

from ..conf import conf
from ..servers import JaaSServer, UnusableServer, get_server
from .from_servers import RequestRefused, for_servers, read_body
from .rooms import is_open_room, sessions_of_room

logger = logging.getLogger("django_jitsi_live")

MAX_BODY_BYTES = 16 * 1024
MAX_NAME_LENGTH = 500
PASSCODE_DIGITS = 10

Settings = dict[str, Any]


def _answer(request: HttpRequest, alias: str) -> HttpResponse:
    # Anybody may ask: the answer depends on the room's name alone.
    if alias not in conf.SERVERS:
        return HttpResponse("There is no such server.\n", content_type="text/plain", status=404)
    try:
        return JsonResponse(_settings(alias, _room_asked_for(request)))
    except (DatabaseError, UnusableServer) as error:
        why = error if isinstance(error, UnusableServer) else type(error).__name__
        logger.error("JaaS asked for the settings of a room in vain: %s", why)
        return JsonResponse({})


jaas_room_settings = for_servers(never_cache(_answer), ["POST"])
"""The view."""


def _room_asked_for(request: HttpRequest) -> str:
    """The room with its AppID in front; empty for none."""
    try:
        data = json.loads(read_body(request, MAX_BODY_BYTES))
    except (RequestRefused, RecursionError, UnreadablePostError, ValueError):
        return ""
    room = data.get("fqn") if isinstance(data, dict) else None
    is_name = isinstance(room, str) and len(room) <= MAX_NAME_LENGTH and room.isprintable()
    return str(room) if is_name else ""


def _settings(alias: str, room: str) -> Settings:
    """Raises ``DatabaseError``, ``UnusableServer``."""
    server = get_server(alias)
    if not isinstance(server, JaaSServer):
        return {}
    name = server.local_room_name(room)
    if not name or server.room(name) != room:
        return {}
    session = sessions_of_room(server, {name}).first()
    if session is None:
        return {}
    return dict(server.room_settings) if is_open_room(session, {name}) else _locked()


def _locked() -> Settings:
    """What keeps people out of a room that is over, though their tokens are still valid: a lobby,
    and a passcode that nobody knows."""
    digits = secrets.randbelow(10**PASSCODE_DIGITS)
    return {
        "lobbyEnabled": True,
        "lobbyType": "WAIT_FOR_APPROVAL",
        "passcode": f"{digits:0{PASSCODE_DIGITS}}",
        "maxOccupants": 2,  # the least that JaaS takes
        "visitorsEnabled": False,
    }
