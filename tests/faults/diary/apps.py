from __future__ import annotations

import json
import os
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.dispatch import Signal

from django_jitsi_live import signals


class DiaryConfig(AppConfig):
    """Writes down which signals were sent: one line each, whatever process sends it."""

    name = "tests.faults.diary"

    def ready(self) -> None:
        for name, signal in vars(signals).items():
            if isinstance(signal, Signal):
                signal.connect(partial(note, name), weak=False)


def note(name: str, *, session: Any, user: Any = None, **kwargs: Any) -> None:
    recording = kwargs.get("recording")
    line = {
        "signal": name,
        "event": session.event_id,
        "room": session.room_name,
        "user": user.pk if user else None,
        "recording": str(recording.pk) if recording else None,
    }
    # A short write to the end of a file is never mixed with that of another process.
    diary = os.open(os.environ["JITSI_LIVE_FAULTS_DIARY"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(diary, f"{json.dumps(line)}\n".encode())
    os.close(diary)
