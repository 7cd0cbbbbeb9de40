"""The texts of ``<jitsi-live-room>`` about the people in the room and at its door."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

PEOPLE_TEXTS = {
    "people": _("People"),
    "awayPerson": _("{name} (not in the room)"),
    "removedPeople": _("Removed"),
    "remove": _("Remove"),
    "removePerson": _("Remove {name}"),
    "readmit": _("Readmit"),
    "readmitPerson": _("Readmit {name}"),
    "removeAndMove": _("Remove and move everybody else"),
    "removeQuestion": _(
        "Remove {name}? This site does not let them into this event any more, from any device, "
        "until you readmit them."
    ),
    "outByServer": _("The video server puts them out at once."),
    "outByPage": _("Their page leaves within a minute."),
    "lockToo": _(
        "The video server cannot put out who has the room open without this page: lock and move "
        "for that."
    ),
    "holdQuestion": _(
        "{name} was put out in the video, and can come back at once. Shall it hold? Then this "
        "site does not let them into this event any more, from any device, until you readmit "
        "them."
    ),
    "letReturn": _("They may come back"),
    "lockAndMove": _("Lock and move"),
    "moveQuestion": _(
        "Move everybody to a new room? The pages of all who are in take them along. Who was "
        "removed, and who has the room open without this page, stays behind."
    ),
    "moveNow": _("Move to a new room"),
    "whereTo": _("Where to move"),
    "onSame": _("New room, same server"),
    "onServer": _("Server {server}"),
    "removedNow": _("{name} was removed, and is out."),
    "removedSoon": _("{name} was removed. Their page leaves within a minute."),
    "removalPending": _(
        "{name} was removed. The video server has not confirmed yet that they are out; the site "
        "tries again. If that cannot wait, lock and move."
    ),
    "readmittedNow": _("{name} may come in again."),
    "askToJoin": _("Ask to be let in"),
    "askingTitle": _("You have asked to be let in"),
    "askingText": _(
        "The hosts see that you ask. Stay on this page: it notices as soon as one of them has "
        "answered."
    ),
    "declinedTitle": _("The hosts have not let you in"),
    "declinedText": _(
        "Write to the organisers if that is a mistake. This page notices if a host lets you in "
        "after all."
    ),
    "asksNow": _("{name} asks to be let in."),
    "askingCount": _("{count} people ask to be let in."),
    "admit": _("Admit"),
    "admitPerson": _("Admit {name}"),
    "decline": _("Decline"),
    "declinePerson": _("Decline {name}"),
    "admittedNow": _("{name} may come in."),
    "declinedNow": _("{name} is not let in."),
    "movedHere": _("A host has moved everybody to this new room."),
}
