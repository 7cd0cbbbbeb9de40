"""The host site for WebKit: its pages record what happens, and its Jitsi lets everybody in.

WebKitGTK comes without WebRTC, which the practice room needs; and WebDriver can neither run a
script before those of a page nor answer in the place of a server.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin

from django_jitsi_live.servers import SelfHostedServer
from tests.e2e import site
from tests.e2e.conftest import JITSI
from tests.e2e.visitor import RECORD

RECORD_PROBLEMS = """
window.problems = [];
addEventListener("error", ({ message }) => window.problems.push(message));
addEventListener("unhandledrejection", ({ reason }) => window.problems.push(String(reason)));
"""
RECORDED = site.BY_TAG.replace("<link", '<script src="/record.js"></script><link', 1)
ADMIT = """<script>
const token = new URLSearchParams(location.search).get("jwt").split(".")[1];
const { user } = JSON.parse(atob(token.replaceAll("-", "+").replaceAll("_", "/"))).context;
tell("browser-support", { supported: true });
tell("ready");
tell("video-conference-joined", { roomName: "r", id: "me", displayName: user.name });
tell("participant-role-changed", { id: "me", role: user.moderator ? "moderator" : "participant" });
</script></body>"""


class OpenServer(SelfHostedServer):
    script_url = "/jitsi/external_api.js"


def script(text: str) -> Any:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(text, content_type="text/javascript")

    return view


@xframe_options_sameorigin
def room(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse((JITSI / "room.html").read_text().replace("</body>", ADMIT))


urlpatterns = [
    path("record.js", script(RECORD + RECORD_PROBLEMS)),
    path("recorded/<ids>/", site.page(RECORDED)),
    path("jitsi/external_api.js", script((JITSI / "external_api.js").read_text())),
    path("jitsi/<path:name>", room),
    *site.urlpatterns,
]
