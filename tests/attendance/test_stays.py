"""What pages tell of themselves."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance import stays
from django_jitsi_live.exceptions import NotAuthenticated, StayNotFound
from django_jitsi_live.models import LiveSession, Source, State, Stay
from django_jitsi_live.signals import participant_joined, participant_left
from tests.projects.webinar.webinars.models import Event
from tests.runs import rewrite

MINUTE = dt.timedelta(minutes=1)


def tell(client: Any, event: Any, action: str, stay: str | None = None) -> Any:
    data = {"action": action} | ({"stay": stay} if stay else {})
    return client.post(f"/api/live/stays/{event.pk}/", data, format="json")


def begin(user: Any, event: Any) -> str:
    return str(stays.begin(user, event.pk)["stay"])


def silent_for(key: str, silence: dt.timedelta, **fields: Any) -> dt.datetime:
    last = moments.now() - silence
    Stay.objects.filter(key=key).update(joined_at=last - MINUTE, last_seen_at=last, **fields)
    return last


@pytest.fixture
def heard() -> Any:
    names: list[str] = []

    def join(stay: Stay, **kwargs: Any) -> None:
        names.append(f"+{stay.display_name}")

    def leave(stay: Stay, **kwargs: Any) -> None:
        names.append(f"-{stay.display_name}")

    participant_joined.connect(join)
    participant_left.connect(leave)
    yield names
    participant_joined.disconnect(join)
    participant_left.disconnect(leave)


def test_attendee_joins_is_seen_and_leaves(as_user: Any, live: Any, student: Any) -> None:
    client = as_user(student)
    response = tell(client, live, "joined")
    assert response.status_code == 201
    key = response.json()["stay"]
    live_now = {"heartbeat": 60, "is_active": True, "state": "live"}
    assert response.json() == {"stay": key, **live_now}
    for action in ("seen", "left", "left", "seen"):
        again = tell(client, live, action, key)
        assert (again.status_code, again.json()) == (200, live_now)
    stay = Stay.objects.get()
    assert (stay.user, stay.participant) == (student, str(student.pk))
    assert (stay.display_name, stay.role, stay.source) == ("Sam Student", "attendee", "page")
    assert stay.is_left_certain
    assert stay.joined_at <= stay.last_seen_at < stay.left_at


def test_form_encoding_is_taken(as_user: Any, live: Any, host: Any) -> None:
    url = f"/api/live/stays/{live.pk}/"
    client = as_user(host)
    key = client.post(url, "action=joined", content_type="application/x-www-form-urlencoded")
    assert client.post(url, {"action": "left", "stay": key.json()["stay"]}).status_code == 200
    assert Stay.objects.get().role == "host"


@pytest.mark.parametrize("body", ["[]", '{"action": "end"}', '{"action": []}', "{", ""])
def test_malformed_request_is_a_parse_error(as_user: Any, live: Any, host: Any, body: str) -> None:
    url = f"/api/live/stays/{live.pk}/"
    response = as_user(host).post(url, body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")


def test_only_members_can_report_a_stay(
    as_user: Any, live: Any, stranger: Any, student: Any, host: Any
) -> None:
    assert tell(as_user(None), live, "joined").json()["code"] == "not_authenticated"
    assert tell(as_user(None), live, "left", "x").json()["code"] == "not_authenticated"
    assert tell(as_user(stranger), live, "joined").json()["code"] == "not_registered"
    services.end(host, live.pk)
    assert tell(as_user(student), live, "joined").json()["code"] == "not_live"
    with pytest.raises(NotAuthenticated):
        stays.begin(None, live.pk)


@pytest.mark.parametrize("action", attendance.ACTIONS)
def test_nobody_reports_a_stay_without_a_login(live: Any, student: Any, action: str) -> None:
    key = begin(student, live)
    for nobody in (None, AnonymousUser()):
        with pytest.raises(NotAuthenticated):
            attendance.record_action(action, nobody, live.pk, key)


@pytest.mark.parametrize("action", ["seen", "left"])
def test_user_cannot_change_the_stay_of_another_user(
    as_user: Any, live: Any, student: Any, host: Any, action: str
) -> None:
    key = begin(student, live)
    response = tell(as_user(host), live, action, key)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert tell(as_user(host), live, action).status_code == 404
    assert Stay.objects.get().left_at is None


@pytest.mark.parametrize("key", ["\x00", "\ud800", "a" * 10_000, [], {"a": 1}, None, 5, 1.5])
def test_malformed_keys_match_no_stay(as_user: Any, live: Any, student: Any, key: Any) -> None:
    begin(student, live)
    told = json.dumps({"action": "seen", "stay": key})
    response = as_user(student).post(
        f"/api/live/stays/{live.pk}/", told, content_type="application/json"
    )
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_stay_belongs_to_its_event(live: Any, student: Any, host: Any) -> None:
    key = begin(student, live)
    with pytest.raises(StayNotFound):
        stays.heartbeat(student, live.pk + 1, key)


def test_page_cannot_change_a_stay_of_another_source(live: Any, student: Any) -> None:
    key = begin(student, live)
    Stay.objects.update(source=Source.JAAS)
    with pytest.raises(StayNotFound):
        stays.leave(student, live.pk, key)


def test_user_who_lost_the_registration_can_still_leave(live: Any, student: Any) -> None:
    key = begin(student, live)
    live.registrations.all().delete()
    assert stays.leave(student, live.pk, key) is State.LIVE
    assert Stay.objects.get().left_at is not None


def test_page_learns_of_the_end_and_leaves(live: Any, student: Any, host: Any) -> None:
    key = begin(student, live)
    services.end(host, live.pk)
    before = Stay.objects.get().last_seen_at
    assert stays.heartbeat(student, live.pk, key) is State.ENDED
    assert Stay.objects.get().last_seen_at == before
    assert stays.leave(student, live.pk, key) is State.ENDED


def test_stay_of_the_previous_run_is_not_live(live: Any, student: Any, host: Any) -> None:
    key = begin(student, live)
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert stays.heartbeat(student, live.pk, key) is State.ENDED
    assert services.status(live.pk, student).present == 0
    assert attendance.report(host, live.pk, "latest").people == []


def test_silent_page_left_at_its_last_heartbeat(live: Any, student: Any, host: Any) -> None:
    rewrite(started_at=moments.now() - 60 * MINUTE)
    key = begin(student, live)
    last = silent_for(key, 3 * MINUTE)
    [person] = attendance.report(host, live.pk).people
    assert (person.last_left_at, person.seconds) == (last, 60)
    assert attendance.present(host, live.pk) == []


@pytest.mark.parametrize("tidied", [False, True])
def test_page_that_wakes_up_begins_another_interval(
    live: Any, student: Any, host: Any, tidied: bool
) -> None:
    rewrite(started_at=moments.now() - 60 * MINUTE)
    key = begin(student, live)
    last = silent_for(key, 30 * MINUTE)
    if tidied:
        Stay.objects.update(left_at=last)
    assert stays.heartbeat(student, live.pk, key) is State.LIVE
    assert stays.heartbeat(student, live.pk, key) is State.LIVE
    assert Stay.objects.count() == 2
    [person] = attendance.report(host, live.pk).people
    assert (person.seconds, person.last_left_at) == (60, None)


def test_laptop_that_wakes_up_to_leave_has_left_long_ago(live: Any, student: Any) -> None:
    key = begin(student, live)
    last = silent_for(key, 30 * MINUTE)
    assert stays.leave(student, live.pk, key) is State.LIVE
    assert Stay.objects.get().left_at == last


def test_waking_up_twice_at_once_begins_one_interval(live: Any, student: Any) -> None:
    key = begin(student, live)
    silent_for(key, 30 * MINUTE)
    stay = Stay.objects.select_related("run__session").get()
    stays._resume(stay, moments.now())
    stays._resume(stay, moments.now())
    assert Stay.objects.count() == 2


def test_waking_up_and_leaving_at_once_is_no_leaving_before_the_new_beginning(
    live: Any, student: Any
) -> None:
    key = begin(student, live)
    silent_for(key, 30 * MINUTE)
    stale = Stay.objects.select_related("run__session").get()
    assert stays.heartbeat(student, live.pk, key) is State.LIVE
    stays._end_stay(stale, moments.now(), dt.timedelta(0))
    assert Stay.objects.get(key=key).left_at is None


def test_a_page_can_leave_where_the_clock_is_slow(live: Any, student: Any) -> None:
    key = begin(student, live)
    ahead = silent_for(key, -2 * MINUTE)
    assert stays.leave(student, live.pk, key) is State.LIVE
    assert Stay.objects.get().left_at == ahead


def test_joining_and_leaving_are_announced(
    live: Any, student: Any, heard: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        key = begin(student, live)
    with django_capture_on_commit_callbacks(execute=True):
        silent_for(key, 30 * MINUTE)
        stays.heartbeat(student, live.pk, key)
        stays.leave(student, live.pk, key)
        stays.leave(student, live.pk, key)
    assert heard == ["+Sam Student", "-Sam Student", "+Sam Student", "-Sam Student"]


def test_room_page_answers_scripts_alike(live: Any, student: Any) -> None:
    client = Client()
    client.force_login(student)
    url, accept = f"/api/live/room/{live.pk}/", {"Accept": "application/json"}
    response = client.post(url, {"action": "joined"}, headers=accept)
    key = response.json()["stay"]
    assert (response.status_code, len(response.json())) == (201, 4)
    for action in ("seen", "left"):
        response = client.post(url, {"action": action, "stay": key}, headers=accept)
        assert (response.status_code, response.json()) == (
            200,
            {"is_active": True, "heartbeat": 60, "state": "live"},
        )
    response = client.post(url, {"action": "seen", "stay": "x"}, headers=accept)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_present_count_is_for_members(
    live: Any, student: Any, host: Any, speaker: Any, stranger: Any
) -> None:
    assert services.status(live.pk, host).present == 0
    for user in (student, student, host, speaker):
        begin(user, live)
    assert services.status(live.pk, student).present == 3
    assert services.status(live.pk, speaker).present == 3
    assert services.status(live.pk, stranger).present is None
    assert services.status(live.pk).present is None
    assert attendance.present(host, live.pk) == [
        {"display_name": "Helen Host", "role": "host"},
        {"display_name": "Sam Student", "role": "attendee"},
        {"display_name": "Sofia Speaker", "role": "speaker"},
    ]
    services.end(host, live.pk)
    assert attendance.present(host, live.pk) == []


def test_sql_budgets(django_assert_num_queries: Any, live: Any, student: Any, host: Any) -> None:
    with django_assert_num_queries(5):  # visit, savepoint, number of own stays, insert, release
        key = begin(student, live)
    with django_assert_num_queries(1):
        stays.heartbeat(student, live.pk, key)
    with django_assert_num_queries(1):
        services.status(live.pk, student)
    with django_assert_num_queries(2):
        stays.leave(student, live.pk, key)
    with django_assert_num_queries(1):
        stays.leave(student, live.pk, key)


def test_no_stay_is_at_an_event_whose_number_no_column_has_room_for(
    live: Any, student: Any
) -> None:
    key = begin(student, live)
    with pytest.raises(StayNotFound):
        stays.heartbeat(student, str(2**63), key)


def test_heartbeat_of_a_live_room_writes_nothing_but_the_time(live: Any, student: Any) -> None:
    key = begin(student, live)
    silent_for(key, MINUTE)
    before = Stay.objects.values().get()
    assert stays.heartbeat(student, live.pk, key) is State.LIVE
    after = Stay.objects.values().get()
    assert after.pop("last_seen_at") > before.pop("last_seen_at")
    assert after == before


def test_heartbeat_at_another_event_is_refused(live: Any, student: Any, host: Any) -> None:
    key = begin(student, live)
    silent_for(key, MINUTE)
    before = Stay.objects.get().last_seen_at
    other = Event.objects.create(title="Other", organizer=host)
    services.start(host, other.pk)
    with pytest.raises(StayNotFound):
        stays.heartbeat(student, other.pk, key)
    assert Stay.objects.get().last_seen_at == before


def test_leaving_is_announced_by_the_faster_request_only(
    live: Any, student: Any, heard: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    key = begin(student, live)
    read_before = stays._get_own_stay(student, live.pk, key)
    stays.leave(student, live.pk, key)
    monkeypatch.setattr(stays, "_get_own_stay", lambda *args: read_before)
    with django_capture_on_commit_callbacks(execute=True):
        stays.leave(student, live.pk, key)
    assert heard == []


# Anonymous people


@pytest.mark.parametrize("silence", [MINUTE, 5 * MINUTE])
def test_an_open_page_goes_on_without_the_name(
    as_user: Any, live: Any, student: Any, heard: list[str], silence: dt.timedelta
) -> None:
    key = begin(student, live)
    attendance.anonymise(student)
    silent_for(key, silence)
    client = as_user(student)
    for action in ("seen", "left"):
        assert tell(client, live, action, key).json()["is_active"] is True
    assert {each.display_name for each in Stay.objects.all()} == {""}
    assert {each.user for each in Stay.objects.all()} == {None}
    assert {each.participant[:10] for each in Stay.objects.all()} == {"anonymous-"}
    assert set(heard[1:]) <= {"+", "-"}


def test_a_page_of_a_deleted_account_finds_no_stay(live: Any, student: Any, stranger: Any) -> None:
    key = begin(student, live)
    student.delete()
    with pytest.raises(StayNotFound):
        stays.heartbeat(stranger, live.pk, key)


HOUR = dt.timedelta(hours=1)


def test_time_that_a_page_was_there_unheard_counts(live: Any, student: Any, heard: Any) -> None:
    key = begin(student, live)
    last = silent_for(key, HOUR)
    assert stays.heartbeat(student, live.pk, key, HOUR) is State.LIVE
    stay = Stay.objects.get()
    assert (stay.joined_at, stay.left_at) == (last - MINUTE, None)
    assert stay.last_seen_at > last + HOUR - MINUTE


@pytest.mark.parametrize("unheard", [dt.timedelta(0), MINUTE, HOUR - 3 * MINUTE])
def test_time_for_which_a_page_does_not_answer_is_a_gap(
    live: Any, student: Any, unheard: dt.timedelta
) -> None:
    key = begin(student, live)
    silent_for(key, HOUR)
    assert stays.heartbeat(student, live.pk, key, unheard) is State.LIVE
    assert Stay.objects.count() == 2


def test_no_page_can_say_that_it_was_there_for_longer_than_the_bound(
    as_user: Any, live: Any, student: Any
) -> None:
    key = begin(student, live)
    silent_for(key, stays.MAX_BRIDGE + 5 * MINUTE)
    tell_unheard(as_user(student), live, "seen", key, "999999")
    assert Stay.objects.count() == 2


def tell_unheard(client: Any, event: Any, action: str, key: str, unheard: object) -> Any:
    data = {"action": action, "stay": key, "unheard": unheard}
    return client.post(f"/api/live/stays/{event.pk}/", data, format="json")


@pytest.mark.parametrize(
    "unheard", ["", "-5", "1e9", "soon", [3600], None, "\u0663", "9" * 30, 0.5]
)
def test_a_time_unheard_that_is_none_is_none(
    as_user: Any, live: Any, student: Any, unheard: object
) -> None:
    key = begin(student, live)
    silent_for(key, HOUR)
    assert tell_unheard(as_user(student), live, "seen", key, unheard).status_code == 200
    assert Stay.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("unheard", [3600, "3600"])
def test_a_stay_that_was_closed_meanwhile_goes_on(
    as_user: Any, live: Any, student: Any, heard: Any, unheard: object
) -> None:
    key = begin(student, live)
    last = silent_for(key, HOUR)
    Stay.objects.update(left_at=last)
    tell_unheard(as_user(student), live, "seen", key, unheard)
    stay = Stay.objects.get()
    assert (stay.joined_at, stay.left_at) == (last - MINUTE, None)
    assert heard == ["+Sam Student", "+Sam Student"]


def test_a_stay_that_has_left_meanwhile_stays_left(live: Any, student: Any) -> None:
    key = begin(student, live)
    stale = Stay.objects.select_related("run__session").get()
    assert stays.leave(student, live.pk, key) is State.LIVE
    stays._reopen(stale, moments.now())
    assert Stay.objects.get().is_left_certain


def test_who_leaves_unheard_was_there_until_the_end(live: Any, student: Any, host: Any) -> None:
    key = begin(student, live)
    silent_for(key, HOUR)
    services.end(host, live.pk)
    ended_at = LiveSession.objects.get().ended_at
    stays.leave(student, live.pk, key, HOUR)
    assert Stay.objects.get().left_at == ended_at


def test_nothing_is_bridged_from_an_earlier_run(live: Any, student: Any, host: Any) -> None:
    key = begin(student, live)
    last = silent_for(key, HOUR)
    services.end(host, live.pk)
    services.start(host, live.pk)
    stays.leave(student, live.pk, key, HOUR)
    assert Stay.objects.get().left_at == last


@pytest.mark.parametrize("heartbeat", [10, 60, 3600])
def test_every_answer_names_the_interval_of_now(
    as_user: Any, live: Any, student: Any, settings: Any, heartbeat: int
) -> None:
    key = begin(student, live)
    settings.JITSI_LIVE_HEARTBEAT = heartbeat
    assert tell(as_user(student), live, "joined").json()["heartbeat"] == heartbeat
    assert tell(as_user(student), live, "seen", key).json()["heartbeat"] == heartbeat
