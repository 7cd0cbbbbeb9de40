"""The report and the list of sessions: wide and on phones, light and dark."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from django_jitsi_live import moments, services
from django_jitsi_live.models import LiveSession, Removal, Stay
from tests.e2e.test_accessibility import SMALLEST, findings
from tests.runs import rewrite

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

OUTSIDE = """() => [...document.querySelectorAll(".jitsi-live-report svg text")]
  .filter((each) => getComputedStyle(each).display !== "none")
  .filter((each) => {
    const { left, right } = each.getBoundingClientRect();
    return left < 0 || right > document.documentElement.clientWidth;
  })
  .map((each) => each.textContent)"""


@pytest.fixture
def held(event: Any, host: Any, student: Any, make_user: Any) -> Any:
    """An hour at whose beginning most people were there; one person never came."""
    services.start(host, event.pk)
    services.end(host, event.pk)
    end = moments.now()
    start = end - dt.timedelta(hours=1)
    rewrite(started_at=start, ended_at=end)
    people = [host, student, *(make_user(f"late{number}") for number in range(10))]
    event.registrations.create(user=make_user("absent"))
    run = LiveSession.objects.get().run
    for number, user in enumerate(people):
        left = start + dt.timedelta(minutes=60 - 5 * number)
        Stay.objects.create(
            run=run, user=user, participant=str(user.pk), display_name=user.username,
            role="attendee" if number else "host", joined_at=start, last_seen_at=left,
            left_at=left, source="jaas", key=str(number),
        )  # fmt: skip
    return event


@pytest.mark.parametrize("name", ["report", "sessions"])
def test_host_reads_it_on_every_screen(
    visit: Any, held: Any, host: Any, axe: str, name: str
) -> None:
    path = reverse(f"jitsi_live:{name}", args=[held.pk] if name == "report" else [])
    visitor = visit(host, path)
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        for viewport in ({"width": 1100, "height": 760}, SMALLEST):
            visitor.page.set_viewport_size(viewport)
            assert findings(visitor, axe) == []
            width = visitor.page.evaluate("() => document.documentElement.scrollWidth")
            assert width == viewport["width"]
            assert visitor.page.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("has_script", [True, False])
def test_host_removes_a_person_and_readmits_them(
    visit: Any, held: Any, host: Any, axe: str, has_script: bool
) -> None:
    path = reverse("jitsi_live:report", args=[held.pk])
    visitor = visit(host, path, java_script_enabled=has_script)
    page = visitor.page
    page.get_by_role("button", name="Remove late3").click()
    page.get_by_role("heading", name="Remove late3 from this event?").wait_for()
    if has_script:
        assert findings(visitor, axe) == []
    page.get_by_role("button", name="Remove", exact=True).click()
    page.get_by_role("status").wait_for()
    assert Removal.objects.get().display_name == "late3"
    page.get_by_role("button", name="Readmit late3").first.click()
    page.get_by_text("Readmitted.").wait_for()
    assert not Removal.objects.exists()
