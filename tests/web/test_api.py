from __future__ import annotations

import datetime as dt
import gzip
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.throttling import AnonRateThrottle
from rest_framework_simplejwt.tokens import AccessToken

from django_jitsi_live import services, sessions
from django_jitsi_live.exceptions import EventNotFound
from django_jitsi_live.models import LiveSession
from django_jitsi_live.web.api import JoinView
from django_jitsi_live.web.status import StatusView

GRANT_KEYS = {
    "room_name",
    "is_active",
    "role",
    "domain",
    "script_url",
    "room",
    "url",
    "jwt",
    "expires_at",
    "display_name",
    "config",
    "lang",
    "state",
    "stage",
    "audience_buttons",
    "stage_buttons",
}

ODD_IDS = [
    "abc",
    "0",
    "-1",
    "01",
    "+1",
    "1.0",
    "1e3",
    "1_0",
    "99999999999999999999999999",
    "9" * 5000,
    "%D9%A1",
    "%F0%9F%8E%A5",
    "%00",
    "1%00",
    "%FF",
    "1%0A",
    "%20",
    "a/b",
    "..%2F1",
    "None",
    "null",
    "'%20OR%201=1--",
    "0b0e9d5c-7d5e-4c39-9e0a-6b3a4c1f2d10",
]


def url(name: str, event_id: object) -> str:
    return f"/api/live/{name}/{event_id}/"


# Who may do what


def test_host_starts_and_gets_the_join_grant(as_user: Any, event: Any, host: Any) -> None:
    response = as_user(host).post(url("start", event.pk))
    grant = response.json()
    assert response.status_code == 200
    assert set(grant) == GRANT_KEYS
    assert grant["role"] == "host"
    assert grant["is_active"] is True
    assert grant["display_name"] == "Helen Host"
    assert grant["domain"] == "meet.jit.si"
    assert grant["script_url"] == "https://meet.jit.si/external_api.js"
    assert grant["room"] == grant["room_name"]
    assert grant["url"] == f"https://meet.jit.si/{grant['room_name']}"
    assert grant["jwt"] is None
    assert grant["expires_at"] is None
    assert "no-store" in response["Cache-Control"]


def test_attendee_joins_the_same_room(as_user: Any, live: Any, student: Any) -> None:
    response = as_user(student).get(url("join", live.pk))
    assert response.status_code == 200
    assert response.json()["role"] == "attendee"
    assert response.json()["room_name"] == LiveSession.objects.get().room_name
    assert "no-store" in response["Cache-Control"]


def test_host_joins_as_host(as_user: Any, live: Any, host: Any) -> None:
    assert as_user(host).get(url("join", live.pk)).json()["role"] == "host"


def test_attendee_cannot_start(as_user: Any, event: Any, student: Any) -> None:
    response = as_user(student).post(url("start", event.pk))
    assert (response.status_code, response.json()["code"]) == (403, "not_host")
    assert not LiveSession.objects.exists()


def test_attendee_cannot_end(as_user: Any, live: Any, student: Any) -> None:
    response = as_user(student).post(url("end", live.pk))
    assert (response.status_code, response.json()["code"]) == (403, "not_host")
    assert LiveSession.objects.get().is_active


def test_stranger_cannot_join(as_user: Any, live: Any, stranger: Any) -> None:
    response = as_user(stranger).get(url("join", live.pk))
    assert (response.status_code, response.json()["code"]) == (403, "not_registered")


def test_stranger_does_not_learn_whether_it_is_live_from_join(
    as_user: Any, event: Any, stranger: Any
) -> None:
    assert as_user(stranger).get(url("join", event.pk)).json()["code"] == "not_registered"


@pytest.mark.parametrize("person", ["host", "student"])
def test_nobody_joins_before_the_start(as_user: Any, event: Any, person: str, request: Any) -> None:
    client = as_user(request.getfixturevalue(person))
    response = client.get(url("join", event.pk))
    assert (response.status_code, response.json()["code"]) == (403, "not_live")


@pytest.mark.parametrize(("name", "method"), [("start", "post"), ("join", "get"), ("end", "post")])
def test_anonymous_caller_is_not_authenticated(event: Any, name: str, method: str) -> None:
    response = getattr(APIClient(), method)(url(name, event.pk))
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_inactive_host_is_not_authenticated(as_user: Any, event: Any, host: Any) -> None:
    client = APIClient()
    host.is_active = False
    host.save()
    client.force_authenticate(host)
    assert client.post(url("start", event.pk)).json()["code"] == "not_authenticated"


