"""<jitsi-live-room> with the practice server: two people, their own browsers, real video."""

from __future__ import annotations

import logging
from datetime import timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urldefrag

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from django.test.testcases import QuietWSGIRequestHandler
from django.utils import timezone

from django_jitsi_live import services
from django_jitsi_live.crowd import polling
from tests.e2e.visitor import pass_on, until, with_header
from tests.projects.webinar.webinars.models import Event, Registration
from tests.words import holds_token

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


def room(event: Any) -> str:
    return f"/api/live/room/{event.pk}/"


# The way in and out


def test_a_waiting_student_is_let_in_when_the_host_goes_live(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, room(event))
    sam.see("waiting", "you will be let in as soon as this event is live")
    helen = visit(host, room(event))
    helen.press("Go live")
    helen.see("joined")
    sam.see("joined", "You came in muted, with your camera off")
    sam.see_moving("Helen Host")
    sam.frame.get_by_role("button", name="Start camera").click()
    helen.see_moving("Sam Student")
    assert [each["state"] for each in sam.told("state")] == [
        "checking", "waiting", "joining", "joined",
    ]  # fmt: skip


def test_a_student_leaves_and_comes_back(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, room(live))
    sam.see("live", "Come in!")
    sam.press("Join live session")
    sam.see("joined")
    sam.press("Leave")
    sam.see("left", "You can come back.")
    assert sam.page.locator("iframe").count() == 0
    assert sam.told("left") == [{"eventId": str(live.pk), "role": "attendee", "reason": "left"}]
    sam.press("Join again")
    sam.see("joined")
    assert len(sam.told("joined")) == 2


def test_a_student_who_hangs_up_in_the_frame_has_left(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, room(live))
    sam.press("Join live session")
    sam.see("joined")
    sam.frame.get_by_role("button", name="Leave").click()
    sam.see("left")
    assert sam.told("left")[0]["reason"] == "hangup"


def test_a_host_who_ends_it_closes_the_room_of_everyone(
    visit: Any, live: Any, host: Any, student: Any
) -> None:
    sam, helen = visit(student, room(live)), visit(host, room(live))
    for visitor in (helen, sam):
        visitor.press("Join live session")
        visitor.see("joined")
    helen.end_for_everyone()
    helen.see("ended", "Going live again opens a new room.")
    sam.see("ended", "Thank you for being here.")
    assert sam.page.locator("iframe").count() == 0
    assert sam.wait_told("ended") == {"eventId": str(live.pk), "role": "attendee", "by": "other"}
    assert helen.wait_told("ended")["by"] == "self"
    helen.press("Go live again")
    helen.see("joined")
    sam.see("live")  # who was in an ended session decides whether to come to the next


def test_a_host_who_removes_somebody_is_obeyed(
    visit: Any, live: Any, host: Any, student: Any
) -> None:
    sam, helen = visit(student, room(live)), visit(host, room(live))
    for visitor in (helen, sam):
        visitor.press("Join live session")
        visitor.see("joined")
    helen.frame.get_by_role("button", name="Remove Sam Student").click()
    helen.frame.get_by_role("dialog").get_by_role("button", name="Remove").click()
    sam.see("left", "You were put out of the room in the video. You may join again.")
    assert sam.wait_told("error") == {
        "eventId": str(live.pk), "role": "attendee",
        "code": "kicked", "message": "", "source": "server", "fatal": True,
    }  # fmt: skip


# Who may not


def test_a_stranger_is_told_to_register_and_gets_on(visit: Any, event: Any, stranger: Any) -> None:
    sid = visit(stranger, room(event))
    sid.see("unregistered", "Only people who are registered")
    link = sid.room.get_by_role("link", name="Register").get_attribute("href")
    assert link == f"/register/?event={event.pk}"


def test_a_visitor_logs_in_and_comes_back_to_the_page(visit: Any, event: Any, student: Any) -> None:
    visitor = visit(None, f"/tag/{event.pk}/?from=mail&x=1")
    visitor.see("logged-out", "Please log in")
    visitor.room.get_by_role("link", name="Log in to join").click()
    visitor.page.get_by_label("Username").fill("sam")
    visitor.page.get_by_label("Password").fill("pw")
    visitor.page.get_by_label("Password").press("Enter")
    visitor.page.wait_for_url(f"**/tag/{event.pk}/?from=mail&x=1")
    visitor.see("waiting")


