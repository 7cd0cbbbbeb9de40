"""Removal that holds: from every device, until readmitted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.dispatch import Signal

from django_jitsi_live import attendance, services
from django_jitsi_live.exceptions import (
    NotHost,
    NotRemovable,
    ParticipantNotFound,
    Removed,
    StayNotFound,
)
from django_jitsi_live.models import AuditEntry, LiveSession, Removal, Run, Source, State, Stay
from django_jitsi_live.sessions import deliver_due, remove_person
from django_jitsi_live.sessions.enforcement import MAX_ENDPOINTS, endpoints_of
from django_jitsi_live.signals import participant_readmitted, participant_removed
from tests.projects.webinar.webinars.models import Event
from tests.servers.scripted import REFUSED, ScriptedServer

from .conftest import Clock

Server = type[ScriptedServer]


def remove(event: Event, host: Any, person: Any) -> services.Removed:
    return services.remove(host, event.pk, str(person.pk))


def readmit(event: Event, host: Any, person: Any) -> services.Removed:
    return services.readmit(host, event.pk, str(person.pk))


def enter(event: Event, person: Any, endpoint: str = "1a2b3c4d") -> str:
    """The key of the stay that the person's page reports."""
    answer, _status = attendance.record_action("joined", person, event.pk, "", endpoint=endpoint)
    return str(answer["stay"])


def heartbeat(event: Event, person: Any, stay: str) -> dict[str, Any]:
    answer, _status = attendance.record_action("seen", person, event.pk, stay)
    return answer


@contextmanager
def received(signal: Signal) -> Iterator[list[dict[str, Any]]]:
    got: list[dict[str, Any]] = []

    def receive(**values: Any) -> None:
        got.append(values)

    signal.connect(receive)
    try:
        yield got
    finally:
        signal.disconnect(receive)


# Who is removed


