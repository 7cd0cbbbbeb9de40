"""Personal links in the admin."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import moments, services
from django_jitsi_live.invitations.addresses import link_token
from django_jitsi_live.models import AuditEntry, GuestLink, LiveSession

LIST = "/admin/jitsi_live/guestlink/"
SESSIONS = "/admin/jitsi_live/livesession/"


@pytest.fixture
def link(live: Any, host: Any) -> GuestLink:
    return services.make_link(host, live.pk, "Ännä Expert", "speaker", "a@b.org")


def page_of(link: GuestLink) -> str:
    return f"{LIST}{link.pk}/change/"


def act(client: Client, url: str, action: str, *rows: Any) -> Any:
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return client.post(url, data)


def form(event: Any, **values: str) -> dict[str, str]:
    end = {"expires_at_0": "", "expires_at_1": ""}
    return {
        "event_id": str(event.pk),
        "name": "Bo",
        "role": "speaker",
        "email": "",
        **end,
        **values,
    }


def test_list_names_people_and_events_and_no_address(admin: Client, link: GuestLink) -> None:
    page = unescape(admin.get(LIST).content.decode())
    for text in ("Ännä Expert", "Django in depth", "a@b.org", ">helen<", "valid"):
        assert text in page
    assert link_token(link) not in page


def test_states_are_said(admin: Client, link: GuestLink) -> None:
    GuestLink.objects.update(expires_at=moments.now(), created_by=None)
    assert ">over<" in admin.get(LIST).content.decode()
    GuestLink.objects.update(revoked_at=moments.now())
    assert ">withdrawn<" in admin.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("words", "found"), [("Expert", 1), ("depth", 1), ("a@b.org", 1), ("zz", 0)]
)
def test_links_are_found(admin: Client, link: GuestLink, words: str, found: int) -> None:
    assert admin.get(LIST, {"q": words}).context["cl"].result_count == found


def test_a_page_of_links_needs_two_queries(
    admin: Client, link: GuestLink, live: Any, host: Any, django_assert_num_queries: Any
) -> None:
    for number in range(10):
        services.make_link(host, live.pk, f"Guest {number}", "speaker")
    with django_assert_num_queries(2 + 2):
        assert admin.get(LIST).context["cl"].result_count == 11


def test_address_is_for_staff_who_may_change_links(
    staff: Callable[..., Client], link: GuestLink
) -> None:
    viewer = staff("view_guestlink").get(page_of(link)).content.decode()
    assert "Ännä Expert" in viewer
    assert link_token(link) not in viewer


def test_staff_read_the_address_and_change_nothing(admin: Client, link: GuestLink) -> None:
    GuestLink.objects.update(device="secret-device")
    page = admin.get(page_of(link)).content.decode()
    assert f"http://testserver/api/live/guest/{link_token(link)}/" in page
    assert "secret-device" not in page
    admin.post(page_of(link), {"name": "Eve"})
    assert GuestLink.objects.get().name == "Ännä Expert"
    GuestLink.objects.update(revoked_at=moments.now())
    assert link_token(link) not in admin.get(page_of(link)).content.decode()


def test_staff_make_a_link_by_the_service(admin: Client, event: Any, admin_user: Any) -> None:
    sent = form(event, expires_at_0="2999-01-02", expires_at_1="03:04:00")
    answer = admin.post(f"{LIST}add/", sent)
    link = GuestLink.objects.get()
    assert answer["Location"] == page_of(link)
    assert (link.name, link.created_by, link.session.event) == ("Bo", admin_user, event)
    assert link.expires_at is not None
    assert AuditEntry.objects.get().action == "link_made"
    another = admin.post(f"{LIST}add/", form(event, _addanother="1"))
    assert another["Location"] == f"{LIST}add/"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"event_id": "0"}, "There is no such event"),
        ({"name": "\u2800"}, "Give the name"),
        ({"role": "attendee"}, "for speakers only"),
        ({"name": ""}, "This field is required"),
        ({"expires_at_0": "2020-01-01", "expires_at_1": "00:00:00"}, "over already"),
    ],
)
def test_form_says_what_is_wrong(
    admin: Client, event: Any, values: dict[str, str], words: str
) -> None:
    answer = admin.post(f"{LIST}add/", form(event, **values))
    assert (answer.status_code, words in unescape(answer.content.decode())) == (200, True)
    assert not GuestLink.objects.exists()


def test_session_leads_to_its_links_and_to_the_form(
    admin: Client, link: GuestLink, session: LiveSession
) -> None:
    page = admin.get(f"{SESSIONS}{session.pk}/change/").content.decode()
    assert f"{LIST}?session__id__exact={session.pk}" in page
    answer = act(admin, SESSIONS, "make_link", session)
    assert answer["Location"] == f"{LIST}add/?event_id={session.event_id}"
    assert (
        f'name="event_id" value="{session.event_id}"'
        in admin.get(answer["Location"]).content.decode()
    )


def test_a_link_is_for_one_session(
    admin: Client, session: LiveSession, host: Any, event: Any
) -> None:
    other = type(event).objects.create(title="Other", slug="other", organizer=host)
    services.start(host, other.pk)
    answer = act(admin, SESSIONS, "make_link", *LiveSession.objects.all())
    [message] = [str(each) for each in admin.get(answer["Location"]).context["messages"]]
    assert message == "Choose one session: a personal link is for one event."


def test_making_and_withdrawing_need_permissions(
    staff: Callable[..., Client], link: GuestLink, session: LiveSession, event: Any
) -> None:
    viewer = staff("view_guestlink", "view_livesession")
    assert viewer.post(f"{LIST}add/", form(event)).status_code == 403
    act(viewer, SESSIONS, "make_link", session)
    act(viewer, LIST, "withdraw_selected", link)
    assert GuestLink.objects.get().is_valid


def test_who_may_only_add_is_led_back(staff: Callable[..., Client], event: Any) -> None:
    answer = staff("add_guestlink").post(f"{LIST}add/", form(event))
    assert answer["Location"] == "/admin/"


def test_staff_withdraw_links(admin: Client, link: GuestLink, admin_user: Any) -> None:
    for _ in range(2):
        act(admin, LIST, "withdraw_selected", link)
    assert not GuestLink.objects.get().is_valid
    assert AuditEntry.objects.get(action="link_withdrawn").user == admin_user


def test_deleting_a_link_withdraws_it(admin: Client, link: GuestLink, live: Any, host: Any) -> None:
    other = services.make_link(host, live.pk, "Bo", "speaker")
    admin.post(f"{LIST}{link.pk}/delete/", {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [str(other.pk)], "post": "yes"}
    admin.post(LIST, data)
    assert not GuestLink.objects.exists()
    assert AuditEntry.objects.filter(action="link_withdrawn").count() == 2
