"""The audit in the admin."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from django_jitsi_live.admin import AuditEntryAdmin
from django_jitsi_live.models import AuditEntry, LiveSession
from tests.projects.webinar.webinars.models import Event

LIST = "/admin/jitsi_live/auditentry/"
OWN = 2  # session and user


@pytest.fixture
def entry(session: LiveSession, host: Any, student: Any) -> AuditEntry:
    """The only one: the host has removed the student."""
    AuditEntry.objects.all().delete()
    return make(session, user=host, target_user=student)


def make(session: LiveSession, **fields: Any) -> AuditEntry:
    values = {"action": "removed", "session": session, "run": session.run, "server": "default",
              "event_key": str(session.event_id), "enforcement": "pending"}  # fmt: skip
    for name, user in (("participant", "user"), ("target", "target_user")):
        values[name] = str(fields[user].pk) if fields.get(user) else ""
    return AuditEntry.objects.create(**{**values, **fields})


def cells(admin: Client, **query: Any) -> list[list[str]]:
    rows = re.findall(r"<tr>.*?</tr>", admin.get(LIST, query).content.decode(), re.DOTALL)
    found = [re.findall(r"<t[dh] class=\"field[^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]*>", "", cell) for cell in row] for row in found if row]


def count(admin: Client, **query: Any) -> int:
    return int(admin.get(LIST, query).context["cl"].result_count)


def test_a_row_says_who_decided_what_about_whom(admin: Client, entry: AuditEntry) -> None:
    [[_at, *row]] = cells(admin)
    assert row == [
        "removed a person", "Django in depth", "helen", "sam", "-", "default", "-",
        "to be tried again",
    ]  # fmt: skip


def test_a_row_leads_to_its_session_and_its_people(
    admin: Client, entry: AuditEntry, host: Any
) -> None:
    page = admin.get(LIST).content.decode()
    assert f'href="/admin/jitsi_live/livesession/{entry.session_id}/change/"' in page
    assert f'href="/admin/auth/user/{host.pk}/change/"' in page


def test_what_has_outlived_event_and_account_is_named_by_its_ids(
    admin: Client, entry: AuditEntry, host: Any, student: Any
) -> None:
    names = [entry.event_key, entry.participant, entry.target]
    entry.session.event.delete()  # type: ignore[union-attr]
    host.delete()
    student.delete()
    [row] = cells(admin)
    assert row[2:5] == names


def test_what_the_site_did_itself_says_so_and_why(admin: Client, session: LiveSession) -> None:
    AuditEntry.objects.all().delete()
    make(session, action="ended", reason="schedule", enforcement="done")
    [[_at, *row]] = cells(admin)
    assert (row[0], row[2], row[6]) == ("ended", "this site", "the scheduled time was over")


@pytest.mark.parametrize(
    "words", ["helen", "sam", "Sam Student", "Django", "django-in-depth", "helen depth"]
)
def test_entries_are_found_by_person_and_event(
    admin: Client, entry: AuditEntry, words: str
) -> None:
    assert count(admin, q=words) == 1


def test_entries_are_found_by_ids_alone(admin: Client, entry: AuditEntry) -> None:
    AuditEntry.objects.update(participant="p-1", target="p-2", event_key="e-3")
    for words, found in (("p-1", 1), ("p-2", 1), ("e-3", 1), ("p-", 0), ("nobody", 0)):
        assert count(admin, q=words) == found


def test_people_are_found_as_the_users_own_admin_finds_them(entry: AuditEntry) -> None:
    class UserAdmin(ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
        search_fields = ("^username", "pk")

    site = AdminSite()
    site.register(get_user_model(), UserAdmin)
    entries, request = AuditEntry.objects.all(), RequestFactory().get("/")
    admin = AuditEntryAdmin(AuditEntry, site)
    for words, found in [("hele", 1), ("elen", 0), ("sa", 1), ("Student", 0)]:
        rows, _may_repeat = admin.get_search_results(request, entries, words)
        assert rows.count() == found


def test_of_users_without_an_admin_only_names_are_searched(entry: AuditEntry) -> None:
    admin = AuditEntryAdmin(AuditEntry, AdminSite())
    fields = admin.get_search_fields(RequestFactory().get("/"))
    of_users = [name for name in fields if name.startswith("user__")]
    assert of_users == ["user__username", "user__first_name", "user__last_name"]


@pytest.mark.parametrize(
    ("name", "value", "other"),
    [
        ("action__exact", "removed", "ended"),
        ("enforcement__exact", "pending", "done"),
        ("role__exact", "attendee", "host"),
        ("server", "default", "spare"),
    ],
)
def test_entries_are_filtered(
    settings: Any, admin: Client, entry: AuditEntry, name: str, value: str, other: str
) -> None:
    server = settings.JITSI_LIVE_SERVERS["default"]
    settings.JITSI_LIVE_SERVERS = {"default": server, "spare": server}
    AuditEntry.objects.update(role="attendee")
    assert (count(admin, **{name: value}), count(admin, **{name: other})) == (1, 0)


@pytest.mark.parametrize("query", [{}, {"q": "depth helen"}, {"server": "default"}])
def test_a_page_of_many_entries_needs_three_queries(
    admin: Client, session: LiveSession, make_user: Any, django_assert_max_num_queries: Any,
    query: Any,
) -> None:  # fmt: skip
    for number in range(150):
        event = Event.objects.create(title=f"In depth {number}", organizer=session.event.organizer)
        other = LiveSession.objects.create(event=event, room_name=f"room{number}")
        user = make_user(f"helen{number}") if number % 10 == 0 else session.event.organizer
        make(other, user=user, target_user=user)
    with django_assert_max_num_queries(OWN + 3):
        page = admin.get(LIST, query)
    assert page.context["cl"].result_count >= 150
    assert len(page.context["cl"].result_list) == 100


def test_an_entry_is_read_only(admin: Client, entry: AuditEntry) -> None:
    page = admin.get(f"{LIST}{entry.pk}/change/")
    assert page.status_code == 200
    assert b"All decisions" not in page.content
    for address in (f"{LIST}add/", f"{LIST}{entry.pk}/delete/"):
        assert admin.get(address).status_code == 403
    answer = admin.post(f"{LIST}{entry.pk}/change/", {"reason": "mine"})
    assert answer.status_code == 403
    data = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    admin.post(LIST, data)
    assert AuditEntry.objects.get().reason == ""


def test_an_entry_names_its_run(admin: Client, entry: AuditEntry) -> None:
    page = admin.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert f'<a href="/admin/jitsi_live/run/{entry.run_id}/change/">1</a>' in page
    AuditEntry.objects.update(run=None)
    page = admin.get(f"{LIST}{entry.pk}/change/").content.decode()
    assert f"/admin/jitsi_live/run/{entry.run_id}/" not in page


def test_neither_list_nor_entry_shows_the_room(admin: Client, entry: AuditEntry) -> None:
    assert entry.session is not None
    for address in (LIST, f"{LIST}{entry.pk}/change/"):
        assert entry.session.room_name not in admin.get(address).content.decode()


def test_session_and_run_lead_to_their_decisions(admin: Client, entry: AuditEntry) -> None:
    for model, pk, name in (
        ("livesession", entry.session_id, "session"),
        ("run", entry.run_id, "run"),
    ):
        page = admin.get(f"/admin/jitsi_live/{model}/{pk}/change/").content.decode()
        assert f"{LIST}?{name}__id__exact={pk}" in page
        assert count(admin, **{f"{name}__id__exact": str(pk)}) == 1