def test_a_removed_person_gets_no_grant(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    remove(live, host, student)
    for _ in range(100):
        with pytest.raises(Removed):
            services.join(student, live.pk)


def test_a_removed_person_stays_out_of_the_next_run(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    remove(live, host, student)
    services.end(host, live.pk)
    services.start(host, live.pk)
    with pytest.raises(Removed):
        services.join(student, live.pk)


def test_a_removed_person_stays_out_of_other_rooms_of_the_session(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    remove(live, host, student)
    services.move(host, live.pk)
    with pytest.raises(Removed):
        services.join(student, live.pk)


def test_a_removal_holds_for_its_event_alone(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    remove(live, host, student)
    other = Event.objects.create(title="Other", slug="other", organizer=host)
    other.registrations.create(user=student)
    services.start(host, other.pk)
    assert services.join(student, other.pk).role == "attendee"


def test_a_removed_person_learns_what_everybody_may(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    remove(live, host, student)
    status = services.status(live.pk, student)
    assert (status.is_active, status.room_name, status.present) == (True, None, None)
    info = services.describe(student, live.pk)
    assert (info.is_removed, info.role, info.register_url) == (True, None, "")
    assert services.describe(host, live.pk).is_removed is False


def test_a_removed_speaker_cannot_enter_backstage(
    server: Server, event: Event, host: Any, speaker: Any
) -> None:
    services.backstage(host, event.pk)
    remove(event, host, speaker)
    with pytest.raises(Removed):
        services.backstage(speaker, event.pk)
    with pytest.raises(Removed):
        services.start(speaker, event.pk)


def test_who_never_came_can_be_removed(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    removed = remove(live, host, student)
    assert (removed.display_name, removed.removal) == ("Sam Student", "page")


def test_hosts_cannot_be_removed(server: Server, live: Event, host: Any) -> None:
    with pytest.raises(NotRemovable):
        remove(live, host, host)
    assert not Removal.objects.exists()


def test_a_person_whom_the_site_makes_a_host_comes_in_again(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    stay = enter(live, student)
    remove(live, host, student)
    Event.objects.update(organizer=student)
    assert services.join(student, live.pk).role == "host"
    with pytest.raises(Removed):  # the page of the attendee goes
        heartbeat(live, student, stay)
    stay = enter(live, student)
    assert heartbeat(live, student, stay)["is_active"] is True


@pytest.mark.parametrize("participant", ["", "0", "nobody", "é" * 300, "~guest"])
def test_who_does_not_exist_cannot_be_removed(
    server: Server, live: Event, host: Any, participant: str
) -> None:
    with pytest.raises(ParticipantNotFound):
        services.remove(host, live.pk, participant)
    with pytest.raises(ParticipantNotFound):
        services.readmit(host, live.pk, participant)


def test_at_an_event_that_never_opened_there_is_nobody(
    server: Server, event: Event, host: Any, student: Any
) -> None:
    with pytest.raises(ParticipantNotFound):
        remove(event, host, student)
    assert services.people(host, event.pk).as_dict() == {
        "people": [],
        "removal": "page",
        "servers": [],
        "asking": [],
    }


def test_only_hosts_remove_readmit_and_list(
    server: Server, live: Event, host: Any, student: Any, speaker: Any
) -> None:
    for person in (student, speaker):
        with pytest.raises(NotHost):
            remove(live, person, student)
        with pytest.raises(NotHost):
            readmit(live, person, student)
        with pytest.raises(NotHost):
            services.people(person, live.pk)


def test_removing_twice_is_no_error(server: Server, live: Event, host: Any, student: Any) -> None:
    assert remove(live, host, student).is_removed
    assert remove(live, host, student).is_removed
    assert Removal.objects.count() == 1


def test_a_readmitted_person_comes_in(server: Server, live: Event, host: Any, student: Any) -> None:
    remove(live, host, student)
    readmitted = readmit(live, host, student)
    assert (readmitted.is_removed, readmitted.display_name) == (False, "Sam Student")
    assert services.join(student, live.pk).role == "attendee"


def test_readmitting_who_was_not_removed_is_no_error(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    assert readmit(live, host, student).is_removed is False
    assert not AuditEntry.objects.filter(action="readmitted").exists()


def test_the_audit_keeps_what_the_removals_forget(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    remove(live, host, student)
    readmit(live, host, student)
    entries = AuditEntry.objects.exclude(target="").order_by("pk")
    names = ("action", "user", "target", "target_user")
    assert [*entries.values_list(*names)] == [
        ("removed", host.pk, str(student.pk), student.pk),
        ("readmitted", host.pk, str(student.pk), student.pk),
    ]


# How they are thrown out


def test_the_page_of_a_removed_person_learns_of_it_by_its_heartbeat(
    server: Server, live: Event, host: Any, student: Any, as_user: Any
) -> None:
    stay = enter(live, student)
    remove(live, host, student)
    answer = as_user(student).post(f"/api/live/stays/{live.pk}/", {"action": "seen", "stay": stay})
    assert (answer.status_code, answer.json()["code"]) == (403, "removed")


@pytest.mark.django_db(transaction=True)
def test_the_stay_of_a_removed_person_is_over(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    stay = enter(live, student)
    remove(live, host, student)
    assert Stay.objects.get().left_at is not None
    answer, _status = attendance.record_action("left", student, live.pk, stay)
    assert answer["state"] == "live"


@pytest.mark.django_db(transaction=True)
def test_the_server_throws_out_every_device(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    for endpoint in ("aaaaaaaa", "bbbbbbbb", "cccccccc"):
        enter(live, student, endpoint)
    assert remove(live, host, student).removal == "server"
    assert {call for *_rest, call in server.calls} == {"aaaaaaaa", "bbbbbbbb", "cccccccc"}
    assert AuditEntry.objects.get(action="removed").enforcement == "done"


@pytest.mark.django_db(transaction=True)
def test_a_server_that_cannot_do_it_leaves_it_to_the_page(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    server.abilities = set()
    enter(live, student)
    assert services.people(host, live.pk).removal == "page"
    assert remove(live, host, student).removal == "page"
    assert server.calls == []


@pytest.mark.django_db(transaction=True)
def test_a_kick_that_fails_is_tried_again(
    server: Server, live: Event, host: Any, student: Any, clock: Clock
) -> None:
    server.failure = REFUSED
    enter(live, student)
    assert remove(live, host, student).removal == "pending"
    server.failure = None
    clock.wait(1)
    assert deliver_due() == 1
    assert AuditEntry.objects.get(action="removed").enforcement == "done"


@pytest.mark.django_db(transaction=True)
def test_who_was_readmitted_is_not_thrown_out_later(
    server: Server, live: Event, host: Any, student: Any, clock: Clock
) -> None:
    server.failure = REFUSED
    enter(live, student)
    remove(live, host, student)
    readmit(live, host, student)
    clock.wait(1)
    deliver_due()
    assert len(server.calls) == 1


@pytest.mark.django_db(transaction=True)
def test_a_slow_server_holds_nobody_for_each_device(
    server: Server, live: Event, host: Any, student: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("django_jitsi_live.sessions.enforcement.KICK_SECONDS", -1)
    enter(live, student)
    assert remove(live, host, student).removal == "pending"
    assert server.calls == []


@pytest.mark.django_db(transaction=True)
def test_after_the_end_there_is_nobody_to_throw_out(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    enter(live, student)
    services.end(host, live.pk)
    server.calls.clear()
    assert remove(live, host, student).removal == "page"
    assert (server.calls, AuditEntry.objects.get(action="removed").enforcement) == ([], "")


def test_nobody_is_thrown_out_by_who_claims_to_be_them(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    enter(live, host, "aaaaaaaa")
    enter(live, student, "aaaaaaaa")
    enter(live, student, "bbbbbbbb")
    assert endpoints_of(Run.objects.get().pk, str(student.pk)) == ["bbbbbbbb"]


def test_what_a_server_reports_is_believed(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    enter(live, host, "aaaaaaaa")
    enter(live, student, "aaaaaaaa")
    Stay.objects.filter(user=host).update(source=Source.JAAS)
    run = Run.objects.get().pk
    assert endpoints_of(run, str(host.pk)) == ["aaaaaaaa"]
    assert endpoints_of(run, str(student.pk)) == []


def test_a_page_that_claims_many_endpoints_causes_few_calls(
    server: Server, live: Event, student: Any
) -> None:
    for number in range(30):
        enter(live, student, f"{number:08x}")
    assert len(endpoints_of(Run.objects.get().pk, str(student.pk))) == MAX_ENDPOINTS


@pytest.mark.parametrize("endpoint", [None, 7, "", "1A2B3C4D", "1a2b3c4d5", "../../x", ["a"]])
def test_what_is_no_endpoint_is_not_kept(
    server: Server, live: Event, student: Any, endpoint: Any
) -> None:
    enter(live, student, endpoint)
    assert Stay.objects.get().endpoint == ""


@pytest.mark.django_db(transaction=True)
def test_a_guest_is_thrown_out_and_listed(server: Server, live: Event, host: Any) -> None:
    stay = enter(live, host, "aaaaaaaa")
    guest = {"user": None, "participant": "~abc", "display_name": "Guest", "role": ""}
    Stay.objects.filter(key=stay).update(source=Source.JAAS, **guest)
    removed = services.remove(host, live.pk, "~abc")
    assert (removed.display_name, removed.removal) == ("Guest", "server")
    assert services.readmit(host, live.pk, "~abc").display_name == "Guest"


def test_a_person_whose_account_is_gone_can_be_removed(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    enter(live, student)
    key = str(student.pk)
    student.delete()
    assert services.remove(host, live.pk, key).display_name == "Sam Student"


@pytest.mark.django_db(transaction=True)
def test_signals_say_who_was_removed_and_by_whom(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    with received(participant_removed) as removed, received(participant_readmitted) as readmitted:
        remove(live, host, student)
        readmit(live, host, student)
    for [values] in (removed, readmitted):
        assert (values["participant"], values["user"], values["by"]) == (
            str(student.pk),
            student,
            host,
        )


# The list


def test_hosts_see_who_is_there_and_who_is_removed(
    server: Server, live: Event, host: Any, student: Any, speaker: Any, make_user: Any
) -> None:
    enter(live, student, "aaaaaaaa")
    enter(live, speaker, "")
    enter(live, host, "cccccccc")
    remove(live, host, make_user("anna"))
    listed = services.people(host, live.pk)
    assert (listed.removal, listed.servers) == ("server", ["other"])
    assert [
        (each.display_name, each.role, each.is_present, each.is_removed, each.can_be_removed)
        for each in listed.people
    ] == [
        ("Helen Host", "host", True, False, False),
        ("Sofia Speaker", "speaker", True, False, True),
        ("Sam Student", "attendee", True, False, True),
        ("anna", "", False, True, False),
    ]
    assert [each.endpoints for each in listed.people] == [["cccccccc"], [], ["aaaaaaaa"], []]


def test_a_removed_person_who_is_still_there_is_listed_once(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    enter(live, student)
    Removal.objects.create(session=LiveSession.objects.get(), participant=str(student.pk))
    [listed] = services.people(host, live.pk).people
    assert (listed.is_present, listed.is_removed) == (True, True)


def test_after_the_end_the_list_has_the_removed_alone(
    server: Server, live: Event, host: Any, student: Any, settings: Any
) -> None:
    enter(live, student)
    services.end(host, live.pk)
    assert services.people(host, live.pk).people == []
    settings.JITSI_LIVE_SERVERS = {}
    assert services.people(host, live.pk).removal == "page"


def test_the_list_costs_few_queries(
    server: Server, live: Event, host: Any, make_user: Any, django_assert_num_queries: Any
) -> None:
    for number in range(20):
        person = make_user(f"user{number}")
        live.registrations.create(user=person)
        enter(live, person, f"{number:08x}")
    # The visit, the removed, stays, reports of servers, endpoints.
    with django_assert_num_queries(5):
        assert len(services.people(host, live.pk).people) == 20


# Over HTTP


def test_hosts_remove_and_readmit_over_the_api(
    server: Server, live: Event, host: Any, student: Any, as_user: Any
) -> None:
    client, whom = as_user(host), {"participant": str(student.pk)}
    answer = client.post(f"/api/live/remove/{live.pk}/", whom).json()
    assert answer == {
        "participant": str(student.pk),
        "display_name": "Sam Student",
        "is_removed": True,
        "removal": "page",
    }
    listed = client.get(f"/api/live/people/{live.pk}/").json()
    assert [each["is_removed"] for each in listed["people"]] == [True]
    assert as_user(student).get(f"/api/live/join/{live.pk}/").json()["code"] == "removed"
    answer = client.post(f"/api/live/readmit/{live.pk}/", {"participant": student.pk}).json()
    assert answer["is_removed"] is False
    assert as_user(student).get(f"/api/live/join/{live.pk}/").status_code == 200


@pytest.mark.parametrize("participant", [None, "", [], {}, True, "0"])
def test_a_participant_that_is_none_is_a_clear_error(
    server: Server, live: Event, host: Any, as_user: Any, participant: Any
) -> None:
    for name in ("remove", "readmit"):
        payload = {"participant": participant}
        answer = as_user(host).post(f"/api/live/{name}/{live.pk}/", payload, format="json")
        assert answer.status_code in {400, 404}
        assert answer.json()["detail"]


def test_hosts_move_over_the_api(server: Server, live: Event, host: Any, as_user: Any) -> None:
    client = as_user(host)
    answer = client.post(f"/api/live/move/{live.pk}/", {"server": "other"}, format="json")
    assert answer.json()["domain"] == "other.example.org"
    answer = client.post(f"/api/live/move/{live.pk}/", {"server": ["x"]}, format="json")
    assert answer.status_code == 400
    answer = client.post(f"/api/live/move/{live.pk}/", {"server": "x"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_room_page_takes_the_same(
    server: Server, live: Event, host: Any, student: Any, client: Any
) -> None:
    client.force_login(host)
    url, json = f"/api/live/room/{live.pk}/", {"Accept": "application/json"}
    whom = {"whom": str(student.pk)}
    removed = client.post(url, {"action": "remove", **whom}, headers=json).json()
    assert removed["is_removed"] is True
    [listed] = client.post(url, {"action": "people"}, headers=json).json()["people"]
    assert listed["display_name"] == "Sam Student"
    readmitted = client.post(url, {"action": "readmit", **whom}, headers=json).json()
    assert readmitted["is_removed"] is False
    moved = client.post(url, {"action": "move", "server": "other"}, headers=json).json()
    assert moved["domain"] == "other.example.org"
    assert client.post(url, {"action": "remove", **whom}).status_code == 302


def test_staff_remove_without_being_hosts(
    server: Server, live: Event, student: Any, make_user: Any
) -> None:
    removed = remove_person(LiveSession.objects.get(), str(student.pk), make_user("vera"))
    assert removed.is_removed
    assert services.describe(student, live.pk).state is State.LIVE


def test_a_stay_that_is_unknown_is_no_removal(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    with pytest.raises(StayNotFound):
        heartbeat(live, student, "x")
