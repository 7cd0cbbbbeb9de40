"""What hosts decide holds: removal, lock and move, and the end, with the practice server."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.models import LiveSession, Removal
from django_jitsi_live.practice import PracticeServer
from django_jitsi_live.servers import CallFailed
from tests.e2e.visitor import Visitor, until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

REMOVE, REMOVE_AND_MOVE = "Remove", "Remove and move everybody else"


def room(event: Any) -> str:
    return f"/api/live/room/{event.pk}/"


@pytest.fixture
def enter(visit: Any, live: Any) -> Any:
    """A person, in the live room."""

    def make(user: Any) -> Visitor:
        visitor: Visitor = visit(user, room(live))
        visitor.press("Join live session")
        visitor.see("joined")
        return visitor

    return make


@pytest.fixture
def helen(enter: Any, host: Any) -> Visitor:
    return enter(host)  # type: ignore[no-any-return]


@pytest.fixture
def sam(enter: Any, student: Any) -> Visitor:
    return enter(student)  # type: ignore[no-any-return]


def button(visitor: Visitor, name: str) -> Any:
    return visitor.room.get_by_role("button", name=name, exact=True)


def answer(visitor: Visitor, name: str) -> None:
    """Press that button of the question."""
    visitor.question.get_by_role("button", name=name, exact=True).click()


def ask_to_remove(helen: Visitor, name: str = "Sam Student") -> None:
    helen.list_people()
    helen.press(f"Remove {name}")
    helen.question.get_by_text(f"Remove {name}?").wait_for()


def does_not_answer(*asked: Any) -> None:
    raise CallFailed("It does not answer.", is_down=True)


def reasons(visitor: Visitor) -> list[str]:
    return [each["reason"] for each in visitor.told("left")]


def states(visitor: Visitor) -> list[str]:
    return [each["state"] for each in visitor.told("state")]


# Removal


def test_a_host_removes_somebody_who_is_out_and_comes_in_by_no_browser(
    helen: Visitor, sam: Visitor, visit: Any, live: Any, student: Any
) -> None:
    ask_to_remove(helen)
    helen.question.get_by_text("The video server puts them out at once.").wait_for()
    assert helen.focused() == "Cancel"
    answer(helen, REMOVE)
    sam.see("removed", "A host has removed you from this event")
    assert reasons(sam) == ["kicked"]
    assert button(sam, "Join again").count() == button(sam, "Join live session").count() == 0
    phone = visit(student, room(live))
    phone.see("removed", "ask the people who organise it")
    phone.evaluate("return room.join().catch(() => {})")
    phone.see("removed")
    assert phone.told("error")[-1]["code"] == "removed"
    helen.room.get_by_role("status").get_by_text("Sam Student was removed, and is out.").wait_for()
    button(helen, "Readmit Sam Student").wait_for()
    helen.see("joined", "Present: 1")


def test_who_is_readmitted_may_join_again(helen: Visitor, sam: Visitor) -> None:
    sam.page.clock.install()
    ask_to_remove(helen)
    answer(helen, REMOVE)
    sam.see("removed")
    helen.press("Readmit Sam Student")
    button(helen, "Readmit Sam Student").wait_for(state="detached")
    sam.page.clock.fast_forward(80_000)
    sam.press("Join live session")
    sam.see("joined")
    helen.see_moving("Sam Student")


def test_a_page_that_was_removed_asks_seldom(
    helen: Visitor, visit: Any, student: Any, live: Any
) -> None:
    asked: list[str] = []
    sam = visit(student, "/about/")
    sam.page.clock.install()  # before there is a timer that only the real clock could stop
    sam.open(room(live))
    sam.press("Join live session")
    sam.see("joined")

    def note(request: Any) -> None:
        if request.method != "HEAD":  # which are the test's own
            asked.append(request.url)

    ask_to_remove(helen)
    answer(helen, REMOVE)
    sam.see("removed")
    sam.stop_clock()
    sam.page.on("request", note)
    sam.run_clock(20)  # it would ask each second in another state
    assert asked == []
    sam.see("removed")


def test_where_the_server_has_no_call_the_page_leaves_and_the_host_is_told_before(
    visit: Any, elsewhere: Any, host: Any, student: Any, jitsi: Any
) -> None:
    services.start(host, elsewhere.pk)
    visitors = [visit(user, room(elsewhere)) for user in (host, student)]
    for visitor in visitors:
        visitor.press("Join live session")
        jitsi(visitor.page).admit("moderator" if visitor is visitors[0] else "participant")
        visitor.see("joined")
    helen, sam = visitors
    ask_to_remove(helen)
    helen.question.get_by_text("The video server cannot put out").wait_for()
    answer(helen, REMOVE)
    sam.see("removed")
    assert sam.page.locator("iframe").count() == 0
    assert reasons(sam) == ["kicked"]
    told = "Sam Student was removed. Their page leaves within a minute."
    helen.room.get_by_role("status").get_by_text(told).wait_for()


def test_a_host_reads_that_the_server_has_not_confirmed_a_removal(
    helen: Visitor, sam: Visitor, monkeypatch: Any
) -> None:
    monkeypatch.setattr(PracticeServer, "kick", does_not_answer)
    ask_to_remove(helen)
    answer(helen, REMOVE)
    helen.see("joined", "The video server has not confirmed yet that they are out")
    sam.see("removed")  # by the page


def test_a_host_thinks_better_of_it(helen: Visitor, sam: Visitor) -> None:
    ask_to_remove(helen)
    helen.page.keyboard.press("Enter")
    helen.question.wait_for(state="hidden")
    assert helen.focused() == "Remove"
    sam.see("joined")
    assert not Removal.objects.exists()


def test_the_list_is_kept_up_with_the_keyboard_where_it_is(
    helen: Visitor, sam: Visitor, enter: Any, speaker: Any
) -> None:
    helen.page.clock.install()
    helen.list_people()
    button(helen, "Remove Sam Student").focus()
    enter(speaker)
    helen.page.clock.fast_forward(20_000)
    button(helen, "Remove Sofia Speaker").wait_for()
    assert helen.focused() == "Remove"
    sam.press("Leave")
    sam.see("left")
    helen.page.clock.fast_forward(20_000)
    helen.room.get_by_text("Sam Student (not in the room)").wait_for()
    helen.see("joined", "Present: 2")  # as the list has it, whatever the page has heard before
    helen.page.keyboard.press("Escape")
    helen.room.get_by_text("Sam Student (not in the room)").wait_for(state="hidden")
    assert helen.focused() == helen.room.locator("summary[part=count]").inner_text()


def test_an_audience_has_no_list(sam: Visitor) -> None:
    sam.see("joined", "Present: 1")
    assert sam.room.locator("summary[part=count]").count() == 1
    assert sam.room.get_by_role("listitem").count() == 0
    sam.room.get_by_text("Present: 1").click(force=True)
    assert button(sam, "Lock and move").count() == 0


# Lock and move


def test_a_host_moves_everybody_to_a_new_room(
    helen: Visitor, sam: Visitor, enter: Any, speaker: Any
) -> None:
    sofia = enter(speaker)
    sam.frame.get_by_role("button", name="Mute", exact=True).click()
    sam.frame.get_by_role("button", name="Unmute", exact=True).wait_for()
    before = LiveSession.objects.get().room_name
    helen.list_people()
    helen.press("Lock and move")
    helen.question.get_by_text("Move everybody to a new room?").wait_for()
    answer(helen, "Move to a new room")
    for visitor in (helen, sam, sofia):
        visitor.wait_told("joined", 2)
        visitor.see("joined", "A host has moved everybody to this new room.")
        address = visitor.page.locator("iframe").get_attribute("src") or ""
        assert LiveSession.objects.get().room_name in address
    assert LiveSession.objects.get().room_name != before
    for visitor in (helen, sam, sofia):
        assert reasons(visitor) == ["moved"]  # a page around the room may go when it says "left"
        assert not {"left", "ended", "offline"} & {*states(visitor)}
    sam.frame.get_by_role("button", name="Unmute", exact=True).wait_for()
    sofia.frame.get_by_role("button", name="Mute", exact=True).wait_for()
    helen.see_moving("Sofia Speaker")
    helen.see("joined", "Present: 3")


def test_who_is_removed_is_not_taken_along(
    helen: Visitor, sam: Visitor, enter: Any, speaker: Any
) -> None:
    sofia = enter(speaker)
    ask_to_remove(helen)
    answer(helen, REMOVE_AND_MOVE)
    sam.see("removed")
    for visitor in (helen, sofia):
        visitor.wait_told("joined", 2)
    helen.see("joined", "Present: 2")
    assert states(sam)[-1] == "removed"


def test_two_moves_in_a_row_leave_everybody_in_the_last_room(
    helen: Visitor, sam: Visitor, host: Any, live: Any
) -> None:
    for _ in range(2):
        services.move(host, live.pk)
    for visitor in (helen, sam):
        visitor.page.wait_for_function(
            "(name) => document.querySelector('jitsi-live-room').shadowRoot"
            ".querySelector('iframe')?.src.includes(name)",
            arg=LiveSession.objects.get().room_name,
        )
        visitor.see("joined")
    helen.see_moving("Sam Student")


def test_an_answer_from_before_a_move_leaves_nobody_behind(
    sam: Visitor, host: Any, live: Any
) -> None:
    held: list[Any] = []
    is_released = False

    def hold(route: Any) -> None:
        if is_released or route.request.method != "GET":
            route.continue_()
        else:
            held.append((route, None if held else route.fetch()))

    sam.page.route("**/room/**", hold)
    until(sam.page, lambda: held)
    services.move(host, live.pk)
    sam.page.locator("iframe").wait_for(state="detached")
    is_released = True
    (route, before), *later = held
    route.fulfill(response=before)
    for route, _ in later:
        route.continue_()
    sam.wait_told("joined", 2)
    assert reasons(sam) == ["moved"]


def test_a_heartbeat_takes_along_who_is_on_a_server_that_ends_nothing(
    visit: Any, elsewhere: Any, host: Any, student: Any, jitsi: Any
) -> None:
    services.start(host, elsewhere.pk)
    sam = visit(student, room(elsewhere))
    sam.press("Join live session")
    jitsi(sam.page).admit()
    sam.see("joined")
    before = LiveSession.objects.get().room_name
    services.move(host, elsewhere.pk)
    sam.page.wait_for_selector(f'iframe[src*="{before}"]', state="detached")
    jitsi(sam.page).admit()
    sam.see("joined", "A host has moved everybody to this new room.")
    assert reasons(sam) == ["moved"]


def test_a_page_that_cannot_follow_stays_and_tries_again(
    visit: Any, elsewhere: Any, host: Any, student: Any, jitsi: Any
) -> None:
    services.start(host, elsewhere.pk)
    sam = visit(student, room(elsewhere))
    sam.press("Join live session")
    jitsi(sam.page).admit()
    sam.see("joined")

    def refuse(route: Any) -> None:
        is_join = "action=join&" in f"{route.request.post_data or ''}&"
        route.abort() if is_join else route.continue_()

    sam.page.route("**/room/**", refuse)
    services.move(host, elsewhere.pk)
    with sam.page.expect_request_finished(lambda each: each.failure is None):
        pass
    sam.page.wait_for_event("requestfailed")
    sam.see("joined")
    assert reasons(sam) == []
    sam.page.unroute("**/room/**")
    sam.wait_told("left")
    jitsi(sam.page).admit()
    sam.see("joined")


# A kick in the video


def kick_in_the_video(helen: Visitor) -> None:
    helen.frame.get_by_role("button", name="Remove Sam Student").click()
    helen.frame.get_by_role("dialog").get_by_role("button", name="Remove").click()
    helen.question.get_by_text("Sam Student was put out in the video").wait_for()


def test_a_host_is_asked_whether_a_kick_in_the_video_shall_hold(
    helen: Visitor, sam: Visitor
) -> None:
    kick_in_the_video(helen)
    assert helen.focused() == "They may come back"
    sam.see("left", "You may join again")
    answer(helen, REMOVE)
    helen.room.get_by_role("status").get_by_text("Sam Student was removed, and is out.").wait_for()
    sam.press("Join again")
    sam.see("removed")


def test_a_kick_that_need_not_hold_is_forgotten(helen: Visitor, sam: Visitor) -> None:
    kick_in_the_video(helen)
    answer(helen, "They may come back")
    sam.press("Join again")
    sam.see("joined")
    assert not Removal.objects.exists()


# The end


def test_an_end_puts_everybody_out_by_the_server(helen: Visitor, sam: Visitor) -> None:
    helen.end_for_everyone()
    for visitor in (helen, sam):
        visitor.see("ended")
    assert helen.room.get_by_text("has not confirmed").count() == 0
    assert helen.told("ended")[-1]["by"] == "self"


def test_an_end_by_the_site_puts_everybody_out(
    helen: Visitor, sam: Visitor, host: Any, live: Any
) -> None:
    services.end(host, live.pk)
    for visitor in (helen, sam):
        visitor.see("ended")


def test_a_host_reads_that_the_server_has_not_confirmed_the_end(
    helen: Visitor, monkeypatch: Any
) -> None:
    monkeypatch.setattr(PracticeServer, "end_room", does_not_answer)
    helen.end_for_everyone()
    helen.see("ended", "The video server has not confirmed yet that the room is closed.")
