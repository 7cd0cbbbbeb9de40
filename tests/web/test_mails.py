"""The pages on which people choose their mails."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from django_jitsi_live import invitations
from django_jitsi_live.crowd import STATUS_SCOPE, WRITE_SCOPE
from django_jitsi_live.invitations.preferences import unsubscribe_token
from django_jitsi_live.models import Kind, Unsubscription
from django_jitsi_live.policy import Policy

PAGE = "/api/live/mails/"
ONE_CLICK = "List-Unsubscribe=One-Click"
FORM = "application/x-www-form-urlencoded"


class Broken(Policy):
    def participant_id(self, user: Any) -> str:
        raise RuntimeError


class Gone(Policy):
    def user_for_participant(self, participant_id: str) -> Any:
        raise RuntimeError


@pytest.fixture(autouse=True)
def kinds(settings: Any) -> None:
    settings.JITSI_LIVE_SITE_URL = "https://example.org"
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [900], "replay": True}


@pytest.fixture
def client(student: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(student)
    return client


def post(client: Client, **data: Any) -> Any:
    [token, *_] = re.findall(
        r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(PAGE).content.decode()
    )
    return client.post(PAGE, {"csrfmiddlewaretoken": token, **data})


def checked(client: Client) -> dict[str, bool]:
    page = client.get(PAGE).content.decode()
    found = re.findall(r'name="kind" value="(\w+)"( checked)?', page)
    return {kind: bool(is_checked) for kind, is_checked in found}


# With a login


def test_page_shows_the_kinds_that_are_sent(client: Client) -> None:
    assert checked(client) == {"reminder": True, "replay": True}


def test_user_switches_kinds_off_and_on(client: Client, student: Any) -> None:
    response = post(client, action="save", kind=["replay"])
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?outcome=saved")
    assert checked(client) == {"reminder": False, "replay": True}
    assert Unsubscription.objects.get().user == student
    assert "Saved." in client.get(response["Location"]).content.decode()
    post(client, action="save", kind=["reminder", "replay"])
    assert not Unsubscription.objects.exists()


def test_site_without_mails_has_nothing_to_choose(client: Client, settings: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {}
    assert "There are no mails" in client.get(PAGE).content.decode()


def test_page_has_the_personal_calendar_and_makes_it_a_new_address(
    client: Client, student: Any, monkeypatch: Any
) -> None:
    renewed: list[Any] = []
    monkeypatch.setattr(invitations, "has_calendar", lambda: True)
    monkeypatch.setattr(invitations, "feed_address", lambda user, request: f"https://x/{user.pk}")
    monkeypatch.setattr(invitations, "renew_feed", renewed.append)
    assert f'value="https://x/{student.pk}" readonly' in client.get(PAGE).content.decode()
    response = post(client, action="renew")
    assert renewed == [student]
    assert "new address" in client.get(response["Location"]).content.decode()
    monkeypatch.setattr(invitations, "has_calendar", lambda: False)
    assert "https://x/" not in client.get(PAGE).content.decode()


def test_form_of_another_site_is_refused(client: Client) -> None:
    assert client.post(PAGE, {"action": "save"}).status_code == 403
    assert not Unsubscription.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_visitor_without_a_login_is_sent_to_it(db: None, method: str) -> None:
    response = getattr(Client(), method)(PAGE)
    assert (response.status_code, response["Location"]) == (302, f"/login/?next={PAGE}")


@pytest.mark.parametrize("method", ["get", "post"])
def test_policy_that_fails_costs_a_page_with_words(
    student: Any, settings: Any, method: str
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Broken"
    client = Client()
    client.force_login(student)
    assert getattr(client, method)(PAGE).status_code == 503


def test_large_body_is_refused(client: Client, student: Any) -> None:
    address = unsubscribe_address(student)
    for page in (PAGE, address):
        assert client.post(page, "a" * 20_000, content_type=FORM).status_code == 413


def test_page_takes_few_queries(
    client: Client, monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(invitations, "has_calendar", lambda: False)
    with django_assert_num_queries(3):  # the session, the user, what was chosen
        client.get(PAGE)


# Without one


def unsubscribe_address(user: Any, kind: Kind = Kind.REMINDER) -> str:
    return reverse("jitsi_live:unsubscribe", args=[unsubscribe_token(str(user.pk), kind)])


@pytest.fixture
def anonymous() -> Client:
    """As another site, or a mail program, would come: without cookies."""
    return Client(enforce_csrf_checks=True)


def test_address_in_a_mail_asks_first(anonymous: Client, student: Any) -> None:
    response = anonymous.get(unsubscribe_address(student))
    page = response.content.decode()
    assert "Do you want no more mails of this kind: “Reminder”?" in page
    assert "<form" in page
    assert not Unsubscription.objects.exists()  # scanners open every address
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_button_ends_the_mails_and_takes_that_back(anonymous: Client, student: Any) -> None:
    address = unsubscribe_address(student)
    # Browsers send no origin from a page that sends no referrer.
    page = anonymous.post(address, {"action": "unsubscribe"}, headers={"origin": "null"})
    assert "You get no more mails of this kind" in page.content.decode()
    assert Unsubscription.objects.get().user == student
    assert "Undo" in anonymous.get(address).content.decode()
    page = anonymous.post(address, {"action": "undo"}, headers={"origin": "null"})
    assert "Do you want no more" in page.content.decode()
    assert not Unsubscription.objects.exists()


@pytest.mark.parametrize("content_type", [FORM, None])
def test_mail_program_ends_the_mails_by_one_click(
    anonymous: Client, student: Any, content_type: str | None
) -> None:
    address = unsubscribe_address(student)
    for _ in range(2):
        if content_type:
            response = anonymous.post(address, ONE_CLICK, content_type=content_type)
        else:  # multipart/form-data, which RFC 8058 names first
            response = anonymous.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200  # no redirect, which no mail program follows
        assert response["Referrer-Policy"] == "no-referrer"
    row = Unsubscription.objects.get()
    assert (row.participant, row.kind) == (str(student.pk), "reminder")


def test_address_is_for_one_kind_and_one_person(anonymous: Client, student: Any, host: Any) -> None:
    anonymous.post(unsubscribe_address(student, Kind.REPLAY), ONE_CLICK, content_type=FORM)
    assert invitations.unwanted("replay", [str(student.pk), str(host.pk)]) == {str(student.pk)}
    assert invitations.unwanted("reminder", [str(student.pk)]) == set()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("token", ["x", "a.b", "WyJyZW1pbmRlciIsIjEiXQ.AAAA"])
def test_forged_address_is_not_found(anonymous: Client, db: None, method: str, token: str) -> None:
    response = getattr(anonymous, method)(f"{PAGE}{token}/")
    assert response.status_code == 404
    assert "This link does not work any more." in response.content.decode()
    assert response["Referrer-Policy"] == "no-referrer"
    assert not Unsubscription.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_address_is_rate_limited(
    anonymous: Client, student: Any, settings: Any, method: str
) -> None:
    rates = {STATUS_SCOPE: "1/hour", WRITE_SCOPE: "1/hour"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    ask = getattr(anonymous, method)
    statuses = [ask(f"{PAGE}x/").status_code for _ in range(2)]
    assert statuses == [404, 429]


def test_page_of_choices_is_rate_limited(student: Any, settings: Any) -> None:
    client = Client()
    client.force_login(student)
    rates = {STATUS_SCOPE: "1/hour", WRITE_SCOPE: "1/hour"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    assert [client.get(PAGE).status_code for _ in range(2)] == [200, 429]
    assert [client.post(PAGE).status_code for _ in range(2)] == [302, 429]


@pytest.mark.parametrize("policy", [f"{__name__}.Gone", "no.such.Policy"])
def test_mails_end_whatever_the_policy_does(
    anonymous: Client, student: Any, settings: Any, policy: str
) -> None:
    settings.JITSI_LIVE_POLICY = policy
    anonymous.post(unsubscribe_address(student), ONE_CLICK, content_type=FORM)
    assert Unsubscription.objects.get().user is None


def test_host_project_that_requires_a_login_everywhere_lets_mails_end(
    anonymous: Client, student: Any, settings: Any
) -> None:
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    assert anonymous.get(unsubscribe_address(student)).status_code == 200
