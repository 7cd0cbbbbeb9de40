"""A small host site around the rooms, for the browser tests."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.csrf import ensure_csrf_cookie

from django_jitsi_live.policy import Policy
from tests.projects.webinar.webinars.models import Event

FRAME = """{{% load static jitsi_live %}}<!doctype html>
<html lang="{{{{ lang }}}}" dir="{{{{ dir }}}}"><head><meta charset="utf-8"><title>Host site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{{% static 'jitsi_live/room.css' %}}">
<script type="module" src="{{% static 'jitsi_live/room.js' %}}"></script>
</head><body class="jitsi-live-page"><main><h1>Our event</h1>{}</main></body></html>"""
BY_TAG = FRAME.format("{% for event in events %}{% jitsi_room event %}{% endfor %}")
MUTED, NOT_MUTED = (
    BY_TAG.replace("jitsi_room event", f"jitsi_room event enters_muted={muted}")
    for muted in (True, False)
)
BY_HAND = FRAME.format(
    '<div id="place"><jitsi-live-room event-id="{{ events.0.pk }}" base-url="/api/live/">'
    '<p slot="beside">Our chat</p></jitsi-live-room></div>'
)
QUESTIONS = FRAME.format(
    "{% load jitsi_live_questions %}"
    "{% for event in events %}{% jitsi_questions event %}{% endfor %}"
)
BESIDE = FRAME.format(
    "{% for event in events %}"
    '{% jitsi_room event beside="jitsi_live_questions/beside.html" %}'
    "{% endfor %}"
)
EMPTY = FRAME.format('<div id="place"></div>')


def page(template: str) -> Any:
    def view(request: HttpRequest, ids: str = "0") -> HttpResponse:
        events = Event.objects.filter(pk__in=ids.split(",")).order_by("pk")
        direction = "rtl" if get_language_bidi() else "ltr"
        context = {"events": events, "lang": get_language(), "dir": direction}
        return HttpResponse(engines["django"].from_string(template).render(context, request))

    return ensure_csrf_cookie(view)


class SitePolicy(Policy):
    def register_url(self, event: Any) -> str:
        return f"/register/?event={event.pk}"

    def server_for(self, event: Any) -> str:
        return "elsewhere" if event.slug == "elsewhere" else "default"


urlpatterns = [
    path("login/", LoginView.as_view(template_name="admin/login.html")),
    path("about/", page(EMPTY)),
    path("tag/<ids>/", page(BY_TAG)),
    path("muted/yes/<ids>/", page(MUTED)),
    path("muted/no/<ids>/", page(NOT_MUTED)),
    path("asked/<ids>/", page(QUESTIONS)),
    path("beside/<ids>/", page(BESIDE)),
    path("hand/<ids>/", page(BY_HAND)),
    path("api/questions/", include("django_jitsi_live.questions.urls")),
    path("", include("tests.projects.urls")),
]
