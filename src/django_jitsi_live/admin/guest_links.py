"""Personal links in the admin: made and withdrawn through the services, which write the audit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import invitations, moments
from ..exceptions import LiveError
from ..models import GuestLink, LiveSession
from ..policy import get_event_id, get_event_title, get_visit
from ..sessions import session_database
from .base import ReadOnlyAdmin
from .search import event_search_fields


class GuestLinkForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A new link. What is wrong with it the services say."""

    event_id = forms.CharField(
        label=_("Event"), help_text=_("The id of the event, as its addresses have it.")
    )

    class Meta:
        model = GuestLink
        fields = ("name", "role", "email", "expires_at")

    def clean(self) -> Any:
        values = super().clean() or {}
        if self.errors:
            return values
        end = values["expires_at"]
        try:
            self.event = get_visit(None, values["event_id"], using=session_database()).event
            self.link = invitations.new_link(
                self.event,
                values["name"],
                values["role"],
                values["email"],
                None if end is None else moments.as_moment(end),
            )
        except (LiveError, OverflowError) as error:
            raise ValidationError(str(error)) from error
        return values

    def save(self, commit: bool = True) -> GuestLink:
        """The link as the service makes it, which saves it, too."""
        super().save(commit=False)
        return self.link


@admin.register(GuestLink)
class GuestLinkAdmin(ReadOnlyAdmin):
    """The address is a secret: it is shown to staff who may change links, one at a time."""

    list_display = ("name", "role", "event_title", "email", "state", "created_at", "maker",
                    "expires_at")  # fmt: skip
    list_filter = ("role", "created_at", "revoked_at")
    list_select_related = ("session__event", "created_by")
    ordering = ("-created_at", "-pk")
    show_full_result_count = False
    search_help_text = _("Name or mail address of a person, or event")
    actions = ("withdraw_selected",)
    shown = ("name", "role", "event_title", "email", "state", "created_at", "maker", "expires_at",
             "revoked_at")  # fmt: skip

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["name", "=email", *event_search_fields(self.admin_site, "session__event")]

    def get_queryset(self, request: HttpRequest) -> QuerySet[GuestLink]:
        return super().get_queryset(request).defer("device", "held_until")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_make_links(request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        link = super().get_object(request, object_id, from_field)
        if link is not None and link.is_valid and self.has_change_permission(request, link):
            link.shown_address = invitations.link_address(link, request)
        return link

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = GuestLinkForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ("event_id", *GuestLinkForm.Meta.fields)
        return (*self.shown, *(("address",) if hasattr(obj, "shown_address") else ()))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if obj is None else self.get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: GuestLink, form: Any, change: bool) -> None:
        if not change:
            invitations.save_link(form.event, obj, request.user)

    def response_add(self, request: HttpRequest, obj: GuestLink, *args: Any) -> Any:
        """To the page that has the address."""
        response = super().response_add(request, obj, *args)
        is_plain = isinstance(response, HttpResponseRedirect) and "_addanother" not in request.POST
        if is_plain and self.has_view_permission(request, obj):
            return redirect(self._page(obj, "change", obj.pk))
        return response

    def delete_model(self, request: HttpRequest, obj: GuestLink) -> None:
        invitations.revoke(obj, request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[GuestLink]) -> None:
        _revoke_all(queryset, request.user)
        super().delete_queryset(request, queryset)

    @admin.display(description=_("event"), ordering="session__event")
    def event_title(self, link: GuestLink) -> str:
        return self._linked(link.session, get_event_title(link.session.event))

    @admin.display(description=_("state"), ordering="revoked_at")
    def state(self, link: GuestLink) -> Any:
        if link.revoked_at is not None:
            return _("withdrawn")
        return _("valid") if link.is_valid else _("over")

    @admin.display(description=_("created by"))
    def maker(self, link: GuestLink) -> str | None:
        return self._person(link.created_by)

    @admin.display(description=_("address"))
    def address(self, link: Any) -> str:
        return str(link.shown_address)

    @admin.action(description=_("Withdraw selected links"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[GuestLink]) -> None:
        count = _revoke_all(queryset.filter(revoked_at=None), request.user)
        text = ngettext("%d link was withdrawn.", "%d links were withdrawn.", count)
        self.message_user(request, text % count)


def _revoke_all(links: QuerySet[GuestLink], user: Any) -> int:
    found = [*links.select_related("session__event")]
    for link in found:
        invitations.revoke(link, user)
    return len(found)


def may_make_links(request: HttpRequest) -> bool:
    meta = GuestLink._meta
    name = f"{meta.app_label}.{get_permission_codename('add', meta)}"
    return bool(request.user.has_perm(name))


def link_form(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, chosen: QuerySet[LiveSession]
) -> HttpResponse | None:
    """The form for a link to the one session that is chosen, or None after saying so."""
    found = [*chosen.select_related("event")[:2]]
    if len(found) != 1:
        text = gettext("Choose one session: a personal link is for one event.")
        model_admin.message_user(request, text, messages.WARNING)
        return None
    form = reverse(f"{model_admin.admin_site.name}:jitsi_live_guestlink_add")
    return redirect(f"{form}?{urlencode({'event_id': get_event_id(found[0].event)})}")
