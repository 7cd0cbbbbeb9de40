"""Who did what: one entry for each decision, written together with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, OperationalError, connection
from django.test import Client

from django_jitsi_live import moments, services
from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.models import AuditEntry, LiveSession, Run
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import decisions
from tests.projects.webinar.webinars.models import Event
from tests.servers.scripted import ScriptedServer

Server = type[ScriptedServer]


def entries(*names: str) -> list[tuple[Any, ...]]:
    return [*AuditEntry.objects.order_by("pk").values_list(*names)]


def refused(service: Any, *arguments: Any) -> AuditEntry:
    with pytest.raises(LiveError):
        service(*arguments)
    return AuditEntry.objects.latest("pk")


def test_an_evening_is_told_by_the_audit(
    server: Server, event: Event, host: Any, student: Any, speaker: Any, plan: Any
) -> None:
    plan()
    services.backstage(host, event.pk)
    services.backstage(speaker, event.pk)
    services.start(host, event.pk)
    services.join(student, event.pk)
    services.extend(host, event.pk)
    services.remove(host, event.pk, str(student.pk))
    refused(services.join, student, event.pk)
    services.readmit(host, event.pk, str(student.pk))
    services.move(host, event.pk)
    services.join(student, event.pk)
    services.end(host, event.pk)
    services.reopen(host, event.pk)
    services.end(host, event.pk)
    h, s, a = str(host.pk), str(speaker.pk), str(student.pk)
    assert entries("action", "participant", "role", "reason") == [
        ("opened_backstage", h, "host", "JITSI_LIVE_HOST_LOOKUP = 'organizer'"),
        ("granted", s, "speaker", "JITSI_LIVE_SPEAKER_LOOKUP = 'speakers'"),
        ("went_live", h, "host", "JITSI_LIVE_HOST_LOOKUP = 'organizer'"),
        ("granted", a, "attendee", "JITSI_LIVE_REGISTRATION_LOOKUP = 'registrations__user'"),
        ("extended", h, "host", ""),
        ("removed", h, "", ""),
        ("refused", a, "", "removed"),
        ("readmitted", h, "", ""),
        ("moved", h, "", "default"),
        ("granted", a, "attendee", "JITSI_LIVE_REGISTRATION_LOOKUP = 'registrations__user'"),
        ("ended", h, "", "host"),
        ("reopened", h, "host", ""),
        ("ended", h, "", "host"),
    ]
    session = LiveSession.objects.get()
    assert {*entries("session", "event_key", "server")} == {(session.pk, str(event.pk), "default")}
    first, second = Run.objects.order_by("number").values_list("pk", flat=True)
    assert [run for (run,) in entries("run")] == [first] * 9 + [second] * 4


def test_an_end_by_the_site_itself_has_no_user(live: Event, host: Any) -> None:
    long_ago = moments.now() - dt.timedelta(hours=13)
    LiveSession.objects.update(started_at=long_ago, closes_at=long_ago)
    services.status(live.pk, fresh=True)
    entry = AuditEntry.objects.get(action="ended")
    assert (entry.user, entry.participant, entry.reason) == (None, "", "length")


class Chosen(Policy):
    def is_host(self, user: Any, event: Any) -> bool:
        return bool(user.username == "sid")


def test_who_made_somebody_a_host_is_one_query(
    live: Event, stranger: Any, settings: Any, django_assert_num_queries: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Chosen"
    services.join(stranger, live.pk)
    with django_assert_num_queries(1):
        [reason] = AuditEntry.objects.filter(participant=str(stranger.pk), role="host").values_list(
            "reason", flat=True
        )
    assert reason == f"{__name__}.Chosen.is_host()"


@pytest.mark.parametrize("service", [services.start, services.end, services.extend, services.move])
def test_attendees_who_try_to_decide_are_noted(live: Event, student: Any, service: Any) -> None:
    entry = refused(service, student, live.pk)
    assert (entry.action, entry.reason, entry.user) == ("refused", "not_host", student)
    assert (entry.session_id, entry.run_id) == (LiveSession.objects.get().pk, Run.objects.get().pk)


def test_who_comes_before_there_is_a_session_is_noted(event: Event, student: Any) -> None:
    entry = refused(services.join, student, event.pk)
    assert (entry.reason, entry.session, entry.event_key) == ("not_live", None, str(event.pk))


def test_who_has_no_account_is_not_noted(live: Event) -> None:
    with pytest.raises(LiveError):
        services.join(None, live.pk)
    assert not AuditEntry.objects.filter(action="refused").exists()


def test_an_event_that_does_not_exist_is_not_noted(live: Event, student: Any) -> None:
    with pytest.raises(LiveError):
        services.join(user=student, event_id="999")
    assert not AuditEntry.objects.filter(action="refused").exists()


class Forbids(Policy):
    def is_registered(self, user: Any, event: Any) -> bool:
        raise PermissionDenied


def test_a_refusal_by_the_policy_is_noted(live: Event, student: Any, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Forbids"
    entry = refused(services.join, student, live.pk)
    assert (entry.reason, entry.event_key) == ("permission_denied", str(live.pk))


def test_asking_for_the_status_is_no_decision(live: Event, student: Any, stranger: Any) -> None:
    before = AuditEntry.objects.count()
    services.status(live.pk, student)
    services.describe(stranger, live.pk)
    assert AuditEntry.objects.count() == before


def test_another_role_on_the_server_is_noted_once_a_run(live: Event, student: Any) -> None:
    for _ in range(3):
        services.report_role(student, live.pk, "moderator")
    entry = AuditEntry.objects.get(action="role_reported")
    assert (entry.participant, entry.role, entry.reason) == (
        str(student.pk),
        "attendee",
        "moderator",
    )


def test_nothing_of_a_token_or_room_is_in_an_entry(live: Event, student: Any) -> None:
    grant = services.join(student, live.pk)
    texts = [str(value) for entry in AuditEntry.objects.values() for value in entry.values()]
    assert not [each for each in texts if grant.room_name in each or "eyJ" in each]
    assert str(AuditEntry.objects.first()) == f"went_live at event {live.pk}"


def test_an_audit_that_cannot_be_written_keeps_nobody_out(
    live: Event, student: Any, monkeypatch: Any, caplog: Any
) -> None:
    def read_only(*args: Any) -> None:
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("django_jitsi_live.audit.entries.record", read_only)
    assert services.join(student, live.pk).role == "attendee"
    assert "The audit could not note that somebody granted" in caplog.text


def test_a_decision_without_its_entry_is_not_made(live: Event, host: Any, monkeypatch: Any) -> None:
    def fails(*args: Any) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(decisions, "record", fails)
    with pytest.raises(DatabaseError):
        services.end(host, live.pk)
    assert LiveSession.objects.get().is_active is True


def test_a_reason_of_any_length_is_cut(live: Event, student: Any, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Long"
    services.join(student, live.pk)
    assert len(AuditEntry.objects.latest("pk").reason) == 255


class Long(Policy):
    def is_registered(self, user: Any, event: Any) -> bool:
        return True


Long.__qualname__ = "L" * 400


@pytest.mark.django_db(transaction=True)
def test_refusals_outlive_the_transaction_of_the_request(
    live: Event, student: Any, settings: Any
) -> None:
    client = Client()
    client.force_login(student)
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    try:
        answer = client.post(f"/api/live/end/{live.pk}/")
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = False
    assert answer.status_code == 403
    assert AuditEntry.objects.get(action="refused").reason == "not_host"


def test_a_policy_without_an_id_costs_the_id_alone(
    live: Event, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Nameless"
    entry = refused(services.end, student, live.pk)
    assert (entry.user, entry.participant, entry.reason) == (student, "", "not_host")


class Nameless(Policy):
    def participant_id(self, user: Any) -> str:
        raise ValueError
