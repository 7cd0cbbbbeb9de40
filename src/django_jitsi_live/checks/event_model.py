"""The event model and the field that finds an event by its URL."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import Field

from ..conf import EVENT_MODEL_LINE, conf, event_model_label, get_event_model
from .hints import setting_hint


def event_model_errors() -> Iterator[CheckMessage]:
    hint = f"Name your event model in the settings, for example: {EVENT_MODEL_LINE}"
    try:
        get_event_model()
    except ImproperlyConfigured as error:
        yield Error(str(error), hint=hint, id=f"jitsi_live.{_event_model_id()}")


def _event_model_id() -> str:
    if conf.EVENT_MODEL is None:
        return "E001"
    try:
        event_model_label()
    except ImproperlyConfigured:
        return "E002"
    return "E003"


def event_lookup_field_messages() -> Iterator[CheckMessage]:
    name, model = conf.EVENT_LOOKUP_FIELD, get_event_model()
    if name == "pk":
        return
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        field = None
    if not isinstance(field, Field):
        yield Error(
            f"JITSI_LIVE_EVENT_LOOKUP_FIELD: {model._meta.label} has no field {name!r}.",
            hint=setting_hint("EVENT_LOOKUP_FIELD", '"pk"'),
            id="jitsi_live.E004",
        )
    elif not field.unique:
        yield Warning(
            f"JITSI_LIVE_EVENT_LOOKUP_FIELD: {model._meta.label}.{name} is not unique, so that one "
            "address may mean several events.",
            hint=setting_hint("EVENT_LOOKUP_FIELD", '"pk"') + ", or give that field unique=True.",
            id="jitsi_live.W001",
        )