def test_a_room_of_no_event_says_so(visit: Any, student: Any) -> None:
    sam = visit(student, "/about/")
    insert(sam, 4711)
    sam.see("closed", "This event is not open.")


def insert(visitor: Any, event_id: object, attributes: str = 'base-url="/api/live/"') -> None:
    html = f'<jitsi-live-room event-id="{event_id}" {attributes}></jitsi-live-room>'
    visitor.page.evaluate("(html) => { document.querySelector('#place').innerHTML = html }", html)


def change_grant(visitor: Any, change: Any) -> None:
    """Let answers to "join" come changed, as from somebody who tampers with them."""

    def changed(route: Any) -> None:
        if "action=join" not in (route.request.post_data or ""):
            route.fallback()
            return
        pass_on(route, lambda response: {"json": change(response.json())})

    visitor.page.route("**/room/**", changed)


def test_a_tampered_token_is_refused_by_the_server(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, room(live))
    change_grant(sam, lambda grant: {**grant, "jwt": grant["jwt"][:-6] + "AAAAAA"})
    sam.press("Join live session")
    sam.see("refused", "It does not accept the pass that this site has given you.")
    assert sam.told("error")[0]["code"] == "token"
    sam.page.unroute_all()
    sam.press("Try again")
    sam.see("joined")


def test_a_token_of_another_room_opens_none(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, room(live))
    change_grant(sam, lambda grant: {**grant, "room": "another-room"})
    sam.press("Join live session")
    sam.see("refused", "this room is not open to you")
    assert sam.told("error")[0]["code"] == "not-allowed"


def test_a_student_loses_the_registration_while_waiting_at_the_button(
    visit: Any, live: Any, student: Any
) -> None:
    sam = visit(student, room(live))
    sam.see("live")
    Registration.objects.all().delete()
    sam.press("Join live session")
    sam.see("unregistered")
    assert sam.told("error")[0]["code"] == "not_registered"


# What fails, and comes back


def test_a_script_host_that_is_back_is_noticed(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, room(live))
    sam.page.route("**/external_api.js", lambda route: route.abort())
    sam.press("Join live session")
    sam.see("unreachable", "This page tries again by itself.")
    assert sam.told("error")[0]["code"] == "unreachable"
    sam.page.unroute_all()
    sam.see("joined")


def test_a_lost_connection_comes_back_by_itself(visit: Any, event: Any, student: Any) -> None:
    sam = visit(student, room(event))
    sam.see("waiting")
    sam.page.route("**/status/**", lambda route: route.abort())
    sam.page.route("**/room/**", lambda route: route.abort())
    sam.see("offline", "This page goes on by itself")
    sam.page.unroute_all()
    sam.see("waiting")


def test_a_browser_that_goes_offline_is_noticed_at_once(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, room(event))
    sam.see("waiting")
    sam.page.context.set_offline(True)
    sam.see("offline")
    services.start(host, event.pk)
    sam.page.context.set_offline(False)
    sam.see("live")


# Polling


