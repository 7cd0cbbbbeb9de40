"""The stage in the room's page, with a Jitsi server elsewhere and what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.models import Stage, Stay, Turn
from tests.e2e.visitor import Jitsi, Visitor
from tests.patience import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("moderated")]

Person = tuple[Visitor, Jitsi]
Enter = Callable[..., Person]
SAM = "0000005a"


@pytest.fixture
def moderated(site: None, settings: Any) -> None:
    settings.JITSI_LIVE_STAGE = "moderated"


@pytest.fixture
def enter(visit: Any, elsewhere: Any, jitsi: Any) -> Enter:
    """A person in the live room, in the role that Jitsi gives them."""

    def go(user: Any, endpoint: str, role: str = "participant", *, obeys: bool = True) -> Person:
        if not services.status(elsewhere.pk).is_active:
            services.start(elsewhere.organizer, elsewhere.pk)
        visitor = visit(user, f"/tag/{elsewhere.pk}/")
        visitor.press("Join live session")
        frame = jitsi(visitor.page)
        if obeys:
            frame.obey()
        admit(frame, endpoint, role)
        visitor.see("joined")
        return visitor, frame

    return go


def admit(frame: Jitsi, endpoint: str, role: str = "participant", *, visitor: bool = False) -> None:
    frame.appear()
    about = {"displayName": "Somebody", "breakoutRoom": False, "visitor": visitor}
    frame.tell("video-conference-joined", roomName="r", id=endpoint, **about)
    frame.tell("participant-role-changed", id=endpoint, role=role)


@pytest.fixture
def helen(enter: Enter, host: Any) -> Person:
    return enter(host, "00000001", "moderator")


@pytest.fixture
def sam(enter: Enter, student: Any) -> Person:
    visitor, frame = enter(student, SAM)
    frame.moderate("audio")
    frame.moderate("video")
    until(Stay.objects.filter(endpoint=SAM).exists)
    return visitor, frame


@pytest.fixture
def speaking(helen: Person, sam: Person) -> tuple[Person, Person]:
    """Helen, and Sam, whom she has invited and who has accepted."""
    invite(helen, sam)
    answer(sam[0], "Speak now")
    sam[1].await_command("toggle-audio")
    return helen, sam


def invite(helen: Person, sam: Person, name: str = "Invite Sam Student to speak") -> None:
    """By the queue, and Jitsi tells Sam's frame."""
    (host, at_host), (attendee, at_attendee) = helen, sam
    attendee.press("Raise your hand")
    says(host, "Hands: 1")
    open_hands(host)
    host.press(name)
    at_host.await_command("ask-to-unmute", SAM)
    at_attendee.approve(SAM)


def says(visitor: Visitor, words: str) -> None:
    visitor.room.get_by_text(words).locator("visible=true").first.wait_for()


def announces(visitor: Visitor, words: str) -> None:
    visitor.room.get_by_role("status").get_by_text(words).wait_for()


def answer(visitor: Visitor, name: str) -> None:
    visitor.question.get_by_role("button", name=name, exact=True).click()


def open_hands(visitor: Visitor) -> None:
    visitor.evaluate("room.shadowRoot.querySelector('[part~=hands]').open = true")


def toolbars(frame: Jitsi) -> list[bool]:
    """Of each toolbar that the frame was given: whether it has a microphone."""
    given = frame.commanded("overwrite-config")
    return ["microphone" in each["toolbarButtons"] for [each] in given]


def await_toolbar(frame: Jitsi, *, has_microphone: bool) -> None:
    until(lambda: toolbars(frame)[-1:] == [has_microphone])


# A host's page


def test_host_has_the_server_moderate_and_reads_what_it_enforces(helen: Person) -> None:
    visitor, frame = helen
    frame.await_command("toggle-moderation", True, "audio")
    frame.await_command("toggle-moderation", True, "video")
    says(visitor, "Microphones: enforced by the server · Cameras: asked of the page")
    frame.moderate("desktop")
    says(visitor, "Cameras: enforced by the server")


def test_second_host_switches_nothing_on_that_is_on(enter: Enter, host: Any) -> None:
    visitor, frame = enter(host, "00000002")
    for media in ("audio", "video"):
        frame.moderate(media)
    frame.tell("participant-role-changed", id="00000002", role="moderator")
    says(visitor, "Microphones: enforced by the server")
    assert frame.commanded("toggle-moderation") == []


