"""People who are not registered ask to be let in; hosts answer."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.exceptions import (
    Declined,
    EventNotFound,
    Full,
    NotAskable,
    NotAuthenticated,
    NotHost,
    NotLive,
    NotRegistered,
    ParticipantNotFound,
    Removed,
)
from django_jitsi_live.models import (
    Admission,
    Answer,
    AuditEntry,
    Guest,
    LiveSession,
    Role,
    State,
)
from django_jitsi_live.sessions import requests
from django_jitsi_live.sessions.asking import _answer
from django_jitsi_live.sessions.gate import require_host
from django_jitsi_live.sessions.transitions import end_session
from tests.projects.webinar.webinars.models import Event

from .conftest import Clock
from .test_races import at_once


@pytest.fixture(autouse=True)
def askable(settings: Any) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = True


def admit(event: Event, host: Any, person: Any) -> services.Answered:
    return services.admit(host, event.pk, str(person.pk))


def decline(event: Event, host: Any, person: Any) -> services.Answered:
    return services.decline(host, event.pk, str(person.pk))


def asking(event: Event, host: Any) -> list[str]:
    return [each.display_name for each in services.people(host, event.pk).asking]


# Who may ask


def test_who_asks_gets_no_grant_before_the_answer(live: Event, host: Any, stranger: Any) -> None:
    assert services.ask(stranger, live.pk) is Answer.WAITING
    with pytest.raises(NotRegistered):
        services.join(stranger, live.pk)
    admit(live, host, stranger)
    grant = services.join(stranger, live.pk)
    assert grant.role is Role.ATTENDEE
    granted = AuditEntry.objects.get(action="granted", user=stranger)
    assert granted.reason == "a host has let them in"


def test_asking_twice_is_one_request(live: Event, stranger: Any) -> None:
    assert [services.ask(stranger, live.pk) for _ in range(3)] == [Answer.WAITING] * 3
    request = Admission.objects.get()
    assert (request.user, request.participant) == (stranger, str(stranger.pk))


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_ask_at_once_make_one_request(live: Event, stranger: Any) -> None:
    assert at_once(4, lambda number: services.ask(stranger, live.pk)) == [Answer.WAITING] * 4
    assert Admission.objects.count() == 1


def test_people_ask_before_it_is_live_too(event: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, event.pk)
    assert asking(event, host) == ["sid"]
    admit(event, host, stranger)
    with pytest.raises(NotLive):
        services.join(stranger, event.pk)
    services.start(host, event.pk)
    assert services.join(stranger, event.pk).role is Role.ATTENDEE
    assert services.status(event.pk).state is State.LIVE


def test_who_may_join_has_nothing_to_ask(live: Event, host: Any, student: Any) -> None:
    assert services.ask(student, live.pk) is services.ask(host, live.pk) is Answer.ADMITTED
    assert not Admission.objects.exists()


def test_nobody_asks_anonymously(live: Event) -> None:
    with pytest.raises(NotAuthenticated):
        services.ask(None, live.pk)


def test_nobody_asks_for_an_event_that_is_not_there(live: Event, stranger: Any) -> None:
    with pytest.raises(EventNotFound):
        services.ask(stranger, live.pk + 1)


def test_nobody_asks_where_the_setting_is_off(settings: Any, live: Event, stranger: Any) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = False
    with pytest.raises(NotAskable) as raised:
        services.ask(stranger, live.pk)
    assert not isinstance(raised.value, Declined)
    assert not services.describe(stranger, live.pk).can_ask


def test_nobody_asks_after_the_end(live: Event, host: Any, stranger: Any) -> None:
    services.end(host, live.pk)
    with pytest.raises(NotAskable):
        services.ask(stranger, live.pk)
    assert not services.describe(stranger, live.pk).can_ask


def test_a_guest_whose_link_was_withdrawn_cannot_ask(live: Event) -> None:
    with pytest.raises(NotAskable):
        services.ask(Guest(uuid.uuid4(), "device"), live.pk)


def test_removed_people_cannot_ask(live: Event, host: Any, stranger: Any) -> None:
    services.remove(host, live.pk, str(stranger.pk))
    with pytest.raises(Removed):
        services.ask(stranger, live.pk)
    assert not services.describe(stranger, live.pk).can_ask


def test_a_refusal_is_in_the_audit(settings: Any, live: Event, stranger: Any) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = False
    with pytest.raises(NotAskable):
        services.ask(stranger, live.pk)
    assert AuditEntry.objects.get(action="refused").reason == "not_askable"


# What hosts do


def test_a_declined_person_may_not_ask_again(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    assert decline(live, host, stranger).asked is Answer.DECLINED
    with pytest.raises(Declined):
        services.ask(stranger, live.pk)
    with pytest.raises(NotRegistered):
        services.join(stranger, live.pk)
    assert asking(live, host) == []


def test_a_decline_can_become_an_admission(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    decline(live, host, stranger)
    assert admit(live, host, stranger).asked is Answer.ADMITTED
    assert services.join(stranger, live.pk).role is Role.ATTENDEE


def test_who_is_admitted_is_not_declined_any_more(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    admit(live, host, stranger)
    assert decline(live, host, stranger).asked is Answer.ADMITTED
    assert services.join(stranger, live.pk).role is Role.ATTENDEE


def test_an_answer_is_noted_once_with_who_gave_it(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    answers = [admit(live, host, stranger).as_dict() for _ in range(2)]
    person = {"participant": str(stranger.pk), "display_name": "sid", "asked": "admitted"}
    assert answers == [person, person]
    entry = AuditEntry.objects.get(action="admitted")
    assert (entry.user, entry.target_user, entry.target) == (host, stranger, str(stranger.pk))
    request = Admission.objects.get()
    assert (request.answered_by, request.answered_at is None) == (host, False)


def test_a_decline_is_in_the_audit(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    decline(live, host, stranger)
    assert AuditEntry.objects.get(action="declined").target_user == stranger


@pytest.mark.django_db(transaction=True)
def test_of_two_hosts_at_once_one_answers(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    calls = [services.decline, services.decline]
    at_once(2, lambda number: calls[number](host, live.pk, str(stranger.pk)))
    assert AuditEntry.objects.filter(action="declined").count() == 1


def test_a_request_that_is_gone_meanwhile_is_not_found(
    live: Event, host: Any, stranger: Any, monkeypatch: Any
) -> None:
    services.ask(stranger, live.pk)
    visit = require_host(host, live.pk)
    monkeypatch.setattr(
        "django_jitsi_live.sessions.asking._write_answer",
        lambda *given: bool(Admission.objects.all().delete()) and False,
    )
    with pytest.raises(ParticipantNotFound):
        _answer(visit, str(stranger.pk), Answer.ADMITTED)


@pytest.mark.parametrize("participant", ["unknown", "", "\0", "\ud800"])
def test_there_is_no_answer_to_who_has_not_asked(live: Event, host: Any, participant: str) -> None:
    for answer in (services.admit, services.decline):
        with pytest.raises(ParticipantNotFound):
            answer(host, live.pk, participant)


def test_there_is_nobody_before_a_session(event: Event, host: Any, stranger: Any) -> None:
    with pytest.raises(ParticipantNotFound):
        admit(event, host, stranger)
    assert asking(event, host) == []


def test_nobody_is_admitted_where_the_setting_is_off(
    settings: Any, live: Event, host: Any, stranger: Any
) -> None:
    services.ask(stranger, live.pk)
    settings.JITSI_LIVE_ASK_TO_JOIN = False
    with pytest.raises(ParticipantNotFound):
        admit(live, host, stranger)
    assert asking(live, host) == []


def test_only_hosts_answer(live: Event, speaker: Any, student: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    for user in (speaker, student, stranger):
        for answer in (services.admit, services.decline):
            with pytest.raises(NotHost):
                answer(user, live.pk, str(stranger.pk))
    assert Admission.objects.get().state == Answer.WAITING


# Whoever is admitted is an attendee


def test_removal_wins_over_an_admission(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    admit(live, host, stranger)
    services.join(stranger, live.pk)
    services.remove(host, live.pk, str(stranger.pk))
    with pytest.raises(Removed):
        services.join(stranger, live.pk)
    admit(live, host, stranger)
    with pytest.raises(Removed):
        services.join(stranger, live.pk)
    services.readmit(host, live.pk, str(stranger.pk))
    assert services.join(stranger, live.pk).role is Role.ATTENDEE


def test_hosts_are_not_asked_by_who_is_removed_meanwhile(
    live: Event, host: Any, stranger: Any
) -> None:
    services.ask(stranger, live.pk)
    services.remove(host, live.pk, str(stranger.pk))
    assert asking(live, host) == []


def test_admitted_people_stand_in_line_as_all_attendees(
    settings: Any, live: Event, host: Any, student: Any, stranger: Any
) -> None:
    settings.JITSI_LIVE_CAPACITY = 1
    services.join(student, live.pk)
    services.ask(stranger, live.pk)
    admit(live, host, stranger)
    with pytest.raises(Full):
        services.join(stranger, live.pk)


def test_who_registers_meanwhile_asks_no_more_once_they_are_in(
    live: Event, host: Any, stranger: Any
) -> None:
    services.ask(stranger, live.pk)
    live.registrations.create(user=stranger)
    services.join(stranger, live.pk)
    assert asking(live, host) == []


def test_whose_account_is_deleted_can_still_be_answered(
    live: Event, host: Any, stranger: Any
) -> None:
    services.ask(stranger, live.pk)
    participant = str(stranger.pk)
    stranger.delete()
    assert services.decline(host, live.pk, participant).asked is Answer.DECLINED


# When it is over


def test_requests_without_an_answer_end_with_the_session(
    live: Event, host: Any, stranger: Any, student: Any
) -> None:
    services.ask(stranger, live.pk)
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert asking(live, host) == []
    assert services.ask(stranger, live.pk) is Answer.WAITING


def test_answers_outlive_the_session(live: Event, host: Any, stranger: Any) -> None:
    services.ask(stranger, live.pk)
    admit(live, host, stranger)
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert services.join(stranger, live.pk).role is Role.ATTENDEE


def test_a_rehearsal_ends_no_request(event: Event, host: Any, stranger: Any) -> None:
    services.backstage(host, event.pk)
    services.ask(stranger, event.pk)
    services.end(host, event.pk)
    assert asking(event, host) == ["sid"]


def test_an_end_that_others_were_faster_with_forgets_nothing(
    live: Event, host: Any, stranger: Any
) -> None:
    services.ask(stranger, live.pk)
    session = LiveSession.objects.get()
    LiveSession.objects.update(room_name="event-another")  # as a move by somebody else
    assert not end_session(session, host)
    assert Admission.objects.count() == 1


# What pages are told


def test_the_person_is_told_how_it_stands(live: Event, host: Any, stranger: Any) -> None:
    def told() -> tuple[bool, str | None]:
        info = services.describe(stranger, live.pk).as_dict()
        return info["can_ask"], info["asked"]

    assert told() == (True, None)
    services.ask(stranger, live.pk)
    assert told() == (False, "waiting")
    decline(live, host, stranger)
    assert told() == (False, "declined")
    admit(live, host, stranger)
    assert told() == (False, None)  # there is a role now
    assert services.describe(stranger, live.pk).role is Role.ATTENDEE


def test_anonymous_people_are_told_nothing_of_it(live: Event) -> None:
    info = services.describe(None, live.pk)
    assert (info.can_ask, info.asked, info.asking) == (False, None, None)


def test_hosts_are_told_who_asks_and_nobody_else_is(
    live: Event, host: Any, student: Any, stranger: Any, make_user: Any, clock: Clock
) -> None:
    services.ask(stranger, live.pk)
    clock.wait(1)
    services.ask(make_user("ada", first_name="Ada", last_name="Asks"), live.pk)
    told = services.describe(host, live.pk).asking
    assert told is not None
    assert [each.display_name for each in told] == ["sid", "Ada Asks"]
    assert told[0].participant == str(stranger.pk)
    for user in (student, stranger):
        assert services.describe(user, live.pk).asking is None


def test_hosts_are_told_nothing_where_nobody_can_ask(settings: Any, live: Event, host: Any) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = False
    assert services.describe(host, live.pk).asking is None


def test_no_crowd_floods_the_hosts(
    live: Event, host: Any, make_user: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(requests, "MAX_LISTED", 2)
    for name in ("ada", "ben", "cleo"):
        services.ask(make_user(name), live.pk)
    assert asking(live, host) == ["ada", "ben"]
    services.admit(host, live.pk, services.people(host, live.pk).asking[0].participant)
    assert asking(live, host) == ["ben", "cleo"]


def test_only_hosts_cost_a_query_more(
    live: Event, host: Any, student: Any, stranger: Any, django_assert_num_queries: Any
) -> None:
    services.ask(stranger, live.pk)
    for user, queries in ((None, 1), (student, 1), (stranger, 1), (host, 2)):
        with django_assert_num_queries(queries):
            services.describe(user, live.pk)
    with django_assert_num_queries(1):
        services.status(live.pk, stranger)
    with django_assert_num_queries(1 + 3):  # no other for who was admitted
        services.join(student, live.pk)


def test_a_request_costs_one_write(
    live: Event, host: Any, stranger: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1 + 3):  # a savepoint around it
        services.ask(stranger, live.pk)
    with django_assert_max_num_queries(1):
        services.ask(stranger, live.pk)
    with django_assert_max_num_queries(2 + 4):
        admit(live, host, stranger)
