"""Tests in a real browser. Where there is none they are skipped, and one line says so."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from django_jitsi_live.crowd import polling
from django_jitsi_live.servers import registry
from django_jitsi_live.servers.practice import switchboard
from django_jitsi_live.sessions import enforcement, schedule
from tests.e2e.practice import Occupant, with_strict_policy
from tests.e2e.visitor import Jitsi, Visitor
from tests.patience import PATIENCE
from tests.projects.webinar.webinars.models import Event

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route

JITSI = Path(__file__).parent / "jitsi"
ELSEWHERE = "meet.example.test"
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
NO_AXE = "axe-core is not installed (npm ci)"

CHROMIUM = os.environ.get("JITSI_LIVE_CHROMIUM") or shutil.which("chromium")
# The same engine without windows, where there is one: half the work for the machine.
HEADLESS = shutil.which("chromium-headless-shell") or CHROMIUM
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream=fps=5",
    "--use-fake-ui-for-media-stream",
]


def missing() -> str | None:
    if importlib.util.find_spec("playwright") is None:
        return "the Python package playwright is not installed"
    if HEADLESS is None:
        return "there is no chromium on the PATH, nor in JITSI_LIVE_CHROMIUM"
    return None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if problem := missing():
        terminalreporter.write_line(f"The browser tests were not run: {problem}.")
    elif not AXE.exists():
        terminalreporter.write_line(f"The tests of accessibility were not run: {NO_AXE}.")


def unless_required(problem: str) -> NoReturn:
    if os.environ.get("JITSI_LIVE_REQUIRE_BROWSER"):
        pytest.fail(f"The browser tests cannot run: {problem}.", pytrace=False)
    pytest.skip(f"no browser tests: {problem}")


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, in which Django would not use a database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            yield playwright


@pytest.fixture(scope="package")
def browser(request: Any) -> Iterator[Browser]:
    if problem := missing():
        unless_required(problem)
    chromium = request.getfixturevalue("playwright").chromium
    browser = chromium.launch(executable_path=HEADLESS, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def practice_server(settings: Any, monkeypatch: Any) -> None:
    settings.DEBUG = True
    settings.JITSI_LIVE_SERVERS = {
        "default": {"BACKEND": "django_jitsi_live.practice.PracticeServer"},
        "elsewhere": {
            "BACKEND": "django_jitsi_live.servers.SelfHostedServer",
            "DOMAIN": ELSEWHERE,
            "APP_ID": "webinars",
            "APP_SECRET": "for-the-browser-tests-and-long-enough",
        },
    }
    monkeypatch.setattr(registry, "_ready_servers", {})
    monkeypatch.setattr(switchboard, "shared", switchboard.Switchboard())
    monkeypatch.setattr(enforcement, "_failed_at", {})
    # A browser that gets no processor for a while has not gone away.
    monkeypatch.setattr(switchboard, "INACTIVITY_TIMEOUT_SECONDS", PATIENCE)


def page_about(event: Event) -> str:
    return f"/about/?event={event.pk}"


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        unless_required(NO_AXE)
    return AXE.read_text()


@pytest.fixture
def site(practice_server: None, settings: Any, monkeypatch: Any) -> None:
    """The host site, where one need not wait long."""
    settings.ROOT_URLCONF = "tests.e2e.site"
    settings.JITSI_LIVE_POLICY = "tests.e2e.site.SitePolicy"
    monkeypatch.setattr(Event, "get_absolute_url", page_about, raising=False)
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    for interval in ("POLL_WAITING", "POLL_LIVE", "POLL_ENDED"):
        monkeypatch.setattr(polling, interval, 1)
    monkeypatch.setattr(polling, "POLL_EARLY", ())
    # A minute, on a machine that has no time for us, may be over before the button is pressed.
    monkeypatch.setattr(schedule, "REOPENING", timedelta(seconds=5 * PATIENCE))


@pytest.fixture
def elsewhere(event: Any) -> Any:
    """The event, whose room is on another server."""
    event.slug = "elsewhere"
    event.save()
    return event


@pytest.fixture
def make_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    contexts: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        contexts.append(browser.new_context(**options))
        contexts[-1].set_default_timeout(PATIENCE * 1000)
        return contexts[-1]

    yield make
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")  # so that the server does not wait for it any more
        context.close()


@pytest.fixture
def practice_visit(practice_server: None, make_context: Any) -> Iterator[Callable[..., Occupant]]:
    """A person who opens a practice room on a page that is not ours."""
    people: list[Occupant] = []

    def make(**options: Any) -> Occupant:
        context = make_context(**options)
        context.route("**/*", with_strict_policy)
        people.append(Occupant(context.new_page()))
        return people[-1]

    yield make
    assert [visitor.problems for visitor in people] == [[] for _ in people]


@pytest.fixture
def visit(site: None, live_server: Any, make_context: Any) -> Iterator[Callable[..., Visitor]]:
    """A person, logged in if it is a user, who opens a page of the host site."""
    visitors: list[Visitor] = []

    def make(user: Any, path: str, *, url: str = live_server.url, **options: Any) -> Visitor:
        context = make_context(**options)
        context.route(f"https://{ELSEWHERE}/**", serve_jitsi)
        visitors.append(Visitor(context.new_page(), url))
        if user is not None:
            visitors[-1].log_in(user)
        visitors[-1].open(path)
        return visitors[-1]

    yield make
    assert [visitor.problems for visitor in visitors] == [[] for _ in visitors]


def serve_jitsi(route: Route) -> None:
    is_script = route.request.resource_type == "script"
    route.fulfill(path=JITSI / ("external_api.js" if is_script else "room.html"))


@pytest.fixture
def jitsi() -> Callable[[Page], Jitsi]:
    """The page of the server elsewhere, as soon as it is there."""

    def find(page: Page) -> Jitsi:
        element = page.wait_for_selector(f'iframe[src*="{ELSEWHERE}"]', state="attached")
        frame = element.content_frame()
        frame.wait_for_url(f"https://{ELSEWHERE}/**")
        return Jitsi(frame)

    return find
