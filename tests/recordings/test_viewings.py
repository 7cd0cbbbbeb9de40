"""Who has watched is noted once, and never stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from django_jitsi_live import services
from django_jitsi_live.models import Recording, RecordingKind, Run, Viewing, Visibility
from django_jitsi_live.policy import Policy
from django_jitsi_live.recordings import Viewer, viewings_of
from tests.projects.webinar.webinars.models import Event
from tests.recordings.stored import FILM, body_of, stored, watch_path


@pytest.fixture
def video(folder: Path, run: Run) -> Recording:
    return stored(run)


Watch = Callable[..., int]


@pytest.fixture
def watch(as_user: Any) -> Watch:
    def get(user: Any, recording: Recording, method: str = "get", **headers: str) -> int:
        response = getattr(as_user(user), method)(watch_path(recording), headers=headers)
        body_of(response)
        return int(response.status_code)

    return get


def test_person_who_begins_to_watch_is_noted(watch: Watch, video: Recording, student: Any) -> None:
    assert watch(student, video) == 200
    row = Viewing.objects.get()
    assert (row.recording, row.user, row.participant) == (video, student, str(student.pk))
    assert row.display_name == "Sam Student"


@pytest.mark.parametrize(
    ("header", "is_noted"),
    [
        ("bytes=0-", True),
        ("bytes=0-1", True),
        ("bytes=1-", False),
        ("bytes=-5", False),
        (f"bytes={len(FILM)}-", False),
        ("bytes=5-9,0-1", True),  # all of the file is sent
    ],
)
def test_to_go_on_watching_is_not_to_begin(
    watch: Watch, video: Recording, student: Any, header: str, is_noted: bool
) -> None:
    watch(student, video, Range=header)
    assert Viewing.objects.exists() is is_noted


def test_person_is_noted_once_with_the_first_time(
    watch: Watch, video: Recording, student: Any
) -> None:
    watch(student, video)
    first = Viewing.objects.get()
    watch(student, video)
    assert Viewing.objects.get().watched_at == first.watched_at


def test_speakers_are_noted_and_hosts_are_not(
    watch: Watch, video: Recording, host: Any, speaker: Any
) -> None:
    watch(host, video)
    watch(speaker, video)
    assert Viewing.objects.get().user == speaker


def test_who_is_not_logged_in_is_not_noted(watch: Watch, video: Recording) -> None:
    Recording.objects.update(visibility=Visibility.EVERYBODY)
    assert watch(None, video) == 200
    assert not Viewing.objects.exists()


def test_to_ask_for_the_length_is_not_to_watch(
    watch: Watch, video: Recording, student: Any
) -> None:
    assert watch(student, video, "head") == 200
    assert not Viewing.objects.exists()


def test_stranger_is_not_noted(watch: Watch, video: Recording, stranger: Any) -> None:
    assert watch(stranger, video) == 403
    assert not Viewing.objects.exists()


def test_text_is_not_watched(watch: Watch, folder: Path, run: Run, student: Any) -> None:
    assert watch(student, stored(run, RecordingKind.CHAT, b"{}")) == 200
    assert not Viewing.objects.exists()


class Odd(Policy):
    def participant_id(self, user: Any) -> str:
        raise RuntimeError

    def display_name(self, user: Any) -> str:
        raise RuntimeError


def test_person_without_an_id_watches_unnoted(
    watch: Watch, video: Recording, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Odd"
    assert watch(student, video) == 200
    assert not Viewing.objects.exists()


def test_film_is_shown_where_nothing_can_be_noted(
    watch: Watch, video: Recording, student: Any, monkeypatch: Any, caplog: Any
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("secret")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", fails)
    with transaction.atomic():
        assert watch(student, video) == 200
    assert "Noting who watches fails with DatabaseError" in caplog.text


def test_viewers_of_runs_come_in_the_order_of_their_first_time(
    watch: Watch,
    live: Event,
    run: Run,
    video: Recording,
    host: Any,
    student: Any,
    speaker: Any,
    django_assert_num_queries: Any,
) -> None:
    services.end(host, live.pk)
    services.start(host, live.pk)
    other_run = Run.objects.latest("number")
    other = stored(other_run)
    for user, recording in ((student, video), (speaker, other), (student, other)):
        watch(user, recording)
    times = [*Viewing.objects.order_by("pk").values_list("watched_at", flat=True)]
    sam = Viewer(str(student.pk), "Sam Student", student.pk, times[0])
    sofia = Viewer(str(speaker.pk), "Sofia Speaker", speaker.pk, times[1])
    with django_assert_num_queries(1):
        assert viewings_of([run, other_run]) == [sam, sofia]
    assert viewings_of([run]) == [sam]
    assert viewings_of([]) == []
