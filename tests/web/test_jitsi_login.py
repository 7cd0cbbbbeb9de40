"""From a room's bare address to the login, through the gate, and back with a token."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import jwt
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from django_jitsi_live import services, sessions
from django_jitsi_live.models import LiveSession
from django_jitsi_live.policy import Policy
from tests.keys import SECRET, with_secret
from tests.projects.webinar.webinars.models import Event, Registration

PATH = "/api/live/jitsi/default/login"


class Hiding(Policy):
    def events(self) -> Any:
        return Event.objects.none()


def with_a_letter_encoded(room: str) -> str:
    return f"%{ord(room[0]):x}{room[1:]}"


@pytest.fixture(autouse=True)
def servers(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "default": with_secret(),
        "acme": with_secret(TENANT="acme", DOMAIN="meet.example.net:8443"),
        "public": {"BACKEND": "django_jitsi_live.servers.PublicServer", "DOMAIN": "meet.test"},
        "broken": {"BACKEND": "nowhere.Server"},
    }


@pytest.fixture
def room(live: Any) -> str:
    name: str = LiveSession.objects.get().room_name
    return name


def login(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def ask(
    user: Any, room: str, state: Any = None, path: str = PATH, headers: Any = None, **query: str
) -> Any:
    query = {"room": room, **query} | ({} if state is None else {"state": json.dumps(state)})
    return login(user).get(f"{path}?{urlencode(query)}", headers=headers)


def in_hash(address: str) -> dict[str, Any]:
    """What Jitsi's client reads after the hash."""
    parts = urlsplit(address).fragment.split("&")
    return {name: json.loads(unquote(value)) for name, value in (each.split("=") for each in parts)}


def claims(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, SECRET, ["HS256"], audience="jitsi")
    return found


def says(response: Any, words: str) -> bool:
    return words in response.content.decode()


# The way in


@pytest.mark.parametrize(("name", "is_moderator"), [("host", True), ("student", False)])
def test_person_comes_back_with_a_token(
    request: Any, room: str, name: str, is_moderator: bool
) -> None:
    user = request.getfixturevalue(name)
    response = ask(user, room)
    assert response.status_code == 302
    address = response["Location"]
    assert address.startswith(f"https://meet.example.org/{room}#jwt=%22ey")
    assert [*in_hash(address)] == ["jwt"]
    token = claims(in_hash(address)["jwt"])
    assert token["room"] == room
    assert token["context"]["user"]["id"] == str(user.pk)
    assert token["context"]["user"]["moderator"] is is_moderator


def test_anonymous_visitor_logs_in_and_comes_back(room: str, student: Any) -> None:
    state = {"config.subject": "a&b", "room": room}
    response = ask(None, room, state, code_challenge="abc")
    assert response.status_code == 302
    location = urlsplit(response["Location"])
    assert location.path == "/login/"
    [back] = parse_qs(location.query)["next"]
    assert login(student).get(back)["Location"].startswith(f"https://meet.example.org/{room}#")
    assert in_hash(login(student).get(back)["Location"])["config.subject"] == "a&b"


def test_login_page_with_a_query_keeps_it(settings: Any, room: str) -> None:
    settings.LOGIN_URL = "/login/?theme=dark"
    query = parse_qs(urlsplit(ask(None, room)["Location"]).query)
    assert query == {"theme": ["dark"], "next": [f"{PATH}?room={room}"]}


def test_without_a_login_page_people_read_what_to_do(settings: Any, room: str) -> None:
    settings.LOGIN_URL = "nowhere"
    response = ask(None, room)
    assert response.status_code == 403
    assert says(response, "Please log in first.")


def test_anonymous_visitor_learns_of_no_room(room: str, db: None) -> None:
    one, other = ask(None, room), ask(None, "a" * len(room))
    assert one.status_code == other.status_code == 302
    assert one["Location"].replace(room, "a" * len(room)) == other["Location"]


def test_team_gets_into_the_backstage(event: Any, host: Any) -> None:
    services.backstage(host, event.pk)
    room = LiveSession.objects.get().room_name
    assert ask(host, room)["Location"].startswith(f"https://meet.example.org/{room}#")


