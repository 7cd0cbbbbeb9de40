from __future__ import annotations

import datetime as dt
import logging
import re
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.utils import translation

from django_jitsi_live import exceptions, moments, services
from django_jitsi_live.exceptions import (
    Busy,
    EventNotFound,
    NotAuthenticated,
    NotLive,
    NotRegistered,
    ServerMisconfigured,
)
from django_jitsi_live.models import LiveSession, Role, Run
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import transitions
from django_jitsi_live.sessions.services import ATTEMPTS
from django_jitsi_live.signals import session_ended, session_started
from tests.projects.webinar.webinars.models import Event

ROOM_CONFIG = {"prejoinConfig": {"enabled": False}, "disableDeepLinking": True}
ATTENDEE_CONFIG = {"localRecording": {"disable": True}}

NOON = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)


def at_noon(event: Any) -> dt.datetime:
    return NOON


# Rooms


def test_room_names_are_long_random_and_plain(event: Any, host: Any) -> None:
    room_name = services.start(host, event.pk).room_name
    assert re.fullmatch(r"event-[a-z2-7]{26}", room_name)


@pytest.mark.parametrize("name", ["日本", "-", ""])
def test_a_model_name_without_plain_letters_makes_a_plain_room_name(
    name: str, event: Any, host: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(type(event)._meta, "model_name", name)
    assert services.start(host, event.pk).room_name.startswith("live-")


# The grant


def test_repr_of_a_grant_hides_token_and_link(event: Any, host: Any) -> None:
    grant = services.start(host, event.pk)
    assert "jwt=" not in repr(grant)
    assert grant.url not in repr(grant)


def test_config_is_merged_for_the_role(
    settings: Any, live: Any, host: Any, student: Any, speaker: Any
) -> None:
    settings.JITSI_LIVE_CONFIG = {"a": 1, "toolbar": {"alwaysVisible": True, "timeout": 5}}
    settings.JITSI_LIVE_HOST_CONFIG = {"toolbar": {"timeout": 9}}
    settings.JITSI_LIVE_SPEAKER_CONFIG = {"toolbar": {"timeout": 7}}
    settings.JITSI_LIVE_ATTENDEE_CONFIG = {"a": {"b": 2}}
    assert services.join(host, live.pk).config == ROOM_CONFIG | {
        "a": 1,
        "toolbar": {"alwaysVisible": True, "timeout": 9},
    }
    assert services.join(speaker, live.pk).config == ROOM_CONFIG | {
        "a": 1,
        "toolbar": {"alwaysVisible": True, "timeout": 7},
    }
    assert services.join(student, live.pk).config == ROOM_CONFIG | ATTENDEE_CONFIG | {
        "a": {"b": 2},
        "toolbar": {"alwaysVisible": True, "timeout": 5},
    }
    assert settings.JITSI_LIVE_CONFIG["toolbar"]["timeout"] == 5


@pytest.mark.parametrize(
    ("given", "merged"),
    [
        ({"hideDisplayName": True}, {"enabled": False, "hideDisplayName": True}),
        ({"enabled": True}, {"enabled": True}),
        (None, None),
    ],
)
def test_config_is_merged_over_the_rooms_own(
    settings: Any, live: Any, host: Any, given: Any, merged: Any
) -> None:
    settings.JITSI_LIVE_CONFIG = {"prejoinConfig": given}
    expected = {"prejoinConfig": merged, "disableDeepLinking": True}
    assert services.join(host, live.pk).config == expected
    settings.JITSI_LIVE_CONFIG, settings.JITSI_LIVE_HOST_CONFIG = {}, {"prejoinConfig": given}
    assert services.join(host, live.pk).config == expected


@pytest.mark.parametrize(("language", "lang"), [("nb", "no"), ("zh-hans", "zh-CN"), ("de", "de")])
def test_lang_is_one_that_jitsi_has(live: Any, host: Any, language: str, lang: str) -> None:
    with translation.override(language):
        assert services.join(host, live.pk).lang == lang


def test_lang_without_an_active_language_is_the_sites(live: Any, host: Any) -> None:
    with translation.override(None):
        assert services.join(host, live.pk).lang == "en"


# Servers


@pytest.mark.parametrize(
    "servers",
    [
        {},
        {"default": {}},
        {"default": {"BACKEND": "nowhere.Server"}},
        {"other": {"BACKEND": "django_jitsi_live.servers.PublicServer"}},
    ],
)
def test_start_without_a_usable_server_changes_nothing(
    settings: Any, event: Any, host: Any, servers: Any, caplog: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = servers
    with pytest.raises(ServerMisconfigured):
        services.start(host, event.pk)
    assert not LiveSession.objects.exists()
    assert "default" in caplog.text


def test_a_session_whose_server_is_gone_is_misconfigured(
    settings: Any, live: Any, as_user: Any, student: Any, caplog: Any
) -> None:
    LiveSession.objects.update(server="berlin")
    response = as_user(student).get(f"/api/live/join/{live.pk}/")
    assert (response.status_code, response.json()["code"]) == (503, "server_misconfigured")
    assert "berlin" in caplog.text
    assert "berlin" not in response.text


class BerlinPolicy(Policy):
    def server_for(self, event: Event) -> str:
        return "berlin"


def test_everyone_lands_on_the_server_chosen_at_the_start(
    settings: Any, event: Any, host: Any, student: Any
) -> None:
    public = "django_jitsi_live.servers.PublicServer"
    settings.JITSI_LIVE_SERVERS = {
        "default": {"BACKEND": public},
        "berlin": {"BACKEND": public, "DOMAIN": "meet.example.org"},
    }
    settings.JITSI_LIVE_POLICY = "tests.sessions.test_services.BerlinPolicy"
    services.start(host, event.pk)
    settings.JITSI_LIVE_POLICY = "django_jitsi_live.policy.Policy"
    assert services.join(student, event.pk).domain == "meet.example.org"


# Transitions


def test_start_writes_who_and_when(event: Any, host: Any) -> None:
    before = moments.now()
    services.start(host, event.pk)
    session = LiveSession.objects.get()
    assert session.started_by == host
    assert session.started_at is not None
    assert before <= session.started_at <= moments.now()


def test_the_database_refuses_an_active_session_without_a_start(event: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LiveSession.objects.create(event=event, room_name="r", is_active=True)


def test_a_second_host_joins_what_the_first_started(
    settings: Any, event: Any, host: Any, make_user: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    other = make_user("olga")
    event.speakers.add(host, other)
    first, second = services.start(host, event.pk), services.start(other, event.pk)
    assert first.room_name == second.room_name
    assert LiveSession.objects.get().started_by == host


class FasterHost(Policy):
    """Between this host's look and write, another one starts, or ends, or deletes the event."""

    def server_for(self, event: Event) -> str:
        faster()
        return "default"


class FasterHostAtTheEnd(Policy):
    def is_host(self, user: Any, event: Event) -> bool:
        faster()
        return super().is_host(user, event)


def faster() -> None:
    """Replaced in the tests."""


def use_faster_host(
    settings: Any, monkeypatch: Any, *acts_in_order: Any, policy: type[Policy] = FasterHost
) -> None:
    acts = iter(acts_in_order)
    settings.JITSI_LIVE_POLICY = f"tests.sessions.test_services.{policy.__name__}"
    monkeypatch.setattr("tests.sessions.test_services.faster", lambda: next(acts, lambda: None)())


def test_the_slower_of_two_first_starts_joins_the_faster(
    settings: Any, monkeypatch: Any, event: Any, host: Any
) -> None:
    use_faster_host(settings, monkeypatch, lambda: services.start(host, event.pk))
    grant = services.start(host, event.pk)
    assert LiveSession.objects.get().room_name == grant.room_name


def test_the_slower_of_two_restarts_joins_the_faster(
    settings: Any, monkeypatch: Any, live: Any, host: Any
) -> None:
    services.end(host, live.pk)
    use_faster_host(settings, monkeypatch, lambda: services.start(host, live.pk))
    grant = services.start(host, live.pk)
    assert LiveSession.objects.get().room_name == grant.room_name


def test_a_start_that_is_slower_than_a_reopening_leaves_no_run(
    settings: Any, monkeypatch: Any, live: Any, host: Any
) -> None:
    services.end(host, live.pk)
    use_faster_host(settings, monkeypatch, lambda: services.reopen(host, live.pk))
    grant = services.start(host, live.pk)
    assert [run.room_name for run in Run.objects.all()] == [grant.room_name]
    assert LiveSession.objects.get().room_name == grant.room_name


def test_a_start_after_the_latest_run_was_deleted_counts_on(live: Any, host: Any) -> None:
    for _ in range(2):
        services.end(host, live.pk)
        services.start(host, live.pk)
    services.end(host, live.pk)
    Run.objects.get(number=3).delete()
    services.start(host, live.pk)
    assert [run.number for run in Run.objects.order_by("pk")] == [1, 2, 3]


def test_start_gives_up_with_a_clear_error_when_no_room_can_be_made(
    monkeypatch: Any, event: Any, host: Any
) -> None:
    other = Event.objects.create(title="Other", organizer=host)
    monkeypatch.setattr("django_jitsi_live.sessions.rooms.secrets.token_bytes", bytes)
    services.start(host, other.pk)
    with pytest.raises(Busy) as caught:
        services.start(host, event.pk)
    assert "try again" in str(caught.value)


def test_slower_of_two_ends_returns_the_time_of_the_faster(
    settings: Any, monkeypatch: Any, live: Any, host: Any
) -> None:
    stale = LiveSession.objects.get()
    end = partial(services.end, host, live.pk)
    use_faster_host(settings, monkeypatch, end, policy=FasterHostAtTheEnd)
    ended = end()
    session = LiveSession.objects.get()
    assert (ended.is_active, ended.ended_at) == (False, session.ended_at)
    assert services.end_sessions([stale], host) == 0
    assert LiveSession.objects.get().ended_at == session.ended_at


def test_a_session_that_was_started_again_since_it_was_loaded_goes_on(live: Any, host: Any) -> None:
    stale = LiveSession.objects.get()
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert services.end_sessions([stale], host) == 0
    assert LiveSession.objects.get().is_active


def test_an_end_that_is_slower_than_end_and_start_ends_the_new_run(
    settings: Any, monkeypatch: Any, live: Any, host: Any, heard: Any
) -> None:
    def restart() -> None:
        services.end(host, live.pk)
        services.start(host, live.pk)

    use_faster_host(settings, monkeypatch, restart, policy=FasterHostAtTheEnd)
    with TestCase.captureOnCommitCallbacks(execute=True):
        ended = services.end(host, live.pk)
    session = LiveSession.objects.get()
    assert (ended.room_name, ended.ended_at) == (session.room_name, session.ended_at)
    assert not session.is_active
    # Each run with the session as it was then.
    assert heard[-1]["session"].room_name == session.room_name
    assert heard[0]["session"].room_name != session.room_name


def test_end_gives_up_when_others_start_again_and_again(
    settings: Any, monkeypatch: Any, live: Any, host: Any
) -> None:
    def restart() -> None:
        services.end_sessions(LiveSession.objects.all(), host)
        services.start(host, live.pk)

    acts = [restart, lambda: None] * ATTEMPTS
    use_faster_host(settings, monkeypatch, *acts, policy=FasterHostAtTheEnd)
    with pytest.raises(Busy):
        services.end(host, live.pk)


def test_end_of_an_event_that_is_deleted_meanwhile_is_not_found(
    settings: Any, monkeypatch: Any, live: Any, host: Any
) -> None:
    use_faster_host(settings, monkeypatch, live.delete, policy=FasterHostAtTheEnd)
    with pytest.raises(EventNotFound):
        services.end(host, live.pk)


# Signals


@pytest.fixture
def heard() -> Any:
    calls: list[dict[str, Any]] = []

    def listen(**kwargs: Any) -> None:
        calls.append(kwargs)

    session_started.connect(listen)
    session_ended.connect(listen)
    yield calls
    session_started.disconnect(listen)
    session_ended.disconnect(listen)


def test_signals_carry_session_and_user(
    django_capture_on_commit_callbacks: Any, heard: Any, event: Any, host: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        services.start(host, event.pk)
        services.end(host, event.pk)
    assert [call["signal"] for call in heard] == [session_started, session_ended]
    assert {call["sender"] for call in heard} == {LiveSession}
    assert {call["user"] for call in heard} == {host}
    assert {call["session"].event_id for call in heard} == {event.pk}


def test_signals_are_sent_once(
    django_capture_on_commit_callbacks: Any, heard: Any, event: Any, host: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            services.start(host, event.pk)
        for _ in range(2):
            services.end(host, event.pk)
    assert len(heard) == 2


@pytest.mark.django_db(transaction=True)
def test_no_signal_is_sent_when_the_transaction_fails(heard: Any, event: Any, host: Any) -> None:
    with transaction.atomic():
        services.start(host, event.pk)
        transaction.set_rollback(True)
    assert heard == []
    assert not LiveSession.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_receiver_that_raises_is_logged_and_breaks_nothing(
    heard: Any, event: Any, host: Any, caplog: Any
) -> None:
    def broken(**kwargs: Any) -> None:
        raise ZeroDivisionError("receiver is broken")

    session_started.connect(broken)
    try:
        with caplog.at_level(logging.ERROR):
            grant = services.start(host, event.pk)
    finally:
        session_started.disconnect(broken)
    assert grant.is_active
    assert len(heard) == 1
    assert "receiver is broken" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_start_that_fails_half_way_leaves_nothing(
    monkeypatch: Any, event: Any, host: Any
) -> None:
    def broken(*args: Any, **values: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(transitions, "send_on_commit", broken)
    with pytest.raises(ZeroDivisionError):
        services.start(host, event.pk)
    assert not LiveSession.objects.exists()


# Errors


def test_every_error_has_a_stable_code_and_a_sentence() -> None:
    ours = exceptions.LiveError.__subclasses__()
    errors = [each for each in ours if each.__module__.startswith(f"{exceptions.__name__}.")]
    assert len({error.code for error in errors}) == len(errors)
    for error in errors:
        assert str(error()).endswith(".")


@pytest.mark.usefixtures("event")
def test_anonymous_users_and_unknown_events_are_refused(host: Any) -> None:
    with pytest.raises(NotAuthenticated):
        services.join(None, Event.objects.get().pk)
    with pytest.raises(EventNotFound):
        services.join(host, 0)


def test_str_of_a_session_hides_the_room_name(live: Any) -> None:
    session = LiveSession.objects.get()
    assert session.room_name not in f"{session} {session!r}"


# The room's state and reported roles


def test_describe_gives_an_attendee_the_scheduled_start(
    settings: Any, event: Event, student: Any, django_assert_num_queries: Any
) -> None:
    settings.JITSI_LIVE_STARTS_AT = "tests.sessions.test_services.at_noon"
    with django_assert_num_queries(1):
        info = services.describe(student, event.pk)
    assert (info.role, info.starts_at) == (Role.ATTENDEE, NOON)
    assert (info.is_active, info.has_ended, info.register_url) == (False, False, "")


def test_describe_gives_a_stranger_the_register_url(
    monkeypatch: Any, event: Event, stranger: Any
) -> None:
    monkeypatch.setattr(Event, "get_absolute_url", lambda self: f"/e/{self.pk}/", raising=False)
    info = services.describe(stranger, event.pk)
    assert (info.role, info.register_url) == (None, f"/e/{event.pk}/")
    assert info.starts_at is None


def test_describe_says_that_it_has_ended(live: Event, host: Any) -> None:
    services.end(host, live.pk)
    info = services.describe(None, live.pk)
    assert (info.is_authenticated, info.has_ended, info.event_url) == (False, True, "")


@pytest.mark.parametrize(
    ("person", "jitsi_role", "words"),
    [
        ("host", "participant", "made a host no moderator"),
        ("student", "moderator", "made an attendee a moderator"),
    ],
)
def test_another_role_of_jitsi_is_logged_once_a_session(
    live: Event, host: Any, person: str, jitsi_role: str, words: str, request: Any, caplog: Any
) -> None:
    user = request.getfixturevalue(person)
    another = request.getfixturevalue("make_user")("una")
    live.registrations.create(user=another)
    for each in (user, another if person == "student" else user, user):
        services.report_role(each, live.pk, jitsi_role)
    assert [words in record.getMessage() for record in caplog.records] == [True]
    assert services.describe(host, live.pk).role_mismatch
    assert not services.describe(user if person == "student" else None, live.pk).role_mismatch
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert not services.describe(host, live.pk).role_mismatch


def test_speaker_who_is_a_moderator_is_a_mismatch_as_an_attendee_who_is(
    live: Event, host: Any, student: Any, speaker: Any, caplog: Any
) -> None:
    services.report_role(student, live.pk, "moderator")
    assert services.describe(host, live.pk).role_mismatches == []
    services.report_role(speaker, live.pk, "moderator")
    info = services.describe(host, live.pk)
    assert (info.role_mismatch, info.role_mismatches) == ("attendee", ["attendee"])
    [record] = caplog.records
    assert "made a speaker a moderator" in record.getMessage()


def test_alarm_of_one_speaker_is_not_believed(
    live: Event, host: Any, speaker: Any, caplog: Any
) -> None:
    for _ in range(3):
        services.report_role(speaker, live.pk, "moderator")
    assert services.describe(host, live.pk).role_mismatches == []
    assert not caplog.records


def test_alarm_of_one_attendee_is_not_believed(
    live: Event, host: Any, student: Any, caplog: Any
) -> None:
    for _ in range(3):
        services.report_role(student, live.pk, "moderator")
    assert services.describe(host, live.pk).role_mismatches == []
    assert not caplog.records


@pytest.mark.parametrize("host_is_first", [True, False])
def test_no_alarm_hides_another(
    live: Event, host: Any, student: Any, make_user: Any, host_is_first: bool, caplog: Any
) -> None:
    another = make_user("una")
    live.registrations.create(user=another)
    told = [(host, "participant"), (student, "moderator"), (another, "moderator")]
    for user, jitsi_role in told if host_is_first else reversed(told):
        services.report_role(user, live.pk, jitsi_role)
        services.report_role(user, live.pk, jitsi_role)
    info = services.describe(host, live.pk)
    assert (info.role_mismatch, info.role_mismatches) == ("attendee", ["host", "attendee"])
    assert len(caplog.records) == 2


def test_witness_of_an_earlier_run_is_forgotten(
    live: Event, host: Any, student: Any, make_user: Any
) -> None:
    another = make_user("una")
    live.registrations.create(user=another)
    services.report_role(student, live.pk, "moderator")
    services.end(host, live.pk)
    services.start(host, live.pk)
    services.report_role(another, live.pk, "moderator")
    assert services.describe(host, live.pk).role_mismatches == []


@pytest.mark.parametrize(
    ("person", "jitsi_role"),
    [("host", "moderator"), ("speaker", "participant"), ("student", "participant")],
)
def test_the_right_role_of_jitsi_is_not_noted(
    live: Event, person: str, jitsi_role: str, request: Any, caplog: Any
) -> None:
    services.report_role(request.getfixturevalue(person), live.pk, jitsi_role)
    assert not caplog.records
    assert not LiveSession.objects.get().role_mismatch


def test_a_stranger_cannot_report_a_role(live: Event, stranger: Any) -> None:
    with pytest.raises(NotRegistered):
        services.report_role(stranger, live.pk, "moderator")


def test_role_report_of_a_session_that_is_not_live_is_refused(event: Event, student: Any) -> None:
    with pytest.raises(NotLive):
        services.report_role(student, event.pk, "moderator")
