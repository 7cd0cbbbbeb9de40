"""A page that the browser has kept, which only a browser with windows does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import ARGUMENTS, CHROMIUM, unless_required

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        unless_required("there is no chromium on the PATH, nor in JITSI_LIVE_CHROMIUM")
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        # People's browsers have it, and restore pages from it.
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


def test_a_page_that_the_browser_has_kept_begins_anew(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, f"/hand/{live.pk}/")
    sam.press("Join live session")
    sam.see("joined")
    sam.page.evaluate(
        "() => addEventListener('pageshow', ({ persisted }) => { window.wasKept = persisted })"
    )
    sam.open("/about/")
    sam.page.evaluate("() => history.back()")
    sam.page.wait_for_function("() => window.wasKept")
    sam.see("live")
    assert sam.page.locator("iframe").count() == 0
    sam.press("Join live session")
    sam.see("joined")
