"""Removing people in the admin, and readmitting them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import moments, services
from django_jitsi_live.models import AuditEntry, LiveSession, Removal, Stay
from tests.servers.scripted import REFUSED, SCRIPTED, ScriptedServer

LIST = "/admin/jitsi_live/removal/"
STAYS = "/admin/jitsi_live/stay/"
SESSIONS = "/admin/jitsi_live/livesession/"


@pytest.fixture
def stays(session: LiveSession, student: Any, host: Any) -> list[Stay]:
    """Sam on two devices, and the host."""
    return [make_stay(session, *each) for each in ((student, 1), (student, 2), (host, 3))]


def make_stay(session: LiveSession, user: Any, number: int) -> Stay:
    now, role = moments.now(), "host" if user == session.event.organizer else "attendee"
    return Stay.objects.create(run=session.run, user=user, participant=str(user.pk),
                               display_name=user.get_full_name(), role=role, joined_at=now,
                               last_seen_at=now, source="page", key=str(number),
                               endpoint=f"{number:08x}")  # fmt: skip


def act(client: Client, url: str, action: str, *rows: Any, **data: str) -> Any:
    data = {"action": action, **data}
    return client.post(url, {**data, "_selected_action": [row.pk for row in rows]}, follow=True)


def messages(page: Any) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_staff_are_asked_first_and_told_what_the_server_cannot_do(
    admin: Client, stays: list[Stay]
) -> None:
    page = unescape(act(admin, STAYS, "remove_selected", *stays).content.decode())
    assert "Remove people from their events?" in page
    assert page.count("<li>Sam Student</li>") == 1
    assert "Helen Host: a host, who cannot be removed" in page
    assert "cannot throw anybody out" in page
    assert not Removal.objects.exists()


def test_staff_remove_people_and_hosts_are_left_out(
    admin: Client, stays: list[Stay], admin_user: Any, session: LiveSession
) -> None:
    question = act(admin, STAYS, "remove_selected", *stays).content.decode()
    fields = dict(re.findall(r'type="hidden" name="(action|sure)" value="([^"]*)"', question))
    chosen = re.findall(r'name="_selected_action" value="(\d+)"', question)
    assert sorted(chosen) == sorted(str(stay.pk) for stay in stays)
    answer = admin.post(STAYS, {**fields, "_selected_action": chosen}, follow=True)
    said = messages(answer)
    assert said[0].startswith("Helen Host was left out: Hosts cannot be removed.")
    assert said[1] == "1 person was removed."
    removal = Removal.objects.get()
    assert (removal.display_name, removal.removed_by) == ("Sam Student", admin_user)
    entry = AuditEntry.objects.get(action="removed")
    assert (entry.user, entry.target) == (admin_user, removal.participant)


@pytest.mark.django_db(transaction=True)
def test_staff_learn_that_a_server_has_not_confirmed(
    settings: Any, monkeypatch: Any, admin: Client, stays: list[Stay]
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": {"BACKEND": SCRIPTED}}
    monkeypatch.setattr(ScriptedServer, "failure", REFUSED)
    said = messages(act(admin, STAYS, "remove_selected", *stays[:1], sure="yes"))
    assert said[-1] == "The video server has not confirmed yet that 1 person is out of the room."


def test_nobody_left_is_no_success(admin: Client, stays: list[Stay]) -> None:
    assert len(messages(act(admin, STAYS, "remove_selected", stays[-1], sure="yes"))) == 1


def test_removing_and_readmitting_need_a_permission(
    staff: Callable[..., Client], stays: list[Stay], session: LiveSession, host: Any, student: Any
) -> None:
    viewer = staff("view_stay", "view_removal", "view_livesession")
    act(viewer, STAYS, "remove_selected", stays[0], sure="yes")
    assert not Removal.objects.exists()
    services.remove(host, session.event_id, str(student.pk))
    act(viewer, LIST, "readmit_selected", Removal.objects.get())
    assert Removal.objects.exists()


@pytest.mark.parametrize("codenames", [["view_stay", "add_removal"]])
def test_the_permission_to_add_removals_is_enough(
    staff: Callable[..., Client], stays: list[Stay], codenames: list[str]
) -> None:
    act(staff(*codenames), STAYS, "remove_selected", stays[0], sure="yes")
    assert Removal.objects.exists()


@pytest.fixture
def removal(session: LiveSession, host: Any, student: Any) -> Removal:
    services.remove(host, session.event_id, str(student.pk))
    return Removal.objects.get()


def test_list_says_who_is_kept_out_and_by_whom(admin: Client, removal: Removal) -> None:
    page = admin.get(LIST).content.decode()
    for text in ("Sam Student", "Django in depth", ">sam<", ">helen<"):
        assert text in page
    Removal.objects.update(display_name="", user=None, removed_by=None)
    assert f"/removal/{removal.pk}/change/" in admin.get(LIST).content.decode()


@pytest.mark.parametrize(("words", "found"), [("sam", 1), ("depth", 1), ("Student", 1), ("x", 0)])
def test_removals_are_found(admin: Client, removal: Removal, words: str, found: int) -> None:
    assert admin.get(LIST, {"q": words}).context["cl"].result_count == found


def test_staff_readmit_people(
    admin: Client, removal: Removal, admin_user: Any, student: Any, session: LiveSession
) -> None:
    said = messages(act(admin, LIST, "readmit_selected", removal))
    assert said == ["1 person may come in again."]
    assert services.join(student, session.event_id).role == "attendee"
    assert AuditEntry.objects.get(action="readmitted").user == admin_user


def test_removals_are_not_written_by_hand(admin: Client, removal: Removal) -> None:
    assert admin.get(f"{LIST}{removal.pk}/change/").status_code == 200
    for address in (f"{LIST}add/", f"{LIST}{removal.pk}/delete/"):
        assert admin.get(address).status_code == 403


def test_a_page_of_removals_needs_two_queries(
    admin: Client, removal: Removal, make_user: Any, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        user = make_user(f"u{number}")
        Removal.objects.create(session=removal.session, participant=str(user.pk), user=user)
    with django_assert_num_queries(2 + 2):
        assert admin.get(LIST).context["cl"].result_count == 31


def test_session_leads_to_who_is_kept_out(admin: Client, removal: Removal) -> None:
    page = admin.get(f"{SESSIONS}{removal.session_id}/change/").content.decode()
    assert f"{LIST}?session__id__exact={removal.session_id}" in page


# The report in the admin


def report_url(session: LiveSession) -> str:
    return f"{SESSIONS}{session.pk}/report/"


def test_staff_remove_and_readmit_in_the_report(
    admin: Client, stays: list[Stay], session: LiveSession, admin_user: Any
) -> None:
    url, whom = report_url(session), stays[0].participant
    assert f'name="remove" value="{whom}"' in admin.get(url).content.decode()
    question = admin.post(url, {"remove": whom})
    assert b"Remove Sam Student from this event?" in question.content
    answer = admin.post(url, {"remove": whom, "sure": "yes"})
    assert answer["Location"] == f"{url}?removal=page"
    assert Removal.objects.get().removed_by == admin_user
    admin.post(url, {"readmit": whom})
    assert not Removal.objects.exists()


def test_who_cannot_be_removed_is_said(admin: Client, stays: list[Stay], session: Any) -> None:
    answer = admin.post(report_url(session), {"remove": stays[-1].participant, "sure": "yes"})
    assert (answer.status_code, b"Hosts cannot be removed" in answer.content) == (403, True)


@pytest.mark.parametrize("codename", ["add_removal", "delete_removal"])
def test_who_may_not_both_has_no_buttons(
    staff: Callable[..., Client], stays: list[Stay], session: LiveSession, codename: str
) -> None:
    client, url = staff("view_livesession", codename), report_url(session)
    page = client.get(url).content.decode()
    assert "Sam Student" in page
    assert "jitsi-live-removal" not in page
    answer = client.post(url, {"remove": stays[0].participant, "sure": "yes"})
    assert answer.status_code == 403
    assert not Removal.objects.exists()


def test_who_is_removed_is_told_to_those_who_may_not_change_it(
    staff: Callable[..., Client], removal: Removal, session: LiveSession
) -> None:
    page = staff("view_livesession").get(report_url(session)).content.decode()
    assert "Removed from this event" in page
    assert "<button" not in page


def test_another_site_removes_nobody_by_the_admin(
    admin_user: Any, stays: list[Stay], session: LiveSession
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    data = {"remove": stays[0].participant, "sure": "yes"}
    assert client.post(report_url(session), data).status_code == 403
    assert not Removal.objects.exists()
