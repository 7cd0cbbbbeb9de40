from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from django_jitsi_live.servers.practice import switchboard
from tests.e2e import visitor as visitors
from tests.e2e.practice import ROOM, assert_heard, assert_moving, token
from tests.e2e.practice import Occupant as Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("practice_server"),
]

FOCUSED = "(element) => element === document.activeElement"

# The page to itself under the frame's scope, and to the frame under the scope of another frame.
FORGE = """(scope) => {
  const message = (scope, name) => JSON.stringify({
    postis: true, scope, method: "message", params: { type: "event", data: { name, data: [] } },
  });
  window.postMessage(message(scope, "video-ready-to-close"), "*");
  window.api.getIFrame().contentWindow.postMessage(message(scope + "1", "video-hangup"), "*");
}"""


@pytest.fixture
def visit(practice_visit: Callable[..., Visitor]) -> Callable[..., Visitor]:
    return practice_visit


@pytest.fixture
def helen(visit: Any, live_server: Any) -> Visitor:
    visitor = visit()
    visitor.open(live_server.url, token("1", "Helen Host", host=True))
    visitor.event("videoConferenceJoined")
    return visitor


@pytest.fixture
def sam(helen: Visitor, visit: Any, live_server: Any) -> Visitor:
    visitor = visit()
    visitor.open(live_server.url, token("2", "Sam Student"))
    visitor.event("participantJoined")
    helen.event("participantJoined")
    return visitor


def test_two_people_see_and_hear_each_other(helen: Visitor, sam: Visitor) -> None:
    assert_moving(helen, "Sam Student")
    assert_moving(sam, "Helen Host")
    assert_heard(helen, "Sam Student")
    assert_heard(sam, "Helen Host")
    assert sam.tile("Helen Host").get_by_text("Host", exact=True).is_visible()
    assert not helen.tile("Sam Student").get_by_text("Host", exact=True).is_visible()
    assert helen.ask("getNumberOfParticipants") == 2
    names = {each["displayName"] for each in sam.ask("getParticipantsInfo")}
    assert names == {"Helen Host", "Sam Student"}


def test_events_of_joining_have_the_shapes_of_jitsi(helen: Visitor, sam: Visitor) -> None:
    assert helen.event_names()[:3] == ["browserSupport", "ready", "recordingStatusChanged"]
    joined = sam.event("videoConferenceJoined")
    assert joined["roomName"] == ROOM
    assert joined["formattedDisplayName"] == "Sam Student (me)"
    other = sam.event("participantJoined")
    assert other["displayName"] == "Helen Host"
    assert sam.event("participantRoleChanged", 2) == {"id": other["id"], "role": "moderator"}
    assert helen.event("participantRoleChanged", 2)["role"] == "participant"


def test_muting_and_the_camera_show_on_the_other_side(helen: Visitor, sam: Visitor) -> None:
    assert_moving(sam, "Helen Host")
    helen.event("audioMuteStatusChanged")
    helen.press("Mute")
    sam.tile("Helen Host").get_by_text(", muted").wait_for(state="attached")
    sam.room.locator('[data-flag="audioMuted"]:visible').wait_for()
    assert helen.event("audioMuteStatusChanged", 2) == {"muted": True}
    assert helen.ask("isAudioMuted") is True
    helen.command("toggleVideo")
    sam.tile("Helen Host").locator("video").wait_for(state="hidden")
    helen.press("Start camera")
    assert_moving(sam, "Helen Host")
    assert helen.ask("isVideoMuted") is False


def test_chat_hands_names_and_subject_reach_the_other_side(helen: Visitor, sam: Visitor) -> None:
    helen.press("Chat")
    helen.room.get_by_label("Message", exact=True).fill("Good <b>morning</b>")
    helen.press("Send")
    sam.expect("Helen Host: Good <b>morning</b>")
    heard = sam.event("incomingMessage")
    assert (heard["nick"], heard["message"]) == ("Helen Host", "Good <b>morning</b>")
    assert heard["privateMessage"] is False
    said = {"message": "Good <b>morning</b>", "privateMessage": False}
    assert helen.event("outgoingMessage") == said
    sam.press("Raise hand")
    assert helen.event("raiseHandUpdated")["handRaised"] > 0  # it goes down when Sam speaks
    sam.command("displayName", "Sam S.")
    assert helen.event("displayNameChange")["displayname"] == "Sam S."
    helen.command("subject", "Rye bread")
    assert sam.event("subjectChange") == {"subject": "Rye bread"}


