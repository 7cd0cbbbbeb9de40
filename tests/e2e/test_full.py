"""A room that takes so many people, and those who wait for a seat or may only watch."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.models import Seat
from tests.e2e.site import SitePolicy
from tests.e2e.visitor import Visitor
from tests.projects.webinar.webinars.models import Registration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"
LIST = "https://cdn.example.test/live.m3u8"


class Streamed(SitePolicy):
    address = "https://youtu.be/dQw4w9WgXcQ"

    def watch_url(self, event: Any) -> str:
        return self.address

    def may_watch(self, user: Any, event: Any) -> bool:
        return True


class Listed(Streamed):
    address = LIST


class Scripted(Streamed):
    address = "javascript:alert(1)"


@pytest.fixture
def eva(make_user: Any, event: Any) -> Any:
    user = make_user("eva", first_name="Eva")
    Registration.objects.create(event=event, user=user)
    return user


@pytest.fixture
def open_page(visit: Any, event: Any, settings: Any) -> Any:
    """A person on the page of the event, whose room takes one."""
    settings.JITSI_LIVE_CAPACITY = 1

    def make(user: Any, **options: Any) -> Visitor:
        visitor: Visitor = visit(user, "/about/", **options)
        visitor.page.route(
            "https://www.youtube-nocookie.com/**",
            lambda route: route.fulfill(body="<p>The stream</p>", content_type="text/html"),
        )
        visitor.open(f"/tag/{event.pk}/")
        return visitor

    return make


@pytest.fixture
def sam(open_page: Any, live: Any, student: Any) -> Visitor:
    visitor: Visitor = open_page(student)
    visitor.press("Join live session")
    visitor.see("joined")
    return visitor


def test_who_waits_is_let_in_by_itself_and_muted_when_somebody_leaves(
    sam: Visitor, open_page: Any, eva: Any
) -> None:
    waiting = open_page(eva)
    waiting.press("Join live session")
    waiting.see("full", "The room is full", "You are in line.", "You come in muted")
    error = waiting.wait_told("error")
    assert (error["code"], error["source"], error["fatal"]) == ("full", "site", False)
    with waiting.answer_to("join"):  # asked again, by itself
        pass
    waiting.see("full")
    sam.press("Leave")
    sam.see("left")
    waiting.see("joined", "You came in muted")
    states = [each["state"] for each in waiting.told("state")]
    assert states[-4:] == ["joining", "full", "joining", "joined"]
    sam.press("Join again")
    sam.see("full")


def test_who_is_in_and_loads_the_page_anew_keeps_the_seat(
    sam: Visitor, open_page: Any, eva: Any, live: Any
) -> None:
    waiting = open_page(eva)
    waiting.press("Join live session")
    waiting.see("full")
    sam.open(f"/tag/{live.pk}/")
    sam.press("Join live session")
    sam.see("joined")
    with waiting.answer_to("join"):
        pass
    waiting.see("full")


def test_line_is_left_by_a_button(sam: Visitor, open_page: Any, eva: Any) -> None:
    waiting = open_page(eva)
    waiting.press("Join live session")
    waiting.see("full")
    waiting.press("Leave the line")
    waiting.see("live")
    waiting.room.get_by_role("button", name="Join live session").wait_for()
    sam.press("Leave")
    sam.see("left")
    waiting.see("live")
    assert Seat.objects.filter(number=None).count() == 1


def test_who_waits_learns_that_it_is_over(
    sam: Visitor, open_page: Any, eva: Any, host: Any, live: Any
) -> None:
    waiting = open_page(eva)
    waiting.press("Join live session")
    waiting.see("full")
    services.end(host, live.pk)
    waiting.see("ended")
    waiting.see("ended")
    sam.see("ended")


def test_who_waits_keeps_the_place_while_the_connection_is_lost(
    sam: Visitor, open_page: Any, eva: Any
) -> None:
    waiting = open_page(eva)
    waiting.press("Join live session")
    waiting.see("full")
    asked_at = Seat.objects.get(number=None).asked_at
    waiting.page.route("**/api/live/**", lambda route: route.abort())
    waiting.see("offline")
    waiting.page.unroute("**/api/live/**")
    waiting.see("full")
    assert Seat.objects.get(number=None).asked_at == asked_at


def test_who_waits_watches_the_stream_meanwhile(
    sam: Visitor, open_page: Any, eva: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Streamed"
    waiting = open_page(eva)
    waiting.press("Join live session")
    waiting.see("full")
    frame = waiting.room.locator("iframe")
    assert frame.get_attribute("src") == YOUTUBE
    assert "allow-top-navigation" not in str(frame.get_attribute("sandbox"))
    assert frame.get_attribute("title") == "Live stream"
    waiting.frame.get_by_text("The stream").wait_for()
    frame.evaluate("(frame) => { window.same = frame; }")
    with waiting.answer_to("join"):
        pass
    assert frame.evaluate("(frame) => window.same === frame")  # it plays on
    link = waiting.room.get_by_role("link", name="Watch the stream on its own page")
    assert link.get_attribute("href") == "https://youtu.be/dQw4w9WgXcQ"
    sam.press("Leave")
    waiting.see("joined")
    assert waiting.room.locator('[part="watch-frame"]').count() == 0


@pytest.mark.parametrize("is_native", [True, False])
def test_playlist_is_played_where_the_browser_can(
    sam: Visitor, open_page: Any, eva: Any, settings: Any, is_native: bool
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Listed"
    waiting = open_page(eva)
    answer = "maybe" if is_native else ""
    waiting.page.evaluate(
        "(answer) => { HTMLMediaElement.prototype.canPlayType = () => answer; }", answer
    )
    waiting.press("Join live session")
    waiting.see("full")
    link = waiting.room.get_by_role("link", name="Watch the stream on its own page")
    assert link.get_attribute("href") == LIST
    assert waiting.room.locator(f'video[src="{LIST}"]').count() == int(is_native)


def test_address_that_runs_a_script_is_not_shown(
    sam: Visitor, open_page: Any, eva: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Scripted"
    waiting = open_page(eva)
    waiting.press("Join live session")
    waiting.see("full")
    assert waiting.room.locator('[part~="watch"]').is_hidden()


def test_who_may_only_watch_sees_the_stream_as_soon_as_it_is_live(
    open_page: Any, event: Any, host: Any, stranger: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Streamed"
    watcher = open_page(stranger)
    watcher.see("unregistered", "Not live yet", "You can watch the stream here as soon as")
    services.start(host, event.pk)
    watcher.see("unregistered", "Live now", "You can watch the stream here.")
    assert watcher.room.locator("iframe").get_attribute("src") == YOUTUBE
    watcher.room.get_by_role("link", name="Register").wait_for()
    services.end(host, event.pk)
    watcher.see("unregistered", "The live session has ended.")
    watcher.room.locator("iframe").wait_for(state="detached")
