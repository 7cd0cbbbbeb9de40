"""People who are not registered ask to be let in, and a host answers beside the video."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.models import Admission, Answer
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


@pytest.fixture(autouse=True)
def askable(settings: Any) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = True


@pytest.fixture
def room(live: Any) -> str:
    return f"/api/live/room/{live.pk}/"


@pytest.fixture
def helen(visit: Any, host: Any, room: str) -> Visitor:
    """In the live room."""
    visitor: Visitor = visit(host, room)
    visitor.press("Join live session")
    visitor.see("joined")
    return visitor


@pytest.fixture
def sid(visit: Any, stranger: Any, room: str) -> Visitor:
    """Not registered, and has asked to be let in."""
    visitor: Visitor = visit(stranger, room)
    visitor.see("unregistered", "Registration is needed")
    visitor.press("Ask to be let in")
    visitor.see("unregistered", "You have asked to be let in")
    return visitor


def button(visitor: Visitor, name: str) -> Any:
    return visitor.room.get_by_role("button", name=name, exact=True)


def test_a_host_lets_in_who_asks_and_nobody_came_in_before(helen: Visitor, sid: Visitor) -> None:
    assert sid.evaluate("return room.join().catch(({ code }) => code)") == "not_registered"
    sid.see("unregistered")
    assert button(sid, "Ask to be let in").count() == 0
    leave = button(helen, "Leave")
    leave.focus()
    button(helen, "Admit sid").wait_for()
    assert helen.focused() == "Leave"  # who asks takes the keyboard from nobody
    helen.room.get_by_role("status").get_by_text("sid asks to be let in.").wait_for()
    button(helen, "Admit sid").focus()
    helen.page.keyboard.press("Enter")
    button(helen, "Admit sid").wait_for(state="detached")
    helen.room.get_by_role("status").get_by_text("sid may come in.").wait_for()
    sid.see("joined", "You came in muted, with your camera off")
    assert sid.evaluate("return room.participantRole") == "attendee"


def test_a_host_declines_and_the_page_of_who_asked_says_so(helen: Visitor, sid: Visitor) -> None:
    helen.press("Decline sid")
    sid.see("unregistered", "The hosts have not let you in")
    assert button(sid, "Ask to be let in").count() == 0
    assert Admission.objects.get().state == Answer.DECLINED
    helen.see("joined")


def test_who_loads_the_page_again_comes_in_by_a_click(
    helen: Visitor, sid: Visitor, visit: Any, stranger: Any, room: str
) -> None:
    again = visit(stranger, room)
    again.see("unregistered", "You have asked to be let in")
    sid.page.close()
    helen.press("Admit sid")
    again.see("live")
    again.press("Join live session")
    again.see("joined")


def test_hosts_who_wait_for_the_start_read_who_asks(
    visit: Any, event: Any, host: Any, stranger: Any
) -> None:
    services.ask(stranger, event.pk)
    helen = visit(host, f"/api/live/room/{event.pk}/")
    helen.see("waiting", "sid asks to be let in.")
    sid = visit(stranger, f"/api/live/room/{event.pk}/")
    helen.press("Admit sid")
    sid.see("waiting", "Not live yet")


def test_without_the_setting_nobody_asks(
    settings: Any, visit: Any, stranger: Any, room: str
) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = False
    sid = visit(stranger, room)
    sid.see("unregistered", "Registration is needed")
    assert button(sid, "Ask to be let in").count() == 0
