"""The tag ``{% jitsi_questions %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.exceptions import ImproperlyConfigured
from django.template import Context

from ...wire import to_plain
from ..web import questions_on_page

register = template.Library()


@register.inclusion_tag("jitsi_live_questions/_questions.html", takes_context=True)
def jitsi_questions(context: Context, event: Any) -> dict[str, Any]:
    """The questions about an event: the list with votes, a form to ask, and for hosts what they do
    to questions. It works without JavaScript, in any page and in ``beside`` of ``jitsi_room``."""
    request = context.get("request")
    if request is None:
        raise ImproperlyConfigured(
            "{% jitsi_questions %} needs the request. Add "
            "'django.template.context_processors.request' to the context processors in TEMPLATES, "
            "and render the page with a request."
        )
    shown = questions_on_page(request, event)
    return {
        **shown,
        "inline": to_plain(shown["inline"]),
        "csrf_token": context.get("csrf_token"),
        # Of Django's own context processor, or of django-csp's middleware.
        "csp_nonce": context.get("csp_nonce", getattr(request, "csp_nonce", None)),
        "request": request,
    }