def test_wrong_method_is_answered_with_detail_and_code(as_user: Any, event: Any, host: Any) -> None:
    response = as_user(host).get(url("start", event.pk))
    assert response.status_code == 405
    assert set(response.json()) == {"detail", "code"}


def test_session_caller_without_csrf_token_cannot_start(event: Any, host: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(host)
    response = client.post(url("start", event.pk))
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


# Bearer tokens


def bearer(user: Any) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {AccessToken.for_user(user)}")
    return client


def test_the_existing_front_end_goes_live_with_bearer_tokens(
    event: Any, host: Any, student: Any
) -> None:
    started = bearer(host).post(url("start", event.pk)).json()
    joined = bearer(student).get(url("join", event.pk)).json()
    asked = bearer(student).get(url("status", event.pk)).json()
    assert started["is_active"] is joined["is_active"] is asked["is_active"] is True
    assert started["room_name"] == joined["room_name"] == asked["room_name"]


def test_a_broken_bearer_token_is_not_authenticated(event: Any) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer broken")
    response = client.get(url("join", event.pk))
    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert isinstance(response.json()["detail"], str)


def test_status_answers_a_caller_whose_token_has_expired(live: Any) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION="Bearer broken")
    response = client.get(url("status", live.pk))
    assert response.status_code == 200
    assert response.json()["room_name"] is None


# Status


def test_status_of_an_event_that_is_not_live(event: Any) -> None:
    response = APIClient().get(url("status", event.pk))
    assert response.status_code == 200
    answer = response.json()
    assert 5 <= answer.pop("poll_after") <= 6
    assert answer == {
        "is_active": False,
        "room_name": None,
        "started_at": None,
        "present": None,
        "join_spread": 0,
        "state": "scheduled",
        "starts_at": None,
        "closes_at": None,
    }


def test_anonymous_status_shows_no_room_name(live: Any) -> None:
    status = APIClient().get(url("status", live.pk)).json()
    assert status["is_active"] is True
    assert status["started_at"]
    assert status["room_name"] is None


@pytest.mark.parametrize(("person", "shown"), [("host", 1), ("student", 1), ("stranger", 0)])
def test_status_shows_the_room_name_to_people_of_the_event(
    as_user: Any, live: Any, person: str, shown: bool, request: Any
) -> None:
    status = as_user(request.getfixturevalue(person)).get(url("status", live.pk)).json()
    assert bool(status["room_name"]) is bool(shown)


def test_status_of_an_ended_session_shows_no_room_name(as_user: Any, live: Any, host: Any) -> None:
    client = as_user(host)
    client.post(url("end", live.pk))
    assert client.get(url("status", live.pk)).json()["room_name"] is None


# Start and end again


def test_starting_twice_keeps_the_room(as_user: Any, event: Any, host: Any) -> None:
    first, second = (as_user(host).post(url("start", event.pk)).json() for _ in range(2))
    assert first["room_name"] == second["room_name"]


def test_starting_again_after_the_end_makes_a_new_room(as_user: Any, event: Any, host: Any) -> None:
    client = as_user(host)
    first = client.post(url("start", event.pk)).json()
    client.post(url("end", event.pk))
    second = client.post(url("start", event.pk)).json()
    assert first["room_name"] != second["room_name"]
    assert LiveSession.objects.get().ended_at is None


