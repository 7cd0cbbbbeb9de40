"""A moderated webinar through our own pages, in the browsers of a host and of the audience.

With the practice server, whose connections say who is heard, and with our double of Jitsi's page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.models import LiveSession, Stage, Stay, Turn, TurnState
from django_jitsi_live.servers.practice import switchboard
from tests.e2e.listener import Listener
from tests.e2e.visitor import Jitsi, Visitor, until
from tests.projects.webinar.webinars.models import Registration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

INVITE = "Invite Sam Student to speak"
THANK = "Thank you, Sam Student: back to the audience"
INVITED = "Helen Host invites you to speak. Everybody will hear you."
ON_STAGE = "You are on stage. Everybody hears you while your microphone is on."
THANKED = "Thank you. You are in the audience again."
ENFORCED = "Microphones: enforced by the server"


class Person(Visitor):
    """Somebody on our page, with what reaches her browser."""

    def __init__(self, visitor: Visitor) -> None:
        self.__dict__ = visitor.__dict__
        self.ear = Listener(self.page)

    def enter(self) -> Person:
        self.press("Join live session")
        self.see("joined")
        return self

    def reload(self) -> Person:
        self.page.reload()
        self.see("live")
        return self.enter()

    @property
    def controls(self) -> list[str]:
        """The buttons in the video."""
        group = self.frame.get_by_role("group", name="Controls")
        return group.get_by_role("button").all_inner_texts()

    def read(self, *texts: str) -> None:
        """Wait for these words below the video."""
        for text in texts:
            self.room.get_by_text(text).locator("visible=true").first.wait_for()

    def open_queue(self, count: int = 1) -> None:
        self.read(f"Hands: {count}")
        self.room.locator("summary[part=hands-count]").click()

    def await_listed(self, count: int) -> None:
        """Until so many of the queue are known to the site, which a poll tells."""
        rows = self.room.locator('[part~=queue] > li[data-person^="turn "]')
        rows.nth(count - 1).wait_for()

    def await_queue(self, *names: str) -> None:
        """A new seat in the frame may stand there a moment before the site says whose it is."""
        until(self.page, lambda: self.queue == [*names])

    @property
    def queue(self) -> list[str]:
        return self.room.locator("[part~=queue] > li > span").all_inner_texts()

    def answer(self, name: str) -> None:
        """By that button of the question."""
        self.question.get_by_role("button", name=name, exact=True).click()


Enter = Callable[..., Person]


@pytest.fixture
def enter(visit: Any, settings: Any, event: Any, host: Any) -> Enter:
    """A person, in a live room where only the team speaks."""
    settings.JITSI_LIVE_STAGE = "moderated"
    services.start(host, event.pk)

    def go(user: Any) -> Person:
        return Person(visit(user, f"/api/live/room/{event.pk}/")).enter()

    return go


@pytest.fixture
def helen(enter: Enter, host: Any) -> Person:
    """The host. Whether she is heard is nothing to the audience."""
    person = enter(host)
    person.read(ENFORCED)
    return person


@pytest.fixture
def sam(helen: Person, enter: Enter, student: Any) -> Person:
    return enter(student)


@pytest.fixture
def hugo(settings: Any, event: Any, make_user: Any) -> Any:
    """A second host."""
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    user = make_user("hugo", first_name="Hugo", last_name="Second")
    event.speakers.add(user, event.organizer)
    return user


def bring_on_stage(host: Person, guest: Person) -> None:
    guest.press("Raise your hand")
    host.open_queue()
    host.await_listed(1)
    host.press(INVITE)
    guest.read(INVITED)
    guest.answer("Speak now")
    host.ear.await_heard()


def room() -> Any:
    [found] = switchboard.shared._registry.rooms.values()
    return found


def is_moderated() -> bool:
    return room().moderation.media == ["audio", "video"]


def await_moderated(host: Person) -> None:
    """The page asks for one medium after the other."""
    until(host.page, is_moderated)


# In two browsers


def test_the_page_of_the_host_switches_moderation_on(helen: Person) -> None:
    helen.read("Cameras: asked of the page")
    await_moderated(helen)


def test_the_audience_comes_in_silent_and_without_buttons(helen: Person, sam: Person) -> None:
    sam.read("You listen and watch")
    assert {"Unmute", "Mute", "Start camera", "Stop camera"}.isdisjoint(sam.controls)
    sam.ear.await_received("video", 1)
    sam.ear.send_by_force()
    sam.ear.await_received("video", 20)
    assert helen.ear.received()["packets"] == 0


def test_a_hand_leads_to_the_stage_and_back(helen: Person, sam: Person) -> None:
    sam.press("Raise your hand")
    helen.open_queue()
    assert helen.queue == ["Sam Student"]
    assert helen.ear.received()["packets"] == 0
    helen.await_listed(1)
    helen.press(INVITE)
    sam.read(INVITED)
    assert Turn.objects.get().state == TurnState.INVITED
    sam.answer("Speak now")
    helen.ear.await_heard()
    sam.read(ON_STAGE)
    sam.frame.get_by_role("button", name="Mute", exact=True).wait_for()
    helen.press(THANK)
    sam.read(THANKED)
    assert_silent(helen, sam)
    assert Turn.objects.count() == 0
    assert {"Unmute", "Mute", "Start camera", "Stop camera"}.isdisjoint(sam.controls)


def assert_silent(host: Person, guest: Person) -> None:
    """Nothing is heard any more, while the guest sees moving pictures."""
    host.frame.locator("[data-flag=audioMuted]:visible").first.wait_for()
    guest.ear.await_received("video", 5)  # what was on its way
    before = host.ear.received()["energy"]
    guest.ear.await_received("video", 20)
    assert host.ear.received()["energy"] == before


def test_a_hand_may_be_answered_before_the_site_tells_of_it(helen: Person, sam: Person) -> None:
    with helen.nothing_reaching("**/api/live/room/**"):
        sam.press("Raise your hand")
        helen.open_queue()
        helen.press(INVITE)
    sam.read(INVITED)
    sam.answer("Speak now")
    helen.ear.await_heard()
    assert Turn.objects.get().state == TurnState.SPEAKING


def test_who_is_invited_may_decline(helen: Person, sam: Person) -> None:
    sam.press("Raise your hand")
    helen.open_queue()
    helen.await_listed(1)
    helen.press(INVITE)
    sam.read(INVITED)
    sam.answer("Not now")
    helen.read("Nobody raises a hand.")
    assert helen.ear.received()["packets"] == 0


def test_a_hand_in_the_video_is_one_of_the_queue(helen: Person, sam: Person) -> None:
    sam.frame.get_by_role("button", name="Raise hand").click()
    helen.open_queue()
    assert helen.queue == ["Sam Student"]
    sam.press("Lower your hand")
    helen.read("Nobody raises a hand.")
    sam.frame.get_by_role("button", name="Raise hand").wait_for()


def test_a_site_that_takes_its_time_takes_no_hand_down(helen: Person, sam: Person) -> None:
    with sam.nothing_reaching("**/api/live/room/**", "hand"):
        sam.frame.get_by_role("button", name="Raise hand").click()
        sam.read("Lower your hand")
        for _ in range(3):  # the first may have been asked before, and what follows takes a moment
            with sam.page.expect_response(is_description):
                pass
        sam.read("Lower your hand")
        assert sam.frame.get_by_role("button", name="Lower hand").is_visible()
    helen.open_queue()
    helen.await_listed(1)


def is_description(response: Any) -> bool:
    return response.request.method == "GET" and "/api/live/room/" in response.url


# Nothing comes undone


def test_who_was_on_stage_and_reloads_speaks_again_by_one_click(helen: Person, sam: Person) -> None:
    bring_on_stage(helen, sam)
    sam.reload()
    sam.read("You were speaking before this page was loaded.")
    sam.ear.await_received("video", 20)
    assert helen.ear.received()["packets"] == 0  # of the connections that are there
    sam.answer("Speak now")
    helen.ear.await_heard()


def test_who_waits_and_reloads_keeps_the_place_in_the_queue(
    helen: Person, sam: Person, enter: Enter, event: Any, make_user: Any
) -> None:
    sam.press("Raise your hand")
    helen.open_queue()
    sara = make_user("sara", first_name="Sara", last_name="Second")
    Registration.objects.create(event=event, user=sara)
    enter(sara).press("Raise your hand")
    helen.read("Hands: 2")
    sam.reload()
    sam.room.get_by_role("button", name="Lower your hand").wait_for()
    sam.frame.get_by_role("button", name="Lower hand").wait_for()
    helen.await_queue("Sam Student", "Sara Second")


def test_a_host_who_reloads_undoes_nothing(helen: Person, sam: Person) -> None:
    bring_on_stage(helen, sam)
    helen.reload()
    helen.read(ENFORCED)
    helen.ear.await_heard()
    helen.open_queue(0)
    helen.press(THANK)
    sam.read(THANKED)
    assert_silent(helen, sam)


def test_a_room_that_was_empty_is_moderated_again(helen: Person) -> None:
    helen.reload()
    helen.read(ENFORCED)
    await_moderated(helen)


def test_a_second_host_sees_the_same_and_goes_on(
    helen: Person, sam: Person, hugo: Any, enter: Enter
) -> None:
    bring_on_stage(helen, sam)
    second = enter(hugo)
    second.read(ENFORCED)
    await_moderated(second)
    second.open_queue(0)
    second.ear.await_heard()
    helen.ear.await_heard()
    helen.press("Leave")
    helen.see("left")
    assert is_moderated()
    second.press(THANK)
    sam.read(THANKED)


def test_a_host_switches_the_stage_while_it_is_live(helen: Person, sam: Person) -> None:
    helen.press("Everybody may speak")
    sam.frame.get_by_role("button", name="Unmute").click()
    helen.ear.await_heard()
    helen.press("Only the team speaks")
    helen.read(ENFORCED)
    sam.read("You listen and watch")
    assert_silent(helen, sam)
    assert LiveSession.objects.get().stage == Stage.MODERATED


# Viewers


def test_viewers_are_told_so_and_counted_apart(
    enter: Enter, settings: Any, host: Any, student: Any
) -> None:
    servers = settings.JITSI_LIVE_SERVERS
    practice = {**servers["default"], "MAX_PARTICIPANTS": 1}
    settings.JITSI_LIVE_SERVERS = {**servers, "default": practice}
    helen, sam = enter(host), enter(student)
    sam.read("You are a viewer")
    assert sam.room.get_by_role("button", name="Raise your hand").count() == 0
    helen.list_people()
    helen.read("Present: 1, viewers: 1", "Sam Student (viewer)")
    assert [each.is_viewer for each in Stay.objects.order_by("pk")] == [False, True]


# With the double, whose moderation may be missing, and whose audience is large


@pytest.fixture
def chair(visit: Any, settings: Any, elsewhere: Any, host: Any, jitsi: Any) -> tuple[Person, Jitsi]:
    """The host in a room on another server, where she is a moderator."""
    settings.JITSI_LIVE_STAGE = "moderated"
    services.start(host, elsewhere.pk)
    person = Person(visit(host, f"/api/live/room/{elsewhere.pk}/"))
    person.press("Join live session")
    frame: Jitsi = jitsi(person.page)
    return person, frame


def test_moderation_is_ordered_once_of_a_server_that_has_it(chair: tuple[Person, Jitsi]) -> None:
    helen, frame = chair
    frame.obey()
    frame.admit("moderator")
    helen.read(ENFORCED)
    assert frame.commanded("toggle-moderation") == [[True, "audio"], [True, "video"]]
    frame.moderate("audio", on=False)
    helen.read("Somebody has switched the moderation off in the video")
    assert len(frame.commanded("toggle-moderation")) == 2  # nobody is fought with


def test_a_server_without_moderation_is_told_of(chair: tuple[Person, Jitsi]) -> None:
    helen, frame = chair
    frame.admit("moderator")
    helen.read("The video server does not keep the audience quiet", "Microphones: not moderated")


def test_a_host_who_is_no_moderator_there_orders_nothing(chair: tuple[Person, Jitsi]) -> None:
    helen, frame = chair
    frame.admit()
    helen.read("The video server did not make you a moderator")
    assert frame.commanded("toggle-moderation") == []


def test_a_hundred_hands_are_one_queue_by_time(chair: tuple[Person, Jitsi]) -> None:
    helen, frame = chair
    frame.obey()
    frame.admit("moderator")
    helen.read(ENFORCED)
    for number in range(100):
        frame.arrive(f"{number:08x}", f"Person {number}")
        frame.raise_hand(f"{number:08x}", 1_000_000 - number)
    helen.open_queue(100)
    assert helen.queue == [f"Person {number}" for number in reversed(range(100))]
    helen.press("Invite Person 99 to speak")
    frame.await_command("ask-to-unmute", f"{99:08x}")
    helen.read("Hands: 99", "Person 99 (speaks)")
    frame.raise_hand(f"{7:08x}", 0)
    helen.read("Hands: 98")
    helen.press("Thank you, Person 99: back to the audience")
    frame.await_command("reject-participant", f"{99:08x}", "audio")
    frame.await_command("mute-remote-participant", f"{99:08x}", "audio")
    helen.press("Lower all hands")
    helen.read("Nobody raises a hand.")
    assert len(frame.commanded("ask-to-unmute")) == 1


def test_a_frame_that_reconnects_is_moderated_as_before(chair: tuple[Person, Jitsi]) -> None:
    helen, frame = chair
    frame.obey()
    frame.admit("moderator")
    helen.read(ENFORCED)
    frame.tell("video-conference-left", roomName="r")
    frame.admit("moderator")
    helen.read(ENFORCED)
    assert len(frame.commanded("toggle-moderation")) == 2


def test_an_approved_attendee_unmutes_by_the_frame_of_jitsi(
    visit: Any, settings: Any, elsewhere: Any, host: Any, student: Any, jitsi: Any
) -> None:
    settings.JITSI_LIVE_STAGE = "moderated"
    services.start(host, elsewhere.pk)
    sam = Person(visit(student, f"/api/live/room/{elsewhere.pk}/"))
    sam.press("Join live session")
    frame: Jitsi = jitsi(sam.page)
    frame.admit()
    sam.see("joined")
    frame.moderate("audio")
    services.raise_hand(student, elsewhere.pk)
    services.invite_to_speak(host, elsewhere.pk, Turn.objects.get().participant)
    sam.read(INVITED)
    sam.answer("Speak now")
    assert frame.commanded("toggle-audio") == []  # before the server lets him
    frame.approve("me")
    frame.await_command("toggle-audio")
    services.end_turn(host, elsewhere.pk, Turn.objects.get().participant)
    sam.read(THANKED)
