"""A moderated practice room: who is heard, by the statistics of who would hear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.practice import ROOM, Occupant, token

pytestmark = pytest.mark.django_db(transaction=True)

QUIET = {"prejoinConfig": {"enabled": False}, "startWithAudioMuted": True}
AUDIENCE = {**QUIET, "disableInitialGUM": True}
ACT = """async ([url, jwt, body]) => {
  const headers = { "Content-Type": "application/json", "X-Practice-Token": jwt };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return response.status;
}"""
CAPTURE = """
window.asked = 0;
const original = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
if (original) navigator.mediaDevices.getUserMedia = (wanted) => {
  window.asked += 1;
  return original(wanted);
};
"""

Enter = Callable[..., Occupant]


@pytest.fixture
def enter(practice_visit: Any, live_server: Any) -> Enter:
    def go(
        user_id: str, name: str, *, config: Any = QUIET, who: Occupant | None = None, **seat: Any
    ) -> Occupant:
        visitor: Occupant = who or practice_visit()
        visitor.jwt = token(user_id, name, **seat)
        visitor.open(live_server.url, visitor.jwt, configOverwrite=config)
        visitor.id = visitor.event("videoConferenceJoined")["id"]
        return visitor

    return go


@pytest.fixture
def helen(enter: Enter) -> Occupant:
    return enter("1", "Helen Host", host=True)


@pytest.fixture
def sam(helen: Occupant, enter: Enter) -> Occupant:
    """In a room whose audio is moderated; only his picture goes to Helen."""
    moderate(helen)
    visitor = enter("2", "Sam Student")
    helen.await_received("video", 1)
    return visitor


def moderate(host: Occupant, media: str = "audio") -> None:
    host.command("toggleModeration", True, media)
    assert host.event("moderationStatusChanged") == {"mediaType": media, "enabled": True}


def invite(host: Occupant, guest: Occupant) -> None:
    host.command("askToUnmute", guest.id)
    approved = {"id": guest.id, "mediaType": "audio"}
    assert host.event("moderationParticipantApproved") == approved
    assert guest.event("moderationParticipantApproved") == approved


def assert_unheard(host: Occupant) -> None:
    """Nothing has come but pictures."""
    host.await_received("video", 10)
    assert host.received("audio")["packets"] == 0


def assert_silent(host: Occupant) -> None:
    """No sound comes any more, while pictures do."""
    host.room.locator('[data-flag="audioMuted"]:visible').first.wait_for()
    host.await_received("video", 5)  # what was on its way
    before = host.received("audio")
    host.await_received("video", 10)
    assert host.received("audio")["energy"] == before["energy"]


def test_who_is_not_approved_is_not_heard_even_by_force(helen: Occupant, sam: Occupant) -> None:
    sam.send_by_force()
    assert_unheard(helen)
    body = {"id": sam.id, "kind": "state", "audioMuted": False, "videoMuted": False}
    url = f"/api/live/practice/{ROOM}/act"
    assert sam.frame.evaluate(ACT, [url, sam.jwt, body]) == 403
    assert_unheard(helen)
    assert sam.event("moderationStatusChanged") == {"mediaType": "audio", "enabled": True}


def test_who_is_approved_is_heard_by_one_click(helen: Occupant, sam: Occupant) -> None:
    sam.press("Unmute")
    sam.expect("A moderator has muted your microphone.")
    assert sam.ask("isAudioMuted") is True
    sam.press("Close")
    assert_unheard(helen)
    invite(helen, sam)
    sam.expect("The moderator has asked you to unmute.")
    sam.room.locator(".note").get_by_role("button", name="Unmute").click()
    assert sam.event("audioMuteStatusChanged") == {"muted": False}
    helen.await_heard()
    assert sam.room.locator(".note").count() == 0


def test_whoever_speaks_when_it_begins_is_silent(helen: Occupant, enter: Enter) -> None:
    sam = enter("2", "Sam Student", config={"prejoinConfig": {"enabled": False}})
    helen.await_heard()
    moderate(helen)
    assert sam.event("audioMuteStatusChanged", 2) == {"muted": True}
    assert_silent(helen)


def test_who_is_thanked_is_silent_again(helen: Occupant, sam: Occupant) -> None:
    invite(helen, sam)
    sam.command("toggleAudio")
    helen.await_heard()
    helen.command("rejectParticipant", sam.id, "audio")
    rejected = {"id": sam.id, "mediaType": "audio"}
    assert helen.event("moderationParticipantRejected") == rejected
    assert sam.event("moderationParticipantRejected") == rejected
    assert sam.ask("isAudioMuted") is False  # until muted, as with Jitsi
    helen.command("muteRemoteParticipant", sam.id)
    assert sam.event("audioMuteStatusChanged", 2) == {"muted": True}
    assert_silent(helen)
    sam.command("toggleAudio")
    sam.expect("A moderator has muted your microphone.")
    assert_silent(helen)


def test_an_approval_does_not_outlive_a_reload(
    helen: Occupant, sam: Occupant, enter: Enter
) -> None:
    invite(helen, sam)
    sam.command("toggleAudio")
    helen.await_heard()
    before = sam.id
    enter("2", "Sam Student", who=sam)
    assert sam.id != before
    assert sam.event("moderationStatusChanged") == {"mediaType": "audio", "enabled": True}
    sam.command("toggleAudio")
    sam.expect("A moderator has muted your microphone.")
    assert helen.ask("isParticipantForceMuted", sam.id, "audio") is True
    helen.command("askToUnmute", sam.id)
    sam.event("moderationParticipantApproved")
    sam.command("toggleAudio")
    helen.await_heard()


def test_a_host_who_reloads_finds_it_moderated(
    helen: Occupant, sam: Occupant, enter: Enter
) -> None:
    invite(helen, sam)
    enter("1", "Helen Host", host=True, who=helen)
    assert helen.event("moderationStatusChanged") == {"mediaType": "audio", "enabled": True}
    assert helen.event("moderationParticipantApproved") == {"id": sam.id, "mediaType": "audio"}
    assert helen.ask("isModerationOn", "audio") is True
    assert helen.ask("isModerationOn", "video") is False
    assert helen.ask("isParticipantForceMuted", sam.id, "audio") is False


def test_a_second_host_speaks_and_invites(helen: Occupant, sam: Occupant, enter: Enter) -> None:
    hugo = enter("3", "Hugo Host", host=True)
    assert helen.event("moderationParticipantApproved")["id"] == hugo.id
    assert hugo.event("moderationParticipantApproved")["id"] == helen.id
    assert hugo.ask("isParticipantForceMuted", sam.id, "audio") is True
    hugo.command("askToUnmute", sam.id)
    sam.event("moderationParticipantApproved")
    sam.command("toggleAudio")
    helen.await_heard()
    hugo.command("toggleAudio")
    assert hugo.event("audioMuteStatusChanged") == {"muted": False}


def test_nobody_but_a_host_moderates(helen: Occupant, sam: Occupant) -> None:
    for command in (
        ["toggleModeration", False, "audio"],
        ["askToUnmute", sam.id],
        ["approveVideo", sam.id],
        ["rejectParticipant", helen.id, "audio"],
        ["muteRemoteParticipant", helen.id, "audio"],
        ["toggleRaiseHand"],
    ):
        sam.command(*command)
    assert helen.event("raiseHandUpdated")["id"] == sam.id  # the last of them
    assert "moderationParticipantApproved" not in sam.event_names()
    assert sam.ask("isModerationOn", "audio") is True
    sam.command("muteRemoteParticipant", sam.id, "video")
    assert sam.event("videoMuteStatusChanged", 2) == {"muted": True}


def test_a_camera_is_asked_for_and_approved_apart(helen: Occupant, enter: Enter) -> None:
    moderate(helen)
    helen.command("toggleModeration", True, "video")
    helen.event("moderationStatusChanged", 2)
    sam = enter("2", "Sam Student", config=AUDIENCE)
    sam.press("Start camera")
    sam.expect("A moderator has turned off your camera.")
    helen.command("approveVideo", sam.id)
    assert sam.event("moderationParticipantApproved")["mediaType"] == "video"
    sam.press("Raise hand")
    assert helen.event("raiseHandUpdated")["handRaised"] > 0
    sam.room.locator(".note").get_by_role("button", name="Start camera").click()
    helen.await_received("video", 1)
    assert helen.event("raiseHandUpdated", 2)["handRaised"] == 0
    helen.command("rejectParticipant", sam.id, "video")
    assert sam.event("moderationParticipantRejected")["mediaType"] == "video"


def test_after_moderation_everybody_speaks(helen: Occupant, sam: Occupant) -> None:
    helen.command("toggleModeration", False, "audio")
    assert sam.event("moderationStatusChanged", 2) == {"mediaType": "audio", "enabled": False}
    sam.press("Unmute")
    helen.await_heard()


def test_a_hand_goes_down_when_its_owner_speaks(helen: Occupant, sam: Occupant) -> None:
    sam.press("Raise hand")
    assert helen.event("raiseHandUpdated")["handRaised"] > 0
    invite(helen, sam)
    sam.command("toggleAudio")
    assert helen.event("raiseHandUpdated", 2) == {"id": sam.id, "handRaised": 0}
    assert sam.room.get_by_role("button", name="Raise hand").is_visible()


def test_a_page_may_keep_the_hand_up(helen: Occupant, enter: Enter) -> None:
    sam = enter("2", "Sam Student", config={**QUIET, "disableRemoveRaisedHandOnFocus": True})
    sam.command("toggleRaiseHand")
    sam.event("raiseHandUpdated")
    sam.command("toggleAudio")
    helen.await_heard()
    helen.await_heard()
    assert sam.room.get_by_role("button", name="Lower hand").is_visible()


def test_a_newcomer_learns_of_the_hands_that_are_up(
    helen: Occupant, sam: Occupant, enter: Enter
) -> None:
    sam.press("Raise hand")
    raised = helen.event("raiseHandUpdated")
    hugo = enter("3", "Hugo Host", host=True)
    assert hugo.event("raiseHandUpdated") == raised


def test_a_page_may_ask_in_words_of_its_own(helen: Occupant, enter: Enter) -> None:
    moderate(helen)
    names = ["notify.hostAskedUnmute", "notify.moderationInEffectTitle"]
    sam = enter("2", "Sam Student", config={**QUIET, "disabledNotifications": names})
    sam.press("Unmute")
    invite(helen, sam)
    assert sam.room.locator(".note").count() == 0


def test_the_raised_hand_is_offered_where_one_may_not_speak(helen: Occupant, sam: Occupant) -> None:
    sam.press("Unmute")
    sam.room.locator(".note").get_by_role("button", name="Raise hand").click()
    assert helen.event("raiseHandUpdated")["id"] == sam.id


# What a page configures


def test_an_audience_is_asked_for_devices_when_it_unmutes(
    helen: Occupant, practice_visit: Any, enter: Enter
) -> None:
    visitor = practice_visit()
    visitor.page.add_init_script(CAPTURE)
    sam = enter("2", "Sam Student", config=AUDIENCE, who=visitor)
    helen.event("participantJoined")
    assert sam.frame.evaluate("() => window.asked") == 0
    sam.press("Unmute")
    helen.await_heard()
    assert sam.frame.evaluate("() => window.asked") == 1


def test_buttons_come_and_go_as_the_page_says(helen: Occupant, enter: Enter) -> None:
    audience = {**AUDIENCE, "toolbarButtons": ["raisehand", "chat"]}
    sam = enter("2", "Sam Student", config=audience)
    controls = sam.room.get_by_role("group", name="Controls").get_by_role("button")
    assert controls.all_inner_texts() == ["Raise hand", "Chat"]
    sam.command("overwriteConfig", {"toolbarButtons": ["microphone", "raisehand", "chat"]})
    controls.get_by_text("Unmute").wait_for()
    assert controls.all_inner_texts() == ["Unmute", "Raise hand", "Chat"]
    sam.press("Chat")
    sam.command("overwriteConfig", {"disableChat": True})
    sam.room.locator("[data-chat]").wait_for(state="hidden")
    assert controls.all_inner_texts() == ["Unmute", "Raise hand"]


# Viewers


@pytest.fixture
def vera(helen: Occupant, enter: Enter) -> Occupant:
    return enter("5", "Vera Viewer", config={**QUIET, "preferVisitor": True})


def test_a_viewer_sees_and_is_counted_only(helen: Occupant, vera: Occupant) -> None:
    assert vera.event("videoConferenceJoined")["visitor"] is True
    assert vera.ask("isVisitor") is True
    assert helen.ask("isVisitor") is False
    vera.await_received("video", 1)
    helen.expect("1 viewer")
    assert helen.ask("getNumberOfParticipants") == 1
    assert "participantJoined" not in helen.event_names()
    buttons = vera.room.get_by_role("group", name="Controls").get_by_role("button")
    assert buttons.all_inner_texts() == ["Raise hand", "Chat", "Leave"]
    vera.send_by_force()
    vera.await_received("video", 10)
    assert helen.received("audio")["packets"] == helen.received("video")["packets"] == 0
    vera.press("Leave")
    helen.room.locator("[data-viewers]").wait_for(state="hidden")
    assert "participantLeft" not in helen.event_names()


def test_a_viewer_whom_a_host_lets_in_takes_part(helen: Occupant, vera: Occupant) -> None:
    vera.press("Raise hand")
    assert vera.event("raiseHandUpdated")["handRaised"] > 0
    helen.expect("Vera Viewer is watching, and asks to come in.")
    helen.press("Let in")
    assert vera.event("videoConferenceJoined", 2)["visitor"] is False
    assert "videoConferenceLeft" not in vera.event_names()
    assert helen.event("participantJoined")["displayName"] == "Vera Viewer"
    assert "raiseHandUpdated" not in helen.event_names()
    vera.press("Unmute")
    helen.await_heard()
    assert helen.room.locator("[data-viewers]").is_hidden()


def test_a_viewer_whom_a_host_turns_down_watches_on(helen: Occupant, vera: Occupant) -> None:
    vera.press("Raise hand")
    helen.press("Not now")
    assert vera.event("raiseHandUpdated", 2)["handRaised"] == 0
    assert helen.room.locator(".note").count() == 0


def test_viewers_do_not_see_each_other(helen: Occupant, vera: Occupant, enter: Enter) -> None:
    walter = enter("6", "Walter Viewer", config={**QUIET, "preferVisitor": True})
    vera.expect("1 viewer")
    helen.expect("2 viewers")
    assert walter.room.get_by_role("listitem").count() == 2  # Helen and himself