def test_person_whose_token_expired_in_a_long_meeting_gets_a_fresh_one(
    settings: Any, room: str, student: Any
) -> None:
    settings.JITSI_LIVE_MAX_LENGTH = None
    LiveSession.objects.update(closes_at=None)
    old = in_hash(ask(student, room)["Location"])["jwt"]
    with time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
        with pytest.raises(jwt.ExpiredSignatureError):
            claims(old)
        assert claims(in_hash(ask(student, room)["Location"])["jwt"])


def test_state_of_a_client_comes_back(room: str, student: Any) -> None:
    state = {
        "room": room,
        "roomSafe": room,
        "config.startWithVideoMuted": True,
        "config.prejoinConfig.enabled": False,
        "interfaceConfig.VIDEO_LAYOUT_FIT": "both",
        "refreshToken": "x",
    }
    given = in_hash(ask(student, room, state)["Location"])
    del given["jwt"]
    assert given == {name: value for name, value in state.items() if "onfig." in name}


def test_nothing_of_the_state_changes_the_way(room: str, student: Any) -> None:
    state = {
        "room": "evil",
        "tenant": "//evil.example",
        "jwt": "evil",
        "config.a": '"#jwt=evil&//evil.example',
        "config.a#jwt": "evil",
    }
    address = ask(student, room, state)["Location"]
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "meet.example.org", f"/{room}")
    assert parts.query == ""
    assert [*in_hash(address)] == ["jwt", "config.a"]
    assert claims(in_hash(address)["jwt"])["room"] == room


@pytest.mark.parametrize("state", ["", "{", "[]", '{"config.__proto__.a": 1}', "a" * 9000])
def test_odd_state_costs_its_options_only(room: str, student: Any, state: str) -> None:
    address = login(student).get(f"{PATH}?{urlencode({'room': room, 'state': state})}")["Location"]
    assert [*in_hash(address)] == ["jwt"]


@pytest.mark.parametrize(
    "spell", [str, str.upper, str.title, lambda room: f"%{ord(room[0]):x}{room[1:]}"]
)
def test_room_is_found_as_the_address_bar_has_it(room: str, student: Any, spell: Any) -> None:
    assert ask(student, spell(room))["Location"].startswith(f"https://meet.example.org/{room}#")


@pytest.mark.parametrize("spelling", ["{}", "acme/{}", "Acme/{}", "[acme]{}", "%5bACME%5d{}"])
def test_room_of_a_tenant_is_found(room: str, student: Any, spelling: str) -> None:
    LiveSession.objects.update(server="acme")
    response = ask(student, spelling.format(room), path=PATH.replace("default", "acme"))
    assert response["Location"].startswith(f"https://meet.example.net:8443/acme/{room}#jwt=")


def test_room_of_a_server_without_tokens_is_entered_without_one(room: str, student: Any) -> None:
    LiveSession.objects.update(server="public")
    response = ask(student, room, {"config.a": 1}, path=PATH.replace("default", "public"))
    assert response["Location"] == f"https://meet.test/{room}#config.a=1"


def test_imported_room_is_found(room: str, student: Any) -> None:
    LiveSession.objects.update(room_name="Weekly Sync")
    response = ask(student, "Weekly%20Sync")
    assert response["Location"].startswith("https://meet.example.org/Weekly%20Sync#jwt=")


def test_way_in_takes_one_query_more_than_a_join(live: Any, room: str, student: Any) -> None:
    client = login(student)
    with CaptureQueriesContext(connection) as joining:
        client.get(f"/api/live/join/{live.pk}/")
    with CaptureQueriesContext(connection) as from_jitsi:
        client.get(f"{PATH}?room={room}")
    assert len(from_jitsi) == len(joining) + 1


# Refusals


def test_room_that_is_not_live_is_shown_to_nobody(event: Any, host: Any, room: str) -> None:
    services.end(host, event.pk)
    response = ask(host, room)
    assert response.status_code == 403
    assert says(response, "not open to you now")


def test_members_are_led_to_the_event_s_page(event: Any, host: Any, room: str) -> None:
    services.end(host, event.pk)
    assert says(ask(host, room), f'href="/api/live/room/{event.pk}/"')


