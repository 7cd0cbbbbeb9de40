"""Why somebody is not let in, and why a session cannot be changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..moments import local_time
from .base import LiveError


class NotAuthenticated(LiveError):
    code = "not_authenticated"
    message = _("Please log in first.")


class NotHost(LiveError):
    code = "not_host"
    message = _("Only a host of this event may do this.")


class NotRegistered(LiveError):
    code = "not_registered"
    message = _("You are not registered for this event. Register first, then join.")


class Removed(LiveError):
    code = "removed"
    message = _(
        "A host has removed you from this event. Write to the organisers if that is a mistake."
    )


class NotRemovable(LiveError):
    """Hosts decide about all others, and nobody about a host but the site."""

    code = "not_removable"
    message = _("Hosts cannot be removed. Change who hosts this event on the site instead.")


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


class NotInvited(LiveError):
    """The invitation to speak was taken back, or never made."""

    code = "not_invited"
    message = _("You are not invited to speak at this moment. Raise your hand to ask for it.")


class NotReopened(NotLive):
    message = _("An end can be taken back for one minute, and that is over. Go live again instead.")


class Full(LiveError):
    """The room takes no more attendees. A client that asks again is let in when it is its turn."""

    code = "full"
    message = _("The room is full. Stay on this page: you are let in as soon as a seat is free.")

    def __init__(self, retry_after: int = 5, watch_url: str = "") -> None:
        super().__init__()
        self.retry_after = retry_after
        """Seconds until the client has to ask again, so as not to lose its place in the line."""
        self.watch_url = watch_url
        """Where to watch meanwhile; empty for nowhere."""
        self.headers = {"Retry-After": str(retry_after)}
        self.is_first = True
        """Whether the person has not been told before, since standing in line."""

    def as_dict(self) -> dict[str, Any]:
        return {
            **super().as_dict(),
            "retry_after": self.retry_after,
            "watch_url": self.watch_url,
        }


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


class ParticipantNotFound(EventNotFound):
    message = _("There is no such person at this event. Choose one of those that are listed.")


class ServerNotFound(EventNotFound):
    message = _("There is no such video server to move to. Choose one of those that are listed.")


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