def test_host_who_is_no_moderator_reads_that_nothing_is_enforced(enter: Enter, host: Any) -> None:
    visitor, _ = enter(host, "00000001")
    says(visitor, "so this page cannot have it keep the audience quiet")
    says(visitor, "Microphones: not moderated")


def test_host_reads_that_the_server_has_no_moderation(enter: Enter, host: Any) -> None:
    visitor, frame = enter(host, "00000001", "moderator", obeys=False)
    says(visitor, "it has no moderation, or has not answered")
    frame.obey()
    visitor.press("Have the server keep the audience quiet again")
    says(visitor, "Microphones: enforced by the server")
    assert visitor.room.get_by_text("it has no moderation").count() == 0


def test_old_builds_that_refuse_to_answer_are_told_and_verified(enter: Enter, host: Any) -> None:
    visitor, frame = enter(host, "00000001")
    frame.frame.evaluate("() => { delete ANSWERS['is-moderation-on']; }")
    frame.tell("participant-role-changed", id="00000001", role="moderator")
    says(visitor, "Microphones: enforced by the server")
    assert visitor.room.get_by_text("it has no moderation").count() == 0


def test_moderation_comes_again_after_a_reload(helen: Person, jitsi: Any) -> None:
    visitor, frame = helen
    says(visitor, "Microphones: enforced by the server")
    visitor.page.reload()
    visitor.press("Join live session")
    frame = jitsi(visitor.page)
    frame.obey()
    admit(frame, "00000003", "moderator")
    says(visitor, "Microphones: enforced by the server")


def test_host_is_told_when_somebody_switches_it_off_and_nobody_fights(helen: Person) -> None:
    visitor, frame = helen
    says(visitor, "Microphones: enforced by the server")
    frame.moderate("audio", on=False)
    says(visitor, "Somebody has switched the moderation off in the video")
    assert frame.commanded("toggle-moderation") == [[True, "audio"], [True, "video"]]
    visitor.press("Have the server keep the audience quiet again")
    says(visitor, "Microphones: enforced by the server")


def test_host_opens_the_stage_and_closes_it_again(helen: Person, elsewhere: Any) -> None:
    visitor, frame = helen
    says(visitor, "Microphones: enforced by the server")
    visitor.press("Everybody may speak")
    frame.await_command("toggle-moderation", False, "audio")
    frame.await_command("toggle-moderation", False, "video")
    visitor.press("Only the team speaks")
    says(visitor, "Microphones: enforced by the server")
    told = [each["stage"] for each in visitor.told("stage")]
    assert told == ["moderated", "open", "moderated"]


# The queue


def test_attendee_is_invited_and_speaks_by_one_click(helen: Person, sam: Person) -> None:
    (_, at_host), (attendee, at_attendee) = helen, sam
    says(attendee, "You listen and watch")
    invite(helen, sam)
    at_attendee.await_command("toggle-raise-hand")
    attendee.question.get_by_text("Helen Host invites you to speak.").wait_for()
    assert attendee.focused() == "Not now"
    assert toolbars(at_attendee) == []
    answer(attendee, "Speak now")
    at_attendee.await_command("toggle-audio")
    await_toolbar(at_attendee, has_microphone=True)
    assert at_attendee.commanded("toggle-video") == []
    says(attendee, "You are on stage")
    assert Turn.objects.get().state == "speaking"
    assert at_host.commanded("ask-to-unmute") == [[SAM]]
    assert at_host.commanded("approve-video") == []
    assert attendee.told("stage")[-1]["isOnStage"] is True


def test_host_invites_somebody_who_has_not_asked(helen: Person, sam: Person) -> None:
    (host, at_host), (attendee, at_attendee) = helen, sam
    host.list_people()
    host.press("Invite Sam Student to speak")
    at_host.await_command("ask-to-unmute", SAM)
    at_attendee.approve(SAM)
    attendee.question.get_by_text("Helen Host invites you to speak.").wait_for()
    assert Turn.objects.get().state == "invited"


