"""Findings: what the doctor reports. Nothing secret is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import urlsplit

from django.urls import NoReverseMatch

from ...exceptions import SiteMisconfigured
from ...printable import printable
from ...servers import Server, make_server
from .probe import RequestFailure, Response

MOUNT_LINE = 'Add to the urlpatterns of your site: path("live/", include("django_jitsi_live.urls"))'


BELOW_A_PATH = (
    "Where the web server has the site below a path, commands do not know that by themselves. "
    'Write in the settings:\nFORCE_SCRIPT_NAME = "/THE-PATH"'
)


class CannotExamine(Exception):
    """There is no such server or event, or the site's address is none; the message says so."""


class Level(StrEnum):
    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    """A stable name."""
    message: str
    hint: str = ""
    """What to change; empty at the level OK."""
    level: Level = Level.OK
    subject: str = "site"
    """The server's alias, or "site"."""


SERVERS_LINE = (
    "Write in the settings, for example: JITSI_LIVE_SERVERS = "
    '{"default": {"BACKEND": "django_jitsi_live.servers.PublicServer"}}'
)


def usable_server(alias: str) -> Server | None:
    try:
        server = make_server(alias)
        return None if any(server.errors()) else server
    except Exception:  # backends of the host project raise anything
        return None  # the finding "options" says why


def failure_finding(check: str, response: RequestFailure) -> Finding:
    return Finding(check, response.message, response.hint, Level.BROKEN)


def status_hint(response: Response) -> str:
    if response.status == 400:
        return f'Add "{urlsplit(response.url).hostname}" to ALLOWED_HOSTS.'
    if response.status == 404 and not response.is_in_process:
        return BELOW_A_PATH
    return "Open that address without logging in, and see the site's log for the reason."


def guarded(
    check: str, findings: Iterator[Finding], subject: str = "site", *, show_message: bool = False
) -> Iterator[Finding]:
    """The findings; an exception on the way becomes one more.

    ``show_message`` shows its text: only where no server is involved, which may quote a secret.
    """
    hint = "Correct what is named here; `manage.py check` may tell more."
    try:
        for finding in findings:
            yield replace(finding, subject=subject)
    except CannotExamine:
        raise
    except NoReverseMatch:
        message = "The addresses of django_jitsi_live are not part of your site."
        yield Finding(check, message, MOUNT_LINE, Level.BROKEN, subject)
    except Exception as failure:  # hooks of the host project raise anything
        error = failure.__cause__ if isinstance(failure, SiteMisconfigured) else failure
        text = f": {printable(str(error))}".rstrip(": .") if show_message else ""
        message = f"This fails with {type(error).__name__}{text}."
        yield Finding(check, message, hint, Level.BROKEN, subject)
