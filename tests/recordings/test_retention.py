"""How long recordings are kept, and who has watched them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live import moments, recordings
from django_jitsi_live.attendance import tidy
from django_jitsi_live.models import FileDeletion, Recording, Run, Viewing
from tests.recordings.conftest import files

DAY = dt.timedelta(days=1)


def end_days_ago(days: float) -> None:
    Run.objects.update(ended_at=moments.now() - days * DAY)


def view(recording: Recording, user: Any, days_ago: float = 0) -> Viewing:
    watched_at = moments.now() - days_ago * DAY
    return Viewing.objects.create(
        recording=recording, user=user, participant=str(user.pk), watched_at=watched_at
    )


def deleted(what: str, **options: bool) -> int:
    return tidy(**options)[f"{what} deleted"]


def test_recordings_are_kept_without_the_setting(here: Recording) -> None:
    end_days_ago(4000)
    assert deleted("recordings") == 0


def test_recording_goes_so_many_days_after_the_end(
    here: Recording, folder: Path, student: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_RECORDING_DAYS = 30
    view(here, student)
    assert deleted("recordings") == 0  # it goes on
    end_days_ago(29.9)
    assert deleted("recordings") == 0
    end_days_ago(30.1)
    assert deleted("recordings", dry_run=True) == 1
    assert Recording.objects.exists()
    assert deleted("recordings") == 1
    assert not Recording.objects.exists()
    assert not Viewing.objects.exists()
    recordings.delete_due_files()
    assert files(folder) == []


@pytest.mark.parametrize("state", ["announced", "arriving"])
def test_film_that_is_on_its_way_is_kept(recording: Recording, settings: Any, state: str) -> None:
    settings.JITSI_LIVE_RECORDING_DAYS = 1
    Recording.objects.update(state=state)
    end_days_ago(2)
    assert deleted("recordings") == 0


def test_what_was_lost_goes_as_well(lost: Recording, settings: Any) -> None:
    settings.JITSI_LIVE_RECORDING_DAYS = 1
    end_days_ago(2)
    assert deleted("recordings") == 1


def test_viewings_are_kept_as_long_as_attendance(
    here: Recording, student: Any, host: Any, settings: Any
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 1
    view(here, student, 1.1)
    view(here, host, 0.9)
    assert deleted("viewings", dry_run=True) == 1
    assert deleted("viewings") == 1
    assert Viewing.objects.get().user == host
    settings.JITSI_LIVE_RETENTION_DAYS = None
    Viewing.objects.update(watched_at=moments.now() - 4000 * DAY)
    assert deleted("viewings") == 0


@pytest.fixture
def gone(host: Any, here: Recording) -> Recording:
    """Deleted by its host long ago, and the file is gone."""
    recordings.delete(host, here.pk)
    FileDeletion.objects.update(due_at=moments.now())
    recordings.delete_due_files()
    Recording.objects.update(deleted_at=moments.now() - 31 * DAY)
    return here


def test_what_a_host_has_deleted_is_forgotten_after_a_month(gone: Recording) -> None:
    Recording.objects.update(deleted_at=moments.now() - 29 * DAY)
    assert deleted("recordings") == 0
    Recording.objects.update(deleted_at=moments.now() - 31 * DAY)
    assert deleted("recordings", dry_run=True) == 1
    assert deleted("recordings") == 1
    assert not Recording.objects.exists()


def test_what_has_expired_and_is_forgotten_counts_once(gone: Recording, settings: Any) -> None:
    settings.JITSI_LIVE_RECORDING_DAYS = 1
    end_days_ago(40)
    assert deleted("recordings", dry_run=True) == 1
    assert deleted("recordings") == 1


def test_recording_is_remembered_while_its_file_cannot_be_deleted(gone: Recording) -> None:
    recordings.doom("still-there.mp4", gone.pk, moments.now() + DAY)
    assert deleted("recordings") == 0


def test_recording_is_remembered_while_the_report_has_who_watched_it(
    gone: Recording, student: Any
) -> None:
    view(gone, student)
    assert deleted("recordings") == 0
