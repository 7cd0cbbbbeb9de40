"""Mails in the admin: what went out, what did not, and why."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import moments
from django_jitsi_live.models import Delivery, Kind, Mailing, Notification
from django_jitsi_live.sessions import prepared_session
from tests.projects.webinar.webinars.models import Event

BASE = "/admin/jitsi_live"
LISTS = ["mailing", "notification"]
OWN = 2  # session and user
ADDRESS = "sam@example.org"


@pytest.fixture
def mailing(event: Event) -> Mailing:
    now = moments.now()
    return Mailing.objects.create(
        session=prepared_session(event),
        kind=Kind.REMINDER,
        moment=now,
        due_at=now,
        expires_at=now + dt.timedelta(hours=1),
    )


@pytest.fixture
def mail(mailing: Mailing, student: Any) -> Notification:
    student.email = ADDRESS
    student.save()
    return Notification.objects.create(
        mailing=mailing,
        user=student,
        participant="42",
        state=Delivery.FAILED,
        attempts=5,
        problem="The mail server refuses it.",
    )


def count(admin: Client, name: str, **query: Any) -> int:
    return int(admin.get(f"{BASE}/{name}/", query).context["cl"].result_count)


def words(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


def send_again(client: Client, *mails: Notification) -> str:
    data = {"action": "send_selected_again", "_selected_action": [each.pk for each in mails]}
    return words(client.post(f"{BASE}/notification/", data, follow=True))


@pytest.mark.parametrize("name", LISTS)
def test_list_and_row_are_read_only_and_have_no_address(
    admin: Client, mail: Notification, name: str
) -> None:
    row = mail if name == "notification" else mail.mailing
    change = f"{BASE}/{name}/{row.pk}/change/"
    for address in (f"{BASE}/{name}/", change):
        page = admin.get(address)
        assert page.status_code == 200
        assert ADDRESS not in page.content.decode()
    assert admin.get(f"{BASE}/{name}/add/").status_code == 403
    assert admin.post(change, {"state": "sent"}).status_code == 403
    assert admin.get(f"{BASE}/{name}/{row.pk}/delete/").status_code == 403


def test_list_of_mailings_says_what_became_of_the_mails(admin: Client, mail: Notification) -> None:
    states = {"sent": 3, "due": 2, "claimed": 1, "unknown": 4, "skipped": 7}
    for state, number in states.items():
        for each in range(number):
            Notification.objects.create(
                mailing=mail.mailing, participant=f"{state} {each}", state=state
            )
    page = words(admin.get(f"{BASE}/mailing/"))
    assert "Reminder Django in depth" in page
    assert " 3 3 5 7 " in page  # sent, to be sent, failed or not known, not needed


def test_mailing_leads_to_its_mails(admin: Client, mail: Notification, host: Any) -> None:
    page = admin.get(f"{BASE}/mailing/{mail.mailing_id}/change/").content.decode()
    link = f"{BASE}/notification/?mailing__id__exact={mail.mailing_id}"
    assert link in page
    assert admin.get(link).context["cl"].result_count == 1
    assert count(admin, "notification", mailing__id__exact=0) == 0
    assert admin.get(f"{BASE}/notification/?user__password__startswith=a").status_code in {302, 400}


def test_mail_says_why_it_was_not_sent(admin: Client, mail: Notification, student: Any) -> None:
    page = admin.get(f"{BASE}/notification/{mail.pk}/change/")
    for text in ("The mail server refuses it.", "failed", "Reminder", "Django in depth", "42"):
        assert text in words(page)
    html = page.content.decode()
    assert f'href="/admin/auth/user/{student.pk}/change/"' in html
    assert f"{BASE}/mailing/{mail.mailing_id}/change/" in html


def test_guest_is_named_by_the_id(admin: Client, mail: Notification) -> None:
    Notification.objects.update(user=None, participant="guest:abc")
    assert "guest:abc" in words(admin.get(f"{BASE}/notification/"))


@pytest.mark.parametrize(
    ("name", "query", "found"),
    [
        ("notification", {"q": "sam"}, 1),
        ("notification", {"q": "42"}, 1),
        ("notification", {"q": "4"}, 0),
        ("notification", {"q": "depth"}, 1),
        ("notification", {"q": "refuses"}, 0),
        ("notification", {"state__exact": "failed"}, 1),
        ("notification", {"state__exact": "sent"}, 0),
        ("notification", {"mailing__kind__exact": "reminder"}, 1),
        ("notification", {"mailing__kind__exact": "live"}, 0),
        ("mailing", {"q": "depth"}, 1),
        ("mailing", {"q": "breadth"}, 0),
        ("mailing", {"kind__exact": "reminder"}, 1),
        ("mailing", {"kind__exact": "live"}, 0),
    ],
)
def test_what_is_found(
    admin: Client, mail: Notification, name: str, query: Any, found: int
) -> None:
    assert count(admin, name, **query) == found


@pytest.mark.parametrize("name", LISTS)
def test_long_list_takes_as_many_queries_as_a_short_one(
    admin: Client, mail: Notification, make_user: Any, django_assert_max_num_queries: Any, name: str
) -> None:
    for number in range(10):
        event = Event.objects.create(title=f"E{number}", organizer=make_user(f"h{number}"))
        mailing = Mailing.objects.create(
            session=prepared_session(event),
            kind=Kind.LIVE,
            moment=moments.now(),
            due_at=moments.now(),
            expires_at=moments.now(),
        )
        Notification.objects.create(
            mailing=mailing, participant=str(number), user=make_user(f"u{number}")
        )
    with django_assert_max_num_queries(OWN + 3):
        page = admin.get(f"{BASE}/{name}/")
    assert "E9" in page.content.decode()


@pytest.mark.parametrize("state", [Delivery.FAILED, Delivery.UNKNOWN])
def test_mail_that_has_failed_is_sent_again(
    admin: Client, mail: Notification, state: Delivery
) -> None:
    Notification.objects.update(state=state, claimed_at=moments.now())
    assert "1 mail is sent again by the next jitsi_live_notify." in send_again(admin, mail)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.problem) == (Delivery.DUE, 0, "")
    assert mail.claimed_at is None
    assert mail.next_attempt_at <= moments.now()


@pytest.mark.parametrize("state", [Delivery.DUE, Delivery.CLAIMED, Delivery.SENT, Delivery.SKIPPED])
def test_other_mails_are_not_sent_again(admin: Client, mail: Notification, state: Delivery) -> None:
    Notification.objects.update(state=state)
    assert "1 mail is not: it has not failed, or it is too late" in send_again(admin, mail)
    mail.refresh_from_db()
    assert mail.state == state


def test_mail_that_is_too_late_is_not_sent_again(admin: Client, mail: Notification) -> None:
    Mailing.objects.update(expires_at=moments.now())
    assert "too late" in send_again(admin, mail)
    mail.refresh_from_db()
    assert mail.state == Delivery.FAILED


def test_sending_again_needs_the_permission_to_change(
    staff: Callable[..., Client], mail: Notification
) -> None:
    viewer = staff("view_notification")
    assert "Send selected mails again" not in words(viewer.get(f"{BASE}/notification/"))
    send_again(viewer, mail)
    mail.refresh_from_db()
    assert mail.state == Delivery.FAILED


def test_who_may_change_mails_may_send_them_again(
    staff: Callable[..., Client], mail: Notification
) -> None:
    send_again(staff("view_notification", "change_notification"), mail)
    mail.refresh_from_db()
    assert mail.state == Delivery.DUE
