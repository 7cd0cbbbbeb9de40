"""Who hosts, speaks and is registered, by ORM lookups from the event to users."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
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
