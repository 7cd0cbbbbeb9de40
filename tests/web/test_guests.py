"""Guests in requests: the cookie, the API, the room page, and Jitsi's own pages."""

from __future__ import annotations

import datetime as dt
import json
import logging
from typing import Any

import jwt
import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import moments, services
from django_jitsi_live.invitations.addresses import link_token
from django_jitsi_live.models import GuestLink, LiveSession
from django_jitsi_live.web.visitor import (
    COOKIE,
    MAX_AGE,
    MAX_EVENTS,
    SALT,
    enter_as_guest,
    guest_in,
    leave_as_guest,
    visitor,
)
from tests.keys import SECRET, with_secret
from tests.personal_links import browser, cookie_of, guest, make_link
from tests.projects.webinar.webinars.models import Event

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def servers(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}


def api(path: str, event: Event) -> str:
    return f"/api/live/{path}/{event.pk}/"


def request_with(cookie: str | None, user: Any = None) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return request


def signed(content: Any) -> str:
    return signing.dumps(content, salt=SALT)


class Spy:
    """What a middleware of the host project sees."""

    seen: list[Any] = []

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        self.seen.append(request.user)
        response = self.get_response(request)
        self.seen.append(request.user)
        return response


def sees(request: Any) -> dict[str, Any]:
    Spy.seen.append(request.user)
    return {}


# The cookie


def test_a_browser_that_has_entered_is_that_guest_there(live: Event, host: Any) -> None:
    link = make_link(live)
    found = visitor(request_with(cookie_of(live, link), host), live.pk)
    assert (found.link, bool(found.device)) == (link.pk, True)
    assert found.device not in repr(found)


def test_at_other_events_it_is_who_is_logged_in(live: Event, host: Any) -> None:
    cookie = cookie_of(live, make_link(live))
    assert visitor(request_with(cookie, host), live.pk + 1) == host
    assert visitor(request_with(cookie), live.pk + 1) is None


@pytest.mark.parametrize(
    "content",
    ["", "text", [], {}, {"1": "x"}, {"1": ["no uuid", "d"]}, {"1": ["0" * 32]}, {"1": [7, "d"]},
     {"1": None}, {"1": ["0" * 32, "d", "more"]}, 7],
)  # fmt: skip
def test_cookies_of_another_form_are_nobody(content: Any) -> None:
    assert guest_in(request_with(signed(content)), 1) is None


def test_a_forged_cookie_is_nobody(live: Event) -> None:
    link = make_link(live)
    forged = signing.dumps({str(live.pk): [link.pk.hex, "d"]}, salt="another")
    own = cookie_of(live, link)
    for cookie in (forged, own[:-1], f"{own}x", link_token(link), link.pk.hex, ""):
        assert guest_in(request_with(cookie), live.pk) is None


def test_an_old_cookie_is_nobody(live: Event) -> None:
    cookie = cookie_of(live, make_link(live))
    with time_machine.travel(moments.now() + dt.timedelta(seconds=MAX_AGE + 1)):
        assert guest_in(request_with(cookie), live.pk) is None


def test_a_browser_is_the_same_device_when_it_enters_again(live: Event) -> None:
    link, another = make_link(live), make_link(live, "Other")
    first = request_with(cookie_of(live, link))
    known = guest_in(first, live.pk)
    again = guest_in(request_with(cookie_of(live, link, first)), live.pk)
    assert known == again
    changed = guest_in(request_with(cookie_of(live, another, first)), live.pk)
    assert changed is not None
    assert known is not None
    assert changed.link == another.pk
    assert changed.device != known.device


def test_a_browser_knows_the_latest_ten_events(live: Event) -> None:
    link, request = make_link(live), request_with(None)
    for number in range(MAX_EVENTS + 2):
        response = HttpResponse()
        enter_as_guest(request, response, number, link.pk)
        request = request_with(response.cookies[COOKIE].value)
    known = [number for number in range(20) if guest_in(request, number)]
    assert known == [*range(2, MAX_EVENTS + 2)]
    assert len(request.COOKIES[COOKIE]) < 2000


def test_the_cookie_is_kept_from_scripts_and_other_sites(settings: Any, live: Event) -> None:
    settings.SESSION_COOKIE_SECURE = True
    settings.SESSION_COOKIE_PATH = "/site"
    settings.SESSION_COOKIE_DOMAIN = "example.org"
    settings.SESSION_COOKIE_SAMESITE = "Strict"
    response = HttpResponse()
    enter_as_guest(request_with(None), response, live.pk, make_link(live).pk)
    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    assert (cookie["path"], cookie["domain"], cookie["max-age"]) == (
        "/site",
        "example.org",
        MAX_AGE,
    )