def test_attendee_is_invited_with_a_camera(helen: Person, sam: Person) -> None:
    invite(helen, sam, "Invite Sam Student to speak with camera")
    attendee, frame = sam
    helen[1].await_command("approve-video", SAM)
    frame.approve(SAM, "video")
    answer(attendee, "Speak with camera")
    frame.await_command("toggle-audio")
    frame.await_command("toggle-video")


def test_attendee_says_not_now_by_escape(helen: Person, sam: Person) -> None:
    invite(helen, sam)
    attendee, frame = sam
    attendee.question.wait_for()
    attendee.page.keyboard.press("Escape")
    attendee.question.wait_for(state="hidden")
    until(lambda: not Turn.objects.exists())
    helen[1].await_command("reject-participant", SAM, "audio")
    assert frame.commanded("toggle-audio") == []


def test_host_thanks_and_the_attendee_is_in_the_audience_again(
    speaking: tuple[Person, Person],
) -> None:
    (host, at_host), (attendee, at_attendee) = speaking
    host.press("Thank you, Sam Student: back to the audience")
    for media in ("audio", "video"):
        at_host.await_command("reject-participant", SAM, media)
        at_host.await_command("mute-remote-participant", SAM, media)
    at_attendee.reject(SAM)
    says(attendee, "Thank you. You are in the audience again.")
    await_toolbar(at_attendee, has_microphone=False)
    until(lambda: len(at_attendee.commanded("toggle-audio")) == 2)
    assert not Turn.objects.exists()


def test_host_lowers_all_hands(helen: Person, sam: Person) -> None:
    host, attendee = helen[0], sam[0]
    attendee.press("Raise your hand")
    says(host, "Hands: 1")
    open_hands(host)
    host.press("Lower all hands")
    says(host, "Nobody raises a hand.")
    attendee.room.get_by_role("button", name="Raise your hand").wait_for()


def test_hand_that_is_raised_in_jitsi_is_told_to_the_site_once(sam: Person) -> None:
    attendee, frame = sam
    frame.raise_hand(SAM, at=1)
    attendee.room.get_by_role("button", name="Lower your hand").wait_for()
    until(Turn.objects.exists)
    assert frame.commanded("toggle-raise-hand") == []
    frame.raise_hand(SAM, at=0)
    until(lambda: not Turn.objects.exists())


def test_hand_of_somebody_without_this_page_is_in_the_queue(helen: Person) -> None:
    host, frame = helen
    frame.arrive("000000ff", "Anna Elsewhere")
    frame.raise_hand("000000ff", at=5)
    announces(host, "Anna Elsewhere raises a hand.")
    open_hands(host)
    says(host, "Anna Elsewhere")
    host.press("Invite Anna Elsewhere to speak")
    frame.await_command("ask-to-unmute", "000000ff")
    host.press("Thank you, Anna Elsewhere: back to the audience")
    frame.await_command("reject-participant", "000000ff", "audio")


def test_hand_is_raised_again_after_a_reload(sam: Person, jitsi: Any) -> None:
    attendee, frame = sam
    attendee.press("Raise your hand")
    until(Turn.objects.exists)
    attendee.page.reload()
    attendee.press("Join live session")
    frame = jitsi(attendee.page)
    admit(frame, "00000005")
    frame.await_command("toggle-raise-hand")


def test_attendee_who_reloads_while_speaking_is_offered_to_go_on(
    speaking: tuple[Person, Person], jitsi: Any
) -> None:
    (_, at_host), (attendee, _) = speaking
    attendee.page.reload()
    attendee.press("Join live session")
    frame = jitsi(attendee.page)
    frame.obey()
    admit(frame, "00000005")
    frame.moderate("audio")
    attendee.question.get_by_text("You were speaking").wait_for()
    assert frame.commanded("toggle-audio") == []
    answer(attendee, "Speak now")
    at_host.await_command("ask-to-unmute", "00000005")
    assert frame.commanded("toggle-audio") == []  # the server has not opened it yet
    frame.approve("00000005")
    frame.await_command("toggle-audio")


def test_approval_in_jitsi_alone_brings_the_buttons(sam: Person) -> None:
    attendee, frame = sam
    frame.approve(SAM)
    says(attendee, "you may turn your microphone on in the video")
    await_toolbar(frame, has_microphone=True)
    assert frame.commanded("toggle-audio") == []
    frame.reject(SAM)
    await_toolbar(frame, has_microphone=False)


