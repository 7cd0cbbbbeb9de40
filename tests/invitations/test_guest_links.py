"""Personal links: made and withdrawn by hosts, in Python and by the command."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_jitsi_live import invitations, moments, services
from django_jitsi_live.exceptions import (
    EventNotFound,
    InvalidLink,
    LinkNotListed,
    LinkWithdrawn,
    NotAuthenticated,
    NotHost,
    NotLinkable,
)
from django_jitsi_live.models import AuditEntry, Guest, GuestLink, Stay
from django_jitsi_live.policy import Policy
from django_jitsi_live.signals import link_withdrawn
from tests.projects.webinar.webinars.models import Event

ADDRESS = "https://example.org/api/live/guest/"


class Open(Policy):
    def may_link_attendees(self, event: Any) -> bool:
        return True


@pytest.fixture
def link(event: Any, host: Any) -> GuestLink:
    return services.make_link(host, event.pk, "Ännä Expert", "speaker")


def test_host_makes_a_link_before_the_event_was_ever_opened(event: Any, host: Any) -> None:
    end = moments.now() + dt.timedelta(days=1)
    made = services.make_link(host, event.pk, " Ännä\n Expert ", "speaker", " a@b.org ", end)
    link = GuestLink.objects.get()
    assert (link.pk, link.name, link.role, link.email) == (
        made.pk,
        "Ännä Expert",
        "speaker",
        "a@b.org",
    )
    assert (link.expires_at, link.created_by, link.session.event) == (end, host, event)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user, entry.target) == ("link_made", host, link.participant)
    assert entry.role == "speaker"


def test_guest_joins_under_the_name_of_the_link(link: GuestLink, live: Any) -> None:
    grant = services.join(Guest(link.pk, "device"), live.pk)
    assert (grant.role, grant.display_name) == ("speaker", "Ännä Expert")


@pytest.mark.parametrize(("person", "error"), [("student", NotHost), ("stranger", NotHost)])
def test_only_hosts_make_list_and_withdraw(
    link: GuestLink, event: Any, request: Any, person: str, error: Any
) -> None:
    user = request.getfixturevalue(person)
    with pytest.raises(error):
        services.make_link(user, event.pk, "Eve", "speaker")
    with pytest.raises(error):
        services.links(user, event.pk)
    with pytest.raises(error):
        services.revoke_link(user, event.pk, link.pk)
    with pytest.raises(NotAuthenticated):
        services.links(None, event.pk)
    with pytest.raises(EventNotFound):
        services.make_link(user, "0", "Eve", "speaker")
    assert AuditEntry.objects.filter(action="refused", reason="not_host").count() == 2
    assert GuestLink.objects.get().revoked_at is None


def test_guest_makes_no_links(link: GuestLink, event: Any) -> None:
    with pytest.raises(NotHost):
        services.make_link(Guest(link.pk), event.pk, "Eve", "speaker")


def test_attendees_get_links_where_the_policy_allows_it(
    event: Any, host: Any, settings: Any
) -> None:
    with pytest.raises(NotLinkable):
        services.make_link(host, event.pk, "Eve", "attendee")
    assert not GuestLink.objects.exists()
    settings.JITSI_LIVE_POLICY = f"{__name__}.Open"
    assert services.make_link(host, event.pk, "Eve", "attendee").role == "attendee"


PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
LATEST = dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=1)))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "name"),
        ({"name": " \u200b\u2800"}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 101}, "100 characters"),
        ({"role": "host"}, "role"),
        ({"role": ""}, "role"),
        ({"role": None}, "role"),
        ({"role": ["speaker"]}, "role"),
        ({"email": "anna"}, "mail address"),
        ({"email": "a@b.org\nBcc: c@d.org"}, "mail address"),
        ({"email": f"{'a' * 60}@{'b.' * 100}org"}, "mail address"),
        ({"email": ["a@b.org"]}, "mail address"),
        ({"expires_at": PAST}, "over already"),
        ({"expires_at": dt.datetime(2999, 1, 1)}, "time zone"),  # noqa: DTZ001
        ({"expires_at": "2999"}, "time zone"),
        ({"expires_at": LATEST}, "time zone"),
    ],
    ids=str,
)  # fmt: skip
def test_what_makes_no_link_is_said(event: Any, host: Any, values: Any, words: str) -> None:
    with pytest.raises(InvalidLink, match=words) as caught:
        services.make_link(host, event.pk, **{"name": "Anna", "role": "speaker", **values})
    assert (caught.value.code, caught.value.status) == ("invalid_link", 400)
    assert not GuestLink.objects.exists()


def test_name_cannot_turn_the_line_around(event: Any, host: Any) -> None:
    link = services.make_link(host, event.pk, "A\u202enna\x00\x1b[31m", "speaker")
    assert link.name == "A nna [31m"


def test_a_withdrawn_link_lets_nobody_in_from_now_on(link: GuestLink, live: Any, host: Any) -> None:
    guest = Guest(link.pk, "device")
    services.join(guest, live.pk)
    withdrawn = services.revoke_link(host, live.pk, str(link.pk))
    assert withdrawn.revoked_at
    assert not withdrawn.is_valid
    with pytest.raises(LinkWithdrawn):
        services.join(guest, live.pk)
    entry = AuditEntry.objects.get(action="link_withdrawn")
    assert (entry.user, entry.target) == (host, link.participant)


@pytest.mark.django_db(transaction=True)
def test_who_is_in_the_room_with_a_withdrawn_link_is_put_out(
    link: GuestLink, live: Any, host: Any
) -> None:
    told: list[Any] = []

    def tell(**values: Any) -> None:
        told.append((values["participant"], values["by"]))

    link_withdrawn.connect(tell)
    services.revoke_link(host, live.pk, link.pk)
    link_withdrawn.disconnect(tell)
    assert told == [(link.participant, host)]
    # The server of the tests has no call for it: the person's own page leaves.
    assert AuditEntry.objects.get(action="link_withdrawn").enforcement == "unsupported"


def test_withdrawing_twice_is_one_decision(link: GuestLink, event: Any, host: Any) -> None:
    first = services.revoke_link(host, event.pk, link.pk)
    assert services.revoke_link(host, event.pk, link.pk).revoked_at == first.revoked_at
    assert AuditEntry.objects.filter(action="link_withdrawn").count() == 1


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-0000-0000-000000000000", None, 7])
def test_a_link_that_is_not_there_is_not_withdrawn(
    link: GuestLink, event: Any, host: Any, key: Any
) -> None:
    with pytest.raises(LinkNotListed):
        services.revoke_link(host, event.pk, key)


def test_host_of_another_event_has_no_say(link: GuestLink, make_user: Any) -> None:
    other = make_user("otto")
    event = Event.objects.create(title="Other", slug="other", organizer=other)
    assert services.links(other, event.pk) == []
    with pytest.raises(LinkNotListed):
        services.revoke_link(other, event.pk, link.pk)
    services.start(other, event.pk)
    with pytest.raises(LinkNotListed):
        services.revoke_link(other, event.pk, link.pk)
    with pytest.raises(LinkWithdrawn):
        services.join(Guest(link.pk, "device"), event.pk)


def test_links_are_listed_with_two_queries(
    link: GuestLink, event: Any, host: Any, django_assert_num_queries: Any
) -> None:
    newest = services.make_link(host, event.pk, "Bo", "speaker")
    with django_assert_num_queries(2):
        listed = services.links(host, event.pk)
        assert [each.created_by for each in listed] == [host, host]
    assert listed == [newest, link]


def test_used_are_links_with_which_somebody_was_in_the_room(
    link: GuestLink, live: Any, host: Any
) -> None:
    other = services.make_link(host, live.pk, "Bo", "speaker")
    now, session = moments.now(), link.session
    session.refresh_from_db()
    Stay.objects.create(run=session.run, participant=link.participant, display_name="Ännä",
                        role="speaker", joined_at=now, last_seen_at=now, source="page",
                        key="1")  # fmt: skip
    assert invitations.used_links([link, other]) == {link.pk}


@pytest.mark.django_db(transaction=True, databases=["default", "replica"])
def test_link_just_made_is_known_although_a_replica_lags_behind(
    lagging_replica: None, event: Any, host: Any
) -> None:
    link = services.make_link(host, event.pk, "Anna", "speaker")
    assert services.links(host, event.pk) == [link]
    assert services.revoke_link(host, event.pk, link.pk).revoked_at


# The command


@pytest.fixture
def command(capsys: Any) -> Any:
    def run(*args: str) -> tuple[str, str]:
        call_command("jitsi_live_link", *args)
        return tuple(capsys.readouterr())

    return run


def test_command_prints_the_address(event: Any, command: Any, settings: Any) -> None:
    settings.JITSI_LIVE_SITE_URL = "https://example.org"
    until = ["--until", "2999-12-31T23:59+01:00", "--email", "a@b.org"]
    out, err = command(str(event.pk), "--name", "Ännä", "--role", "speaker", *until)
    link = GuestLink.objects.get()
    assert out.startswith(ADDRESS)
    token = out.strip().removeprefix(ADDRESS).removesuffix("/")
    assert invitations.link_of_token(token) == link.pk
    assert err == ""
    assert (link.name, link.email, link.created_by) == ("Ännä", "a@b.org", None)
    assert link.expires_at == dt.datetime(2999, 12, 31, 22, 59, tzinfo=dt.UTC)


def test_command_says_that_nothing_says_where_the_site_is(event: Any, command: Any) -> None:
    out, err = command(str(event.pk), "--name", "Ännä", "--role", "speaker")
    assert out.startswith("/api/live/guest/")
    assert "JITSI_LIVE_SITE_URL" in err


def test_command_lists_and_withdraws(event: Any, host: Any, command: Any) -> None:
    end = moments.now() + dt.timedelta(days=1)
    valid = services.make_link(host, event.pk, "Valid", "speaker")
    ending = services.make_link(host, event.pk, "Ending", "speaker", expires_at=end)
    over = services.make_link(host, event.pk, "Over", "speaker")
    GuestLink.objects.filter(pk=over.pk).update(expires_at=PAST)
    withdrawn = services.make_link(host, event.pk, "Gone", "speaker")
    out, _ = command(str(event.pk), "--revoke", str(withdrawn.pk))
    assert out == "The link is withdrawn.\n"
    out, _ = command(str(event.pk), "--list")
    assert f"{valid.pk}  speaker  Valid  valid, not used yet" in out
    assert f"{ending.pk}  speaker  Ending  valid until {end:%Y}" in out
    assert f"{over.pk}  speaker  Over  over since 20" in out
    assert f"{withdrawn.pk}  speaker  Gone  withdrawn" in out
    assert "guest/" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--name NAME"),
        (["--name", "Anna"], "--role"),
        (["--name", "\u2800", "--role", "speaker"], "Give the name"),
        (["--name", "Anna", "--role", "attendee"], "for speakers only"),
        (["--name", "Anna", "--role", "speaker", "--until", "soon"], "is no time such as"),
        (
            ["--name", "Anna", "--role", "speaker", "--until", "2020-02-31T00:00"],
            "is no time such as",
        ),
        (["--name", "Anna", "--role", "speaker", "--until", "2020-01-01T00:00"], "over already"),
        (["--revoke", "x"], "Choose one of those"),
    ],
)
def test_command_says_what_is_wrong(event: Any, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("jitsi_live_link", str(event.pk), *arguments)


def test_command_knows_the_ids_of_addresses(db: None, event: Any, settings: Any) -> None:
    with pytest.raises(CommandError, match="no such event"):
        call_command("jitsi_live_link", "0", "--list")
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    call_command("jitsi_live_link", event.slug, "--name", "Anna", "--role", "speaker")
    assert GuestLink.objects.get().session.event == event
