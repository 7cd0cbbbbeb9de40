"""One person with a browser of her own, on the host site."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.test import Client

from tests import patience

if TYPE_CHECKING:
    from playwright.sync_api import (
        APIResponse,
        Frame,
        FrameLocator,
        Locator,
        Page,
        Request,
        Response,
        Route,
    )

RECORD = """
window.told = [];
window.violations = [];
for (const name of ["state", "joined", "left", "ended", "error", "stage"]) {
  addEventListener(`jitsi-live:${name}`, ({ detail }) => window.told.push([name, detail]));
}
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
  window.violations.push([violatedDirective, blockedURI]));
"""
LUMINANCE = """(video) => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, 64, 64);
  return Array.from(context.getImageData(0, 0, 64, 64).data).join();
}"""
# As jitsi-meet counts them; of all other errors it says that they are not.
FATAL = (
    "conference.focusDisconnected",
    "conference.focusLeft",
    "conference.iceFailed",
    "conference.offerAnswerFailed",
    "conference.videobridgeNotAvailable",
    "connection.droppedError",
    "connection.otherError",
    "connection.serverError",
)
FOCUSED = "() => document.activeElement.shadowRoot?.activeElement?.innerText ?? null"


def until(page: Page, condition: Callable[[], Any], pause: float = 50) -> Any:
    """The first value of the condition that is true. What the page does meanwhile is heard of."""
    return patience.until(condition, lambda: page.wait_for_timeout(pause))


def pass_on(route: Route, change: Callable[[APIResponse], dict[str, Any]]) -> None:
    """Have the site answer, with these changes."""
    from playwright.sync_api import Error

    # Nobody waits for an answer to a page that has gone meanwhile, and the error would be raised in
    # the next test. Whoever does wait finds out.
    with suppress(Error):
        response = route.fetch()
        route.fulfill(response=response, **change(response))


def with_header(name: str, value: str) -> Callable[[APIResponse], dict[str, Any]]:
    """The change by which an answer has that header."""
    return lambda response: {"headers": {**response.headers, name.lower(): value}}


def assert_moving(page: Page, video: Locator) -> None:
    video.wait_for(state="visible")
    pictures: set[str] = set()

    def has_moved() -> bool:
        pictures.add(video.evaluate(LUMINANCE))
        return len(pictures) > 2

    until(page, has_moved, pause=250)


class Visitor:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.problems: list[str] = []
        self.console: list[str] = []
        self.unanswered: set[Request] = set()
        page.add_init_script(RECORD)
        page.on("request", self._ask)
        page.on("requestfinished", lambda request: self.unanswered.discard(request))
        page.on("requestfailed", lambda request: self.unanswered.discard(request))
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda line: line.type == "error" and self.console.append(line.text))

    def _ask(self, request: Request) -> None:
        """Noted where it is a script of the page itself, not of the frame in it."""
        if request.resource_type == "fetch" and request.frame == self.page.main_frame:
            self.unanswered.add(request)

    def log_in(self, user: Any) -> None:
        client = Client()
        client.force_login(user)
        session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        self.page.context.add_cookies([{**session, "url": self.url}])

    def open(self, path: str) -> None:
        self.page.goto(f"{self.url}{path}")

    @property
    def room(self) -> Locator:
        return self.page.locator("jitsi-live-room")

    @property
    def frame(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    def see(self, state: str, *texts: str) -> None:
        """Wait for that state of the room, and for these words where people look: whole, and in
        their case. "Live" is not yet true while a button says "Go live", or while readers of
        screens hear of a "Live session"."""
        there = self.there(state)
        if state == "joined":
            self.pass_prejoin(there)
        there.wait_for()
        for text in texts:
            words = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)")
            shown = self.room.get_by_text(words).and_(self.page.locator(":not(.unseen)"))
            shown.locator("visible=true").first.wait_for()

    def look_before(self, moment: datetime, seconds: int) -> None:
        """Let the clock of this browser stand still so long before the moment: however slow the
        machine is, it does not come."""
        self.page.clock.set_fixed_time(moment - timedelta(seconds=seconds))

    def there(self, state: str) -> Locator:
        """The room, once it is in that state."""
        return self.page.locator(f'jitsi-live-room[data-state="{state}"]')

    @property
    def prejoin(self) -> Locator:
        """The words below the practice room that shows the own picture first."""
        practice = self.page.locator("jitsi-live-room").filter(
            has=self.page.locator('iframe[src*="/practice/"]')
        )
        return practice.get_by_text("Look at your own picture")

    def pass_prejoin(self, there: Locator) -> None:
        """Hosts and speakers look at their own picture, and join then."""
        there.or_(self.prejoin).first.wait_for()
        if self.prejoin.count():
            self.frame.get_by_role("button", name="Join").click()

    def press(self, name: str) -> None:
        self.room.get_by_role("button", name=name, exact=True).click()

    def end_for_everyone(self) -> None:
        """By the button, and by that of the question."""
        self.press("End for everyone")
        self.question.get_by_role("button", name="End for everyone").click()

    def list_people(self) -> None:
        """Open the list below the video."""
        self.room.locator("summary[part=count]").click()

    @property
    def question(self) -> Locator:
        return self.room.get_by_role("dialog")

    def evaluate(self, body: str, *values: Any) -> Any:
        """What a script of the page has from `room`, the element."""
        code = f"([room, values]) => {{ {body} }}"
        return self.page.evaluate(code, [self.room.first.element_handle(), values])

    def told(self, name: str) -> list[dict[str, Any]]:
        """The details of the events of that name."""
        details = "(name) => window.told.filter(([each]) => each === name).map(([, it]) => it)"
        return self.page.evaluate(details, name)

    def wait_told(self, name: str, count: int = 1) -> dict[str, Any]:
        """The detail of the first event of that name, or of the one that is the `count`-th."""
        there = "([name, count]) => window.told.filter(([each]) => each === name)[count - 1]"
        told = self.page.wait_for_function(there, arg=[name, count])
        return told.json_value()[1]

    def answer_to(self, action: str) -> Any:
        """Until the block ends, wait for what the site answers to that action of the room."""

        def is_it(response: Response) -> bool:
            return parse_qs(response.request.post_data or "").get("action") == [action]

        return self.page.expect_response(is_it)

    def stop_clock(self) -> None:
        """From here on the clock of the page goes on only where the test moves it."""
        now = self.page.evaluate("() => Date.now()") / 1000
        # It stops in the future only, which a busy machine may reach meanwhile: so well ahead.
        self.page.clock.pause_at(now + 5)
        self.await_answers()  # to what was due until then

    def run_clock(self, seconds: float) -> None:
        """Move the stopped clock on, in steps after which the site has answered: requests of the
        page have a limit by the same clock."""
        while seconds > 0:
            self.page.clock.run_for(int(min(seconds, 2) * 1000))
            self.page.evaluate("() => fetch(location.href, { method: 'HEAD' }).then(() => {})")
            self.await_answers()
            seconds -= 2

    def await_answers(self) -> None:
        """Until the site has answered all that the page has asked."""
        until(self.page, lambda: not self.unanswered)

    @contextmanager
    def nothing_reaching(self, pattern: str, words: str = "") -> Iterator[None]:
        """Until the block ends, none of these requests of the page reaches the site; then all do.
        With words, those only whose body has them.
        The route stays: to take it off lets those under way go on by themselves."""
        held: list[Route] = []
        is_over = False

        def hold(route: Route) -> None:
            is_meant = not is_over and words in (route.request.post_data or "")
            held.append(route) if is_meant else route.fallback()

        self.page.route(pattern, hold)
        yield
        is_over = True
        for route in held:
            route.continue_()

    def focused(self) -> str | None:
        """The words of what has the keyboard's focus in the room."""
        return self.page.evaluate(FOCUSED)

    def see_moving(self, name: str) -> None:
        tile = self.frame.get_by_role("listitem").filter(has_text=name)
        assert_moving(self.page, tile.locator("video"))