def test_a_host_removes_somebody(helen: Visitor, sam: Visitor) -> None:
    helen.press("Remove Sam Student")
    helen.press("Remove")
    sam.expect("Helen Host has removed you from the room.")
    kicked = sam.event("participantKickedOut")
    assert kicked["kicked"]["local"] is True
    assert kicked["kicker"]["name"] == "Helen Host"
    sam.event("videoConferenceLeft")
    assert "readyToClose" not in sam.event_names()
    sam.press("OK")
    sam.event("readyToClose")
    assert helen.event("participantKickedOut")["kicked"]["local"] is False
    helen.event("participantLeft")
    assert helen.ask("getNumberOfParticipants") == 1


def test_a_host_ends_it_for_all(helen: Visitor, sam: Visitor) -> None:
    helen.press("End for all")
    helen.room.get_by_role("dialog").get_by_role("button", name="End for all").click()
    for visitor in (helen, sam):
        visitor.expect("Helen Host has ended this for everyone.")
        visitor.event("videoConferenceLeft")
        assert visitor.event("errorOccurred")["error"]["name"] == "conference.destroyed"


def test_an_open_question_is_no_answer_to_the_next(helen: Visitor) -> None:
    helen.press("End for all")
    helen.expect("End this for everyone in the room?")
    helen.command("endConference")
    helen.expect("Helen Host has ended this for everyone.")
    helen.page.wait_for_timeout(300)
    assert "readyToClose" not in helen.event_names()
    helen.press("OK")
    helen.event("readyToClose")


def test_an_attendee_has_no_controls_of_a_host(sam: Visitor) -> None:
    for name in ("End for all", "Mute all", "Remove Helen Host"):
        assert sam.room.get_by_role("button", name=name).count() == 0
    sam.command("endConference")
    sam.command("hangup")
    sam.event("readyToClose")


def test_the_keyboard_goes_on_where_something_has_gone(helen: Visitor, sam: Visitor) -> None:
    helen.room.get_by_role("button", name="Leave").press("Enter")
    helen.expect("You have left the room")
    assert helen.room.get_by_role("button", name="Join again").evaluate(FOCUSED)
    helen.room.get_by_role("button", name="Join again").press("Enter")
    helen.expect("You are in the room.")
    assert helen.room.locator(".bar").locator(":focus").count() == 1


def test_hanging_up_tells_the_embedding_page_and_the_others(helen: Visitor, sam: Visitor) -> None:
    sam.press("Leave")
    sam.event("readyToClose")
    names = sam.event_names()
    assert names[-4:] == ["participantLeft"] * 2 + ["videoConferenceLeft", "readyToClose"]
    helen.event("participantLeft")
    helen.tile("Sam Student").wait_for(state="detached")


def test_whoever_has_left_is_not_brought_back_by_a_late_answer(
    helen: Visitor, sam: Visitor
) -> None:
    pending: list[Route] = []
    sam.page.route("**/news", lambda route: pending.append(route))
    helen.command("sendChatMessage", "What answers the present request")
    while not pending:
        sam.page.wait_for_timeout(20)
    sam.press("Leave")
    gone = {"error": {"name": "connection.droppedError", "message": "Lost"}}
    pending[0].fulfill(status=410, json=gone)
    sam.event("readyToClose")
    sam.room.locator("body").evaluate("() => fetch(location.pathname)")
    assert sam.event_names().count("videoConferenceLeft") == 1
    sam.expect("You have left the room")


def test_a_frame_that_is_disposed_of_leaves(helen: Visitor, sam: Visitor) -> None:
    sam.page.evaluate("() => window.api.dispose()")
    assert sam.page.locator("iframe").count() == 0
    helen.event("participantLeft")
    assert "videoConferenceLeft" not in sam.event_names()


@pytest.mark.parametrize(
    ("changes", "text", "name"),
    [
        ({"issued_at": timezone.now() - timedelta(days=2), "expires_at": timezone.now()},
         "This token has expired.", "connection.passwordRequired"),
        ({"room_name": "another-room"},
         "This token is for another room", "conference.connectionError.notAllowed"),
    ],
    ids=["expired", "other room"],
)  # fmt: skip
def test_a_refused_token_is_told_to_the_person_and_the_page(
    visit: Any, live_server: Any, changes: Any, text: str, name: str
) -> None:
    visitor = visit()
    visitor.open(live_server.url, token("2", "Sam Student", **changes))
    visitor.expect(text)
    error = visitor.event("errorOccurred")["error"]
    assert (error["name"], error["isFatal"]) == (name, False)
    assert "videoConferenceJoined" not in visitor.event_names()


@pytest.mark.parametrize(
    ("problem", "words"), [("NotFoundError", "was found"), ("NotAllowedError", "may be used here")]
)
def test_who_has_no_devices_joins_and_is_told(
    helen: Visitor, visit: Any, live_server: Any, problem: str, words: str
) -> None:
    visitor = visit()
    visitor.page.add_init_script(
        "if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {"
        f" throw new DOMException('There is none', '{problem}'); }}"
    )
    visitor.open(live_server.url, token("2", "Sam Student"))
    visitor.expect(f"No microphone {words}. No camera {words}. You can see, hear and write.")
    assert visitor.event("cameraError")["type"] == problem
    assert_moving(visitor, "Helen Host")


