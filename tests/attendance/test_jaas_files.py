"""Files that JaaS has uploaded are announced by its webhook, and their links are secrets."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import moments, services
from django_jitsi_live.attendance.inbox import merge, receive
from django_jitsi_live.attendance.inbox.jaas import Envelope
from django_jitsi_live.models import (
    JitsiMessage,
    LiveSession,
    Problem,
    Recording,
    RecordingState,
    Run,
)
from django_jitsi_live.recordings import claim, note_failure
from tests.jaas_files import (
    LINK,
    RECORDING_ID,
    SECRET,
    file_message,
    post,
    recording_uploaded,
    send,
)
from tests.keys import jaas

DAY = dt.timedelta(days=1)
LEASE = dt.timedelta(minutes=5)
SECRETS = ("t0p-s3cret", "s3cret-too")


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": jaas(WEBHOOK_SECRET=SECRET)}
    storage = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "recordings": storage}
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"


@pytest.fixture
def room(live: Any) -> str:
    return LiveSession.objects.get().room_name


def test_recording_is_announced_with_its_link_and_deadline(room: str, host: Any) -> None:
    message = recording_uploaded(room, initiatorId=str(host.pk))
    send(message)
    recording = Recording.objects.get()
    assert recording.run == Run.objects.get()
    assert (recording.kind, recording.state, recording.source) == ("video", "announced", "jaas")
    assert (recording.server, recording.key) == ("default", RECORDING_ID)
    assert (recording.started_by, recording.visibility) == (host, "registered")
    assert recording.link == LINK
    sent_at = dt.datetime.fromtimestamp(message["timestamp"] / 1000, dt.UTC)
    assert recording.fetch_until == sent_at + DAY
    assert recording.seconds == 90
    assert recording.started_at
    assert recording.ended_at
    assert (recording.ended_at - recording.started_at).total_seconds() == 90


def test_recording_of_an_attendee_is_for_the_team(room: str, student: Any) -> None:
    send(recording_uploaded(room, initiatorId=str(student.pk)))
    assert Recording.objects.get().visibility == "team"


@pytest.mark.parametrize(
    ("type_", "kind", "visibility"),
    [("TRANSCRIPTION_UPLOADED", "transcript", "registered"), ("CHAT_UPLOADED", "chat", "team")],
)
def test_other_files_are_announced_too(room: str, type_: str, kind: str, visibility: str) -> None:
    send(file_message(type_, room))
    recording = Recording.objects.get()
    assert (recording.kind, recording.visibility, recording.seconds) == (kind, visibility, None)


def test_several_recordings_of_a_run_are_several(room: str) -> None:
    send(recording_uploaded(room), recording_uploaded(room, recordingSessionId="another"))
    assert Recording.objects.count() == 2


def test_link_that_tells_its_end_is_believed(room: str) -> None:
    end = moments.now() + dt.timedelta(hours=2)
    send(recording_uploaded(room, linkExpiration=round(end.timestamp() * 1000)))
    until = Recording.objects.get().fetch_until
    assert until is not None
    assert abs((until - end).total_seconds()) < 1


def test_no_link_is_believed_to_live_for_years(room: str) -> None:
    end = moments.now() + 3650 * DAY
    send(recording_uploaded(room, linkExpiration=round(end.timestamp() * 1000)))
    until = Recording.objects.get().fetch_until
    assert until is not None
    assert until < moments.now() + 8 * DAY


@pytest.mark.parametrize("odd", [None, "soon", True, 86_400_000, [1], 1e300])
def test_odd_details_are_left_out(room: str, odd: Any) -> None:
    message = recording_uploaded(
        room,
        linkExpiration=odd,
        initiatorId=odd,
        startTimestamp=odd,
        endTimestamp=odd,
        durationSec="long" if odd == 86_400_000 else odd,
    )
    send(message)
    recording = Recording.objects.get()
    assert recording.fetch_until is not None
    assert (recording.started_at, recording.started_by) == (None, None)


# The key


def test_message_that_comes_twice_makes_one_recording(room: str) -> None:
    message = recording_uploaded(room)
    send(message, message)
    assert Recording.objects.count() == 1


@pytest.mark.parametrize("type_", ["TRANSCRIPTION_UPLOADED", "CHAT_UPLOADED"])
@pytest.mark.parametrize(
    "fresh",
    [
        "https://objects.example.org/p/another-token/n/jaas/b/files/o/film.mp4?sig=s3cret-too",
        "https://objects.example.org/p/t0p-s3cret/n/jaas/b/files/o/film.mp4?sig=another",
        "https://elsewhere.example.org/p/t0p-s3cret/n/jaas/b/files/o/film.mp4",
    ],
)
def test_new_link_to_the_same_file_makes_no_second_one(room: str, type_: str, fresh: str) -> None:
    send(file_message(type_, room), file_message(type_, room, fresh))
    assert Recording.objects.get().link == fresh


def test_transcription_that_was_started_again_has_two_files(room: str) -> None:
    another = LINK.replace("film.mp4", "second.json")
    send(*[file_message("TRANSCRIPTION_UPLOADED", room, link) for link in (LINK, another)])
    assert Recording.objects.count() == 2


def test_recording_without_an_id_is_not_lost(room: str) -> None:
    messages = [recording_uploaded(room, recordingSessionId=odd) for odd in (None, 7, "x" * 300)]
    send(*messages)
    assert Recording.objects.count() == 2  # the first two are about one file


# A second message


def set_back(**values: Any) -> None:
    """As if that had happened since."""
    Recording.objects.update(**values)


def test_fresh_link_is_taken_until_the_file_is_here(room: str) -> None:
    send(recording_uploaded(room))
    set_back(attempts=9, problem=Problem.REFUSED, next_attempt_at=moments.now() + DAY)
    fresh = f"{LINK}-fresh"
    send(recording_uploaded(room, fresh))
    recording = Recording.objects.get()
    assert (recording.link, recording.attempts, recording.problem) == (fresh, 0, "")
    assert recording.next_attempt_at is None


def test_lost_recording_comes_back_with_a_fresh_link(room: str) -> None:
    send(recording_uploaded(room))
    recording = Recording.objects.get()
    claim(recording, LEASE)
    note_failure(recording, Problem.EXPIRED, None)
    send(recording_uploaded(room, f"{LINK}-fresh"))
    recording.refresh_from_db()
    assert (recording.state, recording.link) == ("announced", f"{LINK}-fresh")


def test_process_with_the_old_link_gives_nothing_up(room: str) -> None:
    send(recording_uploaded(room))
    recording = Recording.objects.get()
    claim(recording, LEASE)
    send(recording_uploaded(room, f"{LINK}-fresh"))
    assert not note_failure(recording, Problem.EXPIRED, None)
    recording.refresh_from_db()
    assert (recording.state, recording.link) == ("announced", f"{LINK}-fresh")


@pytest.mark.parametrize("state", [RecordingState.HERE, RecordingState.DELETED])
def test_recording_that_was_here_is_not_fetched_again(room: str, state: str) -> None:
    send(recording_uploaded(room))
    set_back(state=state, file_name="film", link="")
    send(recording_uploaded(room, f"{LINK}-fresh"))
    recording = Recording.objects.get()
    assert (recording.state, recording.link) == (state, "")


def test_older_message_that_comes_later_changes_nothing(room: str) -> None:
    older = recording_uploaded(room)
    older["timestamp"] -= 1000
    send(recording_uploaded(room, f"{LINK}-fresh"), older)
    assert Recording.objects.get().link == f"{LINK}-fresh"


def test_same_link_again_takes_no_process_its_claim(room: str) -> None:
    message = recording_uploaded(room)
    send(message)
    recording = Recording.objects.get()
    claim(recording, LEASE)
    send({**message, "idempotencyKey": "another"})
    recording.refresh_from_db()
    assert recording.state == RecordingState.ARRIVING


# What is not ours, or is malformed


def test_file_of_an_unknown_room_is_acknowledged(room: str) -> None:
    send(recording_uploaded("another-room"))
    assert not Recording.objects.exists()
    assert JitsiMessage.objects.get().body == ""


def test_site_without_recordings_announces_none(room: str, settings: Any) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    send(recording_uploaded(room))
    assert not Recording.objects.exists()
    assert JitsiMessage.objects.get().body == ""


def test_file_of_an_earlier_run_belongs_to_it(room: str, live: Any, host: Any) -> None:
    services.end(host, live.pk)
    services.start(host, live.pk)
    send(recording_uploaded(room))
    assert Recording.objects.get().run.room_name == room


@pytest.mark.parametrize("link", [None, "", 7, ["x"], "x" * 5000])
def test_message_without_a_link_is_malformed(room: str, link: Any) -> None:
    assert post(recording_uploaded(room, link)).status_code == 400
    assert not JitsiMessage.objects.exists()


@pytest.mark.parametrize(
    "damage",
    [{"data": []}, {"data": None}, {"timestamp": None}, {"timestamp": "x"}, {"fqn": None}],
)
def test_malformed_message_is_a_bad_request(room: str, damage: dict[str, Any]) -> None:
    for message in (recording_uploaded(room), file_message("CHAT_UPLOADED", room)):
        assert post({**message, **damage}).status_code == 400
    assert not Recording.objects.exists()


def test_link_that_is_no_address_is_malformed(room: str) -> None:
    response = post(file_message("CHAT_UPLOADED", room, "https://[s3cret"))
    assert response.status_code == 400
    assert b"s3cret" not in response.content


def test_nothing_is_announced_where_the_message_is_not_noted(room: str, monkeypatch: Any) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("the database has gone")

    monkeypatch.setattr(merge, "mark_processed", fail)
    message = recording_uploaded(room)
    assert post(message).status_code == 500
    assert not Recording.objects.exists()
    monkeypatch.undo()
    send(message)
    assert Recording.objects.count() == 1


# The link is a secret


def test_link_is_in_no_note_log_or_answer(room: str, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG, logger="django_jitsi_live")
    response = post(recording_uploaded(room))
    said = [response.content.decode(), caplog.text, repr(Recording.objects.get())]
    said += JitsiMessage.objects.values_list("body", flat=True)
    assert not any(secret in text for secret in SECRETS for text in said)


def test_error_page_of_a_failure_has_no_link(room: str, settings: Any, monkeypatch: Any) -> None:
    settings.DEBUG = True  # the page that shows most: all variables of all functions

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("the database has gone")

    monkeypatch.setattr(Recording, "save", fail)
    page = post(recording_uploaded(room))
    assert page.status_code == 500
    assert "the database has gone" in page.content.decode()
    assert not any(secret in page.content.decode() for secret in SECRETS)


def test_links_in_messages_that_are_kept_are_left_out(room: str) -> None:
    message = file_message("VIDEO_SEGMENT_UPLOADED", room, nested=[{"V2": f"see {LINK}."}], left=1)
    send(message)
    kept = json.loads(JitsiMessage.objects.get().body)
    assert kept["data"] == {
        "preAuthenticatedLink": "(a link)",
        "nested": [{"V2": "see (a link)"}],
        "left": 1,
    }
    assert kept["fqn"] == message["fqn"]


def test_message_that_is_nested_too_deep_is_not_kept() -> None:
    inner: Any = []
    for _ in range(sys.getrecursionlimit()):  # some Pythons read that from JSON
        inner = [inner]
    assert receive._to_keep(Envelope("key", "USAGE", inner, {"data": inner})) == ""


# The cost


def queries_of(message: Any) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        send(message)
    return [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]


def test_announcing_costs_six_queries(room: str, host: Any) -> None:
    # Is it processed? Which run? Who has started it? Is it known? The recording, and the note.
    assert len(queries_of(recording_uploaded(room, initiatorId=str(host.pk)))) == 6
    fresh = recording_uploaded(room, f"{LINK}-fresh", initiatorId=str(host.pk))
    assert len(queries_of(fresh)) == 6
    assert len(queries_of(fresh)) == 1
    assert len(queries_of(recording_uploaded("another-room"))) == 3
