"""Captions of a video, behind the gate of video and transcript."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import services
from django_jitsi_live.models import Recording, RecordingKind, Run, Visibility
from django_jitsi_live.recordings.captions import MAX_BYTES
from tests.projects.webinar.webinars.models import Event
from tests.recordings.stored import stored

TRANSCRIPT = RecordingKind.TRANSCRIPT
AT = dt.datetime(2026, 3, 1, 14, 5, tzinfo=dt.UTC)
EVERYBODY, TEAM = Visibility.EVERYBODY, Visibility.TEAM
HELLO = "WEBVTT\n\n00:00:01.000 --> 00:00:08.000\nAnn: Hello\n"


def said(text: str = "Hello", seconds: int = 1) -> bytes:
    moment = int((AT.timestamp() + seconds) * 1000)
    return json.dumps([{"name": "Ann", "text": text, "timestamp": moment}]).encode()


@pytest.fixture
def video(folder: Path, run: Run) -> Recording:
    return stored(run, visibility=EVERYBODY, started_at=AT)


@pytest.fixture
def transcript(video: Recording, run: Run) -> Recording:
    return stored(run, TRANSCRIPT, said(), visibility=EVERYBODY)


def get(recording: Recording, client: Client | None = None) -> Any:
    return (client or Client()).get(f"/api/live/captions/{recording.pk}.vtt")


def test_captions_are_made_of_the_transcript(video: Recording, transcript: Recording) -> None:
    response = get(video)
    assert (response.status_code, response.content.decode()) == (200, HELLO)
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_start_is_counted_from_the_end_where_only_that_is_known(
    video: Recording, transcript: Recording
) -> None:
    Recording.objects.filter(pk=video.pk).update(
        started_at=None, ended_at=AT + dt.timedelta(seconds=30), seconds=30
    )
    assert get(video).content.decode() == HELLO


def test_transcript_without_a_common_time_has_no_captions(
    video: Recording, transcript: Recording
) -> None:
    Recording.objects.filter(pk=video.pk).update(started_at=None)
    assert get(video).status_code == 404


def test_captions_are_for_those_who_may_read_the_transcript(
    video: Recording, transcript: Recording, as_user: Any, student: Any, host: Any
) -> None:
    Recording.objects.filter(pk=transcript.pk).update(visibility=TEAM)
    assert get(video).status_code == 404
    assert get(video, as_user(student)).status_code == 404
    assert get(video, as_user(host)).status_code == 200


def test_captions_are_for_those_who_may_watch_the_video(
    video: Recording, transcript: Recording, as_user: Any, stranger: Any, student: Any
) -> None:
    Recording.objects.filter(pk=video.pk).update(visibility=Visibility.REGISTERED)
    assert get(video).json()["code"] == "not_authenticated"
    assert get(video, as_user(stranger)).json()["code"] == "not_registered"
    assert get(video, as_user(student)).status_code == 200


def test_several_transcripts_are_one(video: Recording, transcript: Recording, run: Run) -> None:
    stored(run, TRANSCRIPT, said("Bye", 70), visibility=EVERYBODY)
    stored(run, TRANSCRIPT, said("After", 90), visibility=EVERYBODY)
    Recording.objects.filter(pk=video.pk).update(seconds=80)
    assert get(video).content.decode() == f"{HELLO}\n00:01:10.000 --> 00:01:17.000\nBye\n"


def test_webvtt_passes_as_it_is(video: Recording, transcript: Recording, run: Run) -> None:
    text = "WEBVTT\n\nNOTE ours\n\n00:01.000 --> 00:02.000\n<i>Hä</i>\n"
    stored(run, TRANSCRIPT, b"\xef\xbb\xbf" + text.encode(), visibility=EVERYBODY)
    assert get(video).content.decode() == text


def test_video_without_a_transcript_has_none(video: Recording) -> None:
    response = get(video)
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_only_videos_have_captions(transcript: Recording) -> None:
    assert get(transcript).status_code == 404


def test_transcript_of_another_run_is_another_one(video: Recording, live: Event, host: Any) -> None:
    services.end(host, live.pk)
    services.start(host, live.pk)
    stored(Run.objects.latest("number"), TRANSCRIPT, said(), visibility=EVERYBODY)
    assert get(video).status_code == 404


def test_transcript_of_unknown_kind_or_size_is_left_out(
    video: Recording, transcript: Recording
) -> None:
    rows = Recording.objects.filter(pk=transcript.pk)
    rows.update(size=MAX_BYTES + 1)
    assert get(video).status_code == 404
    rows.update(size=None)
    assert get(video).status_code == 200
    rows.update(content_type="application/octet-stream")
    assert get(video).status_code == 404


def test_transcript_that_is_lost_is_said_to_be_lost(
    video: Recording, transcript: Recording, folder: Path, caplog: Any
) -> None:
    (folder / transcript.file_name).unlink()
    assert get(video).status_code == 404
    assert f"The file of recording {transcript.pk} is not in" in caplog.text


def test_browser_is_told_in_a_page(video: Recording) -> None:
    response = Client().get(f"/api/live/captions/{video.pk}.vtt", headers={"Accept": "text/html"})
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")
