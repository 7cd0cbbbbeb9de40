"""Recordings and live streams from the page, with a Jitsi server elsewhere and what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jitsi_live import services
from tests.e2e.states import record_and_stream
from tests.e2e.visitor import Jitsi, Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("recording")]

KEY, WATCH = "secret-stream-key", "https://video.example.org/w/1"
MAY_BE = "This event may be recorded or streamed live."

Enter = Callable[..., tuple[Visitor, Jitsi]]


@pytest.fixture
def recording(site: None, settings: Any) -> None:
    record_and_stream(settings)


@pytest.fixture
def enter(visit: Any, elsewhere: Any, jitsi: Any) -> Enter:
    """A person in the live room, in the role that Jitsi gives them."""

    def go(user: Any, role: str = "participant") -> tuple[Visitor, Jitsi]:
        if not services.status(elsewhere.pk).is_active:
            services.start(elsewhere.organizer, elsewhere.pk)
        visitor = visit(user, f"/tag/{elsewhere.pk}/")
        visitor.press("Join live session")
        frame = jitsi(visitor.page)
        frame.admit(role)
        visitor.see("joined")
        return visitor, frame

    return go


@pytest.fixture
def helen(enter: Enter, host: Any) -> tuple[Visitor, Jitsi]:
    return enter(host, "moderator")


@pytest.fixture
def sam(enter: Enter, student: Any) -> tuple[Visitor, Jitsi]:
    return enter(student)


def button(visitor: Visitor, name: str) -> Any:
    return visitor.room.get_by_role("button", name=name, exact=True)


def answer(visitor: Visitor, name: str) -> None:
    visitor.question.get_by_role("button", name=name, exact=True).click()


def ordered(frame: Jitsi) -> list[list[Any]]:
    """What the recorder was asked for."""
    return [each for each in frame.commands() if each[0].endswith("-recording")]


def wait_ordered(visitor: Visitor, frame: Jitsi, count: int) -> list[list[Any]]:
    frame.frame.wait_for_function(
        "(n) => window.commands.filter(([name]) => name.endsWith('-recording')).length >= n",
        arg=count,
    )
    return ordered(frame)


def is_told(visitor: Visitor, words: str) -> None:
    visitor.room.get_by_role("status").get_by_text(words).wait_for()


def label(visitor: Visitor) -> Any:
    return visitor.room.locator("[part=recorded]")


def test_a_host_records_and_everybody_hears_it_from_the_server(
    helen: tuple[Visitor, Jitsi], sam: tuple[Visitor, Jitsi]
) -> None:
    (host, at_host), (attendee, _) = helen, sam
    host.press("Record")
    assert wait_ordered(host, at_host, 1) == [["start-recording", {"mode": "file"}]]
    label(host).get_by_text("asked to begin").wait_for()
    for visitor, frame in (helen, sam):
        frame.record("file", on=True)
        label(visitor).get_by_text("Recording", exact=True).wait_for()
        is_told(visitor, "This event is being recorded.")
    assert button(attendee, "Stop recording").count() == 0
    host.press("Stop recording")
    assert host.focused() == "Cancel"
    answer(host, "Stop recording")
    assert wait_ordered(host, at_host, 2)[-1] == ["stop-recording", "file"]
    label(host).get_by_text("Recording", exact=False).wait_for()  # until the server says so
    for visitor, frame in (helen, sam):
        frame.record("file", on=False)
        label(visitor).wait_for(state="hidden")
        is_told(visitor, "The recording has stopped.")
    button(host, "Record").wait_for()


def test_who_joins_later_is_told(enter: Enter, host: Any, student: Any, visit: Any) -> None:
    enter(host, "moderator")
    attendee, frame = enter(student)
    frame.record("file", on=True)
    is_told(attendee, "This event is being recorded.")
    label(attendee).get_by_text("Recording", exact=True).wait_for()


def test_a_host_whom_jitsi_makes_no_moderator_has_no_button(enter: Enter, host: Any) -> None:
    visitor, frame = enter(host, "participant")
    assert button(visitor, "Record").count() == 0
    frame.tell("participant-role-changed", id="me", role="moderator")
    button(visitor, "Record").wait_for()
    button(visitor, "Stream live").wait_for()


def test_a_stream_goes_where_the_site_says_and_no_page_says_where(
    helen: tuple[Visitor, Jitsi], caplog: Any
) -> None:
    visitor, frame = helen
    visitor.press("Stream live")
    visitor.question.get_by_text("On YouTube, turn on auto-start").wait_for()
    answer(visitor, "Stream now")
    options = {"mode": "stream", "youtubeStreamKey": KEY, "youtubeBroadcastID": WATCH}
    assert wait_ordered(visitor, frame, 1) == [["start-recording", options]]
    frame.record("stream", on=True)
    label(visitor).get_by_text("Live stream", exact=True).wait_for()
    assert KEY not in visitor.page.content()
    assert KEY not in visitor.evaluate("return room.shadowRoot.innerHTML")
    assert KEY not in caplog.text
    visitor.press("Stop the stream")
    answer(visitor, "Stop the stream")
    assert wait_ordered(visitor, frame, 2)[-1] == ["stop-recording", "stream"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("busy", "Stop the other one first"),
        ("error", "The recorder has failed."),
        ("policy-violation", "does not let you do this"),
        ("resource-constraint", "not enough power left"),
        ("service-unavailable", "no recorder that works"),
        ("unexpected-request", "is at it already"),
    ],
)
def test_why_nothing_is_recorded_the_host_reads(
    helen: tuple[Visitor, Jitsi], error: str, words: str
) -> None:
    visitor, frame = helen
    visitor.press("Record")
    wait_ordered(visitor, frame, 1)
    frame.record("file", on=False, error=error)
    visitor.room.get_by_role("alert").get_by_text(words).wait_for()
    label(visitor).wait_for(state="hidden")
    visitor.press("Record")
    assert len(wait_ordered(visitor, frame, 2)) == 2


def test_a_server_that_does_not_answer_is_said_to_be_late(helen: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = helen
    visitor.page.clock.install()
    visitor.press("Record")
    wait_ordered(visitor, frame, 1)
    visitor.page.clock.fast_forward(60_000)
    visitor.room.get_by_role("alert").get_by_text("has not answered").wait_for()
    frame.record("file", on=True)
    label(visitor).get_by_text("Recording", exact=True).wait_for()
    visitor.room.get_by_text("has not answered").wait_for(state="detached")


def test_people_read_before_they_join_that_it_may_be_recorded(
    visit: Any, elsewhere: Any, host: Any, student: Any
) -> None:
    path = f"/tag/{elsewhere.pk}/"
    waiting = visit(student, path)
    waiting.see("waiting", MAY_BE)
    services.start(host, elsewhere.pk)
    later = visit(student, path)
    later.see("live", MAY_BE)


def test_a_site_without_recordings_says_nothing_of_them(
    visit: Any, event: Any, settings: Any, student: Any
) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    visitor = visit(student, f"/tag/{event.pk}/")
    visitor.see("waiting")
    assert visitor.room.get_by_text(MAY_BE).count() == 0


# By itself


@pytest.fixture
def automatic(settings: Any) -> None:
    settings.JITSI_LIVE_RECORD_AUTOMATICALLY = True


@pytest.mark.usefixtures("automatic")
def test_one_of_two_hosts_begins_by_itself_and_none_again(
    enter: Enter, elsewhere: Any, host: Any, make_user: Any
) -> None:
    first = enter(host, "moderator")
    assert wait_ordered(*first, 1) == [["start-recording", {"mode": "file"}]]
    visitor, frame = first
    frame.record("file", on=True)
    visitor.press("Stop recording")
    answer(visitor, "Stop recording")
    wait_ordered(*first, 2)
    frame.record("file", on=False)
    label(visitor).wait_for(state="hidden")
    again, at_again = enter(host, "moderator")  # the same host, or another one
    button(again, "Record").wait_for()
    again.page.clock.install()
    again.page.clock.fast_forward(60_000)
    with again.page.expect_response(lambda each: "/room/" in each.url):
        pass
    assert ordered(at_again) == []


@pytest.mark.usefixtures("automatic")
def test_what_runs_already_is_not_begun_again(enter: Enter, host: Any) -> None:
    visitor, frame = enter(host, "participant")
    frame.record("file", on=True)
    with visitor.answer_to("recording"):
        frame.tell("participant-role-changed", id="me", role="moderator")
        frame.record("file", on=True)
    button(visitor, "Stop recording").wait_for()
    assert ordered(frame) == []
