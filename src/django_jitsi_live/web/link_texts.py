"""The texts of ``<jitsi-live-room>`` about personal links."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

LINK_TEXTS = {
    "guestHere": _("You are here as {name}, by a personal link."),
    "guestNotMe": _("Not you?"),
    "guestPerson": _("{name} (guest)"),
    "personalLinks": _("Personal links"),
    "linkWithdrawnTitle": _("Your personal link does not open this event any more"),
    "linkWithdrawnText": _(
        "It was withdrawn, or its time is over. Ask the people who sent it to you for a new one."
    ),
    "linkInUseTitle": _("Your personal link is in use"),
    "linkInUseText": _(
        "Somebody is in the room with your link, on another device. If that is you, leave there "
        "first, then try again here. If not, tell the people who sent it to you."
    ),
    "linkLost": _(
        "This browser does not know your personal link any more. You stay in the room. To be "
        "recorded as present, open your link again in another tab."
    ),
}