def as_json(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def test_end_answers_when_it_ended(as_user: Any, live: Any, host: Any) -> None:
    response = as_user(host).post(url("end", live.pk))
    ended_at = LiveSession.objects.get().ended_at
    assert ended_at is not None
    assert response.status_code == 200
    assert response.json() == {
        "is_active": False,
        "ended_at": as_json(ended_at),
        "state": "ended",
        "reopen_until": as_json(ended_at + dt.timedelta(minutes=1)),
        "server_end": "page",
    }


def test_ending_twice_is_no_error_and_keeps_the_time(as_user: Any, live: Any, host: Any) -> None:
    first, second = (as_user(host).post(url("end", live.pk)).json() for _ in range(2))
    assert first == second


def test_ending_what_never_started_is_no_error(as_user: Any, event: Any, host: Any) -> None:
    response = as_user(host).post(url("end", event.pk))
    nothing = {"ended_at": None, "reopen_until": None, "server_end": "page"}
    assert response.json() == {"is_active": False, "state": "scheduled", **nothing}
    assert not LiveSession.objects.exists()


# Event ids


@pytest.mark.parametrize("event_id", ODD_IDS)
@pytest.mark.parametrize(
    ("name", "method"), [("start", "post"), ("join", "get"), ("end", "post"), ("status", "get")]
)
def test_any_odd_event_id_is_not_found(
    as_user: Any, event: Any, host: Any, name: str, method: str, event_id: str
) -> None:
    response = getattr(as_user(host), method)(url(name, event_id))
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("event_id", ["\x00", "\ud800", "a" * 10_000, 1.5, None, b"1", ""])
@pytest.mark.usefixtures("event")
def test_services_take_any_object_for_an_unknown_event(host: Any, event_id: object) -> None:
    with pytest.raises(EventNotFound):
        services.status(event_id, host)


@pytest.mark.parametrize("event_id", ["\x00", "\ud800", "a/b", "ü" * 1000, "1"])
@pytest.mark.usefixtures("event")
def test_odd_slugs_are_not_found(settings: Any, host: Any, event_id: str) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    with pytest.raises(EventNotFound):
        services.status(event_id, host)


def test_events_are_found_by_the_lookup_field(settings: Any, live: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    assert APIClient().get(url("status", live.slug)).json()["is_active"] is True
    assert APIClient().get(url("status", live.pk)).status_code == 404


# What the host project's DRF settings must not break


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "application/json; indent=4", "nonsense"]
)
def test_answer_is_json_whatever_the_client_accepts(live: Any, accept: str) -> None:
    response = APIClient().get(url("status", live.pk), HTTP_ACCEPT=accept)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/xml"])
def test_start_ignores_the_body(as_user: Any, event: Any, host: Any, content_type: str) -> None:
    response = as_user(host).generic("POST", url("start", event.pk), "{broken", content_type)
    assert response.status_code == 200


@pytest.mark.parametrize(
    "overrides",
    [
        {"UNAUTHENTICATED_USER": None},
        {"EXCEPTION_HANDLER": "tests.web.test_api.foreign_exception_handler"},
    ],
    ids=lambda overrides: next(iter(overrides)),
)
def test_odd_drf_settings_leave_our_answers_alone(
    settings: Any, live: Any, overrides: dict[str, Any]
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, **overrides}
    status = APIClient().get(url("status", live.pk))
    refused = APIClient().get(url("join", live.pk))
    assert status.json()["is_active"] is True
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")


def test_without_any_authentication_callers_are_not_authenticated(live: Any) -> None:
    view = JoinView.as_view(authentication_classes=[])
    response = view(APIRequestFactory().get("/"), event_id=str(live.pk))
    assert (response.status_code, response.data["code"]) == (403, "not_authenticated")


def foreign_exception_handler(exc: Exception, context: object) -> None:
    raise AssertionError("the host project's handler words errors otherwise")


def test_a_policy_that_raises_permission_denied_is_answered_as_json(
    settings: Any, as_user: Any, live: Any, student: Any
) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = "tests.web.test_api.deny"
    response = as_user(student).get(url("join", live.pk))
    assert (response.status_code, response.json()["code"]) == (403, "permission_denied")


def deny(user: object, event: object) -> bool:
    raise PermissionDenied


