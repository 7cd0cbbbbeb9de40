"""Live sessions in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, F, Model, Q, QuerySet, TextField
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import moments, sessions, web
from .admin_figures import COLUMNS, FigureColumns
from .conf import get_event_model
from .exceptions import LiveError
from .models import LiveSession, Run, State, Stay
from .policy import get_event_title, get_user_title

# Fields whose values must not be found out by searching for their beginnings.
SECRET_WORDS = {"password", "passcode", "secret", "token", "key", "pin", "hash", "code"}
SEARCH_PREFIXES = "^=@"


def _event_search_fields(site: admin.AdminSite, path: str) -> list[str]:
    model = get_event_model()
    own = getattr(site._registry.get(model), "search_fields", ())
    names = [name for name in own if name != "pk"] or _text_fields(model)
    return [_below(path, name) for name in names]


def _below(path: str, name: str) -> str:
    prefix = name[0] if name[0] in SEARCH_PREFIXES else ""
    return f"{prefix}{path}__{name.removeprefix(prefix)}"


def _text_fields(model: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not field.is_relation
        and SECRET_WORDS.isdisjoint(field.name.lower().split("_"))
    ]


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic at run time
    """What nobody may write here.

    Events and people are named by their titles: Django shows what the host project's models make
    of themselves, and fails with them.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def _linked(self, target: Model, title: str) -> str:
        """The title, with a link to the page of the target in this admin if it has one."""
        if not self.admin_site.is_registered(type(target)):
            return title
        return format_html('<a href="{}">{}</a>', self._page(target, "change", target.pk), title)

    def _person(self, user: Any) -> str | None:
        return None if user is None else self._linked(user, get_user_title(user))

    def _page(self, target: Any, name: str, *arguments: Any) -> str:
        meta = target._meta
        page = f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_{name}"
        return reverse(page, args=arguments)

    def _list(self, model: type[Model], title: Any, **filters: Any) -> str:
        url = f"{self._page(model, 'changelist')}?{urlencode(filters)}"
        return format_html('<a href="{}">{}</a>', url, title)


class StateFilter(admin.SimpleListFilter):
    """Sessions by their state, as far as the database knows it: by the schedule at the latest
    opening."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.value, state.label) for state in State]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self._conditions().get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)

    def _conditions(self) -> dict[str, Q]:
        is_due = Q(closes_at__lte=moments.now())
        is_live = Q(is_active=True) & ~is_due
        is_backstage = Q(is_active=False, backstage_since__isnull=False) & ~is_due
        was_live = Q(ended_at__isnull=False) | Q(is_active=True)
        is_rehearsal = Q(run__starts_at__isnull=False, ended_at__lte=F("run__starts_at"))
        is_shut = ~is_live & ~is_backstage
        return {
            State.LIVE: is_live,
            State.BACKSTAGE: is_backstage,
            State.ENDED: is_shut & was_live & ~is_rehearsal,
            State.SCHEDULED: is_shut & (~was_live | is_rehearsal),
        }


@admin.register(LiveSession)
class LiveSessionAdmin(FigureColumns, ReadOnlyAdmin):
    """Read-only. Sessions start and end through the services, so that signals are sent."""

    list_display = ("event_title", "state", "starter", "started_at", "ended_at",
                    *COLUMNS, "report")  # fmt: skip
    list_filter = (StateFilter, "server", "started_at")
    list_select_related = ("event", "started_by", "run")
    search_help_text = _("Event or room name")
    readonly_fields = (
        "event_title",
        "room_name",
        "state",
        "server",
        "starter",
        "created_at",
        "backstage_since",
        "started_at",
        "closes_at",
        "ended_at",
        "role_mismatch",
        "runs",
        "report",
    )
    actions = ("end_selected",)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """The room's name, and what finds an event: in its own admin, else its texts."""
        return ["room_name", *_event_search_fields(self.admin_site, "event")]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.report_view)
        name = "jitsi_live_livesession_report"
        return [path("<path:object_id>/report/", view, name=name), *super().get_urls()]

    fields = readonly_fields

    @admin.display(description=_("event"), ordering="event")
    def event_title(self, session: LiveSession) -> str:
        return self._linked(session.event, get_event_title(session.event))

    @admin.display(description=_("state"), ordering="is_active")
    def state(self, session: LiveSession) -> Any:
        return session.state(session.run.starts_at if session.run else None).label

    @admin.display(description=_("started by"), ordering="started_by")
    def starter(self, session: LiveSession) -> str | None:
        return self._person(session.started_by)

    @admin.display(description=_("runs"))
    def runs(self, session: LiveSession) -> str:
        return self._list(Run, _("All runs"), session__id__exact=session.pk)

    @admin.display(description=_("Attendance"))
    def report(self, session: LiveSession) -> str:
        url = self._page(session, "report", session.pk)
        return format_html('<a href="{}">{}</a>', url, _("Report"))

    def report_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """The report for staff who may see the session, hosts or not."""
        session = self.get_object(request, object_id)
        if session is None:
            raise Http404
        if not self.has_view_permission(request, session):
            raise PermissionDenied
        try:
            return web.report_response(request, session.event, session)
        except LiveError as error:
            raise Http404 from error

    @admin.action(description=_("End selected sessions"), permissions=["change"])
    def end_selected(self, request: HttpRequest, queryset: QuerySet[LiveSession]) -> None:
        ended = sessions.end_sessions(queryset, request.user)
        text = ngettext("%d live session was ended.", "%d live sessions were ended.", ended)
        self.message_user(request, text % ended)


