"""Removal by the report page and the admin: asks, says what it leads to, and does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import attendance, sessions
from ..conf import conf
from ..models import LiveSession

OUTCOMES = {
    "server": _("Removed. The video server reports that the person is out."),
    "page": _("Removed. The person's own page closes the video in a moment."),
    "closed": _("Removed. The person is not let in any more."),
    "pending": _(
        "Removed. The video server has not confirmed yet that the person is out of the room: it is "
        "asked again until it does."
    ),
    "readmitted": _("Readmitted. The person may come in again."),
}


class Actor(NamedTuple):
    """Removes and readmits, for somebody who may do so; each takes a participant id."""

    remove: Callable[[str], sessions.Removed]
    readmit: Callable[[str], sessions.Removed]


def host_actor(user: Any, event_id: str) -> Actor:
    return Actor(
        lambda participant: sessions.remove(user, event_id, participant),
        lambda participant: sessions.readmit(user, event_id, participant),
    )


def staff_actor(user: Any, session: LiveSession) -> Actor:
    """Permissions are checked by the admin."""
    return Actor(
        lambda participant: sessions.remove_person(session, participant, user),
        lambda participant: sessions.readmit_person(session, participant, user),
    )


def removal_response(
    request: HttpRequest, session: LiveSession | None, actor: Actor
) -> HttpResponse:
    """What a button of the report leads to: a question first, and then the report again.

    Raises ``ParticipantNotFound`` and ``NotRemovable``.
    """
    participant = request.POST.get("remove", "")
    if not participant:
        actor.readmit(request.POST.get("readmit", ""))
        return _report(request, "readmitted")
    sessions.require_participant_id(participant)
    if "sure" not in request.POST:
        return _question(request, session, participant)
    removal = actor.remove(participant).removal
    return _report(request, removal if session is not None and session.is_open else "closed")


def _report(request: HttpRequest, outcome: str) -> HttpResponse:
    return redirect(f"{request.path}?{urlencode({**_chosen_run(request), 'removal': outcome})}")


def _chosen_run(request: HttpRequest) -> dict[str, str]:
    run = request.GET.get("run", "")
    return {"run": run} if run else {}


def outcome_text(request: HttpRequest) -> Any:
    """What has just been done, for the report; empty for nothing."""
    return OUTCOMES.get(request.GET.get("removal", ""), "")


def _question(request: HttpRequest, session: LiveSession | None, participant: str) -> HttpResponse:
    context = {
        "participant": participant,
        "name": attendance.name_of(session, participant),
        "consequences": consequences(session),
        "back": f"{request.path}?{urlencode(_chosen_run(request))}",
    }
    return render(request, "jitsi_live/removal.html", context)


def consequences(session: LiveSession | None) -> list[str]:
    """What a removal does at once, and what it cannot do: to be read before."""
    texts = [
        gettext(
            "From now on the person gets no pass for this event, on no device, until a host "
            "readmits them."
        )
    ]
    if session is not None and session.is_open:
        texts += _in_the_room(session)
    return texts


def _in_the_room(session: LiveSession) -> list[str]:
    if sessions.how_removed(session) == "server":
        return [
            gettext(
                "The video server throws the person out at once, on each device on which a page of "
                "this site has joined."
            ),
            gettext(
                "A pass that the person has copied opens the room until it expires. To shut that "
                "way, move the session to another room afterwards: everybody else is taken along."
            ),
        ]
    closes = gettext(
        "The video server cannot throw anybody out for this site. The person's own page closes the "
        "video within %(seconds)d seconds."
    )
    return [
        closes % {"seconds": conf.HEARTBEAT},
        gettext(
            "A room that is open outside of this site, such as in a tab of its own, stays open. To "
            "leave the person behind, move the session to another room afterwards: everybody else "
            "is taken along."
        ),
    ]
