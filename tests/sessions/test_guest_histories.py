"""Whatever happens to links and devices, in whatever order: one device is in with a link, and
nobody by a link that does not hold."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import moments, services
from django_jitsi_live.exceptions import LinkInUse, LinkWithdrawn, LiveError, NotLive, StayNotFound
from django_jitsi_live.models import GuestLink, LiveSession, Stay
from django_jitsi_live.sessions import put_out
from tests.personal_links import beat, enter, guest, leave, make_link
from tests.projects.webinar.webinars.models import Event

from .conftest import Clock
from .test_guests import HOUR
from .test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

DEVICES = ("laptop", "phone", "tablet")
STEPS = 60


@dataclass
class Device:
    """One browser with the address of a link."""

    link: GuestLink
    name: str
    stays: list[str] = field(default_factory=list)
    is_let_in: bool = False

    @property
    def person(self) -> Any:
        return guest(self.link, self.name)


@dataclass
class History:
    """Links, and devices that do what they like."""

    event: Event
    host: Any
    clock: Clock
    dice: random.Random
    devices: list[Device] = field(default_factory=list)

    def go(self) -> None:
        actions = [self.join] * 5 + [self.enter] * 4 + [self.beat] * 6 + [self.leave] * 2
        actions += [self.crash, self.revoke, self.move, self.wait, self.wait, self.wait]
        for _ in range(STEPS):
            self.dice.choice(actions)(self.dice.choice(self.devices))
            self.check()

    def join(self, device: Device) -> None:
        is_valid = GuestLink.objects.get(pk=device.link.pk).is_valid
        try:
            services.join(device.person, self.event.pk)
        except LinkInUse:
            was_let_in = False
        except LinkWithdrawn:
            assert not is_valid
            return
        else:
            was_let_in = True
        assert is_valid
        device.is_let_in = was_let_in or device.is_let_in

    def enter(self, device: Device) -> None:
        if not device.is_let_in:
            return
        try:
            device.stays.append(enter(self.event, device.person))
        except (LinkInUse, LinkWithdrawn):
            device.is_let_in = False

    def beat(self, device: Device) -> None:
        for stay in [*device.stays]:
            try:
                beat(self.event, device.person, stay)
            except (LinkInUse, LinkWithdrawn):
                self.put_out(device)

    def put_out(self, device: Device) -> None:
        """The page leaves, and says so."""
        for stay in device.stays:
            leave(self.event, device.person, stay)
        device.stays.clear()

    def leave(self, device: Device) -> None:
        if device.stays:
            leave(self.event, device.person, device.stays.pop())

    def crash(self, device: Device) -> None:
        device.stays.clear()

    def revoke(self, device: Device) -> None:
        if self.dice.random() < 0.3:
            GuestLink.objects.filter(pk=device.link.pk).update(revoked_at=moments.now())
            put_out(device.link.session, device.link.participant, self.host)

    def move(self, device: Device) -> None:
        if self.dice.random() < 0.2:
            services.move(self.host, self.event.pk)

    def wait(self, device: Device) -> None:
        """So long that all, some or no pages count as silent; or pages beat meanwhile."""
        minutes = self.dice.choice([0.02, 0.5, 1.2, 3])
        if self.dice.random() < 0.5:
            self.clock.wait(minutes)
            return
        for _ in range(4):
            self.clock.wait(minutes / 4)
            for each in self.devices:
                self.beat(each)

    def check(self) -> None:
        run = LiveSession.objects.get().run_id
        here = Stay.objects.open_at(moments.now()).filter(run=run)
        open_keys = {*here.values_list("key", flat=True)}
        for link in {device.link for device in self.devices}:
            of_link = [each for each in self.devices if each.link == link]
            inside = [each.name for each in of_link if open_keys.intersection(each.stays)]
            assert len(inside) <= 1, inside


@pytest.mark.parametrize("seed", range(12))
def test_one_device_is_in_and_none_by_a_link_that_does_not_hold(
    live: Event, host: Any, clock: Clock, seed: int
) -> None:
    history = History(live, host, clock, random.Random(seed))
    services.backstage(host, live.pk)
    links = [make_link(live), make_link(live, expires_at=moments.now() + HOUR / 2)]
    history.devices = [Device(link, name) for link in links for name in DEVICES]
    history.go()


# At once


def test_of_devices_that_come_at_once_one_gets_in(live: Event) -> None:
    link = make_link(live)

    def join(number: int) -> bool:
        try:
            services.join(guest(link, f"device-{number}"), live.pk)
        except LinkInUse:
            return False
        return True

    assert sum(at_once(8, join)) == 1


def test_of_devices_that_take_over_at_once_one_gets_in(live: Event) -> None:
    link = make_link(live)
    GuestLink.objects.update(device="gone", held_until=moments.now() - HOUR)

    def join(number: int) -> bool:
        try:
            services.join(guest(link, f"device-{number}"), live.pk)
        except LinkInUse:
            return False
        return True

    assert sum(at_once(8, join)) == 1


@pytest.mark.parametrize("turn", range(5))
def test_who_comes_in_late_and_who_takes_over_are_not_both_in(live: Event, turn: int) -> None:
    link = make_link(live)
    GuestLink.objects.update(device="late", held_until=moments.now() - HOUR)

    def come(number: int) -> bool:
        person = guest(link, "late" if number else "new")
        try:
            if not number:
                services.join(person, live.pk)
            enter(live, person)
        except LinkInUse:
            return False
        return True

    assert sum(at_once(2, come)) == 1
    assert Stay.objects.filter(participant=link.participant).count() == 1


def test_a_stay_of_somebody_else_is_nobodys(live: Event) -> None:
    link, other = make_link(live), make_link(live, "Other")
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    for act in (beat, leave):
        with pytest.raises(StayNotFound):
            act(live, guest(other), stay)


def test_nobody_enters_what_is_over(live: Event, host: Any) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    services.end(host, live.pk)
    with pytest.raises(NotLive):
        enter(live, guest(link))
    with pytest.raises(LiveError):
        services.join(guest(link), live.pk)


def test_a_session_without_guests_moves_without_asking_for_links(live: Event, host: Any) -> None:
    make_link(live)
    with CaptureQueriesContext(connection) as queries:
        services.move(host, live.pk)
    assert not any("jitsi_live_guestlink" in each["sql"] for each in queries)
