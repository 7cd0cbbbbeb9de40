"""The tags ``{% jitsi_room %}`` and ``{% jitsi_badge %}``."""

from __future__ import annotations

from typing import Any, cast

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.urls import reverse

from ..models import Role, get_live_session
from ..policy import get_event_id
from ..web import room_data_on_page
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
    request = context.get("request")
    if request is None:
        raise ImproperlyConfigured(
            "{% jitsi_room %} needs the request. Add "
            "'django.template.context_processors.request' to the context processors in TEMPLATES, "
            "and render the page with a request."
        )
    event_id = get_event_id(event)  # as text: a template may write numbers as 1,234
    urls = {name: reverse(f"jitsi_live:{name}", args=[event_id or "-"]) for name in PAGES}
    room = room_data_on_page(request, event)
    return {
        "room": to_plain(room),
        "report_url": urls["report"] if room.get("role") == Role.HOST else "",
        "event_id": event_id,
        "room_url": urls["room"],
        "status_url": urls["status"],
        "next": request.get_full_path(),
        "beside": _rendered(context, beside),
        "enters_muted": enters_muted,
        "grant": context.get("grant"),
        "error": context.get("error"),
        "asks_end": context.get("asks_end", False),
        "csrf_token": context.get("csrf_token"),
        # Django's own context processor, or django-csp's middleware.
        "csp_nonce": context.get("csp_nonce", getattr(request, "csp_nonce", None)),
    }


def _rendered(context: Context, template_name: str) -> str:
    if not template_name:
        return ""
    # Of the engine and with the context of the page, as {% include %} has them.
    template = cast("Template", context.template).engine.get_template(template_name)
    with context.push():
        return template.render(context)


@register.inclusion_tag("jitsi_live/_badge.html")
def jitsi_badge(event: Any) -> dict[str, Any]:
    """A badge that says whether the event is live. Costs a query where the event was loaded
    without ``select_related("jitsi_live_session")``."""
    session = get_live_session(event)
    return {"is_live": session is not None and session.is_live}
