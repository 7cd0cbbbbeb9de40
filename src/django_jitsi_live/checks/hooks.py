"""The host project's own code: callables, the policy, attributes of events and users."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db.models import Model
from django.utils.module_loading import import_string

from ..conf import conf
from ..policy import Policy, is_callable_path
from .hints import setting_hint
from .values import TYPES


def callable_errors(name: str, signature: str) -> Iterator[CheckMessage]:
    path = getattr(conf, name)
    try:
        problem = None if callable(import_string(path)) else "it is not callable"
    except (ImportError, ValueError) as error:
        problem = str(error)
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
    except (ImportError, ValueError) as error:
        problem = str(error)
    if problem:
        yield Error(
            f"JITSI_LIVE_POLICY = {conf.POLICY!r} cannot be used: {problem}.",
            hint=setting_hint("POLICY", '"yourapp.live.YourPolicy"')
            + " with class YourPolicy(django_jitsi_live.policy.Policy): ...",
            id="jitsi_live.E009",
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
