"""<jitsi-live-room> with a Jitsi server elsewhere, whose frame says what a server may say."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from django_jitsi_live import services
from django_jitsi_live.crowd import polling
from django_jitsi_live.models import LiveSession, Stay
from tests.e2e.visitor import FATAL, Jitsi, Visitor
from tests.projects.webinar.webinars.models import Registration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

Knock = Callable[..., tuple[Visitor, Jitsi]]


@pytest.fixture
def knock(visit: Any, elsewhere: Any, jitsi: Any) -> Knock:
    """Somebody at the door of the live session, whose clock a test may move on."""

    def go(user: Any, **options: Any) -> tuple[Visitor, Jitsi]:
        services.start(elsewhere.organizer, elsewhere.pk)
        visitor = visit(user, f"/tag/{elsewhere.pk}/", **options)
        visitor.see("live")
        visitor.page.clock.install()
        visitor.press("Join live session")
        return visitor, jitsi(visitor.page)

    return go


@pytest.fixture
def sam(knock: Knock, student: Any) -> tuple[Visitor, Jitsi]:
    return knock(student)


@pytest.fixture
def sam_inside(sam: tuple[Visitor, Jitsi]) -> tuple[Visitor, Jitsi]:
    visitor, frame = sam
    frame.admit()
    visitor.see("joined")
    return sam


@pytest.fixture
def helen_inside(knock: Knock, host: Any) -> tuple[Visitor, Jitsi]:
    visitor, frame = knock(host)
    with visitor.answer_to("joined"):
        frame.admit("moderator")
    visitor.see("joined")
    return visitor, frame


def leaving(visitor: Visitor) -> list[str]:
    return [each["reason"] for each in visitor.told("left")]


# The way in


def test_the_frame_gets_token_name_language_and_options(
    knock: Knock, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_CONFIG = {"startWithVideoMuted": True}
    visitor, _frame = knock(student, locale="fr")
    address = urlsplit(visitor.page.locator("iframe").get_attribute("src"))
    query, passed = parse_qs(address.query), unquote(address.fragment).split("&")
    assert query["lang"] == ["fr"]
    assert query["jwt"][0].count(".") == 2
    assert 'userInfo.displayName="Sam Student"' in passed
    assert 'config.prejoinConfig={"enabled":false}' in passed
    assert "config.disableDeepLinking=true" in passed
    assert "config.startWithVideoMuted=true" in passed


def test_the_frame_is_shown_as_soon_as_it_speaks(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam
    visitor.see("joining", "Your browser may ask")
    frame.tell("browser-support", supported=True)
    visitor.room.locator("[part~=panel]").wait_for(state="hidden")
    assert visitor.room.get_by_role("button", name="Cancel").is_visible()


def test_a_student_who_joins_is_announced_to_the_page(sam_inside: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam_inside
    detail = visitor.told("joined")[0]
    assert (detail["participantId"], detail["displayName"]) == ("me", "Sam Student")
    frame.tell("video-conference-joined", roomName="r", id="me2", displayName="Sam Student")
    frame.tell("participant-role-changed", id="me2", role="participant")
    visitor.page.wait_for_timeout(200)
    assert len(visitor.told("joined")) == 1


def test_a_student_who_gives_up_at_the_door_is_out(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, _frame = sam
    visitor.press("Cancel")
    visitor.see("left")
    assert visitor.page.locator("iframe").count() == 0
    assert leaving(visitor) == []  # who was never in has not left


def test_a_frame_without_a_word_is_given_up_and_tried_again(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, _frame = sam
    visitor.page.clock.fast_forward(20_100)
    visitor.see("unreachable")
    assert visitor.page.locator("iframe").count() == 0
    told = visitor.told("error")[0]
    assert (told["code"], told["source"], told["fatal"]) == ("unreachable", "server", False)
    visitor.page.clock.fast_forward(60_000)
    visitor.see("joining")


def test_a_room_with_a_lobby_lets_in_later(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam
    frame.appear()
    frame.fail("conference.connectionError.membersOnly", isFatal=False)
    visitor.see("lobby", "You are at the door.")
    visitor.page.clock.fast_forward(60_000)
    frame.tell("video-conference-joined", roomName="r", id="me", displayName="Sam Student")
    visitor.see("joined")


def test_a_room_with_a_password_says_whom_to_ask(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam
    frame.tell("password-required")
    visitor.see("joining", "Ask the host for it.")
    frame.fail("conference.passwordRequired")
    frame.tell("video-conference-joined", roomName="r", id="me", displayName="Sam Student")
    visitor.see("joined")


@pytest.mark.parametrize("name", ["conference.authenticationRequired", "connection.notLiveError"])
def test_a_room_that_wants_a_login_of_its_own_is_explained(
    sam: tuple[Visitor, Jitsi], name: str
) -> None:
    visitor, frame = sam
    frame.fail(name)
    visitor.see("joining", "may ask for a login of its own")
    assert visitor.page.locator("iframe").is_visible()


# Refusals

REFUSALS = [
    ("connection.passwordRequired", "token", "It does not accept the pass"),
    ("conference.connectionError.notAllowed", "not-allowed", "this room is not open to you"),
    ("conference.connectionError.accessDenied", "lobby", "did not let you in from the lobby"),
    ("conference.max_users", "full", "The room is full."),
    ("conference.somethingNew", "other", "It gave no reason that helps."),
]


@pytest.mark.parametrize(("name", "reason", "words"), REFUSALS, ids=lambda value: str(value)[-12:])
def test_a_refusal_of_the_server_is_put_into_words(
    sam: tuple[Visitor, Jitsi], name: str, reason: str, words: str
) -> None:
    visitor, frame = sam
    frame.appear()
    frame.fail(name, message="words of the server", isFatal=reason == "other")
    visitor.see("refused", words)
    assert visitor.page.locator("iframe").count() == 0
    told = visitor.told("error")[0]
    assert (told["code"], told["source"], told["fatal"]) == (reason, "server", True)
    assert visitor.told("state")[-1]["reason"] == reason


def test_a_refused_reservation_is_told_in_the_words_of_the_site(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam
    frame.fail("conference.reservationError", params=[403, "<b>Come</b> on Monday"])
    visitor.see("refused", "It says: <b>Come</b> on Monday")


def test_a_browser_that_jitsi_does_not_support_is_spoken_of(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam
    frame.tell("browser-support", supported=False)
    visitor.see("refused", "This browser cannot show the video", "Jitsi's app")
    link = visitor.room.get_by_role("link", name="Open the video server's page")
    assert link.get_attribute("href").startswith("https://meet.example.test/event-")
    assert visitor.page.locator("iframe").count() == 0
    assert visitor.wait_told("error")["code"] == "unsupported"
    assert visitor.told("joined") == []


@pytest.mark.parametrize("supported", [True, None, "no"])
def test_only_a_plain_no_counts_as_unsupported(sam: tuple[Visitor, Jitsi], supported: Any) -> None:
    visitor, frame = sam
    frame.tell("browser-support", supported=supported)
    visitor.room.locator("[part~=panel]").wait_for(state="hidden")
    visitor.see("joining")


def test_a_host_who_closes_the_room_in_the_video_reads_that_it_is_still_live(
    helen_inside: tuple[Visitor, Jitsi],
) -> None:
    visitor, frame = helen_inside
    end = visitor.room.get_by_role("button", name="End for everyone")
    assert "Ends the live session" in end.get_attribute("title")
    frame.fail("conference.destroyed")
    visitor.see("left", "The event is still live", "end it for everyone here")
    assert visitor.told("state")[-1]["isLive"] is True


def test_an_error_that_passes_is_left_to_the_frame(sam_inside: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam_inside
    frame.fail("conference.talkWhileMuted", isFatal=False)
    frame.fail("connection.droppedError", isFatal=False)
    frame.tell("error-occurred", error={})
    visitor.page.wait_for_timeout(300)
    visitor.see("joined")


def test_a_kicked_host_may_go_back_or_join_again(
    helen_inside: tuple[Visitor, Jitsi],
) -> None:
    visitor, frame = helen_inside
    frame.tell("participant-kicked-out", kicked={"id": "other", "name": "X", "local": False})
    frame.tell("participant-kicked-out", kicked={"id": "me", "name": "H", "local": True})
    visitor.see("left", "You were put out of the room in the video.")
    assert visitor.room.get_by_role("button", name="Join again").is_visible()
    assert visitor.room.get_by_role("link", name="Back to the event").is_visible()
    assert leaving(visitor) == ["kicked"]


def test_a_lost_connection_to_the_server_is_taken_up_again(
    sam_inside: tuple[Visitor, Jitsi], jitsi: Any
) -> None:
    visitor, frame = sam_inside
    frame.fail("connection.droppedError")
    visitor.see("offline")
    assert leaving(visitor) == ["lost"]
    visitor.page.clock.fast_forward(3000)
    visitor.see("joining")
    jitsi(visitor.page).admit()
    visitor.see("joined")


@pytest.mark.parametrize("name", [name for name in FATAL if name.startswith("conference.")])
def test_a_room_that_breaks_down_is_entered_again(
    sam_inside: tuple[Visitor, Jitsi], jitsi: Any, name: str
) -> None:
    visitor, frame = sam_inside
    frame.fail(name)
    visitor.see("offline", "Connection lost")
    assert leaving(visitor) == ["lost"]
    told = visitor.told("error")[0]
    assert (told["code"], told["source"], told["fatal"]) == (name, "server", False)
    visitor.page.clock.fast_forward(3000)
    visitor.see("joining")
    jitsi(visitor.page).admit()
    visitor.see("joined")


@pytest.mark.parametrize("name", ["connection.serverError", "conference.videobridgeNotAvailable"])
def test_a_server_that_lets_nobody_in_is_not_asked_again_at_once(
    sam: tuple[Visitor, Jitsi], name: str
) -> None:
    visitor, frame = sam
    visitor.stop_clock()
    frame.appear()
    frame.fail(name)
    visitor.see("unreachable", "This page tries again by itself.")
    visitor.page.clock.run_for(7900)
    assert visitor.told("state")[-1]["state"] == "unreachable"
    visitor.page.clock.run_for(2200)
    visitor.see("joining")


def test_a_server_that_stays_away_is_asked_more_and_more_rarely(
    sam: tuple[Visitor, Jitsi], jitsi: Any
) -> None:
    visitor, frame = sam
    visitor.stop_clock()
    for seconds in (8, 16, 32, 60, 60):
        frame.fail("connection.serverError")
        visitor.see("unreachable")
        visitor.run_clock(seconds - 0.1)
        assert visitor.told("state")[-1]["state"] == "unreachable"
        visitor.run_clock(seconds / 4 + 0.2)
        frame = jitsi(visitor.page)
        visitor.page.clock.run_for(100)  # in which the frame and the page find each other


# The way out


def test_a_student_who_hangs_up_there_may_come_back(sam_inside: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam_inside
    frame.tell("video-conference-left", roomName="r")
    frame.tell("video-ready-to-close")
    visitor.see("left", "You can come back.")
    assert leaving(visitor) == ["hangup"]


def test_a_move_to_a_breakout_room_is_no_leaving(sam_inside: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam_inside
    frame.tell("video-conference-left", roomName="r")
    visitor.page.clock.fast_forward(10_000)
    frame.tell("video-conference-joined", roomName="b", id="b1", displayName="Sam Student")
    visitor.page.clock.fast_forward(30_000)
    visitor.see("joined")
    assert leaving(visitor) == []


def test_a_student_whose_frame_stays_away_has_left(sam_inside: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam_inside
    frame.tell("video-conference-left", roomName="r")
    visitor.page.clock.fast_forward(15_100)
    visitor.see("left")


@pytest.fixture
def rare_polls(monkeypatch: Any) -> None:
    """So that pages hear of an end from the frame."""
    monkeypatch.setattr(polling, "POLL_LIVE", 600)


def test_a_room_destroyed_with_the_session_has_ended(
    rare_polls: None, sam_inside: tuple[Visitor, Jitsi], elsewhere: Any
) -> None:
    visitor, frame = sam_inside
    visitor.stop_clock()  # or the poll that asks who is there may be the first to know
    services.end(elsewhere.organizer, elsewhere.pk)
    frame.destroy()
    visitor.page.clock.resume()
    visitor.see("ended")
    assert leaving(visitor) == ["ended"]
    assert visitor.told("ended")[0]["by"] == "other"


def test_a_room_destroyed_on_the_server_alone_can_be_entered_again(
    sam_inside: tuple[Visitor, Jitsi],
) -> None:
    visitor, frame = sam_inside
    frame.fail("conference.destroyed")
    visitor.see("left", "The room was closed on the video server.")
    assert visitor.told("state")[-1]["reason"] == "closed"
    visitor.press("Join again")
    visitor.see("joining")


def test_a_host_who_ends_it_tells_the_server_too(helen_inside: tuple[Visitor, Jitsi]) -> None:
    end_there_too(*helen_inside)


def end_there_too(visitor: Visitor, frame: Jitsi) -> None:
    visitor.stop_clock()  # or the page may have waited long enough for the server's last word
    visitor.end_for_everyone()
    frame.frame.wait_for_function("() => window.commands.length")
    assert frame.commands() == [["end-conference"]]
    frame.tell("video-conference-left", roomName="r")
    visitor.see("ended")


def test_a_host_ends_it_although_the_server_says_nothing(
    helen_inside: tuple[Visitor, Jitsi],
) -> None:
    visitor, frame = helen_inside
    with visitor.page.expect_response("**/room/*/"):
        visitor.page.clock.fast_forward(2600)
    visitor.end_for_everyone()
    frame.frame.wait_for_function("() => window.commands.length")
    visitor.page.clock.fast_forward(1300)  # so that the room asks the site meanwhile
    visitor.see("ended")
    assert visitor.wait_told("ended")["by"] == "self"


# Roles


def test_a_host_who_is_no_moderator_is_told_and_the_log_once(
    knock: Knock, host: Any, caplog: Any
) -> None:
    visitor, frame = knock(host)
    with visitor.answer_to("role"):
        frame.admit("participant")
        visitor.see("joined")
        visitor.page.clock.fast_forward(2100)
    visitor.see("joined", "did not make you a moderator")
    link = visitor.room.get_by_role("link", name="What to do about it")
    assert link.get_attribute("href").endswith("/api/live/help/roles/")
    with visitor.answer_to("join"):
        frame.tell("video-ready-to-close")
        visitor.press("Join again")
    assert warnings(caplog) == 1


def warnings(caplog: Any) -> int:
    return sum("made a host no moderator" in each for each in caplog.messages)


def test_a_host_who_is_made_moderator_a_moment_later_is_left_alone(
    knock: Knock, host: Any, caplog: Any
) -> None:
    visitor, frame = knock(host)
    frame.appear()
    visitor.room.locator("[part~=panel]").wait_for(state="hidden")
    visitor.stop_clock()
    frame.admit("participant")
    visitor.see("joined")
    visitor.page.clock.fast_forward(1500)
    visitor.evaluate(
        "room.api.addListener('participantRoleChanged', ({ role }) => { window.role = role })"
    )
    frame.tell("participant-role-changed", id="me", role="moderator")
    visitor.page.wait_for_function("() => window.role === 'moderator'")
    visitor.page.clock.fast_forward(5000)
    visitor.page.wait_for_timeout(200)
    assert visitor.room.get_by_role("alert").locator("visible=true").count() == 0
    assert warnings(caplog) == 0


@pytest.fixture
def helen_warned(knock: Knock, host: Any) -> tuple[Visitor, Jitsi]:
    """A host in the room, who has been told that she is no moderator there."""
    visitor, frame = knock(host)
    frame.admit("participant")
    visitor.see("joined")
    visitor.page.clock.fast_forward(2100)
    warning(visitor).wait_for()
    return visitor, frame


def warning(visitor: Visitor) -> Any:
    return visitor.room.get_by_text("did not make you a moderator")


def test_a_host_who_is_promoted_later_sees_the_notice_go(
    helen_warned: tuple[Visitor, Jitsi],
) -> None:
    visitor, frame = helen_warned
    frame.tell("participant-role-changed", id="me", role="moderator")
    visitor.page.clock.fast_forward(2100)
    warning(visitor).wait_for(state="detached")


def enter(visitor: Visitor, frame: Jitsi, name: str, role: str, **more: Any) -> None:
    """Have the frame be in another room, in which that is the role, until the page knows."""
    visitor.evaluate(
        "room.api.addListener('videoConferenceJoined', ({ roomName }) => { window.at = roomName })"
    )
    who = {"id": "me", "displayName": "Helen Host", **more}
    frame.tell("participant-role-changed", id=who["id"], role=role)
    frame.tell("video-conference-joined", roomName=name, **who)
    visitor.page.wait_for_function("(name) => window.at === name", arg=name)


def test_a_breakout_room_makes_no_mismatch_of_a_host(
    helen_inside: tuple[Visitor, Jitsi], caplog: Any
) -> None:
    visitor, frame = helen_inside
    frame.tell("video-conference-left", roomName="r")
    enter(visitor, frame, "b", "participant", breakoutRoom=True)
    visitor.page.clock.fast_forward(5000)
    assert warning(visitor).count() == 0
    assert warnings(caplog) == 0
    frame.tell("video-conference-left", roomName="b")
    enter(visitor, frame, "r", "participant", breakoutRoom=False)
    with visitor.answer_to("role"):
        visitor.page.clock.fast_forward(2100)
    warning(visitor).wait_for()
    assert warnings(caplog) == 1


def test_a_host_has_another_id_after_a_reload_of_the_frame(
    helen_warned: tuple[Visitor, Jitsi],
) -> None:
    visitor, frame = helen_warned
    enter(visitor, frame, "again", "moderator", id="me2")
    visitor.page.clock.fast_forward(2100)
    warning(visitor).wait_for(state="detached")
    end_there_too(visitor, frame)


def test_a_student_who_is_made_moderator_is_reported_to_the_host(
    sam: tuple[Visitor, Jitsi],
    knock: Knock,
    make_user: Any,
    caplog: Any,
    visit: Any,
    host: Any,
    elsewhere: Any,
    jitsi: Any,
) -> None:
    visitor, frame = sam
    with visitor.answer_to("role"):
        frame.admit("moderator")
    assert "made an attendee a moderator" not in caplog.text  # one attendee is not believed
    another = make_user("ada")
    Registration.objects.create(event=elsewhere, user=another)
    ada, frame = knock(another)
    with ada.answer_to("role"):
        frame.admit("moderator")
    assert "made an attendee a moderator" in caplog.text
    assert visitor.room.get_by_role("alert").locator("visible=true").count() == 0
    helen = visit(host, f"/tag/{elsewhere.pk}/")
    helen.press("Join live session")
    jitsi(helen.page).admit("moderator")
    helen.see("joined", "makes moderators of people who do not host")


def test_roles_of_others_are_nobodys_mismatch(
    sam_inside: tuple[Visitor, Jitsi], caplog: Any
) -> None:
    visitor, frame = sam_inside
    caplog.set_level(logging.WARNING)
    frame.tell("participant-role-changed", id="helen", role="moderator")
    visitor.page.wait_for_timeout(300)
    assert "moderator" not in caplog.text


# The keyboard, when the frame has the focus


def test_the_keyboard_goes_on_from_where_the_frame_was(sam_inside: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam_inside
    visitor.page.locator("iframe").focus()
    frame.tell("video-ready-to-close")
    visitor.see("left")
    assert visitor.focused() == "Join again"


def test_the_keyboard_goes_on_from_a_closed_notice(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam
    frame.tell("password-required")
    visitor.room.get_by_role("button", name="Close this message").press("Enter")
    assert "stage" in visitor.evaluate("return room.shadowRoot.activeElement.className")


# What the room does by itself, and what it does not


def test_going_live_is_not_repeated_by_a_retry(
    visit: Any, elsewhere: Any, host: Any, jitsi: Any
) -> None:
    visitor = visit(host, f"/tag/{elsewhere.pk}/")
    visitor.see("waiting")
    visitor.page.clock.install()
    visitor.press("Go live")
    jitsi(visitor.page)
    visitor.page.clock.fast_forward(20_100)
    visitor.see("unreachable")
    services.end(host, elsewhere.pk)
    visitor.page.clock.fast_forward(60_000)
    visitor.see("ended")
    assert not LiveSession.objects.get().is_active


# It neither loads nor fails: the page never gets it.
HOLD_FIRST_SCRIPT = """() => {
  const { append } = Element.prototype;
  Element.prototype.append = function (...nodes) {
    if (nodes[0]?.src?.endsWith("external_api.js")) {
      Element.prototype.append = append;
    } else {
      append.apply(this, nodes);
    }
  };
}"""


def test_a_script_that_hangs_is_loaded_anew_after_cancelling(
    visit: Any, elsewhere: Any, student: Any, jitsi: Any
) -> None:
    services.start(elsewhere.organizer, elsewhere.pk)
    visitor = visit(student, f"/tag/{elsewhere.pk}/")
    visitor.page.evaluate(HOLD_FIRST_SCRIPT)
    visitor.press("Join live session")
    visitor.see("joining")
    visitor.press("Cancel")
    visitor.press("Join again")
    jitsi(visitor.page).admit()
    visitor.see("joined")


def test_a_pass_that_is_refused_after_a_long_call_is_renewed(
    sam_inside: tuple[Visitor, Jitsi], jitsi: Any
) -> None:
    visitor, frame = sam_inside
    with visitor.answer_to("join"):
        frame.fail("connection.passwordRequired", message="Token expired")
    again = jitsi(visitor.page)
    again.admit()
    visitor.see("joined")
    assert leaving(visitor) == ["lost"]
    again.fail("connection.passwordRequired", message="Token expired")
    visitor.see("refused", "The people who run this site have been told.")


# Hosts who are not let in, and logins that end


def test_a_host_who_is_refused_ends_it_and_reads_what_to_do(
    knock: Knock, host: Any, caplog: Any
) -> None:
    visitor, frame = knock(host)
    frame.appear()
    with visitor.answer_to("refusal"):
        frame.fail("connection.passwordRequired", message="Bad signature")
    visitor.see("refused", "its finding \u201clogin\u201d")
    assert "connection.passwordRequired (Bad signature)" in caplog.text
    visitor.end_for_everyone()
    visitor.see("ended")
    assert not LiveSession.objects.get().is_active


def test_a_host_who_is_logged_out_stays_and_ends_it_after_a_login(
    helen_inside: tuple[Visitor, Jitsi], host: Any
) -> None:
    visitor, frame = helen_inside
    visitor.page.context.clear_cookies()
    visitor.stop_clock()
    with visitor.answer_to("seen"):
        visitor.run_clock(80)
    visitor.page.clock.resume()
    visitor.see("joined", "You are not logged in on this site any more.")
    assert visitor.room.get_by_role("link", name="Log in once more").is_visible()
    visitor.end_for_everyone()
    visitor.see("joined", "Log in in another tab, then press the button again.")
    assert LiveSession.objects.get().is_active
    visitor.log_in(host)
    end_there_too(visitor, frame)
    assert not LiveSession.objects.get().is_active
    assert Stay.objects.count() == 1  # without a gap


def test_a_password_that_was_given_is_not_asked_for_any_more(sam: tuple[Visitor, Jitsi]) -> None:
    visitor, frame = sam
    frame.tell("password-required")
    visitor.see("joining", "Ask the host for it.")
    frame.admit()
    visitor.see("joined")
    visitor.room.get_by_text("Ask the host for it.").wait_for(state="detached")
