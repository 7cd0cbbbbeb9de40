"""The host's page and the API of personal links."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import moments, services
from django_jitsi_live.invitations.addresses import link_address
from django_jitsi_live.models import GuestLink
from django_jitsi_live.policy import Policy

HTML = {"Accept": "text/html,application/xhtml+xml"}
JSON = {"Accept": "application/json"}


class Open(Policy):
    def may_link_attendees(self, event: Any) -> bool:
        return True


@pytest.fixture
def url(event: Any) -> str:
    return f"/api/live/links/{event.pk}/"


@pytest.fixture
def browser(host: Any) -> Client:
    client = Client(enforce_csrf_checks=True, headers=HTML)
    client.force_login(host)
    return client


@pytest.fixture
def link(event: Any, host: Any) -> GuestLink:
    return services.make_link(host, event.pk, "Ännä <b>Expert", "speaker", "a@b.org")


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def press(client: Client, url: str, page: Any = None, **data: str) -> Any:
    html = (page or client.get(url)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert token is not None
    return client.post(url, {"csrfmiddlewaretoken": token[1], **data})


def test_host_makes_a_link_by_the_form(browser: Client, url: str, host: Any) -> None:
    sent = {"name": "Ännä", "role": "speaker", "email": "a@b.org", "expires_at": "2999-01-02T03:04"}
    answer = press(browser, url, **sent)
    assert answer["Location"] == f"{url}?link=made"
    page = browser.get(answer["Location"])
    link = GuestLink.objects.get()
    assert (link.name, link.role, link.email, link.created_by) == (
        "Ännä", "speaker", "a@b.org", host,
    )  # fmt: skip
    address = f"http://testserver/api/live/guest/{link_address(link).rsplit('/', 2)[1]}/"
    assert f'<input readonly value="{address}"' in text_of(page)
    for text in ("Send its address to that person", "Ännä", "a@b.org", "not used yet", "Helen"):
        assert text in text_of(page)
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": " ", "role": "speaker"}, "Give the name"),
        ({"name": "Bo", "role": "attendee"}, "for speakers only"),
        ({"name": "Bo", "role": "speaker", "expires_at": "soon"}, "expires_at has to be a time"),
    ],
)
def test_form_says_what_is_wrong_and_keeps_what_was_written(
    browser: Client, url: str, sent: dict[str, str], words: str
) -> None:
    answer = press(browser, url, email="keep@b.org", **sent)
    assert answer.status_code in {400, 403}
    assert words in text_of(answer)
    assert 'value="keep@b.org"' in text_of(answer)
    assert not GuestLink.objects.exists()


def test_attendees_can_be_chosen_where_the_policy_allows_it(
    browser: Client, url: str, settings: Any
) -> None:
    assert 'value="attendee"' not in text_of(browser.get(url))
    settings.JITSI_LIVE_POLICY = f"{__name__}.Open"
    assert 'value="attendee"' in text_of(browser.get(url))


def test_withdrawing_asks_first(browser: Client, url: str, link: GuestLink) -> None:
    question = press(browser, url, withdraw=str(link.pk))
    assert "Withdraw the link of Ännä <b>Expert?" in text_of(question)
    assert GuestLink.objects.get().is_valid
    answer = press(browser, url, question, withdraw=str(link.pk), sure="yes")
    assert answer["Location"] == f"{url}?link=withdrawn"
    page = text_of(browser.get(answer["Location"]))
    assert "lets nobody in any more" in page
    assert "withdrawn" in page
    assert "<input readonly" not in page
    assert "jitsi-live-report__button" not in page
    assert not GuestLink.objects.get().is_valid


def test_a_link_that_is_over_has_no_address(browser: Client, url: str, link: GuestLink) -> None:
    GuestLink.objects.update(expires_at=moments.now())
    page = text_of(browser.get(url))
    assert ">over<" in page
    assert "<input readonly" not in page


@pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_link_that_is_not_listed_is_not_withdrawn(browser: Client, url: str, key: str) -> None:
    assert press(browser, url, withdraw=key).status_code == 404


def test_page_costs_the_same_for_many_links(
    browser: Client, url: str, event: Any, host: Any, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        services.make_link(host, event.pk, f"Guest {number}", "speaker")
    with django_assert_num_queries(5):  # the login in two, the event, the links, who was there
        assert browser.get(url).status_code == 200


def test_page_is_for_hosts(url: str, student: Any, link: GuestLink) -> None:
    client = Client(headers=HTML)
    assert client.get(url)["Location"].startswith("/login/?next=")
    client.force_login(student)
    for answer in (client.get(url), client.post(url, {"name": "Eve", "role": "speaker"}),
                   client.post(url, {"withdraw": str(link.pk), "sure": "yes"})):  # fmt: skip
        assert answer.status_code == 403
        assert "Ännä" not in text_of(answer)
    assert GuestLink.objects.get().is_valid


def test_another_site_makes_and_withdraws_nothing(
    browser: Client, url: str, link: GuestLink
) -> None:
    assert browser.post(url, {"name": "Eve", "role": "speaker"}).status_code == 403
    assert browser.post(url, {"withdraw": str(link.pk), "sure": "yes"}).status_code == 403
    assert GuestLink.objects.get().is_valid


def test_large_forms_and_crowds_are_refused(browser: Client, url: str, settings: Any) -> None:
    assert browser.post(url, {"name": "x" * 20_000}).status_code == 413
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"jitsi_live_write": "1/hour"}
    }  # fmt: skip
    assert [browser.get(url).status_code for _ in range(2)] == [200, 429]


def test_hosts_are_led_to_the_page(browser: Client, url: str, live: Any, student: Any) -> None:
    room = f"/api/live/room/{live.pk}/"
    assert browser.get(room, headers=JSON).json()["links_url"] == url
    assert f'<a href="{url}">Personal links</a>' in text_of(browser.get(room))
    assert f'<a href="{url}">' in text_of(browser.get(f"/api/live/report/{live.pk}/"))
    client = Client()
    client.force_login(student)
    assert client.get(room, headers=JSON).json()["links_url"] == ""
    assert url not in text_of(client.get(room))


def test_scripts_make_list_and_withdraw(as_user: Any, host: Any, url: str) -> None:
    client = as_user(host)
    made = client.post(url, {"name": "Ännä", "role": "speaker", "expires_at": None}, format="json")
    assert made.status_code == 201
    link = GuestLink.objects.get()
    assert made.json() == {
        "id": str(link.pk),
        "name": "Ännä",
        "role": "speaker",
        "email": "",
        "url": f"http://testserver{link_address(link)}",
        "created_at": made.json()["created_at"],
        "created_by": "Helen Host",
        "expires_at": None,
        "revoked_at": None,
        "is_valid": True,
        "is_used": False,
    }
    assert client.get(url).json() == [made.json()]
    withdrawn = client.delete(f"{url}?link={link.pk}").json()
    assert (withdrawn["is_valid"], withdrawn["revoked_at"] is None) == (False, False)
    assert client.delete(url).json()["code"] == "link_not_found"


def test_link_of_the_site_itself_has_no_maker(
    as_user: Any, host: Any, url: str, link: GuestLink
) -> None:
    GuestLink.objects.update(created_by=None)
    [listed] = as_user(host).get(url).json()
    assert listed["created_by"] == ""
