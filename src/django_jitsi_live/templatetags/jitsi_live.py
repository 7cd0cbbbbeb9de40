from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.template import Context
from django.urls import reverse

from ..conf import conf
from ..exceptions import EventNotFound
from ..models import session_of
from ..policy import Visit, get_visit

register = template.Library()


@register.inclusion_tag("jitsi_live/_room.html", takes_context=True)
def jitsi_room(context: Context, event: Any) -> dict[str, Any]:
    """The whole live room of an event: buttons, waiting, video.

    Where the context has a ``grant`` or an ``error`` (the room page without JavaScript), those
    are shown.
    """
    request = context.get("request")
    if request is None:
        raise ImproperlyConfigured(
            "{% jitsi_room %} needs the request. Add "
            "'django.template.context_processors.request' to the context processors in TEMPLATES, "
            "and render the page with a request."
        )
    event_id = getattr(event, conf.EVENT_LOOKUP_FIELD)
    visit = _visit(request, event_id)
    return {
        "visit": visit,
        "state": _state(visit),
        "room_url": reverse("jitsi_live:room", args=[event_id]),
        "status_url": reverse("jitsi_live:status", args=[event_id]),
        "login_url": resolve_url(settings.LOGIN_URL),
        "next": request.get_full_path(),
        "grant": context.get("grant"),
        "error": context.get("error"),
        "csrf_token": context.get("csrf_token"),
        # Django's own context processor, or django-csp's middleware.
        "csp_nonce": context.get("csp_nonce", getattr(request, "csp_nonce", None)),
    }


def _visit(request: HttpRequest, event_id: object) -> Visit | None:
    """None for an event that the policy hides, although the page shows it."""
    try:
        return get_visit(request.user, event_id)
    except EventNotFound:
        return None


def _state(visit: Visit | None) -> str:
    if visit is None or visit.session is None:
        return "waiting"
    return "live" if visit.session.is_active else "ended"


@register.inclusion_tag("jitsi_live/_badge.html")
def jitsi_badge(event: Any) -> dict[str, Any]:
    """A badge that says whether the event is live. Costs a query where the event was loaded
    without ``select_related("jitsi_live_session")``."""
    session = session_of(event)
    return {"is_live": session is not None and session.is_active}
