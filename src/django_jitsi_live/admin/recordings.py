"""Recordings in the admin: what came of them, who has watched, and which files are to go."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from .. import recordings
from ..models import FileDeletion, Recording, Viewing
from ..policy import get_event_title
from ..web import length_text
from .base import ReadOnlyAdmin, RecordAdmin
from .search import event_search_fields, user_search_fields


@admin.register(Recording)
class RecordingAdmin(ReadOnlyAdmin):
    """Read-only, but for deleting, which deletes the file as well. Hosts manage their recordings on
    the replay page. Where a video server keeps the file is nobody's business here."""

    list_display = ("name", "kind", "state", "event_title", "visibility", "length", "size_text",
                    "announced_at", "problem")  # fmt: skip
    list_filter = ("state", "kind", "visibility", "source", "problem", "announced_at")
    list_select_related = ("run__session__event",)
    ordering = ("-announced_at", "-pk")
    show_full_result_count = False
    search_help_text = _("Title or id of a recording, who has started it, or event")
    fields = readonly_fields = (
        "name",
        "kind",
        "state",
        "event_title",
        "run_number",
        "visibility",
        "expires_at",
        "starter",
        "initiator",
        "announced_at",
        "started_at",
        "ended_at",
        "arrived_at",
        "length",
        "size_text",
        "content_type",
        "sha256",
        "file_name",
        "source",
        "server",
        "key",
        "problem",
        "attempts",
        "next_attempt_at",
        "fetch_until",
        "received",
        "deleted_at",
        "deleter",
        "viewings",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        event = event_search_fields(self.admin_site, "run__session__event")
        return ["title", "=id", "=initiator", *event]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Recording]:
        return super().get_queryset(request).defer("link", "claim")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who has watched is deleted with it: that needs no further permission."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, needed - {Viewing._meta.verbose_name}, protected

    def delete_model(self, request: HttpRequest, obj: Recording) -> None:
        recordings.erase([obj], request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Recording]) -> None:
        recordings.erase(queryset.select_related("run__session"), request.user)

    @admin.display(description=_("title"), ordering="title")
    def name(self, recording: Recording) -> str:
        return recordings.get_title(recording)

    @admin.display(description=_("event"), ordering="run__session__event")
    def event_title(self, recording: Recording) -> str:
        session = recording.run.session
        return self._linked(session, get_event_title(session.event))

    @admin.display(description=_("run"))
    def run_number(self, recording: Recording) -> str:
        return self._linked(recording.run, str(recording.run.number))

    @admin.display(description=_("length"), ordering="seconds")
    def length(self, recording: Recording) -> str:
        return length_text(recording.seconds)

    @admin.display(description=_("size"), ordering="size")
    def size_text(self, recording: Recording) -> str:
        return "" if recording.size is None else filesizeformat(recording.size)

    @admin.display(description=_("started by"))
    def starter(self, recording: Recording) -> str | None:
        return self._person(recording.started_by)

    @admin.display(description=_("deleted by"))
    def deleter(self, recording: Recording) -> str | None:
        return self._person(recording.deleted_by)

    @admin.display(description=_("viewings"))
    def viewings(self, recording: Recording) -> str:
        return self._list(Viewing, _("All viewings"), recording__id__exact=recording.pk)


@admin.register(Viewing)
class ViewingAdmin(RecordAdmin):
    """Who has watched which recording."""

    list_display = ("person_name", "person", "name", "event_title", "watched_at")
    list_filter = ("watched_at",)
    list_select_related = ("recording__run__session__event", "user")
    ordering = ("-watched_at", "-pk")
    show_full_result_count = False
    search_help_text = _("Name or participant id of a person, or event")
    fields = readonly_fields = (
        "person_name",
        "participant",
        "person",
        "name",
        "event_title",
        "watched_at",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [
            "display_name",
            "=participant",
            *event_search_fields(self.admin_site, "recording__run__session__event"),
            *user_search_fields(self.admin_site, "user"),
        ]

    @admin.display(description=_("name"), ordering="display_name")
    def person_name(self, viewing: Viewing) -> str:
        return viewing.display_name or viewing.participant

    @admin.display(description=_("user"), ordering="participant")
    def person(self, viewing: Viewing) -> str | None:
        return self._person(viewing.user)

    @admin.display(description=_("recording"))
    def name(self, viewing: Viewing) -> str:
        return self._linked(viewing.recording, recordings.get_title(viewing.recording))

    @admin.display(description=_("event"), ordering="recording__run__session__event")
    def event_title(self, viewing: Viewing) -> str:
        session = viewing.recording.run.session
        return self._linked(session, get_event_title(session.event))


@admin.register(FileDeletion)
class FileDeletionAdmin(RecordAdmin):
    """Files that are to be deleted, or were begun: `jitsi_live_tidy` does it, until it is true."""

    list_display = ("file_name", "recording_id", "due_at", "attempts")
    list_filter = ("due_at",)
    ordering = ("due_at", "pk")
    show_full_result_count = False
    search_fields = ("=recording_id",)
    search_help_text = _("Id of a recording")
    fields = readonly_fields = ("file_name", "recording_id", "due_at", "attempts")
