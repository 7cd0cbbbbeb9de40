"""Whatever the host project's own code gives or raises, pages and the API answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ValidationError

from django_jitsi_live import policy, services
from django_jitsi_live.models import LiveSession, Stay
from django_jitsi_live.operations import examine
from django_jitsi_live.web import JoinView
from tests.policy.odd_values import ALL, FAILING
from tests.projects.webinar.webinars.models import Event

ACCEPTED = ("text/html", "application/json")
FAILS = "tests.web.test_failing_hooks.fails"


class Answer:
    """What the hook of the test gives, or raises."""

    gives: Callable[[], Any]


def fails(*arguments: Any) -> Any:
    return Answer.gives()


class Failing(policy.Policy):
    """A policy of which one method, that of the test, does what the hook does."""


@pytest.fixture
def answer_with(monkeypatch: Any) -> Callable[[Callable[[], Any]], None]:
    def answer(value: Callable[[], Any]) -> None:
        monkeypatch.setattr(Answer, "gives", staticmethod(value), raising=False)

    return answer


def fail_in_event(name: str, settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(Event, name, fails, raising=False)


def fail_by_setting(name: str, settings: Any, monkeypatch: Any) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", FAILS)


def fail_in_policy(name: str, settings: Any, monkeypatch: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Failing"
    monkeypatch.setattr(Failing, name, fails)


OPTIONAL: dict[str, Callable[[str, Any, Any], None]] = {
    "get_absolute_url": fail_in_event,
    "__str__": fail_in_event,
    "STARTS_AT": fail_by_setting,
    "ENDS_AT": fail_by_setting,
    "DISPLAY_NAME": fail_by_setting,
    "AVATAR_URL": fail_by_setting,
    "display_name": fail_in_policy,
    "starts_at": fail_in_policy,
    "ends_at": fail_in_policy,
    "register_url": fail_in_policy,
    "recipients": fail_in_policy,
}

REQUIRED = ("events", "is_host", "is_registered", "participant_id", "server_for")


@pytest.fixture(params=sorted(OPTIONAL))
def optional_hook(request: Any, settings: Any, monkeypatch: Any) -> str:
    OPTIONAL[request.param](request.param, settings, monkeypatch)
    return str(request.param)


@pytest.fixture(params=REQUIRED)
def required_hook(request: Any, settings: Any, monkeypatch: Any) -> str:
    fail_in_policy(request.param, settings, monkeypatch)
    return str(request.param)


def client_of(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def whole_evening(event: Event, host: Any, student: Any, stranger: Any) -> Iterator[Any]:
    """Every answer of an event, from before the start to the report."""
    people = [client_of(each) for each in (host, student, stranger, None)]
    yield from room_and_status(event, people)
    yield people[0].post(f"/api/live/start/{event.pk}/")
    yield from (each.get(f"/api/live/join/{event.pk}/") for each in people[:2])
    yield people[1].post(f"/api/live/stays/{event.pk}/", {"action": "joined"})
    yield from room_and_status(event, people)
    yield people[0].post(f"/api/live/room/{event.pk}/", {"action": "join"})
    yield people[0].post(f"/api/live/end/{event.pk}/")
    yield people[0].get(f"/api/live/attendance/{event.pk}/")
    yield people[0].get(f"/api/live/report/{event.pk}/")
    yield people[0].get(f"/api/live/report/{event.pk}/?format=csv")
    yield from (people[0].get("/api/live/sessions/", headers={"Accept": a}) for a in ACCEPTED)
    yield from room_and_status(event, people)


def room_and_status(event: Event, people: list[Client]) -> Iterator[Any]:
    for each in people:
        yield each.get(f"/api/live/room/{event.pk}/")
        yield each.get(f"/api/live/room/{event.pk}/", headers={"Accept": "application/json"})
        yield each.get(f"/api/live/status/{event.pk}/")


@pytest.mark.parametrize("value", ["a failing query", "an odd object", "a lone surrogate"])
def test_optional_hook_takes_nothing_down(
    optional_hook: str,
    value: str,
    answer_with: Any,
    event: Event,
    host: Any,
    student: Any,
    stranger: Any,
) -> None:
    answer_with(ALL[value])
    statuses = [each.status_code for each in whole_evening(event, host, student, stranger)]
    assert {*statuses} <= {200, 201, 302, 403}
    assert statuses.count(403) == 0, statuses
    assert LiveSession.objects.get().ended_at


@pytest.mark.parametrize("value", ["a failing query", "an odd object"])
def test_hook_of_the_gate_lets_nobody_in_and_tells_whom_to_ask(
    required_hook: str, value: str, answer_with: Any, event: Event, host: Any, student: Any
) -> None:
    answer_with(FAILING[value])
    started = client_of(host).post(f"/api/live/start/{event.pk}/")
    if required_hook == "is_registered":  # hosts are not asked for it
        assert started.status_code == 200
        started = client_of(student).get(f"/api/live/join/{event.pk}/")
    assert (started.status_code, started.json()["code"]) == (503, "server_misconfigured")
    assert "people who run this site" in started.json()["detail"]
    page = client_of(student).get(f"/api/live/room/{event.pk}/")
    assert page.status_code in {200, 503}
    assert b"<html" in page.content


@pytest.mark.parametrize("value", ["a failing query", "a missing row"])
def test_page_of_a_gate_that_fails_is_rendered_within_a_transaction(
    required_hook: str, value: str, answer_with: Any, event: Event, student: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    answer_with(FAILING[value])
    assert client_of(student).get(f"/api/live/room/{event.pk}/").status_code in {200, 503}
    assert Event.objects.exists()


def test_failing_gate_is_logged_once_with_its_name(
    required_hook: str, answer_with: Any, event: Event, host: Any, student: Any, caplog: Any
) -> None:
    answer_with(FAILING["a key error"])
    for _time in range(2):
        client_of(host).post(f"/api/live/start/{event.pk}/")
        client_of(student).get(f"/api/live/join/{event.pk}/")
    [line] = [each.getMessage() for each in caplog.records if each.name == "django_jitsi_live"]
    assert f"Failing.{required_hook}() fails with KeyError" in line


@pytest.mark.parametrize(
    ("error", "code"), [(PermissionDenied, "permission_denied"), (Http404, "not_found")]
)
def test_gate_may_refuse_by_djangos_own_errors(
    answer_with: Any, settings: Any, live: Event, student: Any, error: type, code: str
) -> None:
    def refuse() -> None:
        raise error

    settings.JITSI_LIVE_REGISTRATION_LOOKUP = FAILS
    answer_with(refuse)
    assert client_of(student).get(f"/api/live/join/{live.pk}/").json()["code"] == code
    assert client_of(student).get(f"/api/live/room/{live.pk}/").status_code in {403, 404}


# On a page of the host project

ROOM = Template("{% load jitsi_live %}<h1>A page</h1>{% jitsi_room event %}{% jitsi_badge event %}")


def own_page(event: Any, user: Any) -> str:
    request = RequestFactory().get("/events/1/")
    request.user = user
    return ROOM.render(RequestContext(request, {"event": event}))


@pytest.mark.parametrize("value", ["a failing query", "an odd object"])
def test_page_of_the_host_project_is_shown_without_a_room(
    required_hook: str, value: str, answer_with: Any, event: Event, student: Any
) -> None:
    answer_with(FAILING[value])
    assert "<h1>A page</h1>" in own_page(event, student)


def test_page_says_that_the_room_is_not_set_up(
    settings: Any, answer_with: Any, event: Event, student: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = FAILS
    answer_with(FAILING["a key error"])
    page = own_page(event, student)
    assert page.count("Live video is not set up correctly") == 3  # without a script, and with it
    assert "There is no video at the moment" in page


@pytest.mark.parametrize("event_id", [None, "", "\ud800"])
def test_page_of_an_event_without_an_address_says_that_it_is_not_open(
    settings: Any, host: Any, event_id: str | None
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    assert "This event is not open." in own_page(Event(pk=7, slug=event_id, organizer=host), host)


@pytest.mark.django_db
def test_page_without_an_event_says_that_it_is_not_open(student: Any) -> None:
    for none in (None, "", 7, object()):
        assert "This event is not open." in own_page(none, student)


def test_addresses_are_not_written_as_numbers_of_a_language(settings: Any, host: Any) -> None:
    settings.USE_THOUSAND_SEPARATOR = True
    event = Event.objects.create(pk=1_234_567, title="Many", organizer=host)
    page = own_page(event, host)
    assert 'event-id="1234567"' in page
    assert "/room/1234567/" in page


# Where people log in


@pytest.mark.parametrize("login_url", ["no-such-name", "javascript:alert(1)", None])
def test_visitor_is_told_to_log_in_where_the_address_leads_nowhere(
    settings: Any, event: Event, login_url: Any
) -> None:
    settings.LOGIN_URL = login_url
    for page in ("room", "report"):
        response = Client().get(f"/api/live/{page}/{event.pk}/")
        assert response.status_code == 403
        assert b"Please log in first." in response.content
    assert "Please log in first." in own_page(event, AnonymousUser())


# Transactions


@pytest.mark.parametrize("value", ["a failing query", "a missing row"])
def test_failing_hook_does_not_break_the_transaction(
    settings: Any, answer_with: Any, live: Event, student: Any, value: str
) -> None:
    settings.JITSI_LIVE_STARTS_AT = FAILS
    answer_with(FAILING[value])
    with transaction.atomic():
        assert services.describe(student, live.pk).starts_at is None
        assert services.describe(student, live.pk).role == "attendee"


# In the tokens


def test_configuration_that_json_cannot_carry_is_left_out(
    settings: Any, live: Event, student: Any, caplog: Any
) -> None:
    settings.JITSI_LIVE_CONFIG = {"when": object()}
    settings.JITSI_LIVE_ATTENDEE_CONFIG = {"subject": "Tonight"}
    config = services.join(student, live.pk).config
    assert (config.get("when"), config["subject"]) == (None, "Tonight")
    assert "JITSI_LIVE_CONFIG fails with TypeError" in caplog.text
    settings.JITSI_LIVE_CONFIG = {"ratio": float("nan")}
    assert "ratio" not in services.join(student, live.pk).config
    settings.JITSI_LIVE_CONFIG = {"startWithAudioMuted": True}
    assert services.join(student, live.pk).config["startWithAudioMuted"] is True


# Staff, webhooks, and the API of a host project whose authentication raises what it likes


def test_admin_shows_sessions_of_events_and_users_without_a_text(
    live: Event, make_user: Any, monkeypatch: Any, answer_with: Any, settings: Any
) -> None:
    monkeypatch.setattr(Event, "__str__", fails)
    answer_with(FAILING["a key error"])
    staff = client_of(make_user("root", is_staff=True, is_superuser=True))
    session = LiveSession.objects.get()
    for page in ("", f"{session.pk}/change/", f"{session.pk}/report/", f"{session.pk}/delete/"):
        response = staff.get(f"/admin/jitsi_live/livesession/{page}")
        assert response.status_code == 200
    page = staff.get(f"/admin/jitsi_live/livesession/{session.pk}/change/").content.decode()
    assert f"event {live.pk}" in page
    assert f"/admin/auth/user/{session.started_by_id}/change/" in page
    LiveSession.objects.update(started_by=None)
    assert staff.get("/admin/jitsi_live/livesession/").status_code == 200


@pytest.fixture
def event_sync(settings: Any, live: Event) -> Callable[[], Any]:
    token = "a-token-of-sixteen-characters"
    settings.JITSI_LIVE_SERVERS = {
        "default": {
            "BACKEND": "django_jitsi_live.servers.SelfHostedServer",
            "DOMAIN": "meet.example.org",
            "APP_ID": "site",
            "APP_SECRET": "x" * 32,
            "EVENT_SYNC_TOKEN": token,
        }
    }
    session = LiveSession.objects.get()

    def post() -> Any:
        message = {
            "room_name": session.room_name,
            "room_jid": f"{session.room_name}@conference.example.org",
            "occupant": {
                "occupant_jid": "a@example.org/1",
                "id": str(session.started_by_id),
                "joined_at": int(session.started_at.timestamp()) if session.started_at else 0,
            },
        }
        path = "/api/live/jitsi/default/events/occupant/joined"
        headers = {"Authorization": f"Bearer {token}"}
        return Client().post(path, message, content_type="application/json", headers=headers)

    return post


@pytest.mark.parametrize(
    ("hook", "status"),
    [
        ("is_host", 200),
        ("user_for_participant", 200),
        ("display_name", 200),
        ("participant_id", 503),
    ],
)
def test_message_of_a_server_is_recorded_or_comes_again(
    event_sync: Any, answer_with: Any, settings: Any, monkeypatch: Any, hook: str, status: int
) -> None:
    fail_in_policy(hook, settings, monkeypatch)
    answer_with(FAILING["a key error"])
    assert event_sync().status_code == status
    assert Stay.objects.count() == (status == 200)


@pytest.mark.parametrize("detail", [{"error": "no"}, ["no"], {"detail": "no"}, "no"])
def test_errors_of_any_form_are_answered_with_detail_and_code(
    live: Event, monkeypatch: Any, detail: Any
) -> None:
    class Refusing(BaseAuthentication):
        def authenticate(self, request: Any) -> None:
            raise ValidationError(detail)

    monkeypatch.setattr(JoinView, "authentication_classes", [Refusing])
    response = Client().get(f"/api/live/join/{live.pk}/")
    assert response.status_code == 400
    assert response.json().keys() == {"detail", "code"}
    assert response.json()["code"] == "invalid"


def test_doctor_names_what_fails(settings: Any, event: Event, answer_with: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Failing"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Failing, "events", fails)
        answer_with(FAILING["a missing row"])
        found = [each.message for each in examine(event_id=str(event.pk), offline=True)]
    assert "This fails with ObjectDoesNotExist: profile." in found
