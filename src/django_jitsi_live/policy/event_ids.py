"""Event ids: the text in a URL, and the value of the event's field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from ..conf import conf, get_event_model
from ..exceptions import EventNotFound
from .hooks import log_mistake

UNSAVED_HINT = (
    "An event has a live session only once it is saved: save it before a page shows its room or "
    "links to it. For dates that are computed, get_or_create() does."
)


def event_lookup(event_id: object) -> tuple[str, Any]:
    """The lookup for an event: the name of the field that URLs carry, and its value.

    Raises ``EventNotFound`` when the id is malformed.
    """
    name = conf.EVENT_LOOKUP_FIELD
    meta = get_event_model()._meta
    field = meta.pk if name == "pk" else meta.get_field(name)
    try:
        if event_id is None or isinstance(event_id, Model):
            raise ValidationError("Not an id.")
        return name, parse_value(field, str(event_id))
    except ValidationError:
        raise event_not_found(event_id) from None


def event_not_found(event_id: object) -> EventNotFound:
    """The error for visitors, after the log says what developers have mistaken for an id."""
    if isinstance(event_id, Model):
        log_mistake(
            f"An object of the type {type(event_id).__name__} is given where the id of an event is "
            "expected",
            f"Give what addresses carry: its {conf.EVENT_LOOKUP_FIELD}.",
        )
    elif str(event_id) == "None":
        log_mistake("The event None is asked for", UNSAVED_HINT)
    return EventNotFound()


def unsaved_problem(event: Any) -> str:
    """What developers have to do about an event that is not saved yet, and log it; else empty."""
    if not getattr(getattr(event, "_state", None), "adding", False):
        return ""
    what = f"This {type(event).__name__} is not saved"
    log_mistake(what, UNSAVED_HINT)
    return f"{what}. {UNSAVED_HINT}"


def parse_value(field: Any, text: str) -> Any:
    """The field's value for the text. Raises ``ValidationError``."""
    try:
        text.encode()  # lone surrogates
        value = field.to_python(text)
    except Exception as error:  # fields of the host project raise anything for what they are not
        raise ValidationError(str(error)) from None
    # int() takes " 1", "+1", "1_0" and digits of other scripts; PostgreSQL takes no NUL in text.
    if "\x00" in text or (isinstance(value, int) and str(value) != text):
        raise ValidationError("Not the text of a value.")
    return value