def test_polls_are_anonymous_and_as_rare_as_the_site_asks(
    visit: Any, event: Any, student: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(polling, "POLL_WAITING", 3)
    sam = visit(student, "/about/")
    polls: list[Any] = []
    sam.page.on("request", lambda each: "/status/" in each.url and polls.append(each))
    sam.page.evaluate(
        "() => { const ask = window.fetch; window.times = [];"
        " window.fetch = (url, ...rest) => { if (url.includes('/status/')) "
        "window.times.push(performance.now()); return ask(url, ...rest); } }"
    )
    insert(sam, event.pk)
    sam.page.wait_for_function("() => window.times.length === 3")
    times = sam.page.evaluate("() => window.times")
    gaps = [after - before for before, after in pairwise(times)]
    assert all(2990 <= gap < 6000 for gap in gaps)
    assert all("cookie" not in each.all_headers() for each in polls[:2])


def hide(visitor: Any, hidden: bool) -> None:
    visitor.page.evaluate(
        "(hidden) => { Object.defineProperty(document, 'hidden', { value: hidden,"
        " configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }",
        hidden,
    )


def test_a_hidden_tab_does_not_poll(visit: Any, event: Any, host: Any, student: Any) -> None:
    sam = visit(student, room(event))
    sam.see("waiting")
    hide(sam, True)
    polls: list[str] = []
    sam.await_answers()  # to what is under way
    sam.page.on("request", lambda each: "/status/" in each.url and polls.append(each.url))
    services.start(host, event.pk)
    sam.page.wait_for_timeout(2500)
    assert polls == []
    hide(sam, False)
    sam.see("joined")


# The keyboard, the phone, the language


def test_a_host_needs_no_mouse(visit: Any, event: Any, host: Any) -> None:
    helen = visit(host, room(event))
    helen.see("waiting")
    helen.page.keyboard.press("Tab")
    assert helen.focused() == "Go live"
    helen.page.keyboard.press("Enter")
    helen.prejoin.wait_for()
    assert "stage" in helen.page.evaluate(
        "() => document.activeElement.shadowRoot.activeElement.className"
    )
    helen.frame.get_by_role("button", name="Join").press("Enter")
    helen.there("joined").wait_for()  # past the own picture already
    tab_to(helen, "Leave")
    helen.page.keyboard.press("Enter")
    helen.see("left")
    assert helen.focused() == "Join again"
    helen.page.keyboard.press("Enter")
    helen.see("joined")
    tab_to(helen, "End for everyone")
    helen.page.keyboard.press("Enter")
    helen.question.wait_for()
    tab_to(helen, "End for everyone")
    helen.page.keyboard.press("Enter")
    helen.see("ended")
    assert helen.focused() == "Take it back: the session goes on"


def tab_to(visitor: Any, name: str) -> None:
    for _ in range(30):
        visitor.page.keyboard.press("Tab")
        if visitor.focused() == name:
            return
    raise AssertionError(f"The keyboard does not reach {name!r}.")


def test_a_page_in_arabic_reads_from_the_right(visit: Any, event: Any, student: Any) -> None:
    sam = visit(student, f"/tag/{event.pk}/", locale="ar", color_scheme="dark")
    sam.see("waiting")
    services.start(event.organizer, event.pk)
    sam.see("joined")
    badge, leave = (
        sam.room.locator(f"[part~={part}]").bounding_box() for part in ("badge", "leave")
    )
    assert badge["x"] > leave["x"]
    assert "lang=ar" in sam.page.locator("iframe").get_attribute("src")


def test_the_video_fills_a_phone(visit: Any, live: Any, student: Any) -> None:
    phone = {"width": 320, "height": 640}
    sam = visit(student, room(live), viewport=phone, has_touch=True, is_mobile=True)
    sam.press("Join live session")
    sam.see("joined")
    stage = sam.room.locator("[part~=stage]").bounding_box()
    assert stage["height"] >= 600
    assert stage["x"] >= 0
    assert stage["x"] + stage["width"] <= 320


@pytest.mark.parametrize("size", [(320, 640), (360, 700), (700, 320), (1000, 800)])
def test_a_host_reads_all_of_the_list_of_people(
    visit: Any, live: Any, host: Any, size: tuple[int, int]
) -> None:
    width, height = size
    host.first_name, host.last_name = "Maximiliane", "von und zu Langenbrettach-Unterheimbach"
    host.save()
    helen = visit(host, room(live), viewport={"width": width, "height": height})
    helen.press("Join live session")
    helen.see("joined")
    helen.room.get_by_text("Present: 1").click()
    people = helen.room.locator("[part~=people]")
    people.get_by_text("Maximiliane").wait_for()
    inner, outer = people.bounding_box(), helen.room.locator("[part~=stage]").bounding_box()
    assert inner["x"] >= outer["x"]
    assert inner["y"] >= outer["y"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
    assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]


def test_what_the_host_site_puts_beside_goes_below_on_a_phone(
    visit: Any, live: Any, student: Any
) -> None:
    sam = visit(student, f"/hand/{live.pk}/", viewport={"width": 1200, "height": 800})
    sam.see("live")
    main, chat = (sam.room.locator(f"[part~={part}]") for part in ("main", "beside"))
    assert chat.bounding_box()["x"] > main.bounding_box()["x"] + main.bounding_box()["width"]
    sam.page.set_viewport_size({"width": 360, "height": 700})
    assert chat.bounding_box()["y"] > main.bounding_box()["y"] + main.bounding_box()["height"]


# The element's life


def test_two_rooms_on_a_page_do_not_disturb_each_other(
    visit: Any, live: Any, host: Any, student: Any, jitsi: Any
) -> None:
    other = Event.objects.create(title="Other", slug="elsewhere", organizer=host)
    Registration.objects.create(event=other, user=student)
    services.start(host, other.pk)
    sam = visit(student, f"/tag/{live.pk},{other.pk}/")
    first, second = (sam.room.nth(index) for index in (0, 1))
    first.get_by_role("button", name="Join").click()
    second.get_by_role("button", name="Join").click()
    sam.page.locator('jitsi-live-room[data-state="joined"]').first.wait_for()
    elsewhere = jitsi(sam.page)
    frames = sam.page.locator("iframe")
    assert frames.count() == 2
    elsewhere.admit()
    sam.page.wait_for_function(
        "() => document.querySelectorAll('[data-state=joined]').length === 2"
    )
    second.get_by_role("button", name="Leave").click()
    assert frames.count() == 1
    assert first.get_attribute("data-state") == "joined"


@pytest.fixture
def in_the_room(visit: Any, live: Any, student: Any) -> Any:
    """Sam in the room, by an element that a page of the host site has by hand."""
    sam = visit(student, f"/hand/{live.pk}/")
    sam.press("Join live session")
    sam.see("joined")
    return sam


def test_a_removed_element_leaves_and_begins_anew_when_it_is_back(in_the_room: Any) -> None:
    told = in_the_room.evaluate(
        "const reasons = []; window.kept = room;"
        " room.addEventListener('jitsi-live:left', ({ detail }) => reasons.push(detail.reason));"
        " room.remove(); return reasons;"
    )
    assert told == ["removed"]
    assert [each["reason"] for each in in_the_room.told("left")] == ["removed"]
    assert in_the_room.page.locator("iframe").count() == 0
    in_the_room.page.evaluate("() => document.querySelector('#place').append(window.kept)")
    in_the_room.see("live")
    in_the_room.press("Join live session")
    in_the_room.see("joined")


def test_a_swapped_element_is_a_new_room(in_the_room: Any) -> None:
    in_the_room.page.evaluate(
        "() => { const place = document.querySelector('#place');"
        " place.innerHTML = place.innerHTML; }"
    )
    in_the_room.see("live")
    assert in_the_room.page.locator("iframe").count() == 0
    in_the_room.press("Join live session")
    in_the_room.see("joined")


def test_a_clone_is_a_room_of_its_own(in_the_room: Any) -> None:
    in_the_room.evaluate("room.after(room.cloneNode(true))")
    in_the_room.page.locator('jitsi-live-room[data-state="live"]').wait_for()
    assert in_the_room.page.locator("iframe").count() == 1


def test_an_element_with_another_event_shows_that_one(
    in_the_room: Any, host: Any, student: Any
) -> None:
    other = Event.objects.create(title="Other", organizer=host)
    Registration.objects.create(event=other, user=student)
    in_the_room.evaluate("room.eventId = values[0]", other.pk)
    in_the_room.see("waiting")
    assert in_the_room.page.locator("iframe").count() == 0
    assert in_the_room.told("left")[0]["reason"] == "removed"


def test_a_moved_element_begins_anew_in_its_new_place(in_the_room: Any) -> None:
    in_the_room.evaluate("document.querySelector('main').append(room)")
    in_the_room.see("live")
    assert in_the_room.page.locator("iframe").count() == 0
    in_the_room.press("Join live session")
    in_the_room.see("joined")


def test_a_page_that_is_left_tells_so(in_the_room: Any) -> None:
    in_the_room.evaluate(
        "room.addEventListener('jitsi-live:left',"
        " ({ detail }) => sessionStorage.setItem('left', detail.reason))"
    )
    in_the_room.open("/about/")
    assert in_the_room.page.evaluate("() => sessionStorage.getItem('left')") == "removed"


def test_a_script_of_the_page_drives_the_room(visit: Any, event: Any, host: Any) -> None:
    helen = visit(host, f"/hand/{event.pk}/")
    helen.evaluate("return room.start()")
    helen.see("joined")
    assert helen.evaluate("return [room.state, room.participantRole, room.api !== null]") == [
        "joined", "host", True,
    ]  # fmt: skip
    helen.evaluate("return room.leave()")
    helen.see("left")
    helen.evaluate("return room.join()")
    helen.see("joined")
    helen.evaluate("return room.end()")
    helen.see("ended")
    detail = helen.told("joined")[0]
    assert (detail["eventId"], detail["role"]) == (str(event.pk), "host")
    assert detail["displayName"] == "Helen Host"
    assert detail["participantId"]


def test_a_script_is_told_what_keeps_it_out(visit: Any, event: Any, student: Any) -> None:
    sam = visit(student, f"/hand/{event.pk}/")
    code = sam.evaluate("return room.join().then(() => null, ({ code }) => code)")
    assert code == "not_live"
    sam.see("waiting")


CLIENT = """
const ask = async (name, method) => {
  const response = await fetch(`/api/live/${name}/${room.eventId}/`, {
    method, headers: { Authorization: `Bearer ${values[0]}` }, credentials: "omit",
  });
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.detail), { code: answer.code, status: response.status });
  }
  return answer;
};
room.setAttribute("participant-role", "host");
room.client = {
  startLiveSession: () => ask("start", "POST"),
  joinLiveSession: () => ask("join", "GET"),
  checkLiveStatus: () => ask("status", "GET"),
  endLiveSession: () => ask("end", "POST"),
};
"""


def test_a_client_of_the_page_brings_its_own_credentials(visit: Any, event: Any, host: Any) -> None:
    from rest_framework_simplejwt.tokens import AccessToken

    helen = visit(None, f"/hand/{event.pk}/")
    helen.see("logged-out")
    helen.evaluate(CLIENT, str(AccessToken.for_user(host)))
    helen.see("waiting", "You host this event.")
    helen.press("Go live")
    helen.see("joined")
    helen.end_for_everyone()
    helen.see("ended")


def test_speaker_comes_in_by_herself_and_reads_the_words_of_a_speaker(
    visit: Any, settings: Any, event: Any, host: Any, speaker: Any
) -> None:
    settings.JITSI_LIVE_JOIN_SPREAD = 600  # for the audience: she would come in much later
    sofia = visit(speaker, f"/hand/{event.pk}/")
    sofia.see("waiting", "You speak at this event.")
    services.start(host, event.pk)
    sofia.see("joined", "You are on stage: you can be heard and seen")
    assert sofia.room.get_by_role("button", name="End for everyone").count() == 0
    sofia.press("Leave")
    sofia.see("left")
    assert sofia.evaluate("return room.participantRole") == "speaker"


def test_speaker_who_arrives_later_is_told_before_she_joins(
    visit: Any, live: Any, speaker: Any
) -> None:
    sofia = visit(speaker, f"/hand/{live.pk}/")
    sofia.see("live", "Come in: you can be heard and seen there.")
    sofia.press("Join live session")
    sofia.see("joined")


def test_words_and_looks_are_the_pages_own_to_choose(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, f"/hand/{event.pk}/", color_scheme="dark")
    sam.see("waiting")
    sam.evaluate("room.texts = { waitingTitle: 'Patience, please' };")
    sam.see("waiting", "Patience, please")
    panel = sam.room.locator("[part~=panel]")
    background = "(panel) => getComputedStyle(panel).backgroundColor"
    assert panel.evaluate(background) == "rgb(26, 34, 44)"
    sam.evaluate("room.setAttribute('theme', 'light')")
    assert panel.evaluate(background) == "rgb(255, 255, 255)"
    sam.evaluate("room.style.setProperty('--jitsi-live-surface', 'rgb(1, 2, 3)')")
    assert panel.evaluate(background) == "rgb(1, 2, 3)"


def test_nothing_moves_for_who_wants_less_motion(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, room(live))
    sam.see("live")
    animation = "(icon) => getComputedStyle(icon).animationName"
    assert sam.room.locator("svg").evaluate(animation) == "beat"
    sam.page.emulate_media(reduced_motion="reduce")
    assert sam.room.locator("svg").evaluate(animation) == "none"


def test_a_room_that_lets_nobody_in_by_itself_asks_for_a_click(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    insert(sam, event.pk, 'base-url="/api/live/" auto-join="off" display-name="Sammy"')
    sam.see("waiting", "You can join here as soon as this event is live.")
    services.start(host, event.pk)
    sam.press("Join live session")
    sam.see("joined")
    assert "Sammy" in sam.page.locator("iframe").get_attribute("src")


def test_a_waiting_student_sees_the_time_until_the_start(
    visit: Any, event: Any, student: Any
) -> None:
    event.starts_at = timezone.now() + timedelta(hours=1)
    event.save()
    sam = visit(student, "/about/")
    sam.page.clock.install()
    sam.open(room(event))
    sam.room.get_by_role("timer").get_by_text("59 minutes").wait_for()
    sam.page.clock.fast_forward(3_600_000)
    sam.see("waiting", "It should start any moment.")
    assert sam.room.get_by_role("timer").count() == 0


# What comes at a bad moment


def hold(visitor: Any, action: str) -> list[Any]:
    """Requests with that action, which wait until they are continued."""
    held: list[Any] = []

    def wait(route: Any) -> None:
        is_meant = f"action={action}" in (route.request.post_data or "")
        held.append(route) if is_meant else route.fallback()

    visitor.page.route("**/room/**", wait)
    return held


def wait_held(visitor: Any, held: list[Any]) -> Any:
    until(visitor.page, lambda: held)
    return held[0]


def test_a_grant_that_comes_after_giving_up_opens_nothing(
    visit: Any, live: Any, student: Any
) -> None:
    sam = visit(student, room(live))
    held = hold(sam, "join")
    sam.press("Join live session")
    route = wait_held(sam, held)
    sam.press("Cancel")
    sam.see("left")
    with sam.answer_to("join"):
        route.continue_()
    sam.page.wait_for_timeout(300)
    assert sam.page.locator("iframe").count() == 0
    sam.page.unroute_all()
    sam.press("Join again")
    sam.see("joined")


def test_a_host_who_goes_live_slowly_is_not_told_that_it_is_over(
    visit: Any, event: Any, host: Any
) -> None:
    helen = visit(host, room(event))
    held = hold(helen, "start")
    helen.press("Go live")
    route = wait_held(helen, held)
    helen.page.wait_for_timeout(2500)  # in which the room would have asked
    route.continue_()
    helen.see("joined")
    assert [each["state"] for each in helen.told("state")] == [
        "checking", "waiting", "joining", "joined",
    ]  # fmt: skip


def test_a_cache_that_is_behind_puts_nobody_out(visit: Any, live: Any, student: Any) -> None:
    sam = visit(student, room(live))
    sam.press("Join live session")
    sam.see("joined")
    late = {"is_active": False, "poll_after": 1}
    sam.page.route("**/status/**", lambda route: route.fulfill(json=late))
    with sam.page.expect_response("**/status/**"):
        pass
    with sam.page.expect_response("**/room/*/"):
        pass
    sam.page.wait_for_timeout(300)
    sam.see("joined")
    assert sam.told("ended") == []


def test_an_end_that_comes_late_does_not_end_another_event(
    visit: Any, live: Any, host: Any
) -> None:
    other = Event.objects.create(title="Other", organizer=host)
    helen = visit(host, f"/hand/{live.pk}/")
    held = hold(helen, "end")
    helen.end_for_everyone()
    route = wait_held(helen, held)
    helen.evaluate("room.eventId = values[0]", other.pk)
    helen.see("waiting")
    with helen.answer_to("end"):
        route.continue_()
    helen.page.wait_for_timeout(300)
    helen.see("waiting")
    assert helen.told("ended") == []


def test_a_host_whom_the_site_does_not_answer_stays_in_and_is_told(
    visit: Any, live: Any, host: Any
) -> None:
    helen = visit(host, room(live))
    helen.press("Join live session")
    helen.see("joined")
    helen.page.route("**/room/**", lambda route: route.abort())
    helen.end_for_everyone()
    helen.see("joined", "The site did not answer.")
    helen.page.unroute_all()
    helen.end_for_everyone()
    helen.see("ended")


def test_two_quick_clicks_are_one(visit: Any, event: Any, host: Any) -> None:
    helen = visit(host, room(event))
    helen.room.get_by_role("button", name="Go live").dblclick()
    helen.see("joined")
    assert [each["state"] for each in helen.told("state")].count("joining") == 1


# Without the script


def test_without_javascript_forms_and_a_link_lead_into_the_room(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    helen = visit(host, room(event), java_script_enabled=False)
    helen.page.get_by_text("too old for it").wait_for()
    helen.page.get_by_role("button", name="Go live").click()
    link = helen.page.get_by_role("link", name="Open the room in a new tab")
    assert "/practice/event-" in link.get_attribute("href")
    sam = visit(student, room(event), java_script_enabled=False)
    sam.page.get_by_role("button", name="Join live session").click()
    sam.page.get_by_role("link", name="Open the room in a new tab").wait_for()
    helen.page.get_by_role("button", name="End for everyone").click()
    helen.page.get_by_text("End the live session for everyone?").wait_for()
    helen.page.get_by_role("button", name="End for everyone").click()
    helen.page.get_by_role("button", name="Go live").wait_for()


LOOK_FOR_WORDS = """addEventListener("DOMContentLoaded", () => {
  const words = document.querySelector(".jitsi-live__late");
  window.sawWordsAtOnce = words.checkVisibility({ visibilityProperty: true });
});"""


def test_a_blocked_script_is_spoken_of_after_a_while(visit: Any, event: Any, host: Any) -> None:
    helen = visit(None, "/about/")
    helen.page.route("**/room*.js", lambda route: route.abort())
    helen.page.add_init_script(LOOK_FOR_WORDS)
    helen.log_in(host)
    helen.open(room(event))
    assert helen.page.evaluate("() => window.sawWordsAtOnce") is False
    helen.page.get_by_text("too old for it").wait_for()
    helen.page.get_by_role("button", name="Go live").click()
    helen.page.get_by_role("link", name="Open the room in a new tab").wait_for()


# What must not leak, and what must stay inert

NASTY = """<script>window.hurt = 1</script>"'&</jitsi-live-room><img src=x onerror=hurt=1>"""


def test_titles_names_and_addresses_with_markup_are_inert(
    visit: Any, live: Any, student: Any, monkeypatch: Any
) -> None:
    live.title = NASTY[:100]
    live.save()
    monkeypatch.setattr(Event, "get_absolute_url", lambda event: f"/about/?{NASTY}")
    student.first_name, student.last_name = NASTY[:40], "'\""
    student.save()
    sam = visit(student, room(live))
    assert sam.page.locator("h1").inner_text() == NASTY[:100]
    sam.press("Join live session")
    sam.see("joined")
    sam.frame.get_by_text(NASTY[:28]).first.wait_for()
    sam.press("Leave")
    link = sam.room.get_by_role("link", name="Back to the event")
    assert link.get_attribute("href") == f"/about/?{NASTY}"
    assert sam.page.evaluate("() => window.hurt") is None


def test_the_token_is_in_no_address_page_or_log(
    visit: Any, live: Any, student: Any, monkeypatch: Any, caplog: Any
) -> None:
    monkeypatch.setattr(QuietWSGIRequestHandler, "log_message", WSGIRequestHandler.log_message)
    monkeypatch.setattr(logging.getLogger("django.server"), "propagate", True)
    caplog.set_level(logging.DEBUG)
    sam = visit(student, room(live))
    sam.see("live")
    assert not holds_token(sam.page.content())
    addresses: list[str] = []
    sam.page.on("request", lambda each: addresses.append(urldefrag(each.url).url))
    sam.press("Join live session")
    sam.see("joined")
    assert "eyJ" in sam.page.locator("iframe").get_attribute("src")
    assert len(addresses) > 3
    assert "/join" in caplog.text
    for place in [*addresses, sam.page.url, caplog.text]:
        assert not holds_token(place)


def test_a_page_whose_header_blocks_the_camera_is_explained(
    visit: Any, live: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    forbidden = with_header("Permissions-Policy", "camera=()")
    sam.page.route("**/hand/**", lambda route: pass_on(route, forbidden))
    sam.open(f"/hand/{live.pk}/")
    sam.press("Join live session")
    sam.see("joined", "its Permissions-Policy header must allow them for http://localhost")
    sam.room.get_by_role("button", name="Close this message").click()
    assert sam.room.get_by_role("alert").locator("visible=true").count() == 0
