"""What the pages of the admin have in common: nobody writes there by hand."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from ..models import Removal
from ..policy import get_user_title


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


class RecordAdmin(ReadOnlyAdmin):
    """The record of what was: nothing in it is changed or deleted by hand."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def may_remove(request: HttpRequest) -> bool:
    """Whether the user may keep people out of events."""
    return _has_removal_permission(request, "add")


def may_readmit(request: HttpRequest) -> bool:
    return _has_removal_permission(request, "delete")


def _has_removal_permission(request: HttpRequest, action: str) -> bool:
    meta = Removal._meta
    name = f"{meta.app_label}.{get_permission_codename(action, meta)}"
    return bool(request.user.has_perm(name))
