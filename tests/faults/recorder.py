"""The site's worker, as it is run again and again: ``python -m tests.faults.recorder``.

Each line on the standard input is an order as JSON, for a process of its own, whose id is printed:
``{"fetch": []}``, or ``{"announce": [event, key, link]}``, which is waited for. What was imported
is not imported anew, so that a process is killed at its work, and not before it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
import time
from typing import Any

import django
from django.core.files.storage import FileSystemStorage


class SlowStorage(FileSystemStorage):
    """Takes a moment for each of its steps."""

    def _save(self, name: str, content: Any) -> str:
        pause()
        saved = super()._save(name, SlowlyRead(content))
        pause()
        return saved

    def delete(self, name: str) -> None:
        pause()
        super().delete(name)
        pause()


class SlowlyRead:
    def __init__(self, content: Any) -> None:
        self._content = content

    def chunks(self) -> Any:
        for chunk in self._content.chunks():
            pause()
            yield chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._content, name)


def pause() -> None:
    time.sleep(random.uniform(0, 0.01))


def fetch() -> None:
    from django.core.management import call_command

    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        call_command("jitsi_live_recordings", stdout=nowhere)


def announce(event: int, key: str, link: str) -> None:
    from django_jitsi_live import moments, services
    from django_jitsi_live.models import RecordingKind, RecordingSource, Run
    from django_jitsi_live.recordings import announce_link
    from django_jitsi_live.secret import SecretStr
    from tests.projects.webinar.webinars.models import Event

    services.start(Event.objects.get(pk=event).organizer, event)
    announce_link(
        Run.objects.get(session__event=event),
        link=SecretStr(link),
        fetch_until=moments.now() + dt.timedelta(days=1),
        kind=RecordingKind.VIDEO,
        source=RecordingSource.JAAS,
        server="default",
        key=key,
    )


def main() -> None:
    django.setup()
    from django.core.management import load_command_class

    from django_jitsi_live.recordings import fetching

    fetching.PULSE_SECONDS = 0.05
    load_command_class("django_jitsi_live", "jitsi_live_recordings")
    for line in sys.stdin:
        [(name, arguments)] = json.loads(line).items()
        child = os.fork()
        if child == 0:
            random.seed()
            {"fetch": fetch, "announce": announce}[name](*arguments)
            os._exit(0)
        if name == "announce":
            os.waitpid(child, 0)
        print(child, flush=True)
        reap()


def reap() -> None:
    """Children that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    main()