class RecordAdmin(ReadOnlyAdmin):
    """The record of what was: nothing in it is changed or deleted by hand."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Run)
class RunAdmin(RecordAdmin):
    """The runs of all sessions."""

    list_display = ("event_title", "number", "opened_at", "started_at", "ended_at",
                    "ended_because", "report")  # fmt: skip
    list_filter = ("ended_because", "server", "opened_at")
    list_select_related = ("session__event",)
    ordering = ("-opened_at",)
    search_help_text = _("Event, room name, or a person who was there")
    fields = readonly_fields = (
        "event_title",
        "number",
        "room_name",
        "server",
        "opened_at",
        "started_at",
        "ended_at",
        "ended_because",
        "starts_at",
        "ends_at",
        "starter",
        "ender",
        "stays",
        "report",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        event = _event_search_fields(self.admin_site, "session__event")
        return ["room_name", "stays__display_name", "=stays__participant", *event]

    @admin.display(description=_("event"), ordering="session__event")
    def event_title(self, run: Run) -> str:
        return self._linked(run.session, get_event_title(run.session.event))

    @admin.display(description=_("started by"))
    def starter(self, run: Run) -> str | None:
        return self._person(run.started_by)

    @admin.display(description=_("ended by"))
    def ender(self, run: Run) -> str | None:
        return self._person(run.ended_by)

    @admin.display(description=_("stays"))
    def stays(self, run: Run) -> str:
        return self._list(Stay, _("All stays"), run__id__exact=run.pk)

    @admin.display(description=_("Attendance"))
    def report(self, run: Run) -> str:
        url = self._page(run.session, "report", run.session_id)
        return format_html('<a href="{}?run={}">{}</a>', url, run.number, _("Report"))


@admin.register(Stay)
class StayAdmin(RecordAdmin):
    """Who was in which run."""

    list_display = ("display_name", "role", "event_title", "joined_at", "left_at", "source")
    list_filter = ("role", "source", "joined_at")
    list_select_related = ("run__session__event",)
    ordering = ("-joined_at",)
    search_help_text = _("Name or participant id of a person, or event")
    fields = readonly_fields = (
        "display_name",
        "jitsi_name",
        "participant",
        "role",
        "event_title",
        "joined_at",
        "left_at",
        "is_left_certain",
        "last_seen_at",
        "source",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        event = _event_search_fields(self.admin_site, "run__session__event")
        return ["display_name", "jitsi_name", "=participant", *event]

    @admin.display(description=_("run"))
    def event_title(self, stay: Stay) -> str:
        title = f"{get_event_title(stay.session.event)} ({stay.run.number})"
        return self._linked(stay.run, title)
