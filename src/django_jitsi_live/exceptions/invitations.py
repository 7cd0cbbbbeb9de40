"""Why a personal link, a request or a calendar is refused."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from .base import LiveError
from .gate import NotRegistered


class LinkWithdrawn(NotRegistered):
    """Or over its time, or for another event."""

    code = "link_withdrawn"
    message = _(
        "Your personal link does not open this event any more. Ask the organisers for a new one."
    )


class LinkInUse(LiveError):
    """One seat a link: somebody is in the room with it, on another device."""

    code = "link_in_use"
    message = _(
        "Somebody is in the room with your personal link, on another device. If that is you, leave "
        "there first, then join here; if not, tell the organisers."
    )


class NotLinkable(LiveError):
    code = "not_linkable"
    message = _(
        "Personal links to this event are for speakers only. Ask attendees to register, or ask the "
        "people who run this site to allow links for attendees."
    )


class InvalidLink(LiveError):
    """A personal link cannot be made of what was given."""

    code = "invalid_link"
    status = 400
    message: Any = _("No personal link can be made of this. Give it a name and a role.")

    def __init__(self, message: Any = "") -> None:
        super().__init__()
        self.message = message or self.message


class NotAskable(LiveError):
    code = "not_askable"
    message = _("Nobody can be asked to let you in here. Register for the event instead.")


class Declined(NotAskable):
    message = _("The hosts have not let you in. Write to the organisers if that is a mistake.")


class NoCalendar(LiveError):
    """Either the event has no start, or the extra is not installed; then it is logged."""

    code = "no_calendar"
    status = 404
    message = _("There is no date of this event yet. Look at its page again later.")


class LinkNotFound(LiveError):
    """No such personal link or address; whether it never was or is not any more."""

    code = "link_not_found"
    status = 404
    message = _("This link does not work any more. Ask the organisers for a new one.")


class LinkNotListed(LinkNotFound):
    """For hosts."""

    message = _("There is no such link to this event. Choose one of those that are listed.")
