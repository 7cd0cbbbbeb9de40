"""Guests before the gate: what they may, the one seat of their link, and its end."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.exceptions import (
    Full,
    LinkInUse,
    LinkWithdrawn,
    LiveError,
    NotAuthenticated,
    NotHost,
    NotLive,
    NotOpen,
    NotRegistered,
    Removed,
)
from django_jitsi_live.models import (
    Action,
    AuditEntry,
    Enforcement,
    GuestLink,
    LiveSession,
    Removal,
    Seat,
    Stay,
)
from django_jitsi_live.policy import Policy, id_of_user
from django_jitsi_live.sessions import begin_recording, deliver_due, prepared_session, put_out
from django_jitsi_live.signals import link_withdrawn
from tests.keys import SECRET, jaas, with_secret
from tests.personal_links import beat, enter, guest, leave, make_link
from tests.projects.webinar.webinars.models import Event
from tests.servers.scripted import REFUSED, ScriptedServer

from .conftest import Clock
from .test_removal import received

# What follows a change is done on its commit.
pytestmark = pytest.mark.django_db(transaction=True)

Server = type[ScriptedServer]
HOUR = dt.timedelta(hours=1)


class WhoeverPretends(Policy):
    """Gives users the ids of guests."""

    def participant_id(self, user: Any) -> str:
        return f"guest:{user.pk:032x}"

    def user_for_participant(self, participant_id: str) -> Any:
        found = super().user_for_participant(str(int(participant_id.removeprefix("guest:"), 16)))
        assert participant_id.startswith("guest:")
        return found


def revoke(link: GuestLink, user: Any) -> str:
    GuestLink.objects.filter(pk=link.pk).update(revoked_at=moments.now())
    return put_out(link.session, link.participant, user)


# What they may


@pytest.mark.parametrize("role", ["speaker", "attendee"])
def test_a_guest_joins_under_the_name_and_in_the_role_of_the_link(live: Event, role: str) -> None:
    link = make_link(live, "Gina Guest", role)
    grant = services.join(guest(link), live.pk)
    assert (grant.display_name, grant.role.value) == ("Gina Guest", role)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.reason, entry.role) == (Action.GRANTED, "personal link", role)
    assert (entry.user, entry.participant) == (None, link.participant)


HOSTS_ONLY: dict[str, Callable[[Any, Any], Any]] = {
    "start": services.start,
    "end": services.end,
    "extend": services.extend,
    "move": services.move,
    "reopen": services.reopen,
    "people": services.people,
    "stream_target": services.stream_target,
    "begin_recording": begin_recording,
    "remove": lambda user, event_id: services.remove(user, event_id, "1"),
    "readmit": lambda user, event_id: services.readmit(user, event_id, "1"),
}


@pytest.mark.parametrize("name", HOSTS_ONLY)
def test_a_guest_is_refused_what_hosts_do(live: Event, name: str) -> None:
    with pytest.raises(NotHost):
        HOSTS_ONLY[name](guest(make_link(live)), live.pk)
    assert LiveSession.objects.get().is_active


def test_a_guest_hosts_nothing(live: Event) -> None:
    with pytest.raises(NotAuthenticated):
        attendance.session_list(guest(make_link(live)))


def test_a_guest_reads_what_the_room_is(live: Event) -> None:
    link = make_link(live)
    info = services.describe(guest(link), live.pk)
    assert (info.is_guest, info.guest_name, info.role) == (True, "Gina Guest", "speaker")
    assert (info.participant, info.is_authenticated) == (link.participant, True)
    assert services.status(live.pk, guest(link)).room_name is not None


def test_a_guest_reports_role_and_refusal(live: Event, caplog: Any) -> None:
    link = make_link(live)
    services.report_role(guest(link), live.pk, "moderator")
    services.report_refusal(guest(link), live.pk, "script")
    entry = AuditEntry.objects.get(action=Action.ROLE_REPORTED)
    assert (entry.participant, entry.user) == (link.participant, None)


def test_a_guest_speaker_waits_for_the_team_and_enters_its_backstage(
    event: Event, host: Any
) -> None:
    link = make_link(event)
    with pytest.raises(NotOpen):
        services.backstage(guest(link), event.pk)
    services.backstage(host, event.pk)
    assert services.backstage(guest(link), event.pk).state.value == "backstage"
    assert services.join(guest(link), event.pk).state.value == "backstage"
    with pytest.raises(LinkInUse):
        services.backstage(guest(link, "phone"), event.pk)


def test_a_guest_attendee_does_not_enter_the_backstage(event: Event, host: Any) -> None:
    link = make_link(event, role="attendee")
    services.backstage(host, event.pk)
    with pytest.raises(NotHost):
        services.backstage(guest(link), event.pk)
    with pytest.raises(NotLive):
        services.join(guest(link), event.pk)


# Links that let nobody in


def test_a_link_lets_into_its_own_event_alone(live: Event, host: Any) -> None:
    other = Event.objects.create(title="Other", slug="other", organizer=host)
    services.start(host, other.pk)
    link = make_link(live)
    with pytest.raises(LinkWithdrawn):
        services.join(guest(link), other.pk)
    info = services.describe(guest(link), other.pk)
    assert (info.is_guest, info.guest_name, info.role) == (True, "", None)


@pytest.mark.parametrize("change", [{"revoked_at": 0}, {"expires_at": 0}])
def test_a_link_that_is_withdrawn_or_over_lets_nobody_in(live: Event, change: Any) -> None:
    link = make_link(live)
    GuestLink.objects.update(**dict.fromkeys(change, moments.now()))
    with pytest.raises(LinkWithdrawn) as refusal:
        services.join(guest(link), live.pk)
    assert isinstance(refusal.value, NotRegistered)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.reason, entry.participant) == ("link_withdrawn", link.participant)


def test_a_link_that_never_was_lets_nobody_in(live: Event) -> None:
    with pytest.raises(LinkWithdrawn):
        services.join(guest(GuestLink(pk=uuid.uuid4())), live.pk)


def test_the_link_of_a_deleted_session_lets_nobody_in(live: Event, host: Any) -> None:
    link = make_link(live)
    LiveSession.objects.all().delete()
    services.start(host, live.pk)
    with pytest.raises(LinkWithdrawn):
        services.join(guest(link), live.pk)


# The one seat of a link


def test_another_device_is_refused_while_the_first_is_on_its_way(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    with pytest.raises(LinkInUse):
        services.join(guest(link, "phone"), live.pk)
    assert services.describe(guest(link, "phone"), live.pk).role == "speaker"
    clock.wait(1.1)
    assert services.join(guest(link, "phone"), live.pk)
    with pytest.raises(LinkInUse):  # the first one did not come
        enter(live, guest(link))
    assert not Stay.objects.filter(participant=link.participant).exists()


def test_another_device_is_refused_while_the_first_is_in(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    for _ in range(5):
        clock.wait(1)
        beat(live, guest(link), stay)
        with pytest.raises(LinkInUse):
            services.join(guest(link, "phone"), live.pk)


def test_the_same_device_comes_in_again_and_again(live: Event, clock: Clock) -> None:
    link = make_link(live)
    for _ in range(3):
        services.join(guest(link), live.pk)
        enter(live, guest(link))


def test_leaving_frees_the_link_at_once(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    clock.wait(0.1)
    leave(live, guest(link), enter(live, guest(link)))
    assert services.join(guest(link, "phone"), live.pk)


def test_a_reload_keeps_the_link(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    clock.wait(0.1)
    services.join(guest(link), live.pk)
    leave(live, guest(link), stay)  # the page before says goodbye late
    with pytest.raises(LinkInUse):
        services.join(guest(link, "phone"), live.pk)
    assert enter(live, guest(link))


def test_a_second_tab_keeps_the_link(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    stay, _other = enter(live, guest(link)), enter(live, guest(link))
    leave(live, guest(link), stay)
    with pytest.raises(LinkInUse):
        services.join(guest(link, "phone"), live.pk)


def test_a_crash_frees_the_link_after_the_heartbeat_timeout(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    enter(live, guest(link))
    clock.wait(2.4)
    with pytest.raises(LinkInUse):
        services.join(guest(link, "phone"), live.pk)
    clock.wait(0.2)
    assert services.join(guest(link, "phone"), live.pk)


def test_a_page_that_wakes_after_another_device_has_come_in_is_put_out(
    live: Event, clock: Clock
) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    woken = enter(live, guest(link))
    clock.wait(5)
    services.join(guest(link, "phone"), live.pk)
    stay = enter(live, guest(link, "phone"))
    with pytest.raises(LinkInUse):
        beat(live, guest(link), woken)
    with pytest.raises(LinkInUse):
        services.join(guest(link), live.pk)
    leave(live, guest(link), woken)  # which takes nothing from the other device
    assert beat(live, guest(link, "phone"), stay)["is_active"]
    with pytest.raises(LinkInUse):
        services.join(guest(link), live.pk)


def test_a_page_that_wakes_and_finds_the_link_free_goes_on(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    clock.wait(5)
    assert beat(live, guest(link), stay)["is_active"]
    with pytest.raises(LinkInUse):
        services.join(guest(link, "phone"), live.pk)


def test_a_page_goes_on_whose_stay_was_closed_meanwhile(live: Event, clock: Clock) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    clock.wait(5)
    Stay.objects.filter(key=stay).update(left_at=moments.now())
    answer, _status = attendance.record_action("seen", guest(link), live.pk, stay, 400)
    assert answer["is_active"]
    assert Stay.objects.get(key=stay).left_at is None


def test_guests_follow_into_another_room_with_their_seats(
    server: Server, live: Event, host: Any, clock: Clock
) -> None:
    links = [make_link(live, f"Guest {number}") for number in range(3)]
    stays = {}
    for number, link in enumerate(links[:2]):
        services.join(guest(link), live.pk)
        stays[link.pk] = enter(live, guest(link), f"0000000{number}")
    leave(live, guest(links[1]), stays[links[1].pk])
    services.move(host, live.pk, "other")
    assert beat(live, guest(links[0]), stays[links[0].pk])["moved"]
    clock.wait(1.5)
    with pytest.raises(LinkInUse):  # the first one is on the way into the new room
        services.join(guest(links[0], "phone"), live.pk)
    leave(live, guest(links[0]), stays[links[0].pk])
    assert services.join(guest(links[0]), live.pk)
    assert services.join(guest(links[1], "phone"), live.pk)


def test_pages_of_guests_are_counted_by_link(live: Event) -> None:
    links = [make_link(live, f"Guest {number}") for number in range(7)]
    for link in links:
        services.join(guest(link), live.pk)
        enter(live, guest(link))
    assert Stay.objects.filter(left_at=None, role="speaker").count() == 7


# Seats of a room that takes so many


def test_a_guest_attendee_needs_a_seat_and_frees_it(
    settings: Any, live: Event, student: Any, clock: Clock
) -> None:
    settings.JITSI_LIVE_CAPACITY = 1
    link = make_link(live, role="attendee")
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    with pytest.raises(Full):
        services.join(student, live.pk)
    assert Seat.objects.filter(number=1).get().participant == link.participant
    leave(live, guest(link), stay)
    clock.wait(0.1)
    assert services.join(student, live.pk)
    with pytest.raises(Full):
        services.join(guest(link), live.pk)


def test_a_guest_speaker_needs_none(settings: Any, live: Event, student: Any) -> None:
    settings.JITSI_LIVE_CAPACITY = 1
    services.join(student, live.pk)
    assert services.join(guest(make_link(live)), live.pk)
    revoke(make_link(live, role="attendee"), None)


# Removal


def test_a_removed_guest_stays_out_until_readmitted(server: Server, live: Event, host: Any) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    listed = {person.participant: person for person in services.people(host, live.pk).people}
    assert listed[link.participant].can_be_removed
    assert listed[link.participant].role == "speaker"
    removed = services.remove(host, live.pk, link.participant)
    assert (removed.display_name, removed.removal) == ("Gina Guest", "server")
    assert server.calls == [("kick", "default", "1a2b3c4d")]
    for device in ("laptop", "phone"):
        with pytest.raises(Removed):
            services.join(guest(link, device), live.pk)
    with pytest.raises(Removed):
        beat(live, guest(link), stay)
    assert services.describe(guest(link), live.pk).is_removed
    services.readmit(host, live.pk, link.participant)
    assert services.join(guest(link), live.pk)


def test_a_guest_who_never_came_is_removed_at_this_event_alone(live: Event, host: Any) -> None:
    other = Event.objects.create(title="Other", slug="other", organizer=host)
    link, foreign = make_link(live), make_link(other)
    assert services.remove(host, live.pk, link.participant).display_name == "Gina Guest"
    for unknown in (foreign.participant, f"guest:{'0' * 32}", "guest:", "guest:x"):
        with pytest.raises(LiveError) as refusal:
            services.remove(host, live.pk, unknown)
        assert refusal.value.code == "not_found"
    assert [each.participant for each in Removal.objects.all()] == [link.participant]


# The end of a link


def test_withdrawing_puts_out_who_is_in(server: Server, live: Event, host: Any) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    with received(link_withdrawn) as got:
        assert revoke(link, host) == "server"
    assert [each["participant"] for each in got] == [link.participant]
    assert server.calls == [("kick", "default", "1a2b3c4d")]
    entry = AuditEntry.objects.get(action=Action.LINK_WITHDRAWN)
    assert (entry.user, entry.target, entry.enforcement) == (host, link.participant, "done")
    assert Stay.objects.get(key=stay).left_at is not None
    with pytest.raises(LinkWithdrawn):
        beat(live, guest(link), stay)
    leave(live, guest(link), stay)


def test_withdrawing_leaves_it_to_the_page_where_the_server_cannot(
    server: Server, live: Event, host: Any
) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    assert revoke(link, host) == "page"
    assert AuditEntry.objects.get(target=link.participant).enforcement == Enforcement.UNSUPPORTED


def test_withdrawing_before_the_event_asks_no_server(event: Event, host: Any) -> None:
    link = make_link(event)
    assert revoke(link, host) == "page"
    assert AuditEntry.objects.get(target=link.participant).enforcement == ""


def test_a_server_that_fails_is_told_again(
    server: Server, monkeypatch: Any, live: Event, host: Any, clock: Clock
) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    enter(live, guest(link))
    monkeypatch.setattr(server, "failure", REFUSED)
    assert revoke(link, host) == "pending"
    monkeypatch.setattr(server, "failure", None)
    clock.wait(1)
    assert deliver_due() == 1
    assert AuditEntry.objects.get(target=link.participant).enforcement == Enforcement.DONE


def test_nobody_is_put_out_whose_link_holds_again(
    server: Server, monkeypatch: Any, live: Event, host: Any, clock: Clock
) -> None:
    link = make_link(live)
    services.join(guest(link), live.pk)
    enter(live, guest(link))
    monkeypatch.setattr(server, "failure", REFUSED)
    revoke(link, host)
    monkeypatch.setattr(server, "failure", None)
    GuestLink.objects.update(revoked_at=None)
    clock.wait(1)
    deliver_due()
    assert AuditEntry.objects.get(target=link.participant).enforcement == ""


def test_a_link_that_ends_puts_its_page_out(live: Event, clock: Clock) -> None:
    link = make_link(live, expires_at=moments.now() + HOUR)
    services.join(guest(link), live.pk)
    stay = enter(live, guest(link))
    for _ in range(59):
        clock.wait(1)
        beat(live, guest(link), stay)
    clock.wait(1)
    with pytest.raises(LinkWithdrawn):
        beat(live, guest(link), stay)


# Tokens


@pytest.mark.parametrize("role", ["speaker", "attendee"])
def test_the_token_says_who_the_guest_is(settings: Any, live: Event, role: str) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    settings.JITSI_LIVE_SHARE_EMAIL = True
    link = make_link(live, "Gina <b>", role, email="gina@example.org")
    token = services.join(guest(link), live.pk).jwt
    assert token is not None
    user = jwt.decode(token, SECRET, ["HS256"], audience="jitsi")["context"]["user"]
    assert (user["id"], user["name"]) == (link.participant, "Gina <b>")
    assert user["affiliation"] == "member"
    assert str(user["moderator"]).lower() == "false"
    assert "gina@example.org" not in str(user)
    assert "avatar" not in user


@pytest.mark.parametrize("role", ["speaker", "attendee"])
def test_the_token_for_jaas_says_so_too(settings: Any, live: Event, role: str) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": jaas()}
    link = make_link(live, role=role)
    token = services.join(guest(link), live.pk).jwt
    assert token is not None
    context = jwt.decode(token, options={"verify_signature": False})["context"]
    assert context["user"]["id"] == link.participant
    assert context["user"]["name"] == "Gina Guest"
    assert str(context["user"]["moderator"]).lower() == "false"


def test_no_token_outlives_the_link(settings: Any, live: Event) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    link = make_link(live, expires_at=moments.now() + dt.timedelta(minutes=5))
    grant = services.join(guest(link), live.pk)
    assert grant.expires_at == link.expires_at.replace(microsecond=0)


def test_no_user_has_the_id_of_a_guest(settings: Any, live: Event, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    settings.JITSI_LIVE_POLICY = f"{__name__}.WhoeverPretends"
    token = services.join(student, live.pk).jwt
    assert token is not None
    user = jwt.decode(token, SECRET, ["HS256"], audience="jitsi")["context"]["user"]
    assert user["id"] == f"user:guest:{student.pk:032x}"
    removed = services.remove(host, live.pk, user["id"])
    assert removed.display_name == "Sam Student"
    assert Removal.objects.get().user == student


@pytest.mark.parametrize(
    ("participant", "own"),
    [
        ("7", "7"),
        ("guest:7", ""),
        ("user:7", ""),
        ("user:guest:7", "guest:7"),
        ("user:user:7", "user:7"),
    ],
)
def test_each_user_has_one_id(participant: str, own: str) -> None:
    assert id_of_user(participant) == own


def test_a_link_hangs_on_the_session_that_the_event_gets(event: Event, host: Any) -> None:
    link = make_link(event)
    services.start(host, event.pk)
    assert link.session == LiveSession.objects.get() == prepared_session(event)
    assert services.join(guest(link), event.pk)
