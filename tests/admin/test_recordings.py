"""Recordings, viewings, seats and files that are to be deleted, in the admin."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import moments, recordings
from django_jitsi_live.models import (
    AuditEntry,
    FileDeletion,
    LiveSession,
    Recording,
    Run,
    Seat,
    Viewing,
)
from tests.projects.webinar.webinars.models import Event
from tests.recordings.conftest import files
from tests.words import words

BASE = "/admin/jitsi_live"
OWN = 2  # session and user
LISTS = ["recording", "viewing", "seat", "filedeletion"]
SECRETS = {"link": "https://example.org/a-link", "claim": "a-claim"}


@pytest.fixture
def rows(here: Recording, student: Any) -> dict[str, Any]:
    """One of each."""
    Recording.objects.update(**SECRETS)
    now = moments.now()
    return {
        "recording": here,
        "viewing": Viewing.objects.create(
            recording=here, user=student, participant="42", display_name="Sam Student"
        ),
        "seat": Seat.objects.create(session=here.run.session, participant="42", held_until=now),
        "filedeletion": FileDeletion.objects.create(
            file_name="film.mp4", recording_id=here.pk, due_at=now
        ),
    }


def count(admin: Client, name: str, **query: Any) -> int:
    return int(admin.get(f"{BASE}/{name}/", query).context["cl"].result_count)


@pytest.mark.parametrize("name", LISTS)
def test_list_and_row_are_read_only_and_tell_no_secret(
    admin: Client, rows: dict[str, Any], name: str
) -> None:
    url = f"{BASE}/{name}/"
    change = f"{url}{rows[name].pk}/change/"
    for address in (url, change):
        page = admin.get(address)
        assert page.status_code == 200
        assert not any(secret in page.content.decode() for secret in SECRETS.values())
    assert admin.get(f"{url}add/").status_code == 403
    assert admin.post(change, {"title": "mine"}).status_code == 403


@pytest.mark.parametrize("name", ["viewing", "seat", "filedeletion"])
def test_record_is_not_deleted_by_hand(admin: Client, rows: dict[str, Any], name: str) -> None:
    assert admin.get(f"{BASE}/{name}/{rows[name].pk}/delete/").status_code == 403


def test_list_says_what_came_of_a_recording(admin: Client, rows: dict[str, Any]) -> None:
    Recording.objects.update(title="Part 1", seconds=3750, size=2048)
    text = re.sub(r"<[^>]*>", " ", admin.get(f"{BASE}/recording/").content.decode())
    for word in ("Part 1", "Video", "here", "Django in depth", "1:02:30", "2.0\xa0KB"):
        assert word in text
    Recording.objects.update(size=None)
    assert "KB" not in words(admin.get(f"{BASE}/recording/").content.decode())


def test_recording_leads_to_its_run_people_and_viewings(
    admin: Client, rows: dict[str, Any], host: Any
) -> None:
    Recording.objects.update(started_by=host, deleted_by=host)
    page = admin.get(f"{BASE}/recording/{rows['recording'].pk}/change/").content.decode()
    assert page.count(f'href="/admin/auth/user/{host.pk}/change/"') == 2
    assert f"{BASE}/viewing/?recording__id__exact={rows['recording'].pk}" in page
    assert f"{BASE}/run/{rows['recording'].run_id}/change/" in page


def test_viewing_without_a_name_is_named_by_its_id(admin: Client, rows: dict[str, Any]) -> None:
    assert "Sam Student" in admin.get(f"{BASE}/viewing/").content.decode()
    Viewing.objects.update(display_name="", user=None)
    assert ">42<" in admin.get(f"{BASE}/viewing/").content.decode()


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("recording", "depth", 1),
        ("recording", "part", 1),
        ("recording", "a-link", 0),
        ("recording", "a-claim", 0),
        ("recording", "jitsi-live/", 0),
        ("viewing", "42", 1),
        ("viewing", "sam", 1),
        ("viewing", "helen", 0),
        ("seat", "42", 1),
        ("seat", "depth", 1),
        ("seat", "4", 0),
        ("filedeletion", "film", 0),
    ],
)
def test_what_is_searched(
    admin: Client, rows: dict[str, Any], name: str, words: str, found: int
) -> None:
    Recording.objects.update(title="Part 1")
    assert count(admin, name, q=words) == found


def test_recordings_and_files_are_found_by_id(admin: Client, rows: dict[str, Any]) -> None:
    pk = str(rows["recording"].pk)
    assert (count(admin, "recording", q=pk), count(admin, "filedeletion", q=pk)) == (1, 1)


@pytest.mark.parametrize(
    ("name", "query", "other"),
    [
        ("recording", {"state__exact": "here"}, {"state__exact": "lost"}),
        ("recording", {"kind__exact": "video"}, {"kind__exact": "chat"}),
        ("seat", {"number__isempty": "1"}, {"number__isempty": "0"}),
    ],
)
def test_lists_are_filtered(
    admin: Client, rows: dict[str, Any], name: str, query: Any, other: Any
) -> None:
    assert (count(admin, name, **query), count(admin, name, **other)) == (1, 0)


def make(name: str, owner: Any, number: int) -> None:
    """Another row, of another event."""
    event = Event.objects.create(title=f"In depth {number}", organizer=owner)
    session = LiveSession.objects.create(event=event, room_name=f"room{number}")
    now = moments.now()
    opened = Run.objects.create(session=session, number=1, room_name=event.title, opened_at=now)
    film = Recording(run=opened, kind="video", key=event.title, visibility="team", source="jibri")
    film.save()
    if name == "viewing":
        Viewing.objects.create(recording=film, participant="x")
    elif name == "seat":
        Seat.objects.create(session=session, participant="x", held_until=now)
    elif name == "filedeletion":
        FileDeletion.objects.create(file_name=event.title, recording_id=film.pk, due_at=now)


@pytest.mark.parametrize("name", LISTS)
def test_page_of_many_rows_needs_three_queries(
    admin: Client, rows: dict[str, Any], host: Any, name: str, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        make(name, host, number)
    with django_assert_max_num_queries(OWN + 3):
        page = admin.get(f"{BASE}/{name}/")
    assert page.context["cl"].result_count == 6


def test_recording_that_is_deleted_takes_its_file_along(
    admin: Client,
    admin_user: Any,
    rows: dict[str, Any],
    folder: Path,
) -> None:
    answer = admin.post(f"{BASE}/recording/{rows['recording'].pk}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert not Recording.objects.exists()
    recordings.delete_due_files()
    assert files(folder) == []
    entry = AuditEntry.objects.get(action="recording_deleted")
    assert (entry.user, entry.reason) == (admin_user, str(rows["recording"].pk))


def test_selected_recordings_are_deleted_with_their_files(
    staff: Callable[..., Client],
    rows: dict[str, Any],
    folder: Path,
) -> None:
    """Who has watched goes with it, without a permission of its own."""
    client = staff("view_recording", "delete_recording")
    data = {"action": "delete_selected", "_selected_action": [rows["recording"].pk]}
    question = client.post(f"{BASE}/recording/", data).content.decode()
    assert "requires deleting" not in question
    client.post(f"{BASE}/recording/", {**data, "post": "yes"})
    assert not Recording.objects.exists()
    recordings.delete_due_files()
    assert files(folder) == []
    assert AuditEntry.objects.filter(action="recording_deleted").count() == 1


def test_deleting_needs_a_permission(staff: Callable[..., Client], rows: dict[str, Any]) -> None:
    client = staff("view_recording")
    answer = client.post(f"{BASE}/recording/{rows['recording'].pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    assert Recording.objects.exists()
