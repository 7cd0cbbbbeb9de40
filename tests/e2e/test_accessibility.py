"""Every state of the room, wide and narrow, light and dark: with axe, a ruler, and a camera."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.states import STATES, Stage
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

SCREENSHOTS = os.environ.get("JITSI_LIVE_SCREENSHOTS")
SIZES = {"wide": {"width": 1100, "height": 760}, "phone": {"width": 360, "height": 740}}
SMALLEST = {"width": 320, "height": 640}

# Each frame is asked by itself, those of another server not at all.
FINDINGS = """async () => {
  const { violations } = await axe.run(document, { iframes: false });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, nodes.map(({ target, failureSummary }) =>
      [target.flat().join(" "), failureSummary])]);
}"""
# Too small for a finger, or so narrow that the words break to pieces.
MISSHAPEN = """(room) => [...room.shadowRoot.querySelectorAll("button, a.button")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.innerText || each.ariaLabel, each.getBoundingClientRect()])
  .filter(([, { width, height }]) => height < 44 || width < 44 || height > 80)
  .map(([words, { width, height }]) => `${words}: ${width} by ${height}`)"""


@pytest.fixture
def stage(visit: Any, jitsi: Any, event: Any, settings: Any) -> Stage:
    return Stage(visit, jitsi, event, settings)


@pytest.mark.parametrize("name", STATES)
def test_every_state_suits_every_eye_and_finger(stage: Stage, axe: str, name: str) -> None:
    visitor = stage.show(name)
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert findings(visitor, axe) == []
    visitor.page.set_viewport_size(SMALLEST)
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth") == 320
    if name != "without-script":
        assert visitor.room.evaluate(MISSHAPEN) == []
    if SCREENSHOTS:
        photograph(visitor, name)


def findings(visitor: Visitor, axe: str) -> list[Any]:
    found = []
    for frame in visitor.page.frames:
        if frame.url.startswith(visitor.url):
            frame.evaluate(axe)
            found += frame.evaluate(FINDINGS)
    return found


def photograph(visitor: Visitor, name: str) -> None:
    for size, viewport in SIZES.items():
        visitor.page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            visitor.page.screenshot(path=Path(SCREENSHOTS or "") / f"{name}-{size}-{scheme}.png")
