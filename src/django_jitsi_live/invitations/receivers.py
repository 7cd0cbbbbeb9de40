"""Sees who registers, where a plain lookup says which rows of the host project that means.

The host project's own work goes on whatever happens here.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import ManyToManyField, Model
from django.db.models.signals import m2m_changed, post_save

from ..conf import conf, get_event_model
from ..models import Kind
from ..policy import is_callable_path, optional
from .kinds import is_wanted
from .registration import invite_to


class Registrations(NamedTuple):
    """Where rows of registrations are: a model, and its fields for the event and the user."""

    model: type[Model]
    event: str
    user: str
    field: Any = None
    """The field from events to users, where nobody but Django makes the rows."""


def connect_receivers() -> None:
    """Called from ``AppConfig.ready()``."""
    found = registrations()
    if found is None:
        return
    if found.field is None:
        post_save.connect(
            _on_save, sender=found.model, dispatch_uid="jitsi_live.invitations.registered"
        )
    else:
        m2m_changed.connect(
            _on_add, sender=found.model, dispatch_uid="jitsi_live.invitations.registered"
        )


def registrations() -> Registrations | None:
    """The rows that ``JITSI_LIVE_REGISTRATION_LOOKUP`` means; None where it is a callable, and
    where it goes further than one model."""
    try:
        return _registrations(get_event_model(), conf.REGISTRATION_LOOKUP)
    except (AttributeError, FieldDoesNotExist, ImproperlyConfigured, TypeError):
        return None  # the system check says what is wrong


def _registrations(event_model: Any, lookup: str) -> Registrations | None:
    if is_callable_path(lookup):
        return None
    first, _, second = lookup.partition("__")
    relation = event_model._meta.get_field(first)
    if not second:
        return _of_many_to_many(relation)
    model = relation.related_model
    if not (relation.one_to_many or relation.one_to_one) or relation.concrete:
        return None
    user = model._meta.get_field(second)
    is_user = user.concrete and (user.many_to_one or user.one_to_one)
    return Registrations(model, relation.field.name, user.name) if is_user else None


def _of_many_to_many(relation: Any) -> Registrations | None:
    """Users in a field of the event's, or events in a field of the user model's."""
    if not relation.many_to_many or relation.related_model is not get_user_model():
        return None
    is_of_event = isinstance(relation, ManyToManyField)
    field = relation if is_of_event else relation.field
    through = field.remote_field.through
    names = [field.m2m_field_name(), field.m2m_reverse_field_name()]
    event, user = names if is_of_event else reversed(names)
    is_ours = through._meta.auto_created
    return Registrations(through, event, user, relation if is_ours else None)


def _on_save(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if raw or not created or not is_wanted(Kind.INVITATION):
        return
    found = registrations()

    def note() -> None:
        if found is not None:
            event, user = getattr(instance, found.event), getattr(instance, found.user)
            if event is not None and user is not None:
                invite_to(event, user)

    optional("The invitation of who has registered", note, None)


def _on_add(
    instance: Any, action: str, reverse: bool, pk_set: Collection[Any] | None, **kwargs: Any
) -> None:
    if action != "post_add" or not pk_set or not is_wanted(Kind.INVITATION):
        return

    def note() -> None:
        users, events = get_user_model()._default_manager, get_event_model()._base_manager
        if isinstance(instance, get_user_model()):
            for event in events.filter(pk__in=pk_set):
                invite_to(event, instance)
        else:
            for user in users.filter(pk__in=pk_set):
                invite_to(instance, user)

    optional("The invitation of who has registered", note, None)
