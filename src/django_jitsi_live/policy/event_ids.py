"""Event ids: the text in a URL, and the value of the event's field."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ..conf import conf, get_event_model
from ..exceptions import EventNotFound


def event_lookup(event_id: object) -> tuple[str, Any]:
    """The lookup for an event: the name of the field that URLs carry, and its value.

    Raises ``EventNotFound`` when the id is malformed.
    """
    name = conf.EVENT_LOOKUP_FIELD
    meta = get_event_model()._meta
    field = meta.pk if name == "pk" else meta.get_field(name)
    try:
        return name, parse_value(field, str(event_id))
    except ValidationError:
        raise EventNotFound from None


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