def test_members_are_led_on_from_the_room_of_an_earlier_run(
    event: Any, host: Any, student: Any, room: str
) -> None:
    services.end(host, event.pk)
    services.start(host, event.pk)
    response = ask(student, room)
    assert response.status_code == 403
    assert says(response, f'href="/api/live/room/{event.pk}/"')


def test_strangers_learn_of_no_room_that_is_not_live(
    event: Any, host: Any, stranger: Any, room: str
) -> None:
    services.end(host, event.pk)
    one, other = ask(stranger, room), ask(stranger, "weekly")
    assert (one.status_code, one.content) == (other.status_code, other.content)


def test_strangers_learn_of_no_backstage(event: Any, host: Any, stranger: Any) -> None:
    services.backstage(host, event.pk)
    one, other = ask(stranger, LiveSession.objects.get().room_name), ask(stranger, "weekly")
    assert (one.status_code, one.content) == (403, other.content)


def test_attendees_wait_for_the_end_of_the_backstage(event: Any, host: Any, student: Any) -> None:
    services.backstage(host, event.pk)
    response = ask(student, LiveSession.objects.get().room_name)
    assert response.status_code == 403
    assert says(response, "This event is not live.")
    assert says(response, f'href="/api/live/room/{event.pk}/"')


def test_stranger_is_told_to_register(stranger: Any, room: str) -> None:
    response = ask(stranger, room)
    assert response.status_code == 403
    assert says(response, "Register first")
    assert not says(response, 'href="/api/live/room/')


def test_registration_that_was_taken_back_opens_nothing(student: Any, room: str) -> None:
    Registration.objects.all().delete()
    assert ask(student, room).status_code == 403


def test_removed_person_stays_out(host: Any, student: Any, live: Any, room: str) -> None:
    services.remove(host, live.pk, str(student.pk))
    response = ask(student, room)
    assert response.status_code == 403
    assert says(response, "removed you")
    services.readmit(host, live.pk, str(student.pk))
    assert ask(student, room).status_code == 302


def test_session_past_its_time_is_over(student: Any, room: str) -> None:
    LiveSession.objects.update(closes_at=timezone.now() - dt.timedelta(seconds=1))
    assert says(ask(student, room), "not open to you now")


def test_room_of_another_server_is_unknown(student: Any, room: str) -> None:
    assert ask(student, room, path=PATH.replace("default", "acme")).status_code == 403


@pytest.mark.parametrize("name", ["", "weekly", "\x00", "a" * 2000, "%ff", "../login", "[", "é"])
def test_odd_room_is_unknown(student: Any, name: str, live: Any) -> None:
    response = ask(student, name)
    assert response.status_code == 403
    assert says(response, "not open to you now")


def test_event_that_the_policy_hides_is_unknown(
    settings: Any, host: Any, room: str, stranger: Any
) -> None:
    settings.JITSI_LIVE_POLICY = "tests.web.test_jitsi_login.Hiding"
    one, other = ask(host, room), ask(host, "weekly")
    assert (one.status_code, one.content) == (403, other.content)


def test_session_that_moves_on_meanwhile_is_not_entered(
    monkeypatch: Any, event: Any, host: Any, student: Any, room: str
) -> None:
    join = services.join

    def join_late(*args: Any) -> Any:
        services.end(host, event.pk)
        services.start(host, event.pk)
        return join(*args)

    monkeypatch.setattr(sessions, "join", join_late)
    response = ask(student, room)
    assert response.status_code == 403
    assert says(response, f'href="/api/live/room/{event.pk}/"')


def test_unknown_server_is_not_found(student: Any) -> None:
    assert ask(student, "weekly", path=PATH.replace("default", "nowhere")).status_code == 404


def test_broken_server_is_the_site_s_failure(student: Any, caplog: Any) -> None:
    response = ask(student, "weekly", path=PATH.replace("default", "broken"))
    assert response.status_code == 503
    assert not says(response, "nowhere.Server")
    assert "nowhere.Server" in caplog.text


def test_window_of_its_own_is_refused(student: Any, room: str) -> None:
    response = ask(student, room, nonce="abc")
    assert response.status_code == 503
    assert says(response, "tokenAuthInline")


