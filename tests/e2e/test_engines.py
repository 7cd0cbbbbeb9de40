"""One evening of the room page in Firefox and in WebKit."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import unless_required
from tests.e2e.visitor import Visitor
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.e2e.webkit import WebKitVisitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

FAKE_DEVICES = {
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
}


def require(package: str, *programs: str) -> None:
    """Skip the test, or fail, where one of them is missing."""
    missing = [program for program in programs if shutil.which(program) is None]
    if importlib.util.find_spec(package) is None:
        missing.append(f"the Python package {package}")
    if missing:
        unless_required(f"{' and '.join(missing)} cannot be found")


def evening(sam: Visitor | WebKitVisitor, helen: Visitor | WebKitVisitor) -> None:
    """Sam, who has registered, and Helen, the host, are on the page of an event to come."""
    sam.see("waiting", "you will be let in as soon as this event is live")
    helen.see("waiting")
    helen.press("Go live")
    helen.see("joined")
    sam.see("joined")
    sam.press("Leave")
    sam.see("left", "You can come back.")
    helen.end_for_everyone()
    helen.see("ended", "Going live again opens a new room.")
    sam.see("ended", "Thank you for being here.")
    assert states(sam) == ["checking", "waiting", "joining", "joined", "left", "ended"]
    assert states(helen) == ["checking", "waiting", "joining", "joined", "ended"]
    assert sam.problems == helen.problems == []


def states(visitor: Visitor | WebKitVisitor) -> list[str]:
    return [each["state"] for each in visitor.told("state")]


# Firefox, with the practice server


@pytest.fixture(scope="module")
def browser(request: Any) -> Iterator[Browser]:
    """Firefox takes the place of Chromium in all fixtures that need a browser."""
    require("playwright", "firefox-esr")
    browser = request.getfixturevalue("playwright").firefox.launch(
        channel="moz-firefox",  # as Mozilla makes it, by WebDriver BiDi
        executable_path=shutil.which("firefox-esr"),
        firefox_user_prefs=FAKE_DEVICES,
    )
    yield browser
    browser.close()


def test_an_evening_in_firefox(visit: Any, event: Any, host: Any, student: Any) -> None:
    evening(*(visit(user, f"/api/live/room/{event.pk}/") for user in (student, host)))


# WebKit, with the stand-in for Jitsi


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    require("selenium", "WebKitWebDriver", "Xvfb")
    from tests.e2e import webkit

    with webkit.display() as name:
        yield name


@pytest.fixture
def visit_with_webkit(
    site: None, settings: Any, live_server: Any, display: str
) -> Iterator[Callable[..., WebKitVisitor]]:
    """A person who is logged in and opens a page of the host site."""
    from tests.e2e import webkit

    settings.ROOT_URLCONF = "tests.e2e.webkit_site"
    settings.JITSI_LIVE_SERVERS = {
        "default": {
            "BACKEND": "tests.e2e.webkit_site.OpenServer",
            "DOMAIN": "localhost",
            "APP_ID": "webinars",
            "APP_SECRET": "for-the-browser-tests-and-long-enough",
        },
    }
    with ExitStack() as stack:

        def make(user: Any, path: str) -> WebKitVisitor:
            driver = stack.enter_context(webkit.browser(display))
            visitor = webkit.WebKitVisitor(driver, live_server.url, PATIENCE)
            visitor.log_in(user)
            visitor.open(path)
            return visitor

        yield make


def test_an_evening_in_webkit(visit_with_webkit: Any, event: Any, host: Any, student: Any) -> None:
    evening(*(visit_with_webkit(user, f"/recorded/{event.pk}/") for user in (student, host)))
