"""Evenings in browsers that lack some things, and in one that lacks all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from tests.e2e.visitor import Visitor, pass_on

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, BrowserContext

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

# What a script takes away before any other runs, in pages and frames.
BY_SCRIPT = {
    "checkVisibility": "delete Element.prototype.checkVisibility",
    "constructable style sheets": """
        window.CSSStyleSheet = class { constructor() { throw new TypeError("Illegal"); } };
        delete Document.prototype.adoptedStyleSheets;
        delete ShadowRoot.prototype.adoptedStyleSheets""",
    "a constructor of style sheets": """
        window.CSSStyleSheet = class { constructor() { throw new TypeError("Illegal"); } }""",
    "adoptedStyleSheets that can be set": """
        Object.defineProperty(ShadowRoot.prototype, "adoptedStyleSheets", {
          set() { throw new TypeError("not here"); } })""",
    "replaceSync": "delete CSSStyleSheet.prototype.replaceSync",
    "properties for ARIA": """
        for (const name of Object.getOwnPropertyNames(Element.prototype)) {
          if (name === "role" || name.startsWith("aria")) delete Element.prototype[name];
        }""",
    "Intl.NumberFormat": "delete Intl.NumberFormat",
    "Intl.DateTimeFormat": "delete Intl.DateTimeFormat",
    "Intl": "delete window.Intl",
    "units of Intl": """
        const { NumberFormat } = Intl;
        Intl.NumberFormat = function (language, { style }) {
          if (style === "unit") throw new RangeError("style");
          return new NumberFormat(language);
        }""",
    "AbortSignal.timeout": "delete AbortSignal.timeout",
    "AbortSignal.any": "delete AbortSignal.any",
    "structuredClone": "delete window.structuredClone",
    "BroadcastChannel": "delete window.BroadcastChannel",
    "locks": "delete Navigator.prototype.locks",
    "sendBeacon": "delete Navigator.prototype.sendBeacon",
    "onLine": "delete Navigator.prototype.onLine",
    "EventSource": "delete window.EventSource",
    "randomUUID": "delete Crypto.prototype.randomUUID",
    "ResizeObserver": "delete window.ResizeObserver",
    "matchMedia": "delete window.matchMedia",
    "scrollIntoView": "delete Element.prototype.scrollIntoView",
    "requestIdleCallback": "delete window.requestIdleCallback",
    "reportError": "delete window.reportError",
    "permissions": "delete Navigator.prototype.permissions",
    "permissionsPolicy": """
        delete HTMLIFrameElement.prototype.featurePolicy;
        delete HTMLIFrameElement.prototype.permissionsPolicy""",
    "devices": "delete Navigator.prototype.mediaDevices",
    "dialogs": "delete HTMLDialogElement.prototype.showModal",
    "newer functions": """
        delete Object.groupBy;
        for (const name of ["toSorted", "toReversed", "toSpliced", "with", "fromAsync"]) {
          delete Array.prototype[name];
        }
        for (const name of ["isWellFormed", "toWellFormed"]) delete String.prototype[name];
        delete Promise.withResolvers; delete Promise.try; delete URL.canParse; delete URL.parse;
        delete Array.fromAsync; delete Map.groupBy; delete RegExp.escape;
        for (const name of ["union", "difference", "intersection"]) delete Set.prototype[name];
        delete Element.prototype.setHTML; delete Node.prototype.moveBefore""",
}
# What style sheets name, and a browser may not know.
BY_STYLE = {
    "light-dark()": "light-dark(",
    ":has()": ":has(",
    "color-mix()": "color-mix(",
    "small viewports": "svh",
    "container queries": "@container",
}
# Costs a detail, of which the console is told.
TOLD = {"Intl.NumberFormat", "Intl.DateTimeFormat", "Intl", "units of Intl"}
TOLD |= {"a constructor of style sheets", "adoptedStyleSheets that can be set"}
EVERYTHING = [*BY_SCRIPT, *BY_STYLE]
# Neighbours in the list stand in for one another, so each evening lacks another one of them.
GROUPS = [EVERYTHING[first::5] for first in range(5)]


def lacks(context: BrowserContext, names: list[str]) -> None:
    taken = [BY_SCRIPT[name] for name in names if name in BY_SCRIPT]
    context.add_init_script(";\n".join(f"{{ {each} }}" for each in taken))
    unknown = [BY_STYLE[name] for name in names if name in BY_STYLE]

    def changed(answer: APIResponse) -> dict[str, Any]:
        text = answer.text()
        for each in unknown:
            text = text.replace(each, each[0] + "x-unknown-" + each[1:])
        return {"body": text}

    if unknown:
        for path in ("**/jitsi_live/**/*.css", "**/jitsi_live/room.js"):
            context.route(path, lambda route: pass_on(route, changed))


@pytest.fixture
def make_context(make_context: Any, lacking: list[str]) -> Callable[..., BrowserContext]:
    def make(**options: Any) -> BrowserContext:
        context = make_context(**options)
        lacks(context, lacking)
        return context

    return make


@pytest.fixture
def lacking(request: Any) -> list[str]:
    return request.param


def press(visitor: Visitor, name: str) -> None:
    """By the keyboard, whose focus then has to go somewhere."""
    visitor.room.get_by_role("button", name=name, exact=True).press("Enter")


def evening(sam: Visitor, helen: Visitor) -> None:
    sam.see("waiting", "you will be let in as soon as this event is live")
    helen.see("waiting", "It is not live yet.")
    press(helen, "Go live")
    helen.see("joined")
    sam.see("joined")
    press(sam, "Leave")
    sam.see("left", "You can come back.")
    press(sam, "Join again")
    sam.see("joined")
    press(helen, "End for everyone")
    helen.question.get_by_role("button", name="End for everyone").press("Enter")
    helen.see("ended", "Going live again opens a new room.")
    sam.see("ended", "Thank you for being here.")


def look(visitor: Visitor) -> list[Any]:
    """Whether buttons look like buttons, and what each is called."""
    return visitor.evaluate(
        """const button = room.shadowRoot.querySelector(".actions .button");
        const { backgroundColor, minHeight } = getComputedStyle(button);
        return [backgroundColor, minHeight]"""
    )


@pytest.mark.parametrize("lacking", [*GROUPS, EVERYTHING], indirect=True)
def test_an_evening_goes_well_without(
    visit: Any, event: Any, host: Any, student: Any, lacking: list[str]
) -> None:
    event.starts_at = timezone.now() + timedelta(hours=1)
    event.save()
    sam, helen = (visit(user, f"/api/live/room/{event.pk}/") for user in (student, host))
    helen.see("waiting")
    background, height = look(helen)
    assert background not in ("rgba(0, 0, 0, 0)", "transparent")
    assert height == "44px"
    event.starts_at = timezone.now()  # what ends before its time is a rehearsal
    event.save()
    evening(sam, helen)
    if TOLD.intersection(lacking):
        sam.problems.clear()
        helen.problems.clear()


NO_WEBRTC = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection"


@pytest.fixture
def without_webrtc(monkeypatch: Any) -> None:
    monkeypatch.setitem(BY_SCRIPT, "WebRTC", NO_WEBRTC)


@pytest.mark.parametrize("lacking", [["WebRTC"]], indirect=True)
def test_people_whose_browser_has_no_video_are_told_what_to_do(
    without_webrtc: None, visit: Any, live: Any, student: Any
) -> None:
    sam = visit(student, f"/api/live/room/{live.pk}/")
    sam.press("Join live session")
    sam.see("refused", "This browser cannot show the video", "Open this page in another browser")
    assert sam.told("joined") == []
    link = sam.room.get_by_role("link", name="Open the video server's page")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == (
        "_blank", "noopener noreferrer",
    )  # fmt: skip
    sam.page.goto(link.get_attribute("href"))
    sam.page.get_by_text("This browser cannot show the room").wait_for()
