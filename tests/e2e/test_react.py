"""The React page of the example site, built with npm, on the example site itself."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.patience import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

EXAMPLE = Path(__file__).parents[2] / "example_project"
REACT = EXAMPLE / "react"


def unavailable(problem: str) -> None:
    if os.environ.get("JITSI_LIVE_REQUIRE_BROWSER"):
        pytest.fail(f"The React page cannot be tried: {problem}.", pytrace=False)
    pytest.skip(f"no React page: {problem}")


@pytest.fixture(scope="module")
def bundle() -> None:
    npm = shutil.which("npm")
    if npm is None:
        unavailable("there is no npm on the PATH")
    if not (REACT / "node_modules").exists():
        unavailable("React is not installed; run npm ci in example_project/react")
    subprocess.run([str(npm), "run", "--silent", "build:dev"], cwd=REACT, check=True)


@pytest.fixture(scope="module")
def example_site(bundle: None, tmp_path_factory: Any) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    directory = tmp_path_factory.mktemp("example")
    environment = {**os.environ, "DJANGO_DATABASE": str(directory / "db.sqlite3")}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    log = (directory / "log").open("w")
    site = subprocess.Popen(command, cwd=EXAMPLE, env=environment, stdout=log, stderr=log)
    wait_for(port, site, directory / "log")
    yield f"http://127.0.0.1:{port}"
    site.terminate()
    site.wait()
    log.close()


def wait_for(port: int, site: subprocess.Popen[bytes], log: Path) -> None:
    until(lambda: _answers(port) or site.poll() is not None)
    assert site.poll() is None, log.read_text()


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def visit_react(example_site: str, make_context: Any) -> Iterator[Callable[[str], Page]]:
    problems: list[str] = []

    def visit(username: str) -> Page:
        page = make_context().new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{example_site}/accounts/login/?next=/events/1/react/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill("demo")
        page.get_by_label("Password").press("Enter")
        page.wait_for_url("**/react/")
        return page

    yield visit
    assert problems == []


def joined(page: Page) -> None:
    page.wait_for_selector("jitsi-live-room[data-state=joined]")
    assert page.locator("iframe").count() == 1


def told(page: Page, words: str) -> None:
    """By the page itself; the room may say the same before it goes."""
    page.get_by_role("alert").get_by_text(words, exact=True).wait_for()


def test_a_react_front_end_takes_people_through_a_session(
    visit_react: Callable[[str], Page],
) -> None:
    helen, sam = visit_react("helen"), visit_react("sam")
    sam.get_by_text("Not live yet").wait_for()
    helen.get_by_role("button", name="Go live").click()
    helen.frame_locator("iframe").get_by_role("button", name="Join").click()
    joined(helen)
    sam.get_by_role("button", name="Join").click()
    joined(sam)
    sam.locator("jitsi-live-room").get_by_role("button", name="Leave", exact=True).click()
    told(sam, "You have left the room.")
    assert sam.locator("iframe").count() == 0
    sam.get_by_role("button", name="Join").click()
    joined(sam)
    helen.get_by_role("button", name="End for everyone").click()
    helen.get_by_role("dialog").get_by_role("button", name="End for everyone").click()
    told(helen, "The live session has ended.")
    told(sam, "The live session has ended.")
    assert sam.locator("jitsi-live-room").count() == 0
