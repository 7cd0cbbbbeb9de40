"""Mails in the admin: what went out, what did not, and why."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_permission_codename
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import invitations
from ..models import Delivery, Mailing, Notification
from ..moments import local_time
from ..policy import get_event_title
from .base import RecordAdmin
from .search import event_search_fields, user_search_fields

PENDING = {Delivery.DUE, Delivery.CLAIMED}
NOT_SENT = {Delivery.FAILED, Delivery.UNKNOWN}


@admin.register(Mailing)
class MailingAdmin(RecordAdmin):
    """All mails of one kind about one moment of an event, with what became of them."""

    list_display = ("kind", "event_title", "moment_text", "due_at", "sent", "pending", "not_sent",
                    "skipped", "expires_at")  # fmt: skip
    list_filter = ("kind", "due_at")
    list_select_related = ("session__event",)
    ordering = ("-due_at", "-pk")
    show_full_result_count = False
    search_help_text = _("Event")
    fields = readonly_fields = (
        "kind",
        "event_title",
        "moment",
        "number",
        "due_at",
        "expires_at",
        "listed_at",
        "mails",
    )

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return event_search_fields(self.admin_site, "session__event")

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """With the numbers of all mailings on the page, in one query."""
        changelist = super().get_changelist_instance(request)
        numbers: defaultdict[Any, dict[str, int]] = defaultdict(dict)
        of_page = Notification.objects.filter(
            mailing__in=[each.pk for each in changelist.result_list]
        )
        states = of_page.order_by().values_list("mailing", "state").annotate(Count("pk"))
        for mailing, state, number in states:
            numbers[mailing][state] = number
        for mailing in changelist.result_list:
            mailing.numbers = numbers[mailing.pk]
        return changelist

    @admin.display(description=_("event"), ordering="session__event")
    def event_title(self, mailing: Mailing) -> str:
        return self._linked(mailing.session, get_event_title(mailing.session.event))

    @admin.display(description=_("moment"), ordering="moment")
    def moment_text(self, mailing: Mailing) -> str:
        return f"{local_time(mailing.moment):%Y-%m-%d %H:%M}"

    @admin.display(description=_("sent"))
    def sent(self, mailing: Any) -> int:
        return _number(mailing, {Delivery.SENT})

    @admin.display(description=_("to be sent"))
    def pending(self, mailing: Any) -> int:
        return _number(mailing, PENDING)

    @admin.display(description=_("failed or not known"))
    def not_sent(self, mailing: Any) -> int:
        return _number(mailing, NOT_SENT)

    @admin.display(description=_("not needed"))
    def skipped(self, mailing: Any) -> int:
        return _number(mailing, {Delivery.SKIPPED})

    @admin.display(description=_("mails"))
    def mails(self, mailing: Mailing) -> str:
        return self._list(Notification, _("All mails"), mailing__id__exact=mailing.pk)


def _number(mailing: Any, states: set[Delivery]) -> int:
    return sum(mailing.numbers.get(each.value, 0) for each in states)


@admin.register(Notification)
class NotificationAdmin(RecordAdmin):
    """One mail to one person. Neither its address nor its words are kept."""

    list_display = ("whom", "kind", "event_title", "state", "attempts", "sent_at",
                    "next_attempt_at", "problem")  # fmt: skip
    list_filter = ("state", "mailing__kind", "created_at")
    list_select_related = ("mailing__session__event", "user")
    ordering = ("-pk",)
    show_full_result_count = False
    search_help_text = _("Person (name or participant id), or event")
    fields = readonly_fields = (
        "whom",
        "participant",
        "kind",
        "event_title",
        "about",
        "state",
        "problem",
        "attempts",
        "created_at",
        "next_attempt_at",
        "claimed_at",
        "sent_at",
    )
    actions = ("send_selected_again",)

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [
            "=participant",
            *event_search_fields(self.admin_site, "mailing__session__event"),
            *user_search_fields(self.admin_site, "user"),
        ]

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        # Of the link on the page of a mailing.
        return lookup == "mailing__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("person"), ordering="participant")
    def whom(self, mail: Notification) -> str:
        return self._person(mail.user) or mail.participant

    @admin.display(description=_("kind"), ordering="mailing__kind")
    def kind(self, mail: Notification) -> str:
        return mail.mailing.get_kind_display()

    @admin.display(description=_("event"), ordering="mailing__session__event")
    def event_title(self, mail: Notification) -> str:
        session = mail.mailing.session
        return self._linked(session, get_event_title(session.event))

    @admin.display(description=_("mailing"))
    def about(self, mail: Notification) -> str:
        moment = f"{local_time(mail.mailing.moment):%Y-%m-%d %H:%M}"
        return self._linked(mail.mailing, moment)

    def has_send_permission(self, request: HttpRequest) -> bool:
        name = get_permission_codename("change", self.opts)
        return bool(request.user.has_perm(f"{self.opts.app_label}.{name}"))

    @admin.action(description=_("Send selected mails again"), permissions=["send"])
    def send_selected_again(self, request: HttpRequest, queryset: QuerySet[Notification]) -> None:
        """Those that have failed, or of which it is not known whether they were sent."""
        selected = queryset.count()
        count = invitations.send_again(queryset)
        if count:
            text = ngettext(
                "%d mail is sent again by the next jitsi_live_notify.",
                "%d mails are sent again by the next jitsi_live_notify.",
                count,
            )
            self.message_user(request, text % count)
        if left := selected - count:
            text = ngettext(
                "%d mail is not: it has not failed, or it is too late for it.",
                "%d mails are not: they have not failed, or it is too late for them.",
                left,
            )
            self.message_user(request, text % left, messages.WARNING)
