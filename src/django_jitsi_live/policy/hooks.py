"""Values of the host project's objects, by attributes and callables that the settings name."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.module_loading import import_string


def is_callable_path(setting: str) -> bool:
    """With a dot, a setting names a callable to import; without one, a lookup or an attribute."""
    return "." in setting


def get_event_url(event: Any) -> str:
    """The address of the event's own page; empty where the event has none."""
    get_absolute_url = getattr(event, "get_absolute_url", None)
    return str(get_absolute_url()) if callable(get_absolute_url) else ""


def get_value(source: Model, setting: str | None) -> Any:
    """The value of the object; ``setting`` names its attribute or method, or a callable."""
    if setting is None:
        return None
    if is_callable_path(setting):
        return import_string(setting)(source)
    value = getattr(source, setting)
    return value() if callable(value) else value


def has_value(source: Any, setting: str) -> bool:
    return is_callable_path(setting) or hasattr(source, setting)


def get_moment(event: Any, setting: str | None) -> dt.datetime | None:
    moment = get_value(event, setting)
    return None if moment is None else ensure_aware(moment)


def ensure_aware(moment: dt.datetime) -> dt.datetime:
    """The moment; a naive one is taken to be in the site's time zone (as without USE_TZ)."""
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
