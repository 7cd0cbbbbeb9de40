"""Another site in a user's browser can neither send our forms nor frame our pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import services
from django_jitsi_live.models import LiveSession

JSON = "application/json"
MIDDLEWARE = "django.middleware.csrf.CsrfViewMiddleware"
FRAMES = "django.middleware.clickjacking.XFrameOptionsMiddleware"


def room(event: Any) -> str:
    return f"/api/live/room/{event.pk}/"


@pytest.fixture(params=["with the middleware", "without", "in the session"])
def browser(request: Any, settings: Any, host: Any) -> Client:
    """The host's, which checks CSRF tokens as browsers make sites do."""
    if request.param == "without":
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each != MIDDLEWARE]
    settings.CSRF_USE_SESSIONS = request.param == "in the session"
    client = Client(enforce_csrf_checks=True)
    client.force_login(host)
    return client


@pytest.mark.parametrize("action", ["start", "join", "end", "role", "joined", "left", ""])
@pytest.mark.parametrize("accept", ["text/html", JSON])
def test_form_of_another_site_is_refused(
    browser: Client, event: Any, action: str, accept: str
) -> None:
    answer = browser.post(room(event), {"action": action}, HTTP_ACCEPT=accept)
    assert answer.status_code == 403
    assert not LiveSession.objects.exists()


def test_form_of_the_room_page_is_taken(browser: Client, event: Any) -> None:
    page = browser.get(room(event)).content.decode()
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    answer = browser.post(room(event), {"action": "start", "csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    assert LiveSession.objects.get().is_active


def test_script_of_the_room_page_is_taken(browser: Client, event: Any) -> None:
    token = browser.get(room(event), HTTP_ACCEPT=JSON).json()["csrf_token"]
    sent = {"HTTP_ACCEPT": JSON, "HTTP_X_CSRFTOKEN": token}
    assert browser.post(room(event), {"action": "start"}, **sent).status_code == 200


def test_form_from_another_origin_is_refused(browser: Client, event: Any) -> None:
    token = browser.get(room(event), HTTP_ACCEPT=JSON).json()["csrf_token"]
    sent = {"HTTP_X_CSRFTOKEN": token, "HTTP_ORIGIN": "https://evil.example"}
    assert browser.post(room(event), {"action": "start"}, **sent).status_code == 403


def test_anonymous_form_is_sent_to_the_login(event: Any) -> None:
    answer = Client(enforce_csrf_checks=True).post(room(event), {"action": "start"})
    assert answer.status_code == 302
    assert not LiveSession.objects.exists()


ADDRESSES = [
    ("https://evil.example", "csrf_failed", 1),
    ("https://testserver", "csrf_failed", 1),
    (None, "csrf_failed", 0),
]


@pytest.mark.parametrize(("origin", "code", "lines"), ADDRESSES)
def test_script_learns_of_a_failed_check_and_the_log_what_to_change(
    browser: Client, event: Any, caplog: Any, origin: str | None, code: str, lines: int
) -> None:
    sent = {"HTTP_ACCEPT": JSON, "HTTP_X_CSRFTOKEN": "x" * 32}
    if origin:
        sent["HTTP_ORIGIN"] = origin
    answer = browser.post(room(event), {"action": "end"}, **sent)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    said = [each.message for each in caplog.records if each.name == "django_jitsi_live"]
    assert len(said) == lines
    assert all("CSRF_TRUSTED_ORIGINS" in each and "http://testserver" in each for each in said)


def test_page_that_is_loaded_again_after_the_start_does_not_start_again(
    live: Any, host: Any
) -> None:
    client = Client()
    client.force_login(host)
    went = client.post(room(live), {"action": "start"})
    assert went["Location"] == f"{room(live)}?join"
    assert b"Open the room" in client.get(went["Location"]).content
    services.end(host, live.pk)
    again = client.get(went["Location"])
    assert (again.status_code, LiveSession.objects.get().is_active) == (403, False)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_do_nothing(browser: Client, event: Any, method: str) -> None:
    assert getattr(browser, method)(room(event)).status_code in {403, 405}


# Frames


@pytest.mark.parametrize("middleware", [[], [FRAMES]])
@pytest.mark.parametrize("option", ["DENY", "SAMEORIGIN"])
@pytest.mark.parametrize("name", ["room", "report"])
def test_pages_cannot_be_framed_by_other_sites(
    settings: Any, live: Any, host: Any, middleware: list[str], option: str, name: str
) -> None:
    settings.MIDDLEWARE = [*middleware, *settings.MIDDLEWARE]
    settings.X_FRAME_OPTIONS = option
    client = Client()
    client.force_login(host)
    assert client.get(f"/api/live/{name}/{live.pk}/")["X-Frame-Options"] == option
    assert client.get("/api/live/help/roles/")["X-Frame-Options"] == option


def framing(get_response: Any) -> Any:
    """What a host project has that wants our pages in the frames of another site."""

    def middleware(request: Any) -> Any:
        response = get_response(request)
        del response["X-Frame-Options"]
        return response

    return middleware


def test_host_project_may_allow_frames(settings: Any, live: Any, host: Any) -> None:
    settings.MIDDLEWARE = [f"{__name__}.framing", *settings.MIDDLEWARE]
    client = Client()
    client.force_login(host)
    assert "X-Frame-Options" not in client.get(room(live))
