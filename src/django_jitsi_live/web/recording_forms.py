"""The host's part of the replay page: forms that work without JavaScript."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import ParseError

from .. import recordings
from ..conf import conf
from ..crowd import WRITE_SCOPE, check_rate
from ..exceptions import FileTooLarge, LiveError
from ..models import Recording, RecordingKind, RecordingState, Visibility
from ..moments import local_time
from ..policy import active_user, get_event_id, get_event_title
from ..recordings import Replay
from .clock import zone_name
from .forgery import protect_from_forgery
from .large_body import is_file, limit_file, outside_transactions
from .pages import error_page, frame_options, login_redirect, too_large
from .recording_values import MAX_TITLE_LENGTH, parse_changes
from .recording_words import length_text, problem_text, state_text

OUTCOMES = {
    "change": _("Saved."),
    "delete": _("Deleted. You can take that back for ten minutes."),
    "forget": _("Deleted."),
    "restore": _("Restored. It can be watched again."),
    "replace": _("Replaced. From now on the new file is watched."),
}
FILE_TYPES = {
    RecordingKind.VIDEO: "video/mp4,video/webm",
    RecordingKind.TRANSCRIPT: ".vtt,.json",
    RecordingKind.CHAT: ".json",
}


class ManagedRow(NamedTuple):
    """One recording, with what its forms need."""

    url: str
    """Where its forms are sent."""
    title: str
    name: str
    """What it is called on the page."""
    details: str
    state: str
    problem: str
    visibility: str
    expires_at: str
    """As a field of a form has it."""
    file_types: str
    can_change: bool
    can_replace: bool
    can_restore: bool


def management(request: HttpRequest, found: Replay) -> dict[str, Any]:
    """What ``_manage_recordings.html`` shows to the hosts of an event."""
    listed = [each.recording for each in found.recordings]
    return {
        "managed": [_row(each) for each in listed if _is_managed(each)],
        "managed_outcome": OUTCOMES.get(request.GET.get("recording", ""), ""),
        "visibilities": Visibility.choices,
        "max_title_length": MAX_TITLE_LENGTH,
        "zone": zone_name(),
    }


def _is_managed(recording: Recording) -> bool:
    return recording.state != RecordingState.DELETED or recordings.can_restore(recording)


def _row(recording: Recording) -> ManagedRow:
    is_there = recording.state != RecordingState.DELETED
    expires_at = recording.expires_at
    return ManagedRow(
        url=reverse("jitsi_live:manage_recording", args=[recording.pk]),
        title=recording.title,
        name=recordings.get_title(recording),
        details=_details(recording),
        state=state_text(recording),
        problem=problem_text(recording),
        visibility=recording.visibility,
        expires_at=f"{local_time(expires_at):%Y-%m-%dT%H:%M}" if expires_at else "",
        file_types=FILE_TYPES[RecordingKind(recording.kind)],
        can_change=is_there,
        can_replace=recording.state in {RecordingState.HERE, RecordingState.LOST},
        can_restore=recordings.can_restore(recording),
    )


def _details(recording: Recording) -> str:
    """How long and how large it is, as far as that is known; empty where it is not here."""
    if recording.state != RecordingState.HERE:
        return ""
    size = "" if recording.size is None else filesizeformat(recording.size)
    return ", ".join(filter(None, [length_text(recording.seconds), size]))


@method_decorator(csrf_exempt, name="dispatch")  # checked after the body's size
@method_decorator(outside_transactions, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class ManageRecordingView(View):
    """POST with ``action`` performs that: change, delete, restore or replace. Then the replay page
    says what has been done."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if active_user(request.user) is None:
            return login_redirect(request)
        try:
            recording, _visit = recordings.require_managed(
                request.user, kwargs["recording_id"], even_deleted=True
            )
            limit_file(request, conf.RECORDING_MAX_BYTES)
            self.recording = recording
            return protect_from_forgery(super().dispatch)(request, *args, **kwargs)
        except FileTooLarge as error:
            return too_large(error)
        except LiveError as error:
            return error_page(request, error)

    def get(self, request: HttpRequest, recording_id: uuid.UUID) -> HttpResponse:
        """As after a login: the forms are on the replay page."""
        return redirect(self._back)

    def post(self, request: HttpRequest, recording_id: uuid.UUID) -> HttpResponse:
        actions: dict[str, Callable[[], str]] = {
            "change": self._change,
            "delete": self._delete,
            "restore": self._restore,
            "replace": self._replace,
        }
        action = request.POST.get("action", "")
        if action not in actions:
            return redirect(self._back)
        try:
            check_rate(request, WRITE_SCOPE)
            if action == "delete" and "sure" not in request.POST:
                return self._page("question")
            return redirect(f"{self._back}?recording={actions[action]()}")
        except (LiveError, ParseError) as error:
            text = str(error if isinstance(error, LiveError) else error.detail)
            status = error.status if isinstance(error, LiveError) else error.status_code
            return self._page("problem", problem=text, status=status)

    def _change(self) -> str:
        changes = parse_changes(self.request.POST)
        recordings.change(self.request.user, self.recording.pk, **changes)
        return "change"

    def _delete(self) -> str:
        deleted = recordings.delete(self.request.user, self.recording.pk)
        return "delete" if recordings.can_restore(deleted) else "forget"

    def _restore(self) -> str:
        recordings.restore(self.request.user, self.recording.pk)
        return "restore"

    def _replace(self) -> str:
        sent = self.request.FILES.get("file")
        if not is_file(sent):
            raise ParseError(_("Choose a file first."))
        recordings.replace(self.request.user, self.recording.pk, sent)
        return "replace"

    @property
    def _back(self) -> str:
        event = self.recording.run.session.event
        return reverse("jitsi_live:replay", args=[get_event_id(event)])

    def _page(self, about: str, *, status: int = 200, **context: Any) -> HttpResponse:
        recording = self.recording
        context |= {
            "about": about,
            "name": recordings.get_title(recording),
            "title": get_event_title(recording.run.session.event),
            "can_be_taken_back": recording.state == RecordingState.HERE,
            "back": self._back,
        }
        return render(self.request, "jitsi_live/manage_recording.html", context, status=status)
