"""The lookups from an event to its hosts and attendees, and the filter of registrations."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db.models import Model

from ..conf import conf, get_event_model
from ..policy import is_callable_path
from .hints import setting_hint
from .hooks import callable_errors


def lookup_errors(name: str, signature: str) -> Iterator[CheckMessage]:
    lookup, model = getattr(conf, name), get_event_model()
    if is_callable_path(lookup):
        yield from callable_errors(name, signature)
        return
    try:
        target = _related_model(model, lookup)
    except FieldDoesNotExist as error:
        yield Error(
            f"JITSI_LIVE_{name} = {lookup!r} leads nowhere: {error}",
            hint=_lookup_hint(name, model),
            id="jitsi_live.E005",
        )
        return
    if not _is_user_model(target):
        yield Error(
            f"JITSI_LIVE_{name} = {lookup!r} does not end at the user model "
            f"{get_user_model()._meta.label} but at {target._meta.label if target else 'a value'}.",
            hint=_lookup_hint(name, model),
            id="jitsi_live.E006",
        )


def _related_model(model: type[Model] | None, lookup: str) -> type[Model] | None:
    """Return the model at the end of the lookup; None if it ends at a plain value."""
    for name in lookup.split("__"):
        if model is None:
            raise FieldDoesNotExist(f"nothing can follow before {name!r}, which is no relation.")
        model = model._meta.get_field(name).related_model
    return model


def _is_user_model(model: type[Model] | None) -> bool:
    user_model = get_user_model()._meta.concrete_model
    return model is not None and model._meta.concrete_model is user_model


def _lookup_hint(name: str, model: type[Model]) -> str:
    lookups = [*_user_lookups(model), "yourapp.live.your_function"]
    choices = [f'"{lookup}"' for lookup in lookups]
    return f"{setting_hint(name, choices[0])} (choices: {', '.join(choices)})"


def _user_lookups(model: type[Model], prefix: str = "") -> Iterator[str]:
    """Yield lookups from the model to users, over at most two relations."""
    for field in model._meta.get_fields():
        target = field.related_model
        if not isinstance(target, type) or target is model:
            continue
        if _is_user_model(target):
            yield f"{prefix}{field.name}"
        elif not prefix:
            yield from _user_lookups(target, f"{field.name}__")


def registration_filter_errors() -> Iterator[CheckMessage]:
    if conf.REGISTRATION_FILTER and (problem := _filter_problem()):
        yield Error(
            f"JITSI_LIVE_REGISTRATION_FILTER cannot be used: {problem}",
            hint=setting_hint("REGISTRATION_FILTER", '{"registrations__status": "confirmed"}'),
            id="jitsi_live.E008",
        )


def _filter_problem() -> str | None:
    if is_callable_path(conf.REGISTRATION_LOOKUP):
        return "JITSI_LIVE_REGISTRATION_LOOKUP is a callable, which has to filter itself."
    try:
        get_event_model()._base_manager.filter(**conf.REGISTRATION_FILTER)
    except (FieldError, TypeError, ValueError, ValidationError) as error:
        return str(error)
    return None
