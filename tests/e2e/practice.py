"""People in practice rooms, each with a browser of her own, on a page that embeds a room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from django_jitsi_live.servers import registry
from django_jitsi_live.servers.tokens import Seat
from tests.e2e import visitor as visitors
from tests.e2e.listener import Listener

if TYPE_CHECKING:
    from playwright.sync_api import FrameLocator, Page, Route

POLICY = "default-src 'self'; object-src 'none'"
ROOM = "talk-in-the-browser"
EMBEDDING = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Embedding</title>
<script src="/api/live/practice/external_api.js"></script></head>
<body><div id="video"></div></body></html>"""
OPEN = """([jwt, options]) => {
  window.events = [];
  window.api = new JitsiMeetExternalAPI("practice", {
    roomName: "talk-in-the-browser",
    parentNode: document.querySelector("#video"),
    width: 700,
    height: 450,
    jwt,
    configOverwrite: { prejoinConfig: { enabled: false } },
    ...options,
  });
  for (const name of window.api.getSupportedEvents()) {
    window.api.addListener(name, (payload) => window.events.push([name, payload]));
  }
}"""

PLAYED = "(player) => player.currentTime"


class Occupant(Listener):
    """One person with a browser of her own."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.problems: list[str] = []
        self.id = ""
        self.jwt = ""
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def open(self, url: str, jwt: str, **options: Any) -> None:
        self.page.goto(f"{url}/embedding")
        self.page.evaluate(OPEN, [jwt, options])

    @property
    def room(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    def press(self, name: str) -> None:
        self.room.get_by_role("button", name=name, exact=True).click()

    def command(self, *values: Any) -> None:
        self.page.evaluate("(values) => window.api.executeCommand(...values)", values)

    def ask(self, question: str, *values: Any) -> Any:
        return self.page.evaluate(f"(values) => window.api.{question}(...values)", values)

    def event(self, name: str, count: int = 1) -> dict[str, Any]:
        """The payload of the first event of that name, or of the one that is the `count`-th."""
        found = "([name, count]) => window.events.filter(([each]) => each === name)[count - 1]"
        event = self.page.wait_for_function(found, arg=[name, count])
        return event.json_value()[1]

    def event_names(self) -> list[str]:
        return self.page.evaluate("() => window.events.map(([name]) => name)")

    def tile(self, name: str) -> Any:
        return self.room.get_by_role("listitem").filter(has_text=name)

    def expect(self, text: str) -> None:
        self.room.get_by_text(text).first.wait_for()


def with_strict_policy(route: Route) -> None:
    """Documents get a strict Content Security Policy, and there is a page that embeds a room."""
    if route.request.url.endswith("/embedding"):
        headers = {"Content-Type": "text/html", "Content-Security-Policy": POLICY}
        route.fulfill(body=EMBEDDING, headers=headers)
    elif route.request.resource_type == "document":
        visitors.pass_on(route, visitors.with_header("Content-Security-Policy", POLICY))
    else:
        route.continue_()


def token(user_id: str, name: str, *, host: bool = False, **changes: Any) -> str:
    now = timezone.now()
    seat = {
        "room_name": ROOM,
        "user_id": user_id,
        "name": name,
        "role": "host" if host else "attendee",
        "issued_at": now,
        "expires_at": now + timedelta(hours=1),
    }
    signed = registry.get_server("default").token(Seat(**{**seat, **changes}))
    assert signed is not None
    return signed


def assert_moving(visitor: Occupant, name: str) -> None:
    visitors.assert_moving(visitor.page, visitor.tile(name).locator("video"))


def assert_heard(visitor: Occupant, name: str) -> None:
    audio = visitor.tile(name).locator("audio")
    before = audio.evaluate(PLAYED)
    visitors.until(visitor.page, lambda: audio.evaluate(PLAYED) > before, pause=250)
    assert audio.evaluate("(player) => player.srcObject.getAudioTracks()[0].muted") is False