def test_requests_are_limited(settings: Any, student: Any, room: str) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_join": "1/hour"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    assert [ask(student, room).status_code for _number in range(2)] == [302, 429]


# Frames


@pytest.mark.parametrize("destination", ["iframe", "frame", "embed", "object"])
@pytest.mark.parametrize("name", ["student", None])
def test_frame_shows_what_to_do(
    request: Any, room: str, destination: str, name: str | None, student: Any
) -> None:
    user = request.getfixturevalue(name) if name else None
    response = ask(user, room, headers={"Sec-Fetch-Dest": destination})
    assert response.status_code == 403
    assert says(response, "Load this page again")
    assert "X-Frame-Options" not in response
    assert not says(response, "ey")


def test_other_pages_are_in_no_frame(student: Any) -> None:
    assert ask(student, "weekly")["X-Frame-Options"] == "DENY"


# Apps


APPS = {
    "ios": "org.jitsi.meet://meet.example.org/{}#jwt={}",
    "android": "intent://meet.example.org/{}#jwt={}#Intent;scheme=org.jitsi.meet;"
    "package=org.jitsi.meet;end",
    "electron": "jitsi-meet://meet.example.org/{}#jwt={}",
}


@pytest.mark.parametrize("app", APPS)
def test_app_gets_its_token_by_an_address_of_its_own(app: str, room: str, student: Any) -> None:
    response = ask(student, room, {app: True})
    assert response.status_code == 200
    links = response.context
    token = in_hash(links["web_url"])["jwt"]
    assert claims(token)["room"] == room
    assert links["app_url"] == APPS[app].format(room, quote(json.dumps(token), safe=""))
    assert response["Refresh"] == f"0; url={links['app_url']}"
    for name in ("app_url", "web_url"):
        assert says(response, f'href="{links[name]}"')


def test_app_gets_the_options_of_its_state(room: str, student: Any) -> None:
    response = ask(student, room, {"ios": True, "config.startWithAudioMuted": True})
    assert in_hash(response.context["app_url"])["config.startWithAudioMuted"] is True


# Headers, methods and host projects


@pytest.mark.parametrize("name", ["student", "stranger", None])
def test_no_answer_is_kept_or_told_to_others(
    request: Any, room: str, student: Any, name: str | None
) -> None:
    user = request.getfixturevalue(name) if name else None
    response = ask(user, room)
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_token_is_not_in_the_representation_of_the_answer(room: str, student: Any) -> None:
    assert "ey" not in repr(ask(student, room))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_not_allowed(student: Any, room: str, method: str) -> None:
    assert getattr(login(student), method)(f"{PATH}?room={room}").status_code == 405


def test_head_is_answered(student: Any, room: str) -> None:
    assert login(student).head(f"{PATH}?room={room}").status_code == 302


def test_room_is_in_no_log(room: str, student: Any, stranger: Any, caplog: Any) -> None:
    caplog.set_level("DEBUG", "django.request")
    for user in (None, student, stranger):
        ask(user, room)
    assert room not in caplog.text


def test_view_works_with_a_login_middleware(settings: Any, room: str, student: Any) -> None:
    login_required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, login_required]
    settings.LOGIN_URL = "/login/?theme=dark"
    assert "theme=dark" in ask(None, room)["Location"]
    assert ask(student, room)["Location"].startswith("https://meet.example.org/")


def test_view_works_with_atomic_requests(room: str, student: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    assert ask(student, room).status_code == 302


def test_event_is_known_by_the_field_of_its_addresses(
    settings: Any, live: Any, room: str, student: Any, host: Any
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    assert ask(student, room).status_code == 302
    services.end(host, live.slug)
    assert says(ask(student, room), f'href="/api/live/room/{live.slug}/"')


def test_page_is_in_the_language_of_the_visitor(settings: Any, student: Any) -> None:
    response = ask(student, "weekly", headers={"Accept-Language": "ar"})
    assert says(response, 'lang="ar" dir="rtl"')


def test_path_with_a_slash_is_not_found(student: Any) -> None:
    assert ask(student, "weekly", path=f"{PATH}/").status_code == 404