class Jitsi:
    """The page in the frame, of a server elsewhere; it says what it is told to say."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        frame.wait_for_function("() => window.tell")

    def tell(self, name: str, **payload: Any) -> None:
        self.frame.evaluate("([name, payload]) => window.tell(name, payload)", [name, payload])

    def fail(self, name: str, **more: Any) -> None:
        type_ = name.partition(".")[0].upper()
        self.tell(
            "error-occurred", error={"name": name, "type": type_, "isFatal": name in FATAL, **more}
        )

    def destroy(self) -> None:
        """What the frame says when the server closes its room: at once, before the page has asked
        the site and closed the frame."""
        self.frame.evaluate(
            """() => {
                window.tell("video-conference-left", { roomName: "r" });
                const error = { name: "conference.destroyed", type: "CONFERENCE", isFatal: false };
                window.tell("error-occurred", { error });
            }"""
        )

    def appear(self) -> None:
        self.tell("browser-support", supported=True)
        self.tell("ready")
        self.tell("recording-status-changed", on=False)  # as each page does that loads

    def record(self, mode: str, *, on: bool, error: str | None = None) -> None:
        """What the frame says of a recording (``file``) or a live stream (``stream``)."""
        more = {"error": error} if error else {}
        self.tell("recording-status-changed", on=on, mode=mode, transcription=False, **more)

    def admit(self, role: str = "participant", *, visitor: bool = False) -> None:
        self.appear()
        name = {"displayName": "Sam Student", "formattedDisplayName": "Sam Student (me)"}
        about = {"avatarURL": "", "email": "", "breakoutRoom": False, "visitor": visitor}
        self.tell("video-conference-joined", roomName="r", id="me", **name, **about)
        self.tell("participant-role-changed", id="me", role=role)

    def obey(self) -> None:
        """From now on, do what a moderator's page commands; else commands are noted only."""
        self.frame.evaluate("() => { window.obeys = true; }")

    def arrive(self, endpoint: str, name: str, role: str = "participant") -> None:
        """Somebody else joins."""
        names = {"displayName": name, "formattedDisplayName": name}
        self.tell("participant-joined", id=endpoint, **names)
        self.tell("participant-role-changed", id=endpoint, role=role)

    def raise_hand(self, endpoint: str, at: int) -> None:
        """``at`` is in milliseconds of Unix time; 0 lowers it."""
        self.tell("raise-hand-updated", id=endpoint, handRaised=at)

    def moderate(self, media: str, *, on: bool = True) -> None:
        """Some moderator has turned the moderation on or off."""
        self.tell("moderation-status-changed", mediaType=media, enabled=on)

    def approve(self, endpoint: str, media: str = "audio") -> None:
        """Some moderator has let that person, perhaps the own one ("me"), unmute."""
        self.tell("moderation-participant-approved", id=endpoint, mediaType=media)

    def reject(self, endpoint: str, media: str = "audio") -> None:
        self.tell("moderation-participant-rejected", id=endpoint, mediaType=media)

    def commands(self) -> list[list[Any]]:
        return self.frame.evaluate("() => window.commands")

    def commanded(self, name: str) -> list[list[Any]]:
        """The values of the commands of that name, by the name on the wire."""
        return [values for each, *values in self.commands() if each == name]

    def await_command(self, *command: Any) -> None:
        there = "(text) => window.commands.some((each) => JSON.stringify(each) === text)"
        text = json.dumps(command, separators=(",", ":"), ensure_ascii=False)
        self.frame.wait_for_function(there, arg=text)
