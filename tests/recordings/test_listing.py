"""The list of recordings: whose, in which order, under which names, at which cost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.test import override_settings
from django.utils import translation

from django_jitsi_live import moments, services
from django_jitsi_live.models import Recording, RecordingKind, RecordingState, Run, Visibility
from tests.projects.webinar.webinars.models import Event
from tests.recordings.stored import announced, stored, watch_path

TRANSCRIPT, CHAT = RecordingKind.TRANSCRIPT, RecordingKind.CHAT
AT = dt.datetime(2026, 3, 1, 14, 5, tzinfo=dt.UTC)
SPOKEN = b'{"messages": []}'


@pytest.fixture(autouse=True)
def folder_and_zone(folder: Path, settings: Any) -> None:
    settings.TIME_ZONE = "UTC"


def recordings(client: Any, event: Event) -> Any:
    response = client.get(f"/api/live/recordings/{event.pk}/")
    assert response["Cache-Control"] == ("max-age=0, no-cache, no-store, must-revalidate, private")
    return response.json()


def test_event_without_a_session_has_none(as_user: Any, event: Event, student: Any) -> None:
    assert recordings(as_user(student), event) == []


def test_unknown_event_is_not_found(as_user: Any, student: Any) -> None:
    response = as_user(student).get("/api/live/recordings/a/b/")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_watcher_gets_what_a_player_needs(
    as_user: Any, live: Event, student: Any, run: Run
) -> None:
    video = stored(run, seconds=3725, started_at=AT)
    [found] = recordings(as_user(student), live)
    assert found == {
        "id": str(video.pk),
        "kind": "video",
        "state": "here",
        "title": "Recording of March 1, 2026, 2:05 p.m.",
        "seconds": 3725,
        "size": video.size,
        "url": watch_path(video),
        "captions_url": "",
        "content_type": "video/mp4",
        "started_at": "2026-03-01T14:05:00Z",
        "poster_url": static("jitsi_live/replay-poster.svg"),
    }


def test_host_gets_what_is_to_be_decided(as_user: Any, live: Event, host: Any, run: Run) -> None:
    lost = announced(run, link="https://example.org/secret")
    Recording.objects.update(state=RecordingState.LOST, problem="too_large", received=5)
    deleted = stored(run, state=RecordingState.DELETED, deleted_at=moments.now(), title="The talk")
    response = as_user(host).get(f"/api/live/recordings/{live.pk}/")
    first, second = response.json()
    assert (first["id"], first["title"][:13]) == (str(lost.pk), "Recording of ")
    others = second.keys() - {"id", "title", "started_at", "problem"}
    assert {name: first[name] for name in others} == {
        "kind": "video",
        "state": "lost",
        "seconds": None,
        "size": None,
        "url": "",
        "captions_url": "",
        "content_type": "",
        "poster_url": static("jitsi_live/replay-poster.svg"),
        "visibility": "registered",
        "expires_at": None,
        "received": 5,
        "can_restore": False,
    }
    assert first["problem"].startswith("It is larger than this site accepts.")
    assert (second["title"], second["url"], second["can_restore"]) == ("The talk", "", True)
    for secret in ("example.org", deleted.file_name):
        assert secret not in response.content.decode()


def test_speakers_see_what_can_be_watched_and_nothing_to_decide(
    as_user: Any, live: Event, speaker: Any, run: Run
) -> None:
    announced(run)
    video = stored(run, visibility=Visibility.TEAM)
    [found] = recordings(as_user(speaker), live)
    assert found["id"] == str(video.pk)
    assert "visibility" not in found


def test_runs_come_in_their_order_and_files_by_their_times(
    as_user: Any, live: Event, host: Any, run: Run
) -> None:
    services.end(host, live.pk)
    services.start(host, live.pk)
    second = Run.objects.latest("number")
    hour = dt.timedelta(hours=1)
    stored(second, title="5", started_at=AT - 9 * hour)
    stored(run, TRANSCRIPT, SPOKEN, title="2", started_at=AT)
    stored(run, title="1", started_at=AT)
    stored(run, CHAT, SPOKEN, title="3", started_at=AT)
    stored(run, title="4", started_at=AT + hour)
    found = recordings(as_user(host), live)
    assert [each["title"] for each in found] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("kind", "title"),
    [(RecordingKind.VIDEO, "Recording of"), (TRANSCRIPT, "Transcript of"), (CHAT, "Chat of")],
)
def test_title_says_what_it_is_and_of_when(
    as_user: Any, live: Event, student: Any, run: Run, kind: RecordingKind, title: str
) -> None:
    Run.objects.update(started_at=AT)
    stored(run, kind, SPOKEN)
    [found] = recordings(as_user(student), live)
    assert found["title"] == f"{title} March 1, 2026, 2:05 p.m."
    Run.objects.update(started_at=None, opened_at=AT + dt.timedelta(days=1))
    [found] = recordings(as_user(student), live)
    assert found["title"] == f"{title} March 2, 2026, 2:05 p.m."


def test_title_is_in_the_time_of_the_site(
    as_user: Any, live: Event, student: Any, run: Run
) -> None:
    stored(run, started_at=AT)
    with override_settings(TIME_ZONE="Asia/Tokyo"):
        [found] = recordings(as_user(student), live)
    assert found["title"] == "Recording of March 1, 2026, 11:05 p.m."
    with translation.override("de"):
        client = as_user(student)
        response = client.get(f"/api/live/recordings/{live.pk}/", headers={"Accept-Language": "de"})
    assert response.json()[0]["title"] == "Recording of 1. März 2026 14:05"


def test_video_has_captions_where_the_same_person_may_read_the_transcript(
    as_user: Any, live: Event, host: Any, student: Any, run: Run
) -> None:
    video = stored(run)
    transcript = stored(run, TRANSCRIPT, SPOKEN)

    def address(user: Any) -> str:
        found = recordings(as_user(user), live)
        return str(next(each for each in found if each["kind"] == "video")["captions_url"])

    expected = f"/api/live/captions/{video.pk}.vtt"
    assert (address(host), address(student)) == (expected, expected)
    Recording.objects.filter(pk=transcript.pk).update(visibility=Visibility.TEAM)
    assert (address(host), address(student)) == (expected, "")
    Recording.objects.filter(pk=transcript.pk).update(content_type="application/octet-stream")
    assert address(host) == ""


def test_recordings_of_other_events_are_others(
    as_user: Any, live: Event, host: Any, student: Any, run: Run
) -> None:
    other = Event.objects.create(title="Other", organizer=host)
    services.start(host, other.pk)
    video = stored(run)
    stored(Run.objects.latest("pk"))
    assert [each["id"] for each in recordings(as_user(host), live)] == [str(video.pk)]
    assert recordings(as_user(student), other) == []


def test_list_costs_two_queries_however_long_it_is(
    as_user: Any, live: Event, student: Any, run: Run, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        stored(run)
        stored(run, TRANSCRIPT, SPOKEN)
    Recording.objects.update(expires_at=moments.now() + dt.timedelta(days=1))
    client = as_user(student)
    with django_assert_num_queries(2 + 2):  # the login; the event with the roles, the recordings
        assert len(recordings(client, live)) == 10


def test_anonymous_list_costs_two_queries(
    as_user: Any, live: Event, run: Run, django_assert_num_queries: Any
) -> None:
    stored(run, visibility=Visibility.EVERYBODY)
    with django_assert_num_queries(2):
        assert len(recordings(as_user(None), live)) == 1
