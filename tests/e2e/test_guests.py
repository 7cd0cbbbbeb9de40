"""People without an account, who come by a personal link, with the practice server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from django_jitsi_live import moments, services
from django_jitsi_live.invitations import link_address
from django_jitsi_live.models import GuestLink, Role, Stay
from tests.e2e.guests import NAME, link_for
from tests.e2e.visitor import Visitor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

MUTED = ("config.startWithAudioMuted=true", "config.startWithVideoMuted=true")


def room(event: Any) -> str:
    return f"/api/live/room/{event.pk}/"


@pytest.fixture
def link(event: Any) -> GuestLink:
    return link_for(event)


@pytest.fixture
def come(visit: Any, event: Any, link: GuestLink) -> Callable[..., Visitor]:
    """A device on which the link is opened, and that has entered the page of the room."""

    def make(**options: Any) -> Visitor:
        visitor: Visitor = visit(None, urlsplit(link_address(link)).path, **options)
        visitor.page.get_by_text("This link was made for").wait_for()
        visitor.page.get_by_role("button", name=f"Enter as {NAME}").click()
        visitor.page.wait_for_url(f"**{room(event)}")
        return visitor

    return make


@pytest.fixture
def enter(come: Any, live: Any) -> Callable[..., Visitor]:
    def make() -> Visitor:
        visitor: Visitor = come()
        visitor.press("Join live session")
        visitor.see("joined")
        return visitor

    return make


def withdraw(link: GuestLink) -> None:
    GuestLink.objects.filter(pk=link.pk).update(revoked_at=moments.now())


def test_a_guest_speaks_beside_host_and_audience_under_the_name_of_the_link(
    visit: Any, enter: Any, live: Any, host: Any, student: Any
) -> None:
    helen, sam = visit(host, room(live)), visit(student, room(live))
    for visitor in (helen, sam):
        visitor.press("Join live session")
        visitor.see("joined")
    ada = enter()
    ada.see("joined", "You are on stage: you can be heard and seen")
    assert not any(option in ada.evaluate("return room.api.getIFrame().src") for option in MUTED)
    for visitor in (helen, sam):
        visitor.see_moving(NAME)
    ada.see_moving("Sam Student")
    assert ada.wait_told("joined")["displayName"] == NAME
    helen.list_people()
    helen.room.get_by_text(f"{NAME} (guest)").wait_for()
    stay = Stay.objects.get(display_name=NAME)
    assert (stay.user, stay.role) == (None, Role.SPEAKER)


def test_a_guest_who_speaks_meets_the_team_in_the_backstage(
    visit: Any, come: Any, event: Any, host: Any
) -> None:
    services.backstage(host, event.pk)
    ada = come()
    ada.press("Enter the backstage")
    ada.see("joined", "Only hosts and speakers hear and see you")
    services.start(host, event.pk)
    ada.room.get_by_text("You are on stage").wait_for()


def test_a_second_device_is_told_so_and_comes_in_once_the_first_has_left(
    enter: Any, come: Any, link: GuestLink
) -> None:
    laptop, phone = enter(), come()
    phone.press("Join live session")
    phone.see("refused", "Your personal link is in use", "on another device")
    assert phone.told("error")[-1]["code"] == "link_in_use"
    laptop.see("joined")
    with laptop.answer_to("left"):
        laptop.press("Leave")
    link.refresh_from_db()
    GuestLink.objects.update(held_until=None)  # the minute of the way in is over
    phone.press("Try again")
    phone.see("joined")


def test_a_guest_whose_link_is_withdrawn_is_out_and_need_not_register(
    enter: Any, link: GuestLink
) -> None:
    ada = enter()
    withdraw(link)
    ada.see("unregistered", "Your personal link does not open this event any more")
    assert ada.page.locator("iframe").count() == 0
    assert [each["reason"] for each in ada.told("left")] == ["kicked"]
    assert ada.told("error")[-1]["code"] == "link_withdrawn"
    assert ada.room.get_by_role("link", name="Register").count() == 0
    ada.open(ada.page.url.removeprefix(ada.url))
    ada.see("unregistered", "Your personal link does not open this event any more")


def test_a_heartbeat_puts_a_guest_out_whose_link_is_withdrawn(
    enter: Any, link: GuestLink, settings: Any
) -> None:
    settings.JITSI_LIVE_HEARTBEAT = 2
    ada = enter()
    ada.page.route("**/status/**", lambda route: None)  # nothing but heartbeats
    withdraw(link)
    ada.see("unregistered", "Your personal link does not open this event any more")


def test_a_guest_in_the_audience_waits_and_is_let_in_muted(
    come: Any, event: Any, host: Any, link: GuestLink
) -> None:
    GuestLink.objects.update(role=Role.ATTENDEE)
    ada = come()
    ada.see("waiting", "You come in muted and with your camera off.")
    services.start(host, event.pk)
    ada.see("joined", "You came in muted, with your camera off")


def test_a_guest_comes_in_without_javascript(come: Any, live: Any) -> None:
    ada = come(java_script_enabled=False)
    ada.page.get_by_role("button", name="Join live session").click()
    opened = ada.page.get_by_role("link", name="Open the room in a new tab")
    opened.wait_for()
    assert "jwt=" in str(opened.get_attribute("href"))


def test_somebody_else_finds_the_way_out(come: Any, event: Any) -> None:
    ada = come()
    ada.see("waiting", f"You are here as {NAME}, by a personal link.")
    ada.room.get_by_role("link", name="Not you?").click()
    ada.page.get_by_role("button", name="Leave").click()
    ada.page.get_by_text("This browser is not here by a personal link.").wait_for()
    ada.open(room(event))
    assert "/login/" in ada.page.url
