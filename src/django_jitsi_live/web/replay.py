"""The page on which recordings are watched, and what its template gets."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.cache import never_cache

from .. import recordings
from ..crowd import STATUS_SCOPE, check_rate
from ..exceptions import LiveError
from ..models import RecordingKind
from ..policy import get_event_id, get_event_title, get_login_url
from ..recordings import Replay
from .pages import error_page, frame_options, login_redirect
from .recording_forms import management
from .recordings import recordings_json
from .replay_texts import replay_texts


@method_decorator(login_not_required, name="dispatch")  # some recordings are for everybody
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class ReplayView(View):
    """The recordings that the visitor may watch, with a player each; for hosts what they may do."""

    def get(self, request: HttpRequest, event_id: str) -> HttpResponse:
        try:
            check_rate(request, STATUS_SCOPE)
            found = recordings.replay(request.user, event_id)
        except LiveError as error:
            return error_page(request, error)
        if found.visit.user is None and not found.recordings:
            return login_redirect(request)
        event = found.visit.event
        context = {"event": event, "title": get_event_title(event), "replay": found}
        return render(request, "jitsi_live/replay.html", context)


class PlayableFile(NamedTuple):
    """A row of the list, and what people read of it."""

    json: dict[str, Any]
    length: str


def replay_on_page(request: HttpRequest, event: Any, found: Replay | None) -> dict[str, Any]:
    """What ``_replay.html`` gets. Nothing is to be watched where the policy hides the event, and
    where it cannot be asked: that is logged, and the page goes on without."""
    event_id = get_event_id(event)  # as text: a template may write numbers as 1,234
    try:
        found = found or recordings.replay(request.user, event_id)
    except LiveError as error:
        return {"is_open": False, "error": str(error)}
    listed = recordings_json(found)
    files = [PlayableFile(each, length_in_words(each["seconds"])) for each in listed]
    watchable = [each for each in files if each.json["url"]]
    return {
        "is_open": True,
        "videos": [each for each in watchable if each.json["kind"] == RecordingKind.VIDEO],
        "texts": [each for each in watchable if each.json["kind"] != RecordingKind.VIDEO],
        "is_host": found.is_host,
        **(management(request, found) if found.is_host else {}),
        "listed": listed,
        "player_texts": replay_texts(),
        "event_id": event_id,
        "replay_url": reverse("jitsi_live:replay", args=[event_id]),
        "is_authenticated": found.visit.user is not None,
        "login_url": get_login_url(),
        "next": request.get_full_path(),
    }


def length_in_words(seconds: int | None) -> str:
    """Such as "1 hour 5 minutes"; empty where it is not known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    hours, minutes = divmod(round(seconds / 60), 60)
    parts = [
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes} if minutes else "",
    ]
    return " ".join(filter(None, parts))
