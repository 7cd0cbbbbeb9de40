"""Recordings, viewings and seats of one person are exported, and made anonymous."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from django_jitsi_live import attendance, moments, recordings
from django_jitsi_live.models import LiveSession, Recording, Run, Seat, Stay, Viewing
from tests.runs import make_run


def view(recording: Recording, user: Any, **fields: Any) -> Viewing:
    values = {"user": user, "participant": str(user.pk), "display_name": "Sam Student"}
    return Viewing.objects.create(recording=recording, **{**values, **fields})


@pytest.fixture
def seat(run: Run, student: Any) -> Seat:
    values = {"participant": str(student.pk), "number": 1, "held_until": moments.now()}
    return Seat.objects.create(session=run.session, **values)


def test_export_has_what_a_person_watched_recorded_and_deleted(
    here: Recording, student: Any, host: Any, seat: Seat
) -> None:
    event_id = here.run.session.event_id
    view(here, student)
    Recording.objects.update(initiator=str(host.pk), started_by=host, title="Part 1")
    recordings.delete(host, here.pk)
    exported = attendance.export(student)
    [watched], [taken] = exported["watched"], exported["seats"]
    assert (watched["event_id"], watched["display_name"]) == (event_id, "Sam Student")
    assert (taken["event_id"], taken["number"]) == (event_id, 1)
    assert exported["recordings_started"] == exported["recordings_deleted"] == []
    exported = attendance.export(host)
    [started], [deleted] = exported["recordings_started"], exported["recordings_deleted"]
    assert (started["title"], started["event_id"]) == ("Part 1", event_id)
    assert (deleted["title"], deleted["deleted_at"] is None) == ("Part 1", False)


def test_person_is_exported_and_anonymised_after_the_account_is_deleted(
    here: Recording, student: Any
) -> None:
    participant = str(student.pk)
    view(here, student)
    Recording.objects.update(initiator=participant, started_by=student)
    student.delete()
    said = io.StringIO()
    call_command("jitsi_live_person", "--participant", participant, "--export", stdout=said)
    exported = json.loads(said.getvalue())
    assert (len(exported["watched"]), len(exported["recordings_started"])) == (1, 1)
    call_command("jitsi_live_person", "--participant", participant, "--anonymise", stdout=said)
    exported = attendance.export_participant(participant)
    assert not any(value for name, value in exported.items() if name != "participant")


def test_anonymous_person_has_the_same_name_in_all_of_a_run(
    here: Recording, student: Any, seat: Seat
) -> None:
    run, now = here.run, moments.now()
    view(here, student)
    Recording.objects.update(initiator=str(student.pk), started_by=student, deleted_by=student)
    Stay.objects.create(run=run, user=student, participant=str(student.pk), joined_at=now,
                        last_seen_at=now, source="page", key="1")  # fmt: skip
    attendance.anonymise(student)
    viewing, stay, recording = Viewing.objects.get(), Stay.objects.get(), Recording.objects.get()
    seat.refresh_from_db()
    names = {viewing.participant, stay.participant, recording.initiator, seat.participant}
    assert len(names) == 1
    assert names.pop().startswith("anonymous-")
    assert (viewing.user, viewing.display_name) == (None, "")
    assert (recording.started_by, recording.deleted_by) == (None, None)


def test_anonymous_person_has_another_name_in_another_run(here: Recording, student: Any) -> None:
    view(here, student)
    later = make_run(here.run.session)
    Recording.objects.filter(pk=here.pk).update(initiator=str(student.pk))
    here.pk, here.key, here.run = Recording().pk, "two", later
    here.save(force_insert=True)
    view(here, student)
    attendance.anonymise(student)
    assert len({each.participant for each in Viewing.objects.all()}) == 2


def test_person_with_two_ids_is_one_anonymous_viewer(here: Recording, student: Any) -> None:
    view(here, student)
    view(here, student, participant="an-id-of-before")
    attendance.anonymise(student)
    viewing = Viewing.objects.get()
    assert viewing.participant.startswith("anonymous-")


def test_seat_of_a_session_without_a_run_becomes_anonymous(seat: Seat, student: Any) -> None:
    LiveSession.objects.update(run=None)
    attendance.anonymise(student)
    seat.refresh_from_db()
    assert seat.participant.startswith("anonymous-")


def test_others_stay_who_they_are(here: Recording, student: Any, host: Any, seat: Seat) -> None:
    view(here, student)
    attendance.anonymise(host)
    assert Viewing.objects.get().user == student
    seat.refresh_from_db()
    assert seat.participant == str(student.pk)
