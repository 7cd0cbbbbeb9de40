"""<jitsi-live-room> at a site that pushes, and how a crowd is let in."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live import services
from tests.asgi import Server, uvicorn
from tests.e2e.test_room import hide, insert, room
from tests.e2e.visitor import pass_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

NOTE_SOURCES = """
window.sources = [];
window.EventSource = class extends EventSource {
  constructor(url) {
    super(url);
    window.sources.push(this);
    this.addEventListener("status", () => (this.hasTold = true));
  }
};
"""


@pytest.fixture
def pushing(event: Any, browser: Any, tmp_path: Path) -> Iterator[Server]:
    with uvicorn(tmp_path, "tests.e2e.pushing", "tests.e2e.pushing:application") as server:
        yield server


@pytest.fixture
def visit_pushing(visit: Any, pushing: Server) -> Callable[..., Any]:
    """Somebody who opens a room of the site that pushes, and has been told how things stand."""

    def make(user: Any, path: str, *, opens_stream: bool = True) -> Any:
        visitor = visit(None, "/nowhere/", url=pushing.url)
        visitor.page.add_init_script(NOTE_SOURCES)
        visitor.polls = []
        visitor.page.on("request", lambda each: note_poll(visitor, each.url))
        visitor.log_in(user)
        visitor.open(path)
        if opens_stream:
            visitor.page.wait_for_function("() => window.sources.at(-1)?.hasTold")
        return visitor

    return make


def note_poll(visitor: Any, url: str) -> None:
    if "/status/" in url:
        visitor.polls.append(url)


def open_streams(visitor: Any) -> int:
    count: int = visitor.page.evaluate(
        "() => window.sources.filter(({ readyState }) => readyState < 2).length"
    )
    return count


# Where the site pushes


def test_a_waiting_student_is_let_in_at_once_without_a_poll(
    visit_pushing: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit_pushing(student, room(event))
    sam.see("waiting")
    helen = visit_pushing(host, room(event))
    helen.press("Go live")
    sam.see("joined")
    assert sam.polls == []
    assert (open_streams(sam), open_streams(helen)) == (0, 0)


def test_what_another_process_does_is_noticed_without_a_poll(
    visit_pushing: Any, live: Any, host: Any, student: Any
) -> None:
    sam = visit_pushing(student, room(live))
    sam.see("live")
    services.end(host, live.pk)
    sam.see("ended")
    services.start(host, live.pk)
    sam.see("live")
    assert sam.polls == []


def test_a_host_learns_of_a_backstage_although_the_stream_says_nothing_of_it(
    visit_pushing: Any, event: Any, host: Any, student: Any
) -> None:
    sam, helen = (visit_pushing(user, room(event)) for user in (student, host))
    helen.see("waiting")
    services.backstage(host, event.pk)
    helen.see("backstage")  # by a poll, whose interval is short of the net of 60 seconds
    assert open_streams(helen) == 1
    services.start(host, event.pk)
    for visitor in (helen, sam):
        visitor.see("joined")
    assert sam.polls == []


def test_a_host_who_hears_of_her_own_end_first_has_ended_it_herself(
    visit_pushing: Any, live: Any, host: Any
) -> None:
    helen = visit_pushing(host, room(live))

    def late(response: Any) -> dict[str, Any]:
        time.sleep(1.5)  # in which the stream tells
        return {}

    helen.page.route("**/room/**", lambda route: pass_on(route, late))
    helen.end_for_everyone()
    helen.see("ended")
    assert [each["by"] for each in helen.told("ended")] == ["self"]


def test_who_leaves_the_room_listens_again(visit_pushing: Any, live: Any, student: Any) -> None:
    sam = visit_pushing(student, room(live))
    sam.press("Join live session")
    sam.see("joined")
    assert open_streams(sam) == 0
    sam.press("Leave")
    sam.see("left")
    assert open_streams(sam) == 1


def test_a_hidden_tab_and_a_removed_room_do_not_listen(
    visit_pushing: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit_pushing(student, room(event))
    hide(sam, True)
    assert open_streams(sam) == 0
    services.start(host, event.pk)
    hide(sam, False)
    sam.see("joined")
    services.end(host, event.pk)
    sam.see("ended")
    assert open_streams(sam) == 1
    sam.evaluate("room.remove()")
    assert open_streams(sam) == 0


def test_who_comes_back_to_a_page_listens_again(
    visit_pushing: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit_pushing(student, room(event))
    sam.open("/about/")
    sam.page.go_back()
    sam.see("waiting")
    sam.page.wait_for_function("() => window.sources.at(-1).readyState < 2")
    services.start(host, event.pk)
    sam.see("joined")
    assert sam.polls == []


def test_a_page_with_a_client_of_its_own_does_not_listen(
    visit_pushing: Any, event: Any, student: Any
) -> None:
    sam = visit_pushing(student, f"/hand/{event.pk}/")
    sam.evaluate("room.client = { checkLiveStatus: async () => ({ is_active: false }) }")
    sam.see("waiting")
    assert open_streams(sam) == 0


# Where it does not, or no longer


def test_where_the_stream_is_refused_polls_go_on(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    asked: list[str] = []
    sam.page.on("request", lambda each: "/refused/" in each.url and asked.append(each.url))
    insert(sam, event.pk, 'base-url="/api/live/" stream-url="/refused/"')
    sam.see("waiting")
    services.start(host, event.pk)
    sam.see("joined")
    assert len(asked) == 1


def tell_once(route: Any, **status: Any) -> None:
    """Let a stream tell one thing, and break off for good."""
    body = f"retry: 3600000\n\nevent: status\ndata: {json.dumps(status)}\n\n"
    route.fulfill(content_type="text/event-stream", body=body)


def push_once(visitor: Any, *, is_active: bool) -> list[str]:
    asked: list[str] = []

    def fulfil(route: Any) -> None:
        asked.append(route.request.url)
        tell_once(route, is_active=is_active, poll_after=1)

    visitor.page.route("**/once/", fulfil)
    return asked


def test_when_the_stream_breaks_off_polls_go_on(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    asked = push_once(sam, is_active=False)
    with sam.page.expect_event("requestfinished", lambda each: "/once/" in each.url):
        insert(sam, event.pk, 'base-url="/api/live/" stream-url="/once/"')
    sam.see("waiting")
    services.start(host, event.pk)
    sam.see("joined")
    assert len(asked) == 1


def test_a_stream_that_is_behind_the_page_is_not_followed(
    visit: Any, live: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    push_once(sam, is_active=False)
    with sam.page.expect_response("**/status/**"):
        insert(sam, live.pk, 'base-url="/api/live/" stream-url="/once/"')
    sam.see("live")
    assert [each["state"] for each in sam.told("state")] == ["checking", "live"]


def test_a_poll_that_is_overtaken_by_the_stream_is_not_followed(
    visit: Any, event: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    held: dict[str, Any] = {}
    sam.page.route("**/once/", lambda route: held.setdefault("stream", route))
    sam.page.route("**/status/**", lambda route: held.setdefault("poll", route))
    with sam.page.expect_request("**/status/**"):
        insert(sam, event.pk, 'base-url="/api/live/" stream-url="/once/" auto-join="off"')
    tell_once(held["stream"], is_active=True, poll_after=3600)
    sam.see("live")
    with sam.page.expect_response("**/status/**"):
        held["poll"].fulfill(json={"is_active": False, "poll_after": 3600})
    sam.page.wait_for_timeout(200)
    assert [each["state"] for each in sam.told("state")] == ["checking", "waiting", "live"]


# A crowd


def spread_joins(visitor: Any, seconds: float) -> None:
    """Let everybody be as late as can be within so many seconds."""

    def spread(response: Any) -> dict[str, Any]:
        return {"json": {**response.json(), "join_spread": seconds}}

    visitor.page.route("**/status/**", lambda route: pass_on(route, spread))
    visitor.evaluate("Math.random = () => 0.999")
    visitor.page.clock.install()


@pytest.fixture
def sam(visit: Any, event: Any, student: Any) -> Any:
    sam = visit(student, room(event))
    sam.see("waiting")
    return sam


def test_one_of_a_crowd_is_let_in_after_a_while(sam: Any, event: Any, host: Any) -> None:
    spread_joins(sam, 3600)
    services.start(host, event.pk)
    sam.see("live", "You will be let in within 3597 seconds.")
    sam.page.clock.fast_forward(3_000_000)
    sam.page.wait_for_timeout(300)
    sam.see("live")
    sam.page.clock.fast_forward(600_000)
    sam.see("joined")
    assert [each["reason"] for each in sam.told("state") if each["state"] == "live"] == ["soon"]


def test_who_does_not_want_to_wait_presses_the_button(sam: Any, event: Any, host: Any) -> None:
    spread_joins(sam, 3600)
    services.start(host, event.pk)
    sam.see("live", "Many people are coming in.")
    sam.press("Join live session")
    sam.see("joined")


def joins_of(visitor: Any) -> list[str]:
    """What is asked of the site in order to join, from here on."""
    joins: list[str] = []

    def note(request: Any) -> None:
        if "action=join" in (request.post_data or ""):
            joins.append(request.url)

    visitor.page.on("request", note)
    return joins


def test_what_ends_before_one_is_let_in_is_not_joined(sam: Any, event: Any, host: Any) -> None:
    joins = joins_of(sam)
    spread_joins(sam, 3600)
    services.start(host, event.pk)
    sam.see("live", "Many people are coming in.")
    services.end(host, event.pk)
    sam.see("ended")
    sam.page.clock.fast_forward(3_600_000)
    sam.page.wait_for_timeout(300)
    sam.see("ended")
    assert joins == []


def test_a_room_that_is_taken_off_the_page_is_not_joined(sam: Any, event: Any, host: Any) -> None:
    joins = joins_of(sam)
    spread_joins(sam, 3600)
    services.start(host, event.pk)
    sam.see("live", "Many people are coming in.")
    sam.evaluate("room.remove()")
    sam.page.clock.fast_forward(3_600_000)
    sam.page.wait_for_timeout(300)
    assert joins == []


def test_a_second_host_is_let_in_at_once(
    visit: Any, event: Any, host: Any, make_user: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    olga = make_user("olga")
    event.speakers.set([host, olga])
    second = visit(olga, room(event))
    second.see("waiting")
    spread_joins(second, 3600)
    services.start(host, event.pk)
    second.see("joined")