def test_messages_of_others_are_not_taken_for_the_frame_or_the_page(helen: Visitor) -> None:
    helen.page.evaluate(FORGE, "jitsi_meet_external_api_0")
    helen.command("toggleRaiseHand")
    helen.event("raiseHandUpdated")
    assert "readyToClose" not in helen.event_names()


@pytest.mark.parametrize(
    ("wanted", "seen"),
    [
        (["microphone", "chat"], ["Mute", "Chat"]),
        (["microphone", "hangup"], ["Mute", "End for all", "Leave"]),
        ("microphone", None),
    ],
)
def test_a_page_chooses_the_buttons_in_the_video(
    visit: Any, live_server: Any, wanted: Any, seen: Any
) -> None:
    visitor = visit()
    config = {"prejoinConfig": {"enabled": False}, "toolbarButtons": wanted}
    visitor.open(live_server.url, token("1", "Helen", host=True), configOverwrite=config)
    visitor.event("audioMuteStatusChanged")
    buttons = visitor.room.get_by_role("group", name="Controls").get_by_role("button")
    if seen is None:
        assert buttons.count() == 7
    else:
        assert buttons.all_inner_texts() == seen


def test_the_door_asks_for_name_and_devices(visit: Any, live_server: Any) -> None:
    visitor = visit()
    visitor.open(live_server.url, token("2", "Sam Student"), configOverwrite={})
    visitor.event("prejoinScreenLoaded")
    assert "videoConferenceJoined" not in visitor.event_names()
    visitor.room.get_by_label("Camera").select_option("off")
    visitor.room.get_by_label("Your name").fill("Samuel")
    visitor.room.get_by_label("Your name").press("Enter")
    assert visitor.event("videoConferenceJoined")["displayName"] == "Samuel"
    assert visitor.event("audioMuteStatusChanged") == {"muted": False}
    assert visitor.ask("isVideoMuted") is True


def test_the_door_shows_the_own_picture_of_the_chosen_camera(visit: Any, live_server: Any) -> None:
    visitor = visit()
    config = {"startWithAudioMuted": True}
    visitor.open(live_server.url, token("2", "Sam Student"), configOverwrite=config)
    picture = visitor.room.get_by_label("Your own picture")
    visitors.assert_moving(visitor.page, picture)
    assert visitor.room.get_by_label("Microphone").input_value() == "off"
    visitor.room.get_by_label("Camera").select_option("off")
    picture.wait_for(state="hidden")
    visitor.room.get_by_label("Camera").select_option(index=1)
    visitors.assert_moving(visitor.page, picture)
    visitor.press("Join")
    visitor.event("videoConferenceJoined")
    assert visitor.event("videoMuteStatusChanged") == {"muted": False}
    assert visitor.ask("isAudioMuted") is True


def test_a_door_without_a_camera_lets_in(visit: Any, live_server: Any) -> None:
    visitor = visit()
    refuse = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'X'))"
    visitor.page.add_init_script(refuse)
    visitor.open(live_server.url, token("2", "Sam Student"), configOverwrite={})
    visitor.event("prejoinScreenLoaded")
    assert not visitor.room.get_by_label("Your own picture").is_visible()
    visitor.press("Join")
    visitor.event("videoConferenceJoined")


def test_a_restarted_server_is_joined_again(helen: Visitor, sam: Visitor, monkeypatch: Any) -> None:
    monkeypatch.setattr(switchboard, "shared", switchboard.Switchboard())
    helen.event("videoConferenceJoined", 2)
    sam.event("videoConferenceJoined", 2)
    assert_moving(helen, "Sam Student")


def test_every_control_is_reached_by_the_keyboard_and_fits_a_small_screen(
    visit: Any, live_server: Any
) -> None:
    visitor = visit(viewport={"width": 320, "height": 640})
    visitor.page.goto(
        f"{live_server.url}/api/live/practice/{ROOM}?jwt={token('1', 'H', host=True)}"
    )
    visitor.page.get_by_role("button", name="Join").press("Enter")
    for device in ("Mute", "Stop camera"):  # which come on when one is in
        visitor.page.get_by_role("button", name=device, exact=True).wait_for()
    width = "() => document.documentElement.scrollWidth"
    assert visitor.page.evaluate(width) == 320
    seen = []
    for _ in range(12):
        visitor.page.keyboard.press("Tab")
        seen.append(visitor.page.evaluate("() => document.activeElement.innerText"))
    for name in ("Mute", "Stop camera", "Raise hand", "Chat", "Mute all", "End for all", "Leave"):
        assert name in seen