def test_an_unknown_error_stays_an_error(live: Any, student: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(sessions, "join", lambda user, event_id: 1 / 0)
    client = APIClient()
    client.force_login(student)
    with pytest.raises(ZeroDivisionError):
        client.get(url("join", live.pk))


class OncePerHour(AnonRateThrottle):
    rate = "1/hour"


def test_throttled_caller_learns_when_to_retry(live: Any) -> None:
    view = StatusView.as_view(throttle_classes=[OncePerHour])
    requests = [APIRequestFactory().get("/") for _ in range(2)]
    first, second = (view(request, event_id=str(live.pk)) for request in requests)
    assert (first.status_code, second.status_code) == (200, 429)
    assert second.data["code"] == "throttled"
    assert int(second["Retry-After"]) > 0


# SQL budgets


# In the transaction of a test, the entry of the audit about a join needs a savepoint.
JOIN = 1 + 3


def test_sql_budgets(django_assert_num_queries: Any, event: Any, host: Any, student: Any) -> None:
    with django_assert_num_queries(1):
        services.status(event.pk)
    # Select, savepoint, insert the session, its run and the audit, point to the run, release.
    with django_assert_num_queries(7):
        services.start(host, event.pk)
    with django_assert_num_queries(JOIN):
        services.start(host, event.pk)
    with django_assert_num_queries(JOIN):
        services.join(student, event.pk)
    with django_assert_num_queries(1):
        services.status(event.pk, student)
    with django_assert_num_queries(1):
        services.status(event.pk, AnonymousUser())
    with django_assert_num_queries(6):  # select, savepoint, update both, audit, release
        services.end(host, event.pk)
    # Select, savepoint, the latest number, insert the run, update the session, audit, release.
    with django_assert_num_queries(7):
        services.start(host, event.pk)


@pytest.mark.django_db(transaction=True)
def test_a_join_reads_once_and_writes_once(
    django_assert_num_queries: Any, live: Any, student: Any
) -> None:
    with django_assert_num_queries(2):
        services.join(student, live.pk)


def test_sql_does_not_grow_with_registrations(
    django_assert_num_queries: Any, make_user: Any, live: Any, student: Any
) -> None:
    for number in range(20):
        live.registrations.create(user=make_user(f"user{number}"))
        live.registrations.create(user=student)
    with django_assert_num_queries(JOIN):
        services.join(student, live.pk)


def test_anonymous_request_makes_one_query(django_assert_num_queries: Any, live: Any) -> None:
    with django_assert_num_queries(1):
        APIClient().get(url("status", live.pk))


@pytest.mark.parametrize("format", ["json", "multipart"])
def test_host_reports_another_role(
    as_user: Any, live: Any, host: Any, format: str, django_assert_num_queries: Any
) -> None:
    client = as_user(host)
    # With those of session and user; the audit, whether it has been told already, and a savepoint.
    with django_assert_num_queries(2 + 2 + 4):
        answer = client.post(f"/api/live/role/{live.pk}/", {"role": "participant"}, format=format)
    assert (answer.status_code, answer.json()) == (200, {"is_active": True})
    assert LiveSession.objects.get().role_mismatch == "host"


def test_stranger_cannot_report_a_role(as_user: Any, live: Any, stranger: Any) -> None:
    answer = as_user(stranger).post(f"/api/live/role/{live.pk}/", {"role": "moderator"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_registered")


@pytest.mark.parametrize("body", [["moderator"], {}, {"role": 1}, {"role": ""}])
def test_a_report_of_no_role_is_a_parse_error(
    as_user: Any, live: Any, host: Any, body: Any
) -> None:
    answer = as_user(host).post(f"/api/live/role/{live.pk}/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert LiveSession.objects.get().role_mismatch == ""


# Bodies that cannot be read

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\njoined\r\n'


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"[" * 16_000, "application/json"),
        (b'{"action": ' * 1400, "application/json"),
        (b'{"stay": %s}' % (b"1" * 5000), "application/json"),
        (b'{"action": "joined", "stay": NaN}', "application/json"),
        (b'{"action": "\xff"}', "application/json"),
        (gzip.compress(b'{"action": "joined"}'), "application/json"),
        (b"action=joined&" * 1001, FORM),
        (PART, "multipart/form-data"),
        (b"BZh9", "application/json; charset=bz2"),
        (b"\xff", "application/json; charset=utf-16"),
        (PART.replace(b"joined", b"waved") + b"--x--\r\n", f"{MULTIPART}; charset=idna"),
    ],
    ids=[
        "deep list",
        "deep object",
        "huge number",
        "not a number",
        "not UTF-8",
        "gzip",
        "fields",
        "no boundary",
        "bz2",
        "utf-16",
        "idna",
    ],
)
@pytest.mark.parametrize("name", ["stays", "role"])
def test_a_body_that_cannot_be_read_is_a_parse_error(
    as_user: Any, live: Any, student: Any, name: str, body: bytes, content_type: str
) -> None:
    answer = as_user(student).generic("POST", url(name, live.pk), body, content_type)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize("name", ["start", "end", "stays"])
def test_a_body_in_which_no_csrf_token_can_be_looked_for_is_a_parse_error(
    event: Any, host: Any, name: str
) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(host)
    client.cookies["csrftoken"] = "a" * 32
    body = b"a=&" * 1001
    answer = client.generic("POST", url(name, event.pk), body, FORM, HTTP_X_CSRFTOKEN="a" * 32)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize("name", ["stays", "role"])
def test_a_body_that_is_neither_json_nor_form_is_an_unsupported_media_type(
    as_user: Any, live: Any, student: Any, name: str
) -> None:
    answer = as_user(student).generic("POST", url(name, live.pk), b"<a/>", "text/xml")
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
