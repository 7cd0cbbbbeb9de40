"""Who hosts, speaks and is registered, by ORM lookups from the event to users."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.module_loading import import_string

from ..conf import conf, get_event_model
from .attributes import is_callable_path
from .values import as_bool


def lookup_conditions(kind: str, lookup: str, user_pk: Any) -> dict[str, Any]:
    """The filter that matches an event when the user is what ``kind`` says."""
    extra = conf.REGISTRATION_FILTER if kind == "registered" else {}
    return {f"{lookup}__pk": user_pk, **extra}


def _lookup_exists(kind: str, lookup: str, user_pk: Any) -> Exists:
    # A subquery, so that several matching rows are one match and the event is one row.
    same_event = get_event_model()._base_manager.filter(pk=OuterRef("pk"))
    return Exists(same_event.filter(**lookup_conditions(kind, lookup, user_pk)))


def role_annotations(user: Any) -> dict[str, Exists]:
    """Annotations of events with which ``has_relation`` needs no query of its own."""
    lookups = {
        "host": conf.HOST_LOOKUP,
        "speaker": conf.SPEAKER_LOOKUP,
        "registered": conf.REGISTRATION_LOOKUP,
    }
    return {
        f"jitsi_live_is_{kind}": _lookup_exists(kind, lookup, user.pk)
        for kind, lookup in lookups.items()
        if lookup is not None and not is_callable_path(lookup) and not _user_column(kind, lookup)
    }


def _user_column(kind: str, lookup: str) -> str | None:
    """The event's attribute that holds the user's primary key; None if a query is needed."""
    field: Any = get_event_model()._meta.get_field(lookup) if "__" not in lookup else None
    is_own = field is not None and field.concrete and (field.many_to_one or field.one_to_one)
    has_conditions = kind == "registered" and conf.REGISTRATION_FILTER
    if not is_own or has_conditions or not field.target_field.primary_key:
        return None
    return str(field.attname)


def has_relation(user: Any, event: Any, kind: str, lookup: str | None) -> bool:
    """Whether the user is what ``kind`` says: ``"host"``, ``"speaker"`` or ``"registered"``.

    Without a lookup, nobody is.
    """
    if lookup is None:
        return False
    if is_callable_path(lookup):
        return as_bool(import_string(lookup)(user, event))
    if column := _user_column(kind, lookup):
        return bool(getattr(event, column) == user.pk)
    if getattr(event, "_jitsi_live_annotated_for", None) == user.pk:
        return bool(getattr(event, f"jitsi_live_is_{kind}"))
    conditions = lookup_conditions(kind, lookup, user.pk)
    return get_event_model()._base_manager.filter(pk=event.pk, **conditions).exists()


def registered_users(event: Any) -> QuerySet[Any] | None:
    """The active users who are registered; None where only a callable knows."""
    if is_callable_path(conf.REGISTRATION_LOOKUP):
        return None
    of_event = _registrations().filter(pk=event.pk).values(f"{conf.REGISTRATION_LOOKUP}__pk")
    users = get_user_model()._default_manager.filter(**_is_active())
    return users.filter(pk__in=of_event).order_by("pk")


def hosting_users(event: Any) -> QuerySet[Any] | None:
    """The active users who host the event; None where only a callable knows."""
    if is_callable_path(conf.HOST_LOOKUP):
        return None
    key = f"{conf.HOST_LOOKUP}__pk"
    of_event = get_event_model()._base_manager.filter(pk=event.pk, **{f"{key}__isnull": False})
    users = get_user_model()._default_manager.filter(**_is_active())
    return users.filter(pk__in=of_event.values(key)).order_by("pk")


def registration_counts(event_pks: Collection[Any], using: str) -> dict[Any, int]:
    """The number of those users by the primary key of the event, where the lookup is one."""
    found = _registrations().using(using).filter(pk__in=event_pks).order_by().values_list("pk")
    users = Count(f"{conf.REGISTRATION_LOOKUP}__pk", distinct=True)
    return dict.fromkeys(event_pks, 0) | dict(found.annotate(users=users))


def is_registered_user(event_pk: OuterRef, user_pk: OuterRef) -> Exists:
    """The condition that a row's user is one of those, where the lookup is one."""
    return Exists(_registrations(user_pk).filter(pk=event_pk))


def _registrations(user_pk: OuterRef | None = None) -> QuerySet[Any]:
    """Events, once for each registration of an active user, or of that one."""
    lookup = conf.REGISTRATION_LOOKUP
    user = {f"{lookup}__isnull": False} if user_pk is None else {f"{lookup}__pk": user_pk}
    # All in one filter(), so that they are about the same registration.
    conditions = {**user, **conf.REGISTRATION_FILTER, **_is_active(f"{lookup}__")}
    return get_event_model()._base_manager.filter(**conditions)


def _is_active(path: str = "") -> dict[str, bool]:
    """The condition that a user's account is active, where that is a column."""
    try:
        get_user_model()._meta.get_field("is_active")
    except FieldDoesNotExist:
        return {}
    return {f"{path}is_active": True}
