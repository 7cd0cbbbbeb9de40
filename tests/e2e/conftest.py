"""Tests in a real browser. Where there is none they are skipped, and one line says so."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("JITSI_LIVE_CHROMIUM") or shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


def missing() -> str | None:
    if importlib.util.find_spec("playwright") is None:
        return "the Python package playwright is not installed"
    if CHROMIUM is None:
        return "there is no chromium on the PATH, nor in JITSI_LIVE_CHROMIUM"
    return None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if problem := missing():
        terminalreporter.write_line(f"The browser tests were not run: {problem}.")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if problem := missing():
        if os.environ.get("JITSI_LIVE_REQUIRE_BROWSER"):
            pytest.fail(f"The browser tests cannot run: {problem}.", pytrace=False)
        pytest.skip(f"no browser tests: {problem}")
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, in which Django would not use a database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield browser
            browser.close()
