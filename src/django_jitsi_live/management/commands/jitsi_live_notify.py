"""``manage.py jitsi_live_notify``: sends the mails that are due."""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from ...invitations import BROKEN_OFF, notify, site_url
from ._counts import report_counts

REPORT_SECONDS = 0.5
NO_SERVER = (
    "The mail server could not be used: see the log, and try `manage.py sendtestemail`. What is "
    "not sent stays due."
)
NO_SITE = (
    "Nothing says where people find this site, so mails would lead nowhere. Set "
    "JITSI_LIVE_SITE_URL, such as https://example.org. Nothing is sent, and everything stays due."
)


class Command(BaseCommand):
    help = (
        "Sends the mails that JITSI_LIVE_NOTIFICATIONS names: confirmations, reminders, what has "
        "changed, and where the recording is. Run it every few minutes; it may run twice at once. "
        "What cannot be sent now stays due, and what is too late is recorded and not sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only count what is due, by kind and event"
        )
        parser.add_argument("--limit", type=_positive, help="send so many mails at most")

    def handle(self, *args: Any, dry_run: bool, limit: int | None, **options: Any) -> None:
        progress = _Progress(self.stdout)
        try:
            counts = notify(
                limit=limit, dry_run=dry_run, progress=progress if self.stdout.isatty() else None
            )
        except KeyboardInterrupt:
            progress.end()
            raise CommandError("Broken off. What is not sent stays due.") from None
        progress.end()
        is_broken_off = counts.pop(BROKEN_OFF, 0)
        report_counts(self.stdout, counts, dry_run=dry_run)
        if is_broken_off:
            raise CommandError(NO_SERVER if site_url() else NO_SITE)


def _positive(text: str) -> int:
    """Raises ``ValueError``, of which argparse makes a message."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_positive.__name__ = "number of mails"


class _Progress:
    """One line that is written again and again, for a person who watches."""

    def __init__(self, stdout: OutputWrapper) -> None:
        self._stdout = stdout
        self._at: float | None = None

    def __call__(self, done: int, due: int) -> None:
        is_soon = self._at is not None and monotonic() - self._at < REPORT_SECONDS
        if is_soon and done != due:
            return
        self._at = monotonic()
        self._stdout.write(f"\r{f'{done} of {due} mails':40}", ending="")
        self._stdout.flush()

    def end(self) -> None:
        """Go on in a line of its own."""
        if self._at is not None:
            self._stdout.write("")
        self._at = None
