"""Turns to speak are personal data as long as they are there."""

from __future__ import annotations

from typing import Any

from django_jitsi_live import attendance, services
from django_jitsi_live.models import Turn


def test_own_turn_is_exported(settings: Any, live: Any, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_STAGE = "moderated"
    services.raise_hand(student, live.pk)
    [turn] = attendance.export(student)["turns_to_speak"]
    assert (turn["display_name"], turn["state"], turn["event_id"]) == (
        "Sam Student",
        "raised",
        live.pk,
    )
    assert attendance.export(host)["turns_to_speak"] == []


def test_anonymised_person_asks_no_more(settings: Any, live: Any, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_STAGE = "moderated"
    services.raise_hand(student, live.pk)
    attendance.anonymise(student)
    assert not Turn.objects.exists()


def test_anonymised_host_has_invited_nobody(
    settings: Any, live: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_STAGE = "moderated"
    services.raise_hand(student, live.pk)
    services.invite_to_speak(host, live.pk, str(student.pk))
    attendance.anonymise(host)
    turn = Turn.objects.get()
    assert (turn.invited_by, turn.inviter_name, turn.state) == (None, "", "invited")
