"""Our double of Jitsi's page says of moderation what the practice room says: a page of ours that
works with one works with the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.conftest import ELSEWHERE, serve_jitsi
from tests.e2e.practice import Occupant, token
from tests.e2e.visitor import Jitsi
from tests.servers.practice.people import Person

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = "0a1b2c3d"
ABOUT_MODERATION = (
    "moderationStatusChanged",
    "moderationParticipantApproved",
    "moderationParticipantRejected",
    "raiseHandUpdated",
)
EMBED = """(script) => new Promise((resolve) => {
  const element = document.createElement("script");
  element.src = script;
  element.onload = () => {
    window.events = [];
    window.api = new JitsiMeetExternalAPI("meet", { roomName: "r", width: "7in", height: "4in" });
    window.told.forEach((name) => {
      window.api.addListener(name, (payload) => window.events.push([name, payload]));
    });
    resolve();
  };
  document.head.append(element);
})"""

Scene = Callable[[Occupant, str], None]


@pytest.fixture
def practice(practice_visit: Any, live_server: Any) -> tuple[Occupant, str]:
    """A host in the practice room, and the id of somebody else who is there."""
    helen = practice_visit()
    helen.open(live_server.url, token("1", "Helen", host=True))
    helen.event("videoConferenceJoined")
    sam = Person(token("2", "Sam"), room="talk-in-the-browser")
    helen.event("participantJoined")
    return helen, sam.id


@pytest.fixture
def double(make_context: Any, jitsi: Any) -> tuple[Occupant, str]:
    """A host in our double of a room on a Jitsi server."""
    context = make_context(bypass_csp=True)
    context.route(f"https://{ELSEWHERE}/**", serve_jitsi)
    helen = Occupant(context.new_page())
    helen.page.goto(f"https://{ELSEWHERE}/")
    helen.page.evaluate("(names) => { window.told = names; }", ABOUT_MODERATION)
    helen.page.evaluate(EMBED, f"https://{ELSEWHERE}/external_api.js")
    frame: Jitsi = jitsi(helen.page)
    frame.admit("moderator")
    frame.arrive(OTHER, "Sam")
    frame.obey()
    return helen, OTHER


def moderate(host: Occupant, other: str) -> None:
    host.command("toggleModeration", True, "audio")
    host.event("moderationStatusChanged")


def moderate_twice(host: Occupant, other: str) -> None:
    moderate(host, other)
    host.command("toggleModeration", True, "screen")  # which is audio to Jitsi
    host.command("toggleModeration", True, "video")
    host.event("moderationStatusChanged", 2)


def invite_and_thank(host: Occupant, other: str) -> None:
    moderate(host, other)
    host.command("rejectParticipant", other, "audio")  # who has not been approved
    host.command("askToUnmute", other)
    host.command("askToUnmute", other)
    host.event("moderationParticipantApproved")
    host.command("rejectParticipant", other, "audio")
    host.event("moderationParticipantRejected")


def approve_a_camera(host: Occupant, other: str) -> None:
    host.command("approveVideo", other)  # while it is not moderated
    moderate(host, other)
    host.command("toggleModeration", True, "video")
    host.event("moderationStatusChanged", 2)
    host.command("approveVideo", other)
    host.event("moderationParticipantApproved")


def end_it(host: Occupant, other: str) -> None:
    invite_and_thank(host, other)
    host.command("toggleModeration", False, "audio")
    host.event("moderationStatusChanged", 2)


SCENES = [moderate, moderate_twice, invite_and_thank, approve_a_camera, end_it]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_host_sees_the_same_in_both(
    practice: tuple[Occupant, str], double: tuple[Occupant, str], scene: Scene
) -> None:
    assert after(scene, *practice) == after(scene, *double)


def after(scene: Scene, host: Occupant, other: str) -> list[Any]:
    """All that has been said of moderation, and what the frame answers in the end."""
    scene(host, other)
    asked = [("isModerationOn", "audio"), ("isModerationOn", "video"), ("isVisitor",)]
    of_other = [("isParticipantForceMuted", other, media) for media in ("audio", "video")]
    answers = [host.ask(*question) for question in (*asked, *of_other)]
    told = host.page.evaluate("() => window.events")
    events = [[name, payload] for name, payload in told if name in ABOUT_MODERATION]
    for _, payload in events:
        payload.update({"id": "other"} if payload.get("id") == other else {})
    return [events, answers]
