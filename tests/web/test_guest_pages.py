"""The way of guests into the room, by a link that must be on no screen and in no log."""

from __future__ import annotations

import datetime as dt
import logging
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.test.utils import override_script_prefix
from django.urls import reverse

from django_jitsi_live import invitations, moments, services
from django_jitsi_live.invitations.addresses import SALT, link_token
from django_jitsi_live.models import GuestLink
from django_jitsi_live.policy import Policy
from tests.host_times import stored
from tests.projects.webinar.webinars.models import Event

ENTRY = "/api/live/guest/"


@pytest.fixture
def link(event: Any, host: Any) -> GuestLink:
    return services.make_link(host, event.pk, "Ännä <b>Expert", "speaker")


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True)


def opened(client: Client, link: GuestLink) -> Any:
    """The page to which the address of the link leads on."""
    response = client.get(f"{ENTRY}{link_token(link)}/")
    assert (response.status_code, response["Location"]) == (302, ENTRY)
    return client.get(ENTRY)


def press(client: Client, page: Any, action: str, **more: str) -> Any:
    """A button of the page, with all its hidden fields."""
    html = page.content.decode()
    assert f'name="action" value="{action}' in html
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    return client.post(ENTRY, {**fields, "action": action, **more})


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def room(client: Client, event: Any) -> Any:
    headers = {"Accept": "application/json"}
    return client.get(f"/api/live/room/{event.pk}/", headers=headers).json()


def test_guest_reads_for_whom_the_link_is_and_enters(
    browser: Client, link: GuestLink, live: Any
) -> None:
    page = opened(browser, link)
    assert page.status_code == 200
    assert "This link was made for Ännä <b>Expert, speaker at “Django in depth”" in text_of(page)
    assert "ask the organisers for a link of your own" in text_of(page)
    assert "Enter as Ännä <b>Expert" in text_of(page)
    assert b"<b>Expert" not in page.content
    assert "Enter as yourself" not in text_of(page)
    entered = press(browser, page, "enter")
    assert (entered.status_code, entered["Location"]) == (302, f"/api/live/room/{live.pk}/")
    joined = browser.get(
        f"/api/live/room/{live.pk}/?join", headers={"Accept": "application/json"}
    ).json()
    assert (joined["display_name"], joined["role"]) == ("Ännä <b>Expert", "speaker")
    assert joined["participant"] == link.participant


