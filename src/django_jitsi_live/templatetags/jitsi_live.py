"""The tags ``{% jitsi_room %}``, ``{% jitsi_replay %}``, ``{% jitsi_calendar %}`` and
``{% jitsi_badge %}``."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.urls import reverse

from ..models import Role, get_live_session
from ..policy import get_event_id
from ..web import calendar_on_page, replay_on_page, room_data_on_page
from ..wire import to_plain

register = template.Library()

PAGES = ("room", "status", "report")


@register.inclusion_tag("jitsi_live/_room.html", takes_context=True)
def jitsi_room(
    context: Context, event: Any, *, beside: str = "", enters_muted: bool | None = None
) -> dict[str, Any]:
    """The whole live room of an event: buttons, waiting, video.

    ``beside`` names a template, rendered with this page's context, that stands beside the video,
    and below it where there is little room. ``enters_muted`` says whether people who are let in
    without a click have microphone and camera off, whatever ``JITSI_LIVE_ENTERS_MUTED`` says.
    Where the context has a ``grant`` or an ``error`` (the room page without JavaScript), those are
    shown.
    """
    request = _request(context, "jitsi_room")
    event_id = get_event_id(event)  # as text: a template may write numbers as 1,234
    urls = {name: reverse(f"jitsi_live:{name}", args=[event_id or "-"]) for name in PAGES}
    room = room_data_on_page(request, event)
    return {
        "room": to_plain(room),
        "report_url": urls["report"] if room.get("role") == Role.HOST else "",
        "event_id": event_id,
        "room_url": urls["room"],
        "status_url": urls["status"],
        "guest_url": reverse("jitsi_live:guest_entry"),
        "next": request.get_full_path(),
        "beside": _rendered(context, beside),
        "enters_muted": enters_muted,
        "grant": context.get("grant"),
        "error": context.get("error"),
        "asks_end": context.get("asks_end", False),
        "csrf_token": context.get("csrf_token"),
        "csp_nonce": _csp_nonce(context, request),
    }


def _request(context: Context, tag: str) -> Any:
    request = context.get("request")
    if request is None:
        raise ImproperlyConfigured(
            f"{{% {tag} %}} needs the request. Add "
            "'django.template.context_processors.request' to the context processors in TEMPLATES, "
            "and render the page with a request."
        )
    return request


def _csp_nonce(context: Context, request: Any) -> Any:
    """Of Django's own context processor, or of django-csp's middleware."""
    return context.get("csp_nonce", getattr(request, "csp_nonce", None))


def _rendered(context: Context, template_name: str) -> str:
    if not template_name:
        return ""
    # Of the engine and with the context of the page, as {% include %} has them.
    template = cast("Template", context.template).engine.get_template(template_name)
    with context.push():
        return template.render(context)


@register.inclusion_tag("jitsi_live/_replay.html", takes_context=True)
def jitsi_replay(context: Context, event: Any) -> dict[str, Any]:
    """The recordings of an event that the visitor may watch, with a player each; for hosts also
    what they may do with them."""
    request = _request(context, "jitsi_replay")
    return {
        **replay_on_page(request, event, context.get("replay")),
        "csrf_token": context.get("csrf_token"),
        "csp_nonce": _csp_nonce(context, request),
        "request": request,
    }


@register.inclusion_tag("jitsi_live/_calendar.html", takes_context=True)
def jitsi_calendar(context: Context, event: Any) -> dict[str, Any]:
    """Links that put the event into a calendar; nothing where it has no start, or is cancelled.
    They work without JavaScript, and ask this site for nothing. Only its people get the file."""
    return calendar_on_page(_request(context, "jitsi_calendar"), event)


@register.inclusion_tag("jitsi_live/_badge.html")
def jitsi_badge(event: Any) -> dict[str, Any]:
    """A badge that says whether the event is live. Costs a query where the event was loaded
    without ``select_related("jitsi_live_session")``."""
    session = get_live_session(event)
    return {"is_live": session is not None and session.is_live}
