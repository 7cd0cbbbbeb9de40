"""The errors that services raise: a stable code, an HTTP status and a message for users."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .moments import local_time


class LiveError(Exception):
    """Something that a user requested cannot be done.

    ``code`` is stable and meant for programs, ``status`` is the HTTP status that answers it; the
    message is translated, says what to do next and is safe to show to anybody.
    """

    code = "error"
    status = 403
    message: str | Promise = _("This did not work. Please try again.")
    headers: Mapping[str, str] = {}

    def __str__(self) -> str:
        return str(self.message)

    def as_dict(self) -> dict[str, str]:
        """The JSON answer at every edge."""
        return {"detail": str(self), "code": self.code}


class NotAuthenticated(LiveError):
    code = "not_authenticated"
    message = _("Please log in first.")


class NotHost(LiveError):
    code = "not_host"
    message = _("Only a host of this event may do this.")


class NotRegistered(LiveError):
    code = "not_registered"
    message = _("You are not registered for this event. Register first, then join.")


class Denied(LiveError):
    """The host project's policy raised Django's ``PermissionDenied``."""

    code = "permission_denied"
    message = _("You are not allowed to do this.")


class NotLive(LiveError):
    code = "not_live"
    message = _("This event is not live. Wait until the host has started it.")


class NotOpen(LiveError):
    code = "not_open"
    message = _("The backstage is not open yet. Wait until a host has opened it.")


class TooEarly(NotOpen):
    """Before ``JITSI_LIVE_OPENS_BEFORE``."""

    def __init__(self, opens_at: dt.datetime) -> None:
        super().__init__()
        self.opens_at = opens_at

    def __str__(self) -> str:
        when = date_format(local_time(self.opens_at), "SHORT_DATETIME_FORMAT")
        template = gettext(
            "It is too early to go live: that is possible from %(when)s on. Open the backstage "
            "until then."
        )
        return template % {"when": when}


class NotReopened(NotLive):
    message = _("An end can be taken back for one minute, and that is over. Go live again instead.")


class EventNotFound(LiveError):
    code = "not_found"
    status = 404
    message = _("There is no such event. Check the link that brought you here.")


class NoStream(EventNotFound):
    message = _("This site does not push. Ask for the status instead, again and again.")


class RunNotFound(EventNotFound):
    message = _("This session has no such run. Choose one of those that the report lists.")


class StayNotFound(EventNotFound):
    message = _("There is no such stay of yours. Join again to begin another one.")


class ServerMisconfigured(LiveError):
    """The cause is logged for the operator; users only learn that it is not their fault."""

    code = "server_misconfigured"
    status = 503
    message = _(
        "The video server is not set up correctly. Please tell the people who run this site."
    )


class SiteMisconfigured(ServerMisconfigured):
    """A hook of the host project that the gate depends on fails; logged with its name."""

    message = _("Live video is not set up correctly. Please tell the people who run this site.")


class Busy(LiveError):
    """Other requests changed the same session at the same moment, again and again."""

    code = "busy"
    status = 503
    message = _("Too many people changed this session at once. Please try again.")


class StreamsBusy(Busy):
    """The process has as many streams as it accepts, or cannot load the status."""

    message = _("There is no stream to be had now. Ask for the status instead, or try again.")
    headers = {"Retry-After": "10"}


class BodyTooLarge(LiveError):
    """The request has a larger body than any request to this app needs."""

    code = "too_large"
    status = 413
    message = _("The request is too large.")


class Throttled(LiveError):
    """A client sends more requests than the host project's rates allow."""

    code = "throttled"
    status = 429

    def __init__(self, wait: int = 60) -> None:
        super().__init__()
        self.wait = wait
        """Seconds until the next request is worth sending."""
        self.headers = {"Retry-After": str(wait)}

    def __str__(self) -> str:
        template = ngettext(
            "Too many requests. Wait %(wait)d second, then try again.",
            "Too many requests. Wait %(wait)d seconds, then try again.",
            self.wait,
        )
        return template % {"wait": self.wait}
