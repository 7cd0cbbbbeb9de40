"""Moving sessions that are selected to another server: a choice first."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext

from .. import sessions
from ..conf import conf
from ..exceptions import LiveError
from ..models import LiveSession
from ..policy import get_event_title


def move_sessions(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, chosen: QuerySet[LiveSession]
) -> HttpResponse | None:
    """The choice of a server, or None after it was made."""
    found = [*chosen.select_related("event", "run")]
    aliases = sessions.other_servers("")
    alias = request.POST.get("server")
    if alias not in aliases:
        return _choice(model_admin, request, found, aliases)
    moved = sum(_move(model_admin, request, session, str(alias)) for session in found)
    text = ngettext(
        "%(count)d session goes on at %(server)s.", "%(count)d sessions go on at %(server)s.", moved
    )
    if moved:
        model_admin.message_user(request, text % {"count": moved, "server": alias})
    return None


def _choice(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    found: list[LiveSession],
    aliases: list[str],
) -> HttpResponse:
    request.current_app = model_admin.admin_site.name
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Move sessions to another server"),
        "opts": model_admin.opts,
        "sessions": [
            (session, get_event_title(session.event), _refusal(session)) for session in found
        ],
        "servers": aliases,
        "heartbeat": conf.HEARTBEAT,
    }
    return TemplateResponse(request, "admin/jitsi_live/move_sessions.html", context)


def _refusal(session: LiveSession) -> str:
    """Why it cannot be moved; empty if it can."""
    if session.is_open and not session.is_due:
        return ""
    return gettext("It is not open: choose the server when it starts.")


def _move(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, session: LiveSession, alias: str
) -> bool:
    why = _refusal(session)
    if not why and session.server == alias:
        why = gettext("It is there already.")
    try:
        if not why and sessions.move_session(session, request.user, alias):
            return True
    except LiveError as error:
        why = str(error)
    values = {"name": get_event_title(session.event)}
    values["why"] = why or gettext("Somebody has changed it at this moment. Try again.")
    text = gettext("%(name)s was left out: %(why)s") % values
    model_admin.message_user(request, text, messages.WARNING)
    return False
