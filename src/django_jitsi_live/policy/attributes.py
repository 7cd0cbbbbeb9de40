"""Attributes of the host project's objects, and callables, that the settings name."""

from __future__ import annotations

from typing import Any

from django.utils.module_loading import import_string


def is_callable_path(setting: str) -> bool:
    """With a dot, a setting names a callable to import; without one, a lookup or an attribute."""
    return "." in setting


def get_value(source: Any, setting: str | None) -> Any:
    """The value of the object; ``setting`` names its attribute or method, or a callable."""
    if setting is None:
        return None
    if is_callable_path(setting):
        return import_string(setting)(source)
    value = getattr(source, setting)
    return value() if callable(value) else value


def has_value(source: Any, setting: str) -> bool:
    return is_callable_path(setting) or hasattr(source, setting)


def event_address(event: Any) -> Any:
    """What ``get_absolute_url()`` of the event gives; None where there is none."""
    address = getattr(event, "get_absolute_url", None)
    return address() if callable(address) else address
