"""``manage.py jitsi_live_recordings``: fetches recordings, and deletes files that are to go."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from ...conf import conf
from ...models import Recording
from ...recordings import keep_up
from ._counts import report_counts

REPORT_SECONDS = 0.5
MEGABYTE = 1000 * 1000


class Command(BaseCommand):
    help = (
        "Fetches the recordings that video servers keep for this site, gives up those that never "
        "come, and deletes the files of recordings that are deleted. Run it every few minutes, "
        "beside jitsi_live_tidy or instead of leaving this to it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count what is due")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        if conf.RECORDINGS_STORAGE is None:
            raise CommandError(
                "Recordings are off. Name an alias of STORAGES in JITSI_LIVE_RECORDINGS_STORAGE."
            )
        is_watched = self.stdout.isatty()
        progress = _Progress(self.stdout)
        try:
            counts = keep_up(dry_run=dry_run, watch=progress if is_watched else None)
        except KeyboardInterrupt:
            progress.end()
            raise CommandError("Broken off. What has come is kept; the next run goes on.") from None
        progress.end()
        report_counts(self.stdout, counts, dry_run=dry_run)


class _Progress:
    """One line that is written again and again, for a person who watches."""

    def __init__(self, stdout: OutputWrapper) -> None:
        self._stdout = stdout
        self._recording: Any = None
        self._at = 0.0

    def __call__(self, recording: Recording, received: int, size: int | None) -> None:
        is_next = recording.pk != self._recording
        is_whole = received == size
        if not (is_next or is_whole or monotonic() - self._at >= REPORT_SECONDS):
            return
        if is_next:
            self.end()
        self._recording, self._at = recording.pk, monotonic()
        of_size = "" if size is None else f" of {size / MEGABYTE:.1f}"
        event = recording.run.session.event_id
        text = f"Event {event}, {recording.kind}: {received / MEGABYTE:.1f}{of_size} MB"
        self._stdout.write(f"\r{text:60}", ending="")
        self._stdout.flush()

    def end(self) -> None:
        """Go on in a line of its own."""
        if self._recording is not None:
            self._stdout.write("")
        self._recording = None
