"""Backstage, rehearsal, end: <jitsi-live-room> with the practice server, in several browsers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jitsi_live import moments, services
from django_jitsi_live.models import LiveSession
from tests.e2e.visitor import assert_moving
from tests.patience import PATIENCE
from tests.projects.webinar.webinars.models import Registration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


def room(event: Any) -> str:
    return f"/api/live/room/{event.pk}/"


@pytest.fixture
def tomorrow(event: Any) -> Any:
    """The event, which starts in a day."""
    event.starts_at = timezone.now() + timedelta(days=1, minutes=30)
    event.save()
    return event


@pytest.fixture
def backstage(event: Any, host: Any) -> Any:
    """The event, with an open backstage."""
    services.backstage(host, event.pk)
    return event


@pytest.fixture
def helen(visit: Any, live: Any, host: Any) -> Any:
    """The host, in the live room."""
    visitor = visit(host, room(live))
    visitor.press("Join live session")
    visitor.see("joined")
    return visitor


@pytest.fixture
def sam(visit: Any, live: Any, student: Any) -> Any:
    """A student, in the live room."""
    visitor = visit(student, room(live))
    visitor.press("Join live session")
    visitor.see("joined")
    return visitor


def states(visitor: Any) -> list[str]:
    return [each["state"] for each in visitor.told("state")]


def options(visitor: Any) -> str:
    """What the frame was told."""
    return visitor.page.locator("iframe").get_attribute("src")


def button(visitor: Any, name: str) -> Any:
    return visitor.room.get_by_role("button", name=name, exact=True)


def keep_frame(visitor: Any) -> None:
    """Note on the frame that it is this one."""
    visitor.page.locator("iframe").evaluate("(frame) => { frame.contentWindow.kept = true }")


def has_kept_frame(visitor: Any) -> bool:
    return visitor.page.locator("iframe").evaluate("(frame) => frame.contentWindow.kept === true")


# Backstage


def test_the_team_rehearses_while_the_audience_reads_the_countdown(
    visit: Any, tomorrow: Any, host: Any, speaker: Any, student: Any
) -> None:
    sam, sofia, helen = (visit(user, room(tomorrow)) for user in (student, speaker, host))
    helen.see("waiting", "In the backstage, only hosts and speakers hear and see each other.")
    helen.press("Open the backstage")
    helen.see("joined", "Backstage", "Only hosts and speakers hear and see you")
    sofia.see("backstage", "The backstage is open")
    sofia.press("Enter the backstage")
    sofia.see("joined", "Backstage")
    helen.see_moving("Sofia Speaker")
    helen.press("Close the backstage")
    helen.see("waiting")
    sofia.see("waiting", "You speak at this event.")
    assert sofia.wait_told("left")["reason"] == "ended"
    assert sofia.told("ended") == []
    assert states(sam) == ["checking", "waiting"]
    sam.room.get_by_role("timer").get_by_text("1 day").wait_for()


def test_the_audience_comes_in_when_the_team_goes_live_from_the_backstage(
    visit: Any, backstage: Any, host: Any, speaker: Any, student: Any
) -> None:
    sam, sofia, helen = (visit(user, room(backstage)) for user in (student, speaker, host))
    for visitor in (helen, sofia):
        visitor.press("Enter the backstage")
        visitor.see("joined", "Backstage")
        keep_frame(visitor)
    helen.press("Go live")
    sam.see("joined", "Live")
    helen.see("joined", "You host this event")
    sofia.see("joined", "You are on stage: you can be heard and seen")
    assert has_kept_frame(helen)
    assert has_kept_frame(sofia)
    for visitor in (helen, sofia):
        assert states(visitor) == ["checking", "backstage", "joining", "joined", "joined"]
        assert visitor.told("state")[-1]["sessionState"] == "live"
        assert visitor.told("left") == []
    helen.see_moving("Sofia Speaker")
    assert [each["sessionState"] for each in sam.told("state")] == [
        None, "scheduled", "live", "live",
    ]  # fmt: skip


def test_a_speaker_who_has_not_gone_backstage_comes_in_with_the_audience(
    visit: Any, backstage: Any, host: Any, speaker: Any
) -> None:
    sofia = visit(speaker, room(backstage))
    sofia.see("backstage", "If you wait here, you are let in when the event goes live")
    services.start(host, backstage.pk)
    sofia.see("joined", "You came in muted")


def test_a_public_status_puts_nobody_out_of_the_backstage(
    visit: Any, backstage: Any, speaker: Any
) -> None:
    sofia = visit(speaker, room(backstage))
    sofia.press("Enter the backstage")
    sofia.see("joined")
    for _ in range(3):
        with sofia.page.expect_response("**/room/*/"):
            pass
    sofia.see("joined", "Backstage")
    assert sofia.told("left") == []


def test_a_lost_connection_leads_back_into_the_backstage(
    visit: Any, backstage: Any, elsewhere: Any, speaker: Any, jitsi: Any
) -> None:
    services.end(elsewhere.organizer, elsewhere.pk)
    services.backstage(elsewhere.organizer, elsewhere.pk)
    sofia = visit(speaker, room(elsewhere))
    sofia.press("Enter the backstage")
    frame = jitsi(sofia.page)
    frame.admit()
    sofia.see("joined", "Backstage")
    frame.fail("connection.droppedError")
    sofia.page.wait_for_function("() => window.told.filter(([each]) => each === 'left').length")
    jitsi(sofia.page).admit()
    sofia.see("joined", "Backstage", "You came in muted")


# Going live early, and not yet


def test_a_host_who_goes_live_a_day_early_is_asked_whether_the_backstage_is_meant(
    visit: Any, tomorrow: Any, host: Any
) -> None:
    helen = visit(host, room(tomorrow))
    helen.press("Go live")
    helen.question.get_by_text("The backstage is for hosts and speakers only.").wait_for()
    assert helen.focused() == "Open the backstage"
    helen.page.keyboard.press("Escape")
    helen.question.wait_for(state="hidden")
    assert not LiveSession.objects.exists()
    assert helen.focused() == "Go live"
    helen.press("Go live")
    helen.page.keyboard.press("Enter")
    helen.see("joined", "Backstage")
    helen.press("Go live")
    helen.question.get_by_text("Going live lets the audience in now.").wait_for()
    assert helen.focused() == "Cancel"
    helen.question.get_by_role("button", name="Go live now").click()
    helen.see("joined", "Live")
    assert LiveSession.objects.get().is_active


def test_a_rehearsal_that_went_live_leaves_the_countdown_and_lets_people_in_on_the_day(
    visit: Any, tomorrow: Any, host: Any, student: Any
) -> None:
    sam, helen = visit(student, room(tomorrow)), visit(host, room(tomorrow))
    helen.press("Go live")
    helen.question.get_by_role("button", name="Go live now").click()
    helen.see("joined")
    sam.see("joined")
    helen.end_for_everyone()
    helen.see("waiting", "Take it back: the session goes on")
    sam.see("waiting", "you will be let in as soon as this event is live")
    sam.room.get_by_role("timer").get_by_text("1 day").wait_for()
    assert sam.told("ended") == helen.told("ended") == []
    services.start(host, tomorrow.pk)
    sam.see("joined")


def test_a_host_goes_live_without_a_question_in_the_last_hour(
    visit: Any, event: Any, host: Any
) -> None:
    event.starts_at = timezone.now() + timedelta(minutes=59)
    event.save()
    helen = visit(host, room(event))
    helen.press("Go live")
    helen.see("joined")


def test_a_host_who_may_not_go_live_yet_reads_from_when_on_and_opens_the_backstage(
    visit: Any, tomorrow: Any, host: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_OPENS_BEFORE = 3600
    helen = visit(host, room(tomorrow))
    helen.see("waiting", "You can go live from")
    assert button(helen, "Go live").count() == 0
    helen.press("Open the backstage")
    helen.see("joined", "Backstage", "You can go live from")
    assert button(helen, "Go live").count() == 0


def test_a_host_may_go_live_as_soon_as_the_time_has_come(
    visit: Any, event: Any, host: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_OPENS_BEFORE = 600
    event.starts_at = timezone.now() + timedelta(minutes=20)
    event.save()
    helen = visit(None, "/about/")
    helen.page.clock.install()
    helen.log_in(host)
    helen.open(room(event))
    helen.see("waiting", "You can go live from")
    settings.JITSI_LIVE_OPENS_BEFORE = None  # for the site's clock does not go on
    helen.page.clock.fast_forward(601_000)
    button(helen, "Go live").wait_for()


# The end


def test_an_enter_never_ends_a_webinar(helen: Any, sam: Any) -> None:
    helen.see("joined", "Present: 2")
    button(helen, "End for everyone").focus()
    helen.page.keyboard.press("Enter")
    helen.question.get_by_text("People in the room: 2.").wait_for()
    assert helen.focused() == "Cancel"
    helen.page.keyboard.press("Enter")
    helen.question.wait_for(state="hidden")
    assert helen.focused() == "End for everyone"
    helen.page.keyboard.press("Enter")
    helen.question.wait_for()
    helen.page.keyboard.press("Escape")
    helen.question.wait_for(state="hidden")
    helen.see("joined")
    assert LiveSession.objects.get().is_active
    assert sam.told("ended") == helen.told("error") == []


def test_two_clicks_in_a_row_end_nothing(helen: Any) -> None:
    button(helen, "End for everyone").dblclick()
    helen.question.wait_for()
    helen.see("joined")
    assert LiveSession.objects.get().is_active


def test_a_host_leaves_instead_of_ending_it(helen: Any, sam: Any) -> None:
    helen.press("End for everyone")
    helen.question.get_by_role("button", name="Leave, the session goes on").click()
    helen.see("left", "The session goes on.")
    assert LiveSession.objects.get().is_active
    helen.press("End for everyone")
    helen.question.wait_for()
    assert button(helen, "Leave, the session goes on").count() == 0  # who is not inside
    helen.question.get_by_role("button", name="End for everyone").click()
    helen.see("ended")
    sam.see("ended")


def test_a_question_goes_where_the_session_has_ended_meanwhile(helen: Any, live: Any) -> None:
    helen.press("End for everyone")
    helen.question.wait_for()
    services.end(live.organizer, live.pk)
    helen.see("ended")
    helen.question.wait_for(state="hidden")


def test_a_script_ends_it_without_a_question(helen: Any) -> None:
    helen.evaluate("return room.end()")
    helen.see("ended")


def test_an_end_is_taken_back_and_those_who_were_in_come_back_muted(
    helen: Any, sam: Any, visit: Any, live: Any, make_user: Any
) -> None:
    ann = make_user("ann", first_name="Ann", last_name="Early")
    Registration.objects.create(event=live, user=ann)
    ann = visit(ann, room(live))
    ann.press("Join live session")
    ann.see("joined")
    ann.press("Leave")
    ann.see("left")
    name = LiveSession.objects.get().room_name
    helen.end_for_everyone()
    for visitor in (helen, sam, ann):
        visitor.see("ended")
    assert button(sam, "Take it back: the session goes on").count() == 0
    helen.press("Take it back: the session goes on")
    helen.see("joined")
    assert "prejoinConfig=%7B%22enabled%22%3Afalse%7D" in options(helen)  # she knows her picture
    sam.see("joined", "You came in muted, with your camera off")
    ann.see("live")
    assert LiveSession.objects.get().room_name == name
    sam.see_moving("Helen Host")


def test_an_end_cannot_be_taken_back_for_long(helen: Any) -> None:
    helen.page.clock.install()
    helen.end_for_everyone()
    helen.see("ended", "Take it back: the session goes on")
    helen.page.route("**/room/**", lambda route: route.abort())
    helen.page.clock.fast_forward(5 * PATIENCE * 1000 + 1000)
    button(helen, "Take it back: the session goes on").wait_for(state="detached")


def test_a_host_is_led_to_the_report_after_the_end(helen: Any, sam: Any, live: Any) -> None:
    helen.end_for_everyone()
    helen.see("ended")
    link = helen.room.get_by_role("link", name="Who attended")
    assert link.get_attribute("href") == f"/api/live/report/{live.pk}/"
    assert helen.page.get_by_role("link", name="Who attended").count() == 1
    sam.see("ended")
    assert sam.page.get_by_role("link", name="Who attended").count() == 0


# Nobody on air without knowing

MUTED = ("config.startWithAudioMuted=true", "config.startWithVideoMuted=true")


def test_whoever_is_let_in_by_itself_is_muted_and_knows_it_before_and_after(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, room(event))
    sam.see("waiting", "You come in muted and with your camera off.")
    services.start(host, event.pk)
    sam.see("joined", "You came in muted, with your camera off")
    assert all(option in options(sam) for option in MUTED)
    sam.frame.get_by_role("button", name="Unmute").click()
    sam.room.get_by_text("You came in muted").wait_for(state="hidden")


def test_whoever_presses_the_button_is_not_muted(sam: Any) -> None:
    assert not any(option in options(sam) for option in MUTED)
    assert sam.room.get_by_text("You came in muted").count() == 0


def test_a_class_comes_in_with_microphone_and_camera(
    visit: Any, event: Any, host: Any, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_ENTERS_MUTED = False
    sam = visit(student, room(event))
    sam.see("waiting", "You come in with microphone and camera on")
    services.start(host, event.pk)
    sam.see("joined")
    assert not any(option in options(sam) for option in MUTED)


@pytest.mark.parametrize("by_site", [True, False])
def test_the_page_decides_whatever_the_site_says(
    visit: Any, event: Any, host: Any, student: Any, settings: Any, by_site: bool
) -> None:
    settings.JITSI_LIVE_ENTERS_MUTED = by_site
    sam = visit(student, f"/muted/{'no' if by_site else 'yes'}/{event.pk}/")
    sam.see("waiting", "with microphone and camera on" if by_site else "You come in muted")
    services.start(host, event.pk)
    sam.see("joined")
    assert any(option in options(sam) for option in MUTED) is not by_site


def test_the_button_is_read_after_the_words_about_who_will_see_one(
    visit: Any, live: Any, student: Any, host: Any, speaker: Any
) -> None:
    words = {
        student: "Everybody in the room hears and sees you",
        speaker: "Everybody in the room, the audience too, hears and sees you",
        host: "Everybody in the room, the audience too, hears and sees you",
    }
    for user, text in words.items():
        visitor = visit(user, room(live))
        visitor.see("live", text)
        read = visitor.room.locator("[part~=panel]").inner_text()
        assert read.index(text) < read.index("Join live session")


# The own picture first


@pytest.mark.parametrize("who", ["host", "speaker"])
def test_the_team_looks_at_its_own_picture_before_the_first_entry(
    visit: Any, live: Any, request: Any, who: str
) -> None:
    visitor = visit(request.getfixturevalue(who), room(live))
    visitor.press("Join live session")
    visitor.prejoin.wait_for()
    assert_moving(visitor.page, visitor.frame.get_by_label("Your own picture"))
    assert visitor.told("joined") == []
    visitor.frame.get_by_role("button", name="Join").click()
    visitor.there("joined").wait_for()
    visitor.press("Leave")
    visitor.press("Join again")
    visitor.there("joined").wait_for()
    assert "prejoinConfig=%7B%22enabled%22%3Afalse%7D" in options(visitor)


def test_the_backstage_is_a_look_at_the_own_picture(visit: Any, event: Any, host: Any) -> None:
    helen = visit(host, room(event))
    helen.press("Open the backstage")
    helen.there("joined").wait_for()
    helen.press("Leave")
    helen.see("left")
    services.start(host, event.pk)
    helen.press("Join again")
    helen.there("joined").wait_for()


def test_students_and_sites_that_have_decided_have_no_page_before_the_room(
    visit: Any, live: Any, host: Any, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_CONFIG = {"prejoinConfig": {"hideDisplayName": True}}
    for user in (student, host):
        visitor = visit(user, room(live))
        visitor.press("Join live session")
        visitor.there("joined").wait_for()


# The end by itself


def closes_in(visitor: Any, seconds: int) -> None:
    """By the clock of that browser."""
    closes_at = moments.now() + timedelta(hours=1)
    visitor.look_before(closes_at, seconds)
    LiveSession.objects.update(closes_at=closes_at)


def test_a_host_sees_how_long_it_still_runs_is_warned_and_extends_it(helen: Any, sam: Any) -> None:
    assert button(helen, "Extend").count() == 0
    closes_in(helen, 9 * 60)
    helen.room.get_by_text(re.compile(r"Ends by itself in \d minutes")).wait_for()
    assert helen.room.get_by_role("alert").locator("visible=true").count() == 0
    closes_in(helen, 110)
    warning = helen.room.get_by_role("alert").get_by_text("To go on in any case, press “Extend”")
    warning.wait_for()
    helen.press("Extend")
    warning.wait_for(state="detached")
    helen.room.get_by_text("Ends by itself").wait_for(state="hidden")
    assert button(helen, "Extend").count() == 0
    left = LiveSession.objects.get().closes_at - moments.now()
    assert left > timedelta(hours=1)
    assert sam.room.get_by_text("Ends by itself").count() == 0


def last_until(until: datetime, settings: Any) -> None:
    """Let the session have gone on for so long that it ends then, for good."""
    settings.JITSI_LIVE_MAX_LENGTH = 7200
    LiveSession.objects.update(started_at=until - timedelta(seconds=7200), closes_at=until)


def test_a_host_is_told_that_it_cannot_go_on_for_longer(helen: Any, settings: Any) -> None:
    until = moments.now() + timedelta(hours=1)
    helen.look_before(until, 110)
    last_until(until, settings)
    helen.room.get_by_text("It has reached the longest time").wait_for()
    assert button(helen, "Extend").count() == 0


def test_a_session_that_nobody_keeps_going_ends_by_itself(helen: Any, settings: Any) -> None:
    last_until(moments.now() + timedelta(seconds=5), settings)
    helen.see("ended")
    assert helen.wait_told("ended")["by"] == "other"