def test_leaving_takes_the_event_out_of_the_cookie(live: Event) -> None:
    request = request_with(cookie_of(live, make_link(live)))
    response = HttpResponse()
    enter_as_guest(request, response, "other", make_link(live).pk)
    both = request_with(response.cookies[COOKIE].value)
    leave_as_guest(both, response, live.pk)
    left = request_with(response.cookies[COOKIE].value)
    assert (guest_in(left, live.pk), bool(guest_in(left, "other"))) == (None, True)
    leave_as_guest(left, response, "other")
    assert response.cookies[COOKIE]["max-age"] == 0


def test_projects_without_sessions_and_logins_know_guests_too(live: Event) -> None:
    link = make_link(live)
    request = RequestFactory().get("/")
    request.COOKIES[COOKIE] = cookie_of(live, link)
    assert visitor(request, live.pk).link == link.pk
    assert visitor(RequestFactory().get("/"), live.pk) is None


# API and room page


def csrf(client: Client, event: Event) -> str:
    return str(client.get(api("room", event), headers=JSON).json()["csrf_token"])


def test_a_guest_joins_by_the_api(live: Event) -> None:
    link = make_link(live)
    grant = browser(live, link).get(api("join", live)).json()
    claims = jwt.decode(grant["jwt"], SECRET, ["HS256"], audience="jitsi")
    assert claims["context"]["user"]["id"] == link.participant
    answer = browser(live, link).get(api("join", live))
    assert (answer.status_code, answer.json()["code"]) == (403, "link_in_use")


