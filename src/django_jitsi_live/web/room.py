"""The data of ``<jitsi-live-room>``: in the page, and in answers to its script."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.translation import gettext

from .. import attendance, sessions
from ..conf import conf
from ..exceptions import EventNotFound, LiveError
from ..models import Role
from ..policy import get_event_id, get_login_url, unsaved_problem
from .texts import ROOM_TEXTS, room_texts
from .visitor import leave_address, visitor


def room_data(request: HttpRequest, event_id: object) -> dict[str, Any]:
    """The state of the room for the visitor. Raises ``EventNotFound``."""
    person = visitor(request, event_id)
    info = sessions.describe(person, event_id)
    is_host = info.role is Role.HOST
    sees_people = info.role is Role.HOST and info.present is not None
    return {
        **info.as_dict(),
        "people": attendance.present(person, event_id) if sees_people else [],
        "is_open": True,
        "enters_muted": bool(conf.ENTERS_MUTED),
        "login_url": get_login_url(),
        "stream_url": reverse("jitsi_live:stream", args=[event_id]) if has_stream(request) else "",
        "roles_url": reverse("jitsi_live:roles_help"),
        "recordings_url": reverse("jitsi_live:recordings", args=[event_id]),
        "replay_url": reverse("jitsi_live:replay", args=[event_id]),
        "links_url": reverse("jitsi_live:links", args=[event_id]) if is_host else "",
        "leave_url": leave_address(event_id) if info.is_guest else "",
        "csrf_token": get_token(request),
        "texts": room_texts(),
    }


def room_data_on_page(request: HttpRequest, event: Any) -> dict[str, Any]:
    """The same; says so if the policy hides the event that the page shows, or cannot be asked.

    While ``DEBUG`` is on, it says so, too, if the event is not saved.
    """
    try:
        return room_data(request, get_event_id(event))
    except EventNotFound:
        problem = unsaved_problem(event)
        return _closed_room(problem if settings.DEBUG else "")
    except LiveError as error:
        return _closed_room(str(error))


def _closed_room(problem: str) -> dict[str, Any]:
    if not problem:
        return {"is_open": False, "texts": room_texts()}
    texts = {"closedTitle": gettext(ROOM_TEXTS["misconfiguredTitle"]), "closedText": problem}
    return {"is_open": False, "error": problem, "texts": room_texts() | texts}


def has_stream(request: HttpRequest) -> bool:
    """Whether there is an event stream. Under WSGI each open stream would occupy a worker, and a
    few dozen clients would take the site down."""
    return conf.STREAM and isinstance(request, ASGIRequest)
