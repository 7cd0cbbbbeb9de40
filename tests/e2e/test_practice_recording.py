"""From the button to the replay: the practice server records in the browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live.models import Recording, RecordingState
from tests.e2e.visitor import Visitor, until
from tests.patience import PATIENCE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

STATUS = """
window.recorded = [];
room.api.addListener("recordingStatusChanged", (payload) => window.recorded.push(payload));
"""
COMMAND = "room.api.executeCommand(...values)"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    location = tmp_path / "recordings"
    backend = "django.core.files.storage.FileSystemStorage"
    storage = {"BACKEND": backend, "OPTIONS": {"location": location}}
    settings.STORAGES = {**settings.STORAGES, "recordings": storage}
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"
    return location


@pytest.fixture
def helen(folder: Path, visit: Any, live: Any, host: Any) -> Visitor:
    """The host, in the room."""
    return enter(visit, live, host)


def enter(visit: Any, event: Any, user: Any) -> Visitor:
    visitor: Visitor = visit(user, f"/api/live/room/{event.pk}/")
    visitor.see("live")
    visitor.press("Join live session")
    visitor.see("joined")
    visitor.evaluate(STATUS)
    return visitor


def wait_recorded(visitor: Visitor, **payload: Any) -> None:
    found = "(it) => window.recorded.some((each) => it === JSON.stringify(each))"
    text = json.dumps(payload, separators=(",", ":"))
    visitor.page.wait_for_function(found, arg=text)


def record(visitor: Visitor) -> None:
    """For some seconds, by the button."""
    visitor.press("Record")
    wait_recorded(visitor, on=True, mode="file")
    visitor.frame.get_by_text("Recording", exact=True).wait_for()
    visitor.page.wait_for_timeout(2500)  # of film


def stop(visitor: Visitor) -> None:
    visitor.press("Stop recording")
    visitor.question.get_by_role("button", name="Stop recording").click()


def wait_here(visitor: Visitor) -> Recording:
    here = Recording.objects.filter(state=RecordingState.HERE)
    found: Recording = until(visitor.page, here.first, pause=250)
    return found


def probe(file: Path) -> dict[str, Any]:
    program = shutil.which("ffprobe")
    if program is None:
        pytest.skip("there is no ffprobe")
    command = [program, "-v", "error", "-show_format", "-show_streams", "-of", "json", str(file)]
    told: dict[str, Any] = json.loads(subprocess.check_output(command))
    return told


def test_a_host_records_and_the_film_is_here(helen: Visitor, folder: Path, host: Any) -> None:
    record(helen)
    stop(helen)
    wait_recorded(helen, on=False, mode="file")
    recording = wait_here(helen)
    assert (recording.content_type, recording.source) == ("video/webm", "practice")
    assert recording.started_by == host
    file = folder / recording.file_name
    assert file.stat().st_size == recording.size
    film = probe(file)
    assert {each["codec_type"] for each in film["streams"]} == {"video", "audio"}
    assert 1 < float(film["format"]["duration"]) < PATIENCE  # which browsers do not write


def test_the_audience_is_told_also_who_comes_later(
    helen: Visitor, visit: Any, live: Any, student: Any
) -> None:
    record(helen)
    sam = enter(visit, live, student)
    sam.frame.get_by_text("Recording", exact=True).wait_for()
    sam.see("joined", "Recording")
    sam.evaluate(COMMAND, "startRecording", {"mode": "file"})
    wait_recorded(sam, on=True, mode="file", error="unexpected-request")
    helen.press("Leave")
    wait_recorded(sam, on=False, mode="file")
    wait_here(helen)


def test_from_the_button_to_the_replay(helen: Visitor, visit: Any, live: Any, student: Any) -> None:
    record(helen)
    helen.end_for_everyone()  # which also ends the recording
    recording = wait_here(helen)
    helen.see("ended", f"Recording of {recording.started_at:%b}")
    assert_plays(helen)
    sam = visit(student, f"/api/live/room/{live.pk}/")
    sam.see("ended")
    assert_plays(sam)


def assert_plays(visitor: Visitor) -> None:
    video = visitor.room.locator("video")
    video.wait_for()
    video.evaluate("(video) => { video.play().catch(() => {}); }")
    plays = "(video) => video.currentTime > 0.5 && Number.isFinite(video.duration)"
    visitor.page.wait_for_function(plays, arg=video.element_handle())


def test_without_a_storage_it_says_so(
    helen: Visitor, settings: Any, visit: Any, live: Any, host: Any
) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    again = enter(visit, live, host)
    again.evaluate(COMMAND, "startRecording", {"mode": "file"})
    wait_recorded(again, on=False, mode="file", error="service-unavailable")


def test_an_upload_that_fails_is_told(helen: Visitor) -> None:
    helen.page.route("**/recordings/*/file", lambda route: route.fulfill(status=503, body="full"))
    record(helen)
    stop(helen)
    wait_recorded(helen, on=False, mode="file", error="service-unavailable")
    assert "could not be uploaded" in " ".join(helen.console)