def test_no_other_site_acts_for_a_guest_by_the_api(live: Event) -> None:
    client = browser(live, make_link(live))
    url, body = api("stays", live), {"action": "joined"}
    client.get(api("join", live))
    refused = client.post(url, body, content_type="application/json")
    assert refused.status_code == 403
    token = csrf(client, live)
    answer = client.post(url, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert (answer.status_code, answer.json()["is_active"]) == (201, True)


def test_no_other_site_acts_for_a_guest_on_the_page(live: Event) -> None:
    client = browser(live, make_link(live))
    refused = client.post(api("room", live), {"action": "join"}, headers=JSON)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    form = {"action": "join", "csrfmiddlewaretoken": csrf(client, live)}
    assert client.post(api("room", live), form, headers=JSON).json()["role"] == "speaker"


def test_the_room_page_is_the_guests(live: Event) -> None:
    link = make_link(live, "Gina <b>")
    client = browser(live, link)
    data = client.get(api("room", live), headers=JSON).json()
    assert (data["is_guest"], data["guest_name"], data["role"]) == (True, "Gina <b>", "speaker")
    assert (data["participant"], data["is_authenticated"]) == (link.participant, True)
    page = client.get(api("room", live))
    assert page.status_code == 200
    assert "Gina <b>" not in page.content.decode()


def test_a_page_that_was_made_for_the_guest_is_not_used_by_somebody_else(
    live: Event, host: Any
) -> None:
    link = make_link(live)
    client = Client()
    client.force_login(host)
    form = {"action": "end", "sure": "yes", "participant": link.participant}
    answer = client.post(api("room", live), form, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_authenticated")


def test_whoever_is_logged_in_is_the_guest_at_that_event(live: Event, host: Any) -> None:
    client = Client()
    client.force_login(host)
    browser(live, make_link(live), client)
    assert client.get(api("join", live)).json()["role"] == "speaker"
    assert client.post(api("end", live)).json()["code"] == "not_host"
    assert client.get(api("report", live)).status_code == 200  # the page of the account


def test_a_withdrawn_link_is_refused_everywhere(live: Event) -> None:
    client = browser(live, make_link(live))
    token = csrf(client, live)
    client.get(api("join", live))
    GuestLink.objects.update(revoked_at=moments.now())
    assert client.get(api("join", live)).json()["code"] == "link_withdrawn"
    for action in ("join", "joined", "role"):
        form = {"action": action, "csrfmiddlewaretoken": token}
        answer = client.post(api("room", live), form, headers=JSON)
        assert answer.json()["code"] == "link_withdrawn"
    data = client.get(api("room", live), headers=JSON).json()
    assert (data["is_guest"], data["role"]) == (True, None)


def test_the_public_status_is_that_of_everybody(live: Event) -> None:
    client = browser(live, make_link(live))
    answer, public = client.get(api("status", live)), Client().get(api("status", live))
    varied = {"poll_after"}
    assert {**answer.json(), **dict.fromkeys(varied)} == {**public.json(), **dict.fromkeys(varied)}
    assert answer.json()["room_name"] is None


def test_with_a_token_of_the_api_the_guest_is_the_guest(live: Event, host: Any) -> None:
    """Scripts have no cookies; a browser with one has entered by it."""
    from rest_framework_simplejwt.tokens import AccessToken

    bearer = {"Authorization": f"Bearer {AccessToken.for_user(host)}"}
    client = browser(live, make_link(live), Client())
    assert client.get(api("join", live), headers=bearer).json()["role"] == "speaker"
    assert Client().get(api("join", live), headers=bearer).json()["role"] == "host"


def test_middleware_and_templates_of_the_site_never_see_a_guest(settings: Any, live: Event) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Spy"]
    templates = settings.TEMPLATES
    processors = templates[0]["OPTIONS"]["context_processors"]
    options = {**templates[0]["OPTIONS"], "context_processors": [*processors, f"{__name__}.sees"]}
    settings.TEMPLATES = [{**templates[0], "OPTIONS": options}]
    Spy.seen.clear()
    client = browser(live, make_link(live))
    client.get(api("room", live))
    client.get(api("join", live))
    assert len(Spy.seen) >= 5
    assert not any(user.is_authenticated for user in Spy.seen)


def test_pages_that_ask_everybody_for_a_login_let_guests_in(settings: Any, live: Event) -> None:
    login = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, login]
    client = browser(live, make_link(live))
    assert client.get(api("room", live)).status_code == 200
    assert client.get(api("join", live)).json()["role"] == "speaker"


def test_guests_cost_no_more_queries_than_users(live: Event) -> None:
    client = browser(live, make_link(live))
    token = csrf(client, live)
    assert _queries(client.get, api("room", live), headers=JSON) <= 1
    # What users cost, who write the audit in a savepoint, and the seat of the link.
    assert _queries(client.get, api("join", live)) <= 5
    form = {"action": "joined", "csrfmiddlewaretoken": token}
    stay = client.post(api("room", live), form, headers=JSON).json()["stay"]
    form |= {"action": "seen", "stay": stay}
    assert _queries(client.post, api("room", live), form, headers=JSON) <= 2


def _queries(ask: Any, *args: Any, **options: Any) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert ask(*args, **options).status_code < 300
    return len(queries)


# Nothing in logs


def test_neither_device_nor_address_nor_token_is_logged(live: Event, caplog: Any) -> None:
    link = make_link(live)
    client = browser(live, link)
    cookie = client.cookies[COOKIE].value
    device = guest_in(request_with(cookie), live.pk).device  # type: ignore[union-attr]
    with caplog.at_level(logging.DEBUG):
        token = csrf(client, live)
        grant = client.get(api("join", live)).json()
        browser(live, link).get(api("join", live))
        for action in ("joined", "seen", "left", "end", "refusal"):
            form = {"action": action, "csrfmiddlewaretoken": token, "code": "script"}
            client.post(api("room", live), form, headers=JSON)
        GuestLink.objects.update(revoked_at=moments.now())
        client.get(api("join", live))
    records = "\n".join(
        f"{record.getMessage()} {record.args} {record.exc_text}"
        for record in caplog.records
        if record.name != "django.db.backends"
    )
    assert records
    for secret in (device, cookie, link_token(link).partition(".")[2], grant["jwt"], link.name):
        assert secret not in records


# Jitsi's own pages


def ask(client: Client, room: str) -> Any:
    return client.get("/api/live/jitsi/default/login", {"room": room})


@pytest.fixture
def room(live: Event) -> str:
    name: str = LiveSession.objects.get().room_name
    return name


def test_a_guest_comes_back_from_jitsi_with_a_token(live: Event, room: str) -> None:
    link = make_link(live)
    answer = ask(browser(live, link), room)
    assert answer.status_code == 302
    assert answer["Location"].startswith("https://meet.example.org/")
    token = answer["Location"].partition("jwt=")[2].strip('"').removeprefix("%22")[:-3]
    claims = jwt.decode(token, SECRET, ["HS256"], audience="jitsi")
    assert claims["context"]["user"]["id"] == link.participant


def test_a_guest_whose_link_is_withdrawn_does_not(live: Event, room: str) -> None:
    client = browser(live, make_link(live))
    GuestLink.objects.update(revoked_at=moments.now())
    answer = ask(client, room)
    assert answer.status_code == 403
    assert "personal link" in answer.content.decode()
    assert api("room", live) not in answer.content.decode()


def test_a_guest_of_another_event_is_sent_to_the_login_of_rooms_that_are_and_are_not(
    live: Event, room: str, host: Any
) -> None:
    other = Event.objects.create(title="Other", slug="other", organizer=host)
    client = browser(other, make_link(other))
    for name in (room, "nowhere-abc"):
        answer = ask(client, name)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


def test_a_guest_who_is_logged_in_reads_of_other_rooms_what_users_do(
    live: Event, room: str, host: Any, student: Any
) -> None:
    client = Client()
    client.force_login(student)
    other = Event.objects.create(title="Other", slug="other", organizer=host)
    browser(other, make_link(other), client)
    assert ask(client, room).status_code == 302
    assert ask(client, "nowhere-abc").status_code == 403


def test_the_cookie_is_small_and_says_no_name(live: Event) -> None:
    cookie = cookie_of(live, make_link(live))
    content = signing.loads(cookie, salt=SALT)
    assert "Gina" not in json.dumps(content)
    assert services.describe(guest(GuestLink.objects.get()), live.pk).role == "speaker"
