"""The host project's own code: callables, the policy, attributes of events and users."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import (
    CharField,
    DateField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)
from django.utils.module_loading import import_string

from ..conf import conf, get_policy
from ..policy import Policy, is_callable_path, is_overridden
from .hints import setting_hint
from .values import TYPES


def callable_errors(name: str, signature: str) -> Iterator[CheckMessage]:
    path = getattr(conf, name)
    try:
        problem = None if callable(import_string(path)) else "it is not callable"
    except Exception as error:  # whatever the module does when it is imported
        problem = _described(error)
    if problem:
        yield Error(
            f"JITSI_LIVE_{name} = {path!r} cannot be used: {problem}.",
            hint=setting_hint(name, '"yourapp.live.your_function"') + f" with {signature}",
            id="jitsi_live.E007",
        )


def policy_errors() -> Iterator[CheckMessage]:
    try:
        policy = import_string(conf.POLICY)
        problem = None if _is_subclass(policy, Policy) else "it is no subclass of Policy"
        if problem is None:
            policy()
    except Exception as error:  # whatever the module or the class does
        problem = _described(error)
    if problem:
        yield Error(
            f"JITSI_LIVE_POLICY = {conf.POLICY!r} cannot be used: {problem}.",
            hint=setting_hint("POLICY", '"yourapp.live.YourPolicy"')
            + " with class YourPolicy(django_jitsi_live.policy.Policy): ...",
            id="jitsi_live.E009",
        )


def policy_overrides(method: str) -> bool:
    """Whether a method of the host project answers, instead of a setting."""
    try:
        return is_overridden(get_policy(), method)
    except Exception:  # whatever the class does: policy_errors names it
        return False


def _described(error: Exception) -> str:
    """The error's text; of errors that have none of use alone, such as KeyError, the type, too."""
    return str(error) if isinstance(error, ImportError) else f"{type(error).__name__}: {error}"


def events_warnings() -> Iterator[CheckMessage]:
    """Managers may need what only requests have, such as a tenant. No query is made."""
    try:
        get_policy().events().select_related("jitsi_live_session")
    except Exception as error:  # managers of the host project raise anything
        yield Warning(
            f"The events cannot be asked for outside of requests: {_described(error)}".rstrip(": "),
            hint="Let events() of your policy return them without that manager, for example "
            "Event._base_manager.all(), and name the class in the settings: "
            'JITSI_LIVE_POLICY = "yourapp.live.YourPolicy". If a middleware opens a scope for '
            "every request, visitors who are not logged in included, silence this warning.",
            id="jitsi_live.W004",
        )


def _is_subclass(value: Any, base: type) -> bool:
    return isinstance(value, type) and issubclass(value, base)


def attribute_errors(name: str, model: type[Model]) -> Iterator[CheckMessage]:
    value = getattr(conf, name)
    if value is None or value == "get_full_name":  # a custom user model may lack it
        return
    if is_callable_path(value):
        yield from callable_errors(name, f"def your_function({model._meta.model_name}): ...")
    elif not hasattr(model, value):
        yield Error(
            f"JITSI_LIVE_{name}: {model._meta.label} has no attribute or method {value!r}.",
            hint=setting_hint(name, TYPES[name][1]),
            id="jitsi_live.E012",
        )
    elif problem := _field_problem(name, model, value):
        yield Error(
            f"JITSI_LIVE_{name} names {model._meta.label}.{value}, which is {problem}.",
            hint=f"{setting_hint(name, TYPES[name][1])}, or the import path of a function "
            f"def your_function({model._meta.model_name}): ... that makes {_WANTED[name]} of it.",
            id="jitsi_live.E012",
        )


_WANTED = {
    "STARTS_AT": "a date and time",
    "ENDS_AT": "a date and time",
    "DISPLAY_NAME": "a text",
    "AVATAR_URL": "an address",
    "USER_LANGUAGE": "the code of a language",
    "USER_TIME_ZONE": "the name of a time zone",
}

_TIMES = (DateField,)  # and so DateTimeField
_TEXTS = (CharField, TextField)
_USABLE: dict[str, tuple[type, ...]] = {
    "STARTS_AT": _TIMES,
    "ENDS_AT": _TIMES,
    "DISPLAY_NAME": (*_TEXTS, IntegerField, UUIDField, ForeignKey),
    "AVATAR_URL": _TEXTS,
    "USER_LANGUAGE": _TEXTS,
    "USER_TIME_ZONE": (Field,),  # those for zones give zones, whatever is in their column
}


def _field_problem(name: str, model: type[Model], attribute: str) -> str | None:
    """What kind of field it is, if Django's fields of that kind give nothing of use."""
    try:
        field: Any = model._meta.get_field(attribute)
    except FieldDoesNotExist:
        return None  # a method or a property
    if not isinstance(field, Field):
        return "a relation to other rows"
    field = getattr(field, "output_field", field)  # of a generated one
    # What a field of somebody else's gives is not known.
    if isinstance(field, _USABLE[name]) or not _is_djangos(field):
        return None
    return f"a {type(field).__name__}"


def _is_djangos(field: Any) -> bool:
    """Whether the field, or what it is made of, is known to give values of Django's types."""
    return hasattr(models, field.get_internal_type())