def test_opening_asks_no_database_and_takes_no_seat(
    browser: Client, link: GuestLink, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        browser.get(f"{ENTRY}{link_token(link)}/")
    with django_assert_num_queries(2):
        browser.get(ENTRY)
    assert GuestLink.objects.get().device == ""


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_address_leads_on_whatever_is_asked(browser: Client, link: GuestLink, method: str) -> None:
    response = getattr(browser, method)(f"{ENTRY}{link_token(link)}/")
    assert (response.status_code, response["Location"]) == (302, ENTRY)
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_cookies_are_for_this_site_alone(browser: Client, link: GuestLink, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    settings.SESSION_COOKIE_SAMESITE = "Strict"
    cookie = browser.get(f"{ENTRY}{link_token(link)}/").cookies["jitsi_live_link"]
    assert (cookie["httponly"], cookie["secure"], cookie["max-age"]) == (True, True, 900)
    assert cookie["samesite"] == "Lax"  # who comes from a mail is redirected
    assert link_token(link) not in cookie.value


def test_link_preview_sees_no_name(link: GuestLink) -> None:
    bot = Client()
    assert bot.head(f"{ENTRY}{link_token(link)}/").status_code == 302
    page = Client().get(ENTRY)
    assert page.status_code == 404
    assert "Ännä" not in text_of(page)


def forged(link: GuestLink) -> dict[str, str]:
    token = link_token(link)
    key = link.pk.hex
    signed = {
        "other secret": signing.Signer(key="x", sep=".", salt=SALT).sign(key),
        "other purpose": signing.Signer(sep=".", salt="x").sign(key),
    }
    return {
        **signed,
        "truncated": token[:-3],
        "unsigned": key,
        "changed": token.replace(key, "0" * 32),
        "longer": f"{token}A",
        "empty": ".",
        "not a key": signing.Signer(sep=".", salt=SALT).sign("x"),
        "odd": "%00%FF",
        "path": "a/b/c",
    }


@pytest.mark.parametrize("name", ["other secret", "other purpose", "truncated", "unsigned",
                                  "changed", "longer", "empty", "not a key", "odd",
                                  "path"])  # fmt: skip
def test_forged_addresses_lead_to_one_page(browser: Client, link: GuestLink, name: str) -> None:
    opened(browser, link)  # which is not remembered any more
    response = browser.get(f"{ENTRY}{forged(link)[name]}/")
    assert (response.status_code, response["Location"]) == (302, ENTRY)
    page = browser.get(ENTRY)
    assert page.status_code == 404
    assert "This link does not work any more" in text_of(page)
    assert "accepts cookies" in text_of(page)


@pytest.mark.parametrize("around", ["", "/", "/.", ").", "/)", ">", "/,"])
def test_what_a_mail_program_puts_around_the_address_is_no_matter(
    browser: Client, link: GuestLink, around: str
) -> None:
    response = browser.get(f"{ENTRY}{link_token(link)}{around}")
    assert response["Location"] == ENTRY
    assert browser.get(ENTRY).status_code == 200


def test_links_outlive_a_change_of_the_secret(
    browser: Client, link: GuestLink, settings: Any
) -> None:
    token = link_token(link)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    browser.get(f"{ENTRY}{token}/")
    assert browser.get(ENTRY).status_code == 200


def test_without_cookies_people_read_what_to_do(link: GuestLink) -> None:
    Client().get(f"{ENTRY}{link_token(link)}/")
    page = Client().get(ENTRY)
    assert (page.status_code, "accepts cookies" in text_of(page)) == (404, True)


@pytest.mark.parametrize("text", ["x", "", "a.b.c"])
def test_a_cookie_that_this_site_has_not_signed_is_none(
    browser: Client, link: GuestLink, text: str
) -> None:
    browser.cookies["jitsi_live_link"] = text
    assert browser.get(ENTRY).status_code == 404


@pytest.mark.parametrize("value", [7, None, ["x"], "x"])
def test_a_signed_cookie_of_another_form_is_none(
    browser: Client, link: GuestLink, value: Any
) -> None:
    browser.cookies["jitsi_live_link"] = signing.dumps(value, salt="django_jitsi_live.opened_link")
    assert browser.get(ENTRY).status_code == 404


def test_link_is_remembered_for_a_quarter_of_an_hour(browser: Client, link: GuestLink) -> None:
    with time_machine.travel(moments.now(), tick=False) as clock:
        opened(browser, link)
        clock.shift(dt.timedelta(minutes=14))
        assert browser.get(ENTRY).status_code == 200
        browser.cookies["jitsi_live_link"]["max-age"] = ""  # a browser that keeps it
        clock.shift(dt.timedelta(minutes=2))
        assert browser.get(ENTRY).status_code == 404


# Who one is


@pytest.mark.parametrize("name", ["name", "display_name", "role", "link", "guest"])
def test_nothing_that_is_sent_changes_name_or_role(
    browser: Client, link: GuestLink, live: Any, name: str
) -> None:
    browser.get(f"{ENTRY}{link_token(link)}/?{name}=host")
    page = browser.get(f"{ENTRY}?{name}=host")
    assert "made for Ännä <b>Expert, speaker at" in text_of(page)
    press(browser, page, "enter", **{name: "host"})
    known = room(browser, live)
    assert (known["guest_name"], known["role"], known["is_guest"]) == (
        "Ännä <b>Expert",
        "speaker",
        True,
    )


def test_nobody_enters_as_somebody_else_than_the_page_says(
    browser: Client, link: GuestLink, event: Any, host: Any
) -> None:
    page = opened(browser, link)
    opened(browser, services.make_link(host, event.pk, "Bo", "speaker"))  # in another tab
    answer = press(browser, page, "enter")
    assert answer.status_code == 200
    assert "Enter as Bo" in text_of(answer)
    assert not room(browser, event).get("is_guest")


def test_an_action_that_there_is_not_asks_again(browser: Client, link: GuestLink) -> None:
    answer = press(browser, opened(browser, link), "")
    assert (answer.status_code, "Enter as" in text_of(answer)) == (200, True)


def test_another_site_enters_nobody(browser: Client, link: GuestLink) -> None:
    opened(browser, link)
    data = {"action": "enter", "participant": link.participant}
    answer = browser.post(ENTRY, data)
    assert answer.status_code == 403
    assert "jitsi_live_guest" not in answer.cookies


def test_browsers_do_not_hide_the_origin_of_the_form(browser: Client, link: GuestLink) -> None:
    """With "no-referrer" they send "Origin: null", which Django refuses."""
    page = opened(browser, link)
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    assert page["X-Frame-Options"] == "DENY"


def test_a_large_body_is_refused(browser: Client) -> None:
    answer = browser.post(ENTRY, {"action": "x" * 20_000})
    assert answer.status_code == 413


def test_an_attendee_is_told_so(browser: Client, event: Any, host: Any, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Open"
    page = opened(browser, services.make_link(host, event.pk, "Bo", "attendee"))
    assert "This link was made for Bo, attendee at" in text_of(page)


class Open(Policy):
    def may_link_attendees(self, event: Any) -> bool:
        return True


def test_time_of_the_event_is_shown(
    browser: Client, link: GuestLink, event: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    event.starts_at = stored(dt.datetime(2030, 5, 3, 12, 0, tzinfo=dt.UTC))
    event.save()
    assert "2030" in text_of(opened(browser, link))


# Users who are logged in


def test_user_who_needs_no_link_is_offered_to_enter_as_oneself(
    link: GuestLink, live: Any, student: Any
) -> None:
    client = Client()
    client.force_login(student)
    page = opened(client, link)
    html = text_of(page)
    assert html.index("Enter as yourself") < html.index("Enter as Ännä")
    press(client, page, "enter")
    assert room(client, live)["is_guest"]
    press(client, page, "myself")
    known = room(client, live)
    assert (known["is_guest"], known["role"]) == (False, "attendee")


def test_user_who_is_not_registered_enters_by_the_link(link: GuestLink, stranger: Any) -> None:
    client = Client()
    client.force_login(stranger)
    assert "Enter as yourself" not in text_of(opened(client, link))


def test_a_policy_that_refuses_the_user_costs_the_offer_alone(
    link: GuestLink, stranger: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "tests.web.openapi.test_errors.deny"
    client = Client()
    client.force_login(stranger)
    page = opened(client, link)
    assert (page.status_code, "Enter as Ännä" in text_of(page)) == (200, True)


# Links that do not hold


def withdraw(link: GuestLink) -> None:
    invitations.revoke(link, None)


def expire(link: GuestLink) -> None:
    GuestLink.objects.update(expires_at=moments.now() - dt.timedelta(seconds=1))


def remove(link: GuestLink) -> None:
    event = link.session.event
    services.remove(event.organizer, event.pk, link.participant)


def delete(link: GuestLink) -> None:
    link.session.event.delete()


REASONS = [
    (withdraw, 403, "does not open this event any more"),
    (expire, 403, "does not open this event any more"),
    (remove, 403, "A host has removed you"),
    (delete, 404, "This link does not work any more"),
]


@pytest.mark.parametrize(("change", "status", "words"), REASONS)
def test_link_that_does_not_hold_is_said(
    browser: Client, link: GuestLink, change: Any, status: int, words: str
) -> None:
    change(link)
    page = opened(browser, link)
    assert (page.status_code, words in text_of(page)) == (status, True)
    assert "Enter as" not in text_of(page)


@pytest.mark.parametrize(("change", "status", "words"), REASONS)
def test_link_that_is_lost_between_page_and_button_lets_nobody_in(
    browser: Client, link: GuestLink, change: Any, status: int, words: str
) -> None:
    page = opened(browser, link)
    change(link)
    answer = press(browser, page, "enter")
    assert (answer.status_code, words in text_of(answer)) == (status, True)
    assert "jitsi_live_guest" not in answer.cookies


def test_link_opens_no_other_event(browser: Client, link: GuestLink, make_user: Any) -> None:
    press(browser, opened(browser, link), "enter")
    other = Event.objects.create(title="Other", slug="other", organizer=make_user("otto"))
    services.start(other.organizer, other.pk)
    response = browser.get(f"/api/live/room/{other.pk}/")
    assert response.status_code == 302  # to the login


def test_one_of_two_browsers_has_the_seat(link: GuestLink, live: Any) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        press(client, opened(client, link), "enter")
    headers = {"Accept": "application/json"}
    path = f"/api/live/room/{live.pk}/?join"
    assert first.get(path, headers=headers).status_code == 200
    answer = second.get(path, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "link_in_use")


# Leaving


def test_guest_leaves_and_the_browser_knows_of_nothing(
    browser: Client, link: GuestLink, live: Any
) -> None:
    press(browser, opened(browser, link), "enter")
    leave_url = room(browser, live)["leave_url"]
    page = browser.get(leave_url)
    assert "You are here as Ännä <b>Expert" in text_of(page)
    left = press(browser, page, "leave")
    assert left["Location"] == leave_url
    assert "not here by a personal link" in text_of(browser.get(leave_url))
    assert browser.get(ENTRY).status_code == 404
    assert browser.get(f"/api/live/room/{live.pk}/").status_code == 302


def test_guest_without_javascript_leaves_from_the_room(
    browser: Client, link: GuestLink, live: Any
) -> None:
    press(browser, opened(browser, link), "enter")
    page = browser.get(f"/api/live/room/{live.pk}/")
    assert "You are here as Ännä <b>Expert, by a personal link." in text_of(page)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token is not None
    data = {"csrfmiddlewaretoken": token[1], "event": str(live.pk), "action": "leave"}
    assert browser.post(ENTRY, data).status_code == 302
    assert browser.get(f"/api/live/room/{live.pk}/").status_code == 302


def test_guest_of_a_withdrawn_link_reads_so_and_leaves(
    browser: Client, link: GuestLink, live: Any
) -> None:
    press(browser, opened(browser, link), "enter")
    withdraw(link)
    page = browser.get(f"/api/live/room/{live.pk}/")
    assert "Your personal link does not open this event any more" in text_of(page)
    assert "Ännä" not in text_of(page)
    leaving = browser.get(room(browser, live)["leave_url"])
    assert "a personal link that does not hold any more" in text_of(leaving)
    assert press(browser, leaving, "leave").status_code == 302


def test_leaving_an_event_that_is_gone_is_answered(
    browser: Client, link: GuestLink, event: Any
) -> None:
    press(browser, opened(browser, link), "enter")
    address = f"{ENTRY}?event={event.pk}"
    delete(link)
    assert browser.get(address).status_code == 404


def test_users_have_nothing_to_leave(live: Any, student: Any) -> None:
    client = Client()
    client.force_login(student)
    known = room(client, live)
    assert (known["is_guest"], known["guest_name"], known["leave_url"]) == (False, "", "")


# Logs, rates, and odd sites


@pytest.fixture
def log(caplog: Any) -> Any:
    caplog.set_level(logging.DEBUG)
    for name in ("django", "django.request", "django.security.csrf", "django_jitsi_live"):
        logger = logging.getLogger(name)
        logger.addHandler(caplog.handler)
        logger.setLevel(logging.DEBUG)
    yield caplog
    for name in ("django", "django.request", "django.security.csrf", "django_jitsi_live"):
        logging.getLogger(name).removeHandler(caplog.handler)
        logging.getLogger(name).setLevel(logging.NOTSET)


@pytest.mark.parametrize("rate", ["600/min", "1/hour"])
def test_no_log_has_the_secret(
    log: Any, link: GuestLink, live: Any, settings: Any, rate: str
) -> None:
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"jitsi_live_join": rate}
    }  # fmt: skip
    token = link_token(link)
    client = Client(enforce_csrf_checks=True)
    statuses = set()
    for _ in range(2):
        for path in (f"{token}/", token, f"{token}/x", f"x{token}/", f"{token[:-1]}/"):
            for method in ("get", "head", "post", "patch"):
                getattr(client, method)(f"{ENTRY}{path}")
            statuses.add(client.get(ENTRY).status_code)
        statuses.add(client.post(ENTRY, {"action": "enter"}).status_code)
    withdraw(link)
    client.get(f"{ENTRY}{token}/")
    statuses.add(client.get(ENTRY).status_code)
    assert statuses >= ({429} if rate == "1/hour" else {200, 403, 404})
    written = f"{log.text} {[vars(each) for each in log.records]}"
    assert log.records
    assert token not in written
    assert token.rpartition(".")[2] not in written


def test_too_many_are_told_when_to_come_back(
    browser: Client, link: GuestLink, settings: Any
) -> None:
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": {"jitsi_live_join": "2/hour"}
    }  # fmt: skip
    page = opened(browser, link)
    assert page.status_code == 200
    answer = press(browser, page, "enter")
    assert (answer.status_code, answer["Retry-After"] > "0") == (429, True)
    page = opened(browser, link)
    assert (page.status_code, "Too many requests" in text_of(page)) == (429, True)
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert opened(other, link).status_code == 200


def test_a_site_without_logins_lets_guests_in(link: GuestLink, live: Any, settings: Any) -> None:
    settings.MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
    client = Client(enforce_csrf_checks=True)
    press(client, opened(client, link), "enter")
    known = room(client, live)
    assert (known["guest_name"], known["role"]) == ("Ännä <b>Expert", "speaker")


def test_a_site_that_wants_a_login_everywhere_lets_guests_in(
    link: GuestLink, live: Any, settings: Any
) -> None:
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]
    client = Client(enforce_csrf_checks=True)
    press(client, opened(client, link), "enter")
    assert room(client, live)["is_guest"]


def test_addresses_below_a_prefix_lead_below_it(
    browser: Client, link: GuestLink, live: Any
) -> None:
    with override_script_prefix("/site/"):
        response = browser.get(f"{ENTRY}{link_token(link)}/")
        assert response["Location"] == f"/site{ENTRY}"
        entered = press(browser, browser.get(ENTRY), "enter")
    assert entered["Location"] == f"/site/api/live/room/{live.pk}/"


def test_pages_are_in_the_language_of_the_visitor(
    browser: Client, link: GuestLink, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.web.i18n_urls"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.middleware.locale.LocaleMiddleware"]
    token = link_token(link)
    response = browser.get(f"/de/live/guest/{token}/")
    assert response["Location"] == "/de/live/guest/"
    assert b'lang="de"' in browser.get("/de/live/guest/").content
    assert b'lang="en"' in browser.get("/en/live/guest/").content


def test_events_by_their_slugs(browser: Client, link: GuestLink, event: Any, settings: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    entered = press(browser, opened(browser, link), "enter")
    assert entered["Location"] == reverse("jitsi_live:room", args=[event.slug])
    assert "You are here as" in text_of(browser.get(f"{ENTRY}?event={event.slug}"))
