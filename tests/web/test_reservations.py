"""What Prosody's mod_reservations is answered when somebody opens a room."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language

from django_jitsi_live import services
from django_jitsi_live.models import LiveSession
from django_jitsi_live.sessions import end_sessions
from django_jitsi_live.web import reservations as module
from tests.keys import with_secret
from tests.replica import with_replica

TOKEN = "a-token-of-prosody-s-reservations"
PATH = "/api/live/jitsi/default/reservations/conference"
OWNER = "6f31be82-0a35-4c7a-9a0b-3a2c3c4d5e6f@meet.example.org"
START = "2026-11-23T08:37:49.000Z"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def servers(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "default": with_secret(RESERVATIONS_TOKEN=[TOKEN, "the-token-of-last-year"]),
        "berlin": with_secret(RESERVATIONS_TOKEN=TOKEN),
        "acme": with_secret(RESERVATIONS_TOKEN=TOKEN, TENANT="acme"),
        "off": with_secret(),
        "broken": {"BACKEND": "nowhere.Server"},
    }


@pytest.fixture
def room(live: Any) -> str:
    name: str = LiveSession.objects.get().room_name
    return name


def ask(method: str, path: str = PATH, body: Any = "", token: str = f"Bearer {TOKEN}") -> Any:
    headers = {"Authorization": token, "Accept-Language": "fr"}
    return Client().generic(method, path, body, FORM, headers=headers)


def post(name: str | None, path: str = PATH, **fields: Any) -> Any:
    form = {"name": name, "start_time": START, "mail_owner": OWNER, **fields}
    return ask("POST", path, urlencode({key: value for key, value in form.items() if value}))


def message(response: Any) -> str:
    assert response["Content-Type"] == "application/json"
    assert list(response.json()) == ["message"]
    return str(response.json()["message"])


# The answer


def test_room_of_a_live_session_exists(room: str) -> None:
    response = post(room)
    assert response.status_code == 200
    assert response.json() == {
        "id": room,
        "name": room,
        "mail_owner": OWNER,
        "start_time": START,
        "duration": 86400,
    }


def test_room_of_the_backstage_exists(event: Any, host: Any) -> None:
    services.backstage(host, event.pk)
    assert post(LiveSession.objects.get().room_name).status_code == 200


def test_answer_takes_one_query_and_writes_nothing(
    room: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1) as queries:
        post(room)
    assert queries[0]["sql"].startswith("SELECT")


def test_same_room_is_asked_for_twice(room: str) -> None:
    assert post(room).json() == post(room).json()


@pytest.mark.parametrize(
    ("max_length", "days"), [(3600, 1), (43200, 1), (86400, 2), (31 * 86400, 62), (None, 3650)]
)
def test_prosody_closes_no_room_before_its_session_ends(
    settings: Any, room: str, max_length: int | None, days: int
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = max_length
    assert post(room).json()["duration"] == days * 86400


def test_old_token_is_accepted_beside_the_new_one(room: str) -> None:
    form = urlencode({"name": room, "start_time": START, "mail_owner": OWNER})
    assert ask("POST", body=form, token="Bearer the-token-of-last-year").status_code == 200


# Refusals


def test_unknown_room_does_not_exist(room: str) -> None:
    response = post("weekly")
    assert response.status_code == 403
    assert "is not open" in message(response)


def test_room_of_an_ended_session_is_over(room: str, event: Any, host: Any) -> None:
    services.end(host, event.pk)
    response = post(room)
    assert response.status_code == 403
    assert "is over" in message(response)


def test_room_of_a_rehearsal_is_not_open_any_more(event: Any, host: Any) -> None:
    services.backstage(host, event.pk)
    services.end(host, event.pk)
    assert "is not open" in message(post(LiveSession.objects.get().room_name))


def test_room_of_an_earlier_run_is_not_open_while_the_next_one_is(
    room: str, event: Any, host: Any
) -> None:
    services.end(host, event.pk)
    services.start(host, event.pk)
    response = post(room)
    assert response.status_code == 403
    assert "is not open" in message(response)


def test_session_past_its_time_is_over_and_stays_as_it_is(room: str) -> None:
    LiveSession.objects.update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    before = LiveSession.objects.values().get()
    assert "is over" in message(post(room))
    assert LiveSession.objects.values().get() == before


@with_replica
@pytest.mark.usefixtures("lagging_replica")
def test_room_exists_at_once_where_a_replica_lags_behind(event: Any, host: Any) -> None:
    room = services.start(host, event.pk).room_name
    assert post(room).status_code == 200
    services.end(host, event.pk)
    assert post(room).status_code == 403


def test_room_that_everybody_was_moved_out_of_is_over(
    settings: Any, event: Any, host: Any, room: str
) -> None:
    moved = services.move(host, event.pk, "berlin")
    assert post(room).status_code == 403
    assert post(moved.room_name, PATH.replace("default", "berlin")).status_code == 200


def test_session_that_staff_have_ended_is_over(room: str) -> None:
    end_sessions(LiveSession.objects.all(), None)
    assert post(room).status_code == 403


def test_room_exists_on_the_server_of_its_session_only(room: str) -> None:
    assert post(room, PATH.replace("default", "berlin")).status_code == 403


@pytest.mark.parametrize("spelling", ["[acme]{}", "{}", "[other]{}", "[ACME]{}", "acme/{}"])
def test_tenant_is_part_of_the_name(room: str, spelling: str) -> None:
    LiveSession.objects.update(server="acme")
    response = post(spelling.format(room), PATH.replace("default", "acme"))
    assert (response.status_code == 200) is (spelling == "[acme]{}")


def test_name_is_compared_as_prosody_spells_it(room: str) -> None:
    assert post(room.upper()).status_code == 403
    assert post(f"[acme]{room}").status_code == 403


def test_imported_name_is_found_by_prosody_s_spelling(room: str) -> None:
    LiveSession.objects.update(room_name="café du nord")
    response = post("caf%c3%a9%20du%20nord")
    assert response.json()["name"] == "caf%c3%a9%20du%20nord"
    assert post("café du nord").status_code == 403


def test_people_read_the_refusal_in_the_language_of_the_site(
    settings: Any, monkeypatch: Any, db: None
) -> None:
    settings.LANGUAGE_CODE = "de"
    monkeypatch.setattr(module, "NOT_OPEN", lazy(get_language, str)())
    assert message(ask("GET", f"{PATH}/weekly")) == "de"


# Malformed requests


@pytest.mark.parametrize(
    "fields",
    [
        {"name": None},
        {"start_time": None},
        {"mail_owner": None},
        {"name": "a\x00b"},
        {"name": "a" * 4000},
        {"mail_owner": "a\nb"},
        {"start_time": "yesterday"},
        {"start_time": "2026-11-23 08:37:49"},
        {"start_time": "2026-11-23T08:37:49+01:00:00"},
    ],
)
def test_malformed_form_is_a_bad_request(room: str, fields: dict[str, Any]) -> None:
    response = post(**{"name": room, **fields})
    assert response.status_code == 400
    assert "malformed" in message(response) or "not a time" in message(response)


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b"&" * 3000, b"a=1&" * 2000])
def test_body_that_is_no_such_form_is_a_bad_request(room: str, body: bytes) -> None:
    assert ask("POST", body=body).status_code == 400


@pytest.mark.parametrize("zone", ["", "Z", "+01:00", "-0330"])
def test_every_time_that_prosody_parses_is_accepted(room: str, zone: str) -> None:
    start_time = f"2026-11-23T08:37:49{zone}"
    assert post(room, start_time=start_time).json()["start_time"] == start_time


def test_large_body_is_refused(room: str) -> None:
    assert ask("POST", body=b"a" * (16 * 1024 + 1)).status_code == 413


# Who may ask


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", f"bearer {TOKEN}", TOKEN])
def test_wrong_token_is_refused_without_a_query(
    room: str, token: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = ask("POST", body="name=x", token=token)
    assert response.status_code == 401
    assert "tell the people who run it" in message(response)
    assert "RESERVATIONS_TOKEN" in message(response)


def test_server_without_a_token_answers_nobody(room: str) -> None:
    response = post(room, PATH.replace("default", "off"))
    assert response.status_code == 404
    assert "RESERVATIONS_TOKEN" in message(response)


def test_unknown_server_is_not_found(room: str) -> None:
    assert post(room, PATH.replace("default", "nowhere")).status_code == 404


def test_broken_server_is_our_failure(room: str, caplog: Any) -> None:
    response = post(room, PATH.replace("default", "broken"))
    assert response.status_code == 503
    assert "nowhere.Server" not in message(response)
    assert "nowhere.Server" in caplog.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_room_is_asked_for_by_post(method: str) -> None:
    assert ask(method).status_code == 405


def test_path_with_a_slash_is_not_found_rather_than_redirected(room: str) -> None:
    assert post(room, f"{PATH}/").status_code == 404


# An earlier answer


def in_utc(moment: Any) -> str:
    text: str = moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return text


def test_room_is_found_by_its_id(room: str, live: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = ask("GET", f"{PATH}/{room}")
    assert response.status_code == 200
    started_at = in_utc(LiveSession.objects.get().started_at)
    assert response.json() == {
        "id": room,
        "name": room,
        "mail_owner": "",
        "start_time": started_at,
        "duration": 86400,
    }
    assert response["Cache-Control"].count("no-store") == 1


def test_room_of_the_backstage_is_found_by_its_id(live: Any, host: Any) -> None:
    services.end(host, live.pk)
    services.backstage(host, live.pk)
    since = in_utc(LiveSession.objects.get().backstage_since)
    response = ask("GET", f"{PATH}/{LiveSession.objects.get().room_name}")
    assert response.json()["start_time"] == since


@pytest.mark.parametrize("spelling", ["[acme]{}", "%5Bacme%5D{}", "%255Bacme%255D{}"])
def test_id_may_be_encoded(room: str, spelling: str) -> None:
    LiveSession.objects.update(server="acme")
    path = PATH.replace("default", "acme")
    response = ask("GET", f"{path}/{spelling.format(room)}")
    assert response.json()["name"] == f"[acme]{room}"


def test_id_of_a_name_with_accents_is_found(room: str) -> None:
    LiveSession.objects.update(room_name="café")
    assert ask("GET", f"{PATH}/caf%c3%a9").json()["id"] == "caf%c3%a9"
    assert ask("GET", f"{PATH}/caf%25c3%25a9").json()["id"] == "caf%c3%a9"


@pytest.mark.parametrize("conference_id", ["weekly", "a/b", "%00", "77.0", "a" * 2000, "%ff"])
def test_unknown_id_is_not_found(room: str, conference_id: str) -> None:
    response = ask("GET", f"{PATH}/{conference_id}")
    assert response.status_code == 404
    assert "is not open" in message(response)


def test_id_of_a_room_that_is_over_is_not_found(room: str, event: Any, host: Any) -> None:
    services.end(host, event.pk)
    response = ask("GET", f"{PATH}/{room}")
    assert response.status_code == 404
    assert "is over" in message(response)


@pytest.mark.parametrize("conference_id", ["weekly", "[acme]weekly", "caf%c3%a9", "77.0", "a/b"])
def test_prosody_may_forget_any_room_without_a_query(conference_id: str) -> None:
    response = ask("DELETE", f"{PATH}/{conference_id}")
    assert (response.status_code, response.content) == (204, b"")


def test_forgetting_a_room_ends_nothing(room: str) -> None:
    ask("DELETE", f"{PATH}/{room}")
    assert LiveSession.objects.get().is_active


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_id_needs_the_token(method: str) -> None:
    assert ask(method, f"{PATH}/weekly", token="").status_code == 401


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "PATCH"])
def test_other_methods_are_not_allowed(method: str) -> None:
    assert ask(method, f"{PATH}/weekly").status_code == 405


# Trouble, and host projects


def gone(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    raise OperationalError(f"the connection is gone at {params}")


def test_database_trouble_is_to_be_tried_again(room: str, caplog: Any) -> None:
    with connection.execute_wrapper(gone):
        response = post(room)
    assert response.status_code == 503
    assert "Try again" in message(response)
    assert "OperationalError" in caplog.text


def test_room_is_in_no_log(room: str, event: Any, host: Any, caplog: Any) -> None:
    caplog.set_level("DEBUG", "django.request")
    services.end(host, event.pk)
    caplog.clear()
    for response in (
        post(room),
        ask("GET", f"{PATH}/{room}"),
        ask("GET", f"{PATH}/{room}", "", ""),
    ):
        assert response.status_code >= 400
    with connection.execute_wrapper(gone):
        post(room)
    assert room not in caplog.text


@pytest.mark.parametrize(
    "middleware",
    [
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "tests.web.test_reservations.reads_the_form",
    ],
)
def test_middleware_of_the_host_project_is_in_no_way(
    settings: Any, room: str, middleware: str
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, middleware]
    form = urlencode({"name": room, "start_time": START, "mail_owner": OWNER})
    headers = {"Authorization": f"Bearer {TOKEN}"}
    response = Client(enforce_csrf_checks=True).post(PATH, form, FORM, headers=headers)
    assert response.status_code == 200


def reads_the_form(get_response: Any) -> Any:
    """A middleware that looks at every form."""

    def middleware(request: Any) -> Any:
        assert request.POST is not None
        return get_response(request)

    return middleware


def test_request_is_no_transaction(room: str, monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    assert post(room).status_code == 200
    for view in (module.reserve, module.reservation):
        assert "default" in view._non_atomic_requests  # type: ignore[attr-defined]


def test_two_hundred_rooms_at_once_are_not_throttled(settings: Any, room: str) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_join": "1/hour", "jitsi_live_write": "1/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    assert {post(room).status_code for _number in range(200)} == {200}


def test_answer_is_the_same_a_day_later(settings: Any, room: str) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = 3 * 86400
    LiveSession.objects.update(closes_at=timezone.now() + dt.timedelta(days=3))
    with time_machine.travel(dt.timedelta(days=1)):
        assert post(room).status_code == 200
