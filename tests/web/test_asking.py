"""Asking to be let in, by the API and by the page, with and without JavaScript."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import services
from django_jitsi_live.crowd import throttles
from django_jitsi_live.models import Admission, Answer

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def askable(settings: Any) -> None:
    settings.JITSI_LIVE_ASK_TO_JOIN = True


@pytest.fixture
def room(live: Any) -> str:
    return f"/api/live/room/{live.pk}/"


def browser(user: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def page(client: Client, room: str) -> str:
    return unescape(client.get(room).content.decode())


def press(client: Client, room: str, **fields: str) -> Any:
    """As a browser without JavaScript: with the token of the page."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page(client, room))
    assert token is not None
    return client.post(room, {"csrfmiddlewaretoken": token[1], **fields}, follow=True)


def state() -> str:
    return str(Admission.objects.values_list("state", flat=True).get())


# The API


def test_api_takes_a_request_and_an_answer(
    as_user: Any, live: Any, host: Any, stranger: Any
) -> None:
    asked = as_user(stranger).post(f"/api/live/ask/{live.pk}/")
    assert (asked.status_code, asked.json()) == (200, {"asked": "waiting"})
    [person] = as_user(host).get(f"/api/live/people/{live.pk}/").json()["asking"]
    assert (person["display_name"], sorted(person)) == (
        "sid",
        ["asked_at", "display_name", "participant"],
    )
    answer = {"participant": person["participant"], "answer": "admit"}
    admitted = as_user(host).post(f"/api/live/admit/{live.pk}/", answer, format="json")
    assert admitted.json() == {
        "participant": str(stranger.pk),
        "display_name": "sid",
        "asked": "admitted",
    }
    assert as_user(stranger).get(f"/api/live/join/{live.pk}/").status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"participant": "1"}, {"participant": "1", "answer": "perhaps"},
     {"participant": "1", "answer": ["admit"]}, {"answer": "admit"}],
)  # fmt: skip
def test_api_takes_no_other_answer(as_user: Any, live: Any, host: Any, body: Any) -> None:
    answer = as_user(host).post(f"/api/live/admit/{live.pk}/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


def test_api_says_why_nobody_can_be_asked(
    as_user: Any, settings: Any, live: Any, host: Any, stranger: Any
) -> None:
    client = as_user(stranger)
    client.post(f"/api/live/ask/{live.pk}/")
    services.decline(host, live.pk, str(stranger.pk))
    declined = client.post(f"/api/live/ask/{live.pk}/")
    assert (declined.status_code, declined.json()["code"]) == (403, "not_askable")
    assert "have not let you in" in declined.json()["detail"]
    settings.JITSI_LIVE_ASK_TO_JOIN = False
    off = client.post(f"/api/live/ask/{live.pk}/").json()
    assert (off["code"], "Register" in off["detail"]) == ("not_askable", True)


# The page, without JavaScript


def test_a_person_asks_and_comes_in_without_javascript(
    room: str, live: Any, host: Any, stranger: Any
) -> None:
    person, team = browser(stranger), browser(host)
    assert 'value="ask"' in page(person, room)
    assert "You have asked to be let in" in press(person, room, action="ask").content.decode()
    html = page(team, room)
    assert "sid asks to be let in" in html
    assert 'aria-label="Admit sid"' in html
    whom = {"action": "admit", "whom": str(stranger.pk)}
    assert "sid asks to be let in" not in press(team, room, **whom, answer="admit").content.decode()
    assert 'value="join"' in page(person, room)


def test_a_declined_person_reads_so_without_javascript(room: str, host: Any, stranger: Any) -> None:
    person, team = browser(stranger), browser(host)
    press(person, room, action="ask")
    press(team, room, action="admit", whom=str(stranger.pk), answer="decline")
    html = page(person, room)
    assert "The hosts have not let you in" in html
    assert 'value="ask"' not in html


def test_an_answer_of_another_name_answers_nothing(room: str, host: Any, stranger: Any) -> None:
    press(browser(stranger), room, action="ask")
    shown = press(browser(host), room, action="admit", whom=str(stranger.pk), answer="perhaps")
    assert shown.status_code == 200
    assert state() == Answer.WAITING


def test_a_form_of_another_site_asks_and_answers_nothing(
    room: str, host: Any, stranger: Any
) -> None:
    assert browser(stranger).post(room, {"action": "ask"}).status_code == 403
    assert not Admission.objects.exists()


def test_there_is_no_button_where_nobody_can_ask(
    settings: Any, room: str, host: Any, stranger: Any
) -> None:
    press(browser(stranger), room, action="ask")
    settings.JITSI_LIVE_ASK_TO_JOIN = False
    html = page(browser(stranger), room)
    assert 'value="ask"' not in html
    assert "Registration is needed" in html
    assert "asks to be let in" not in page(browser(host), room).split("</script>")[1]


def test_names_are_text_on_the_page(room: str, host: Any, make_user: Any) -> None:
    name = '<script>alert("x")</script>'
    press(browser(make_user("mallory", first_name=name)), room, action="ask")
    assert name not in browser(host).get(room).content.decode()


# The page, with JavaScript


def test_the_script_of_the_page_asks_and_answers(
    room: str, live: Any, host: Any, stranger: Any
) -> None:
    person, team = Client(), Client()
    person.force_login(stranger)
    team.force_login(host)
    data = person.get(room, headers=JSON).json()
    assert (data["can_ask"], data["asked"], data["asking"]) == (True, None, None)
    assert person.post(room, {"action": "ask"}, headers=JSON).json() == {"asked": "waiting"}
    data = team.get(room, headers=JSON).json()
    assert [each["display_name"] for each in data["asking"]] == ["sid"]
    whom = {"action": "admit", "whom": data["asking"][0]["participant"], "answer": "admit"}
    assert team.post(room, whom, headers=JSON).json()["asked"] == "admitted"
    assert person.get(room, headers=JSON).json()["role"] == "attendee"
    assert team.get(room, headers=JSON).json()["asking"] == []


def test_too_many_requests_are_refused(
    as_user: Any, live: Any, stranger: Any, monkeypatch: Any
) -> None:
    monkeypatch.setitem(throttles.DEFAULT_RATES, throttles.WRITE_SCOPE, "2/hour")
    client = as_user(stranger)
    codes = [client.post(f"/api/live/ask/{live.pk}/").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