def test_speaker_is_let_speak_without_an_invitation(
    helen: Person, enter: Enter, speaker: Any
) -> None:
    enter(speaker, "000000ab")
    helen[1].await_command("ask-to-unmute", "000000ab")
    helen[1].await_command("approve-video", "000000ab")


# The audience


def test_attendee_reads_before_joining_what_it_will_be_like(
    visit: Any, elsewhere: Any, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_CHAT = "team"
    services.start(elsewhere.organizer, elsewhere.pk)
    visitor = visit(student, f"/tag/{elsewhere.pk}/")
    says(visitor, "You listen and watch. Microphone and camera stay off until a host invites you")
    says(visitor, "In the chat of the video, only hosts and speakers write.")


def test_toolbar_follows_when_the_stage_changes(sam: Person, elsewhere: Any, host: Any) -> None:
    attendee, frame = sam
    services.set_stage(host, elsewhere.pk, Stage.OPEN)
    for media in ("audio", "video"):
        frame.moderate(media, on=False)
    announces(attendee, "Everybody may speak now.")
    await_toolbar(frame, has_microphone=True)
    services.set_stage(host, elsewhere.pk, Stage.MODERATED)
    frame.moderate("audio")
    announces(attendee, "From now on the team speaks")
    await_toolbar(frame, has_microphone=False)


def test_viewer_is_told_so_and_counted_apart(
    enter: Enter, student: Any, helen: Person, elsewhere: Any, visit: Any, jitsi: Any
) -> None:
    visitor = visit(student, f"/tag/{elsewhere.pk}/")
    visitor.press("Join live session")
    frame = jitsi(visitor.page)
    admit(frame, SAM, visitor=True)
    visitor.see("joined", "You are a viewer: you see and hear everything.")
    assert visitor.room.get_by_role("button", name="Raise your hand").count() == 0
    until(Stay.objects.filter(is_viewer=True).exists)
    assert visitor.told("error") == []


def test_host_reads_who_keeps_the_chat_to_the_team(enter: Enter, host: Any, settings: Any) -> None:
    settings.JITSI_LIVE_CHAT = "team"
    visitor, _ = enter(host, "00000001", "moderator")
    says(visitor, "Chat: for the team, asked of the page")


def test_invited_person_looks_at_the_own_picture_first(helen: Person, sam: Person) -> None:
    invite(helen, sam, "Invite Sam Student to speak with camera")
    attendee, frame = sam
    attendee.question.wait_for()
    picture = attendee.question.locator("video")
    look = attendee.question.get_by_role("button", name="Look at your picture")
    look.or_(picture).locator("visible=true").first.wait_for()
    if look.is_visible():
        look.click()
    picture.wait_for()
    track = "room.shadowRoot.querySelector('video').srcObject.getTracks()[0]"
    attendee.evaluate(f"window.track = {track}")
    assert attendee.page.evaluate("() => window.track.readyState") == "live"
    frame.approve(SAM, "video")
    answer(attendee, "Speak with camera")
    frame.await_command("toggle-video")
    assert attendee.page.evaluate("() => window.track.readyState") == "ended"


def test_a_hundred_hands_are_one_list_in_order(helen: Person) -> None:
    host, frame = helen
    for number in range(100):
        frame.arrive(f"{number:08x}a", f"Person {number}")
        frame.raise_hand(f"{number:08x}a", at=1000 - number)
    says(host, "Hands: 100")
    open_hands(host)
    rows = host.room.locator("[part~=queue] > li")
    until(lambda: rows.count() == 100)
    assert rows.nth(0).inner_text().startswith("Person 99")
    assert rows.nth(99).inner_text().startswith("Person 0")
    button = rows.nth(99).get_by_role("button", name="Lower the hand of Person 0")
    button.focus()
    host.page.keyboard.press("Enter")
    until(lambda: rows.count() == 99)
    assert host.focused() == "Hands: 99"
    host.page.keyboard.press("Escape")
    assert not hands_are_open(host)


def hands_are_open(visitor: Visitor) -> bool:
    return bool(visitor.evaluate("return room.shadowRoot.querySelector('[part~=hands]').open"))
