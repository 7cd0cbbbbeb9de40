"""System checks: every problem with a setting has an id and a hint that shows the line to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import (
    FieldDoesNotExist,
    FieldError,
    ImproperlyConfigured,
    ValidationError,
)
from django.db import connections, router
from django.db.models import Field, Model
from django.utils.module_loading import import_string

from .conf import DEFAULT_SERVERS, EVENT_MODEL_LINE, conf, event_model_label, get_event_model
from .crowd import DEFAULT_RATES, LiveThrottle, get_rate
from .models import LiveSession
from .operations import referenced_table
from .policy import Policy, is_callable_path
from .servers import Server, UnusableServer, make_server

PUBLIC_SERVER = '{"default": {"BACKEND": "django_jitsi_live.servers.PublicServer"}}'

TYPES: dict[str, tuple[type | tuple[type, ...], str]] = {
    "EVENT_LOOKUP_FIELD": (str, '"pk"'),
    "HOST_LOOKUP": (str, '"organizer"'),
    "REGISTRATION_LOOKUP": (str, '"registrations__user"'),
    "REGISTRATION_FILTER": (dict, '{"registrations__status": "confirmed"}'),
    "POLICY": (str, '"django_jitsi_live.policy.Policy"'),
    "STARTS_AT": ((str, type(None)), '"starts_at"'),
    "ENDS_AT": ((str, type(None)), '"ends_at"'),
    "DISPLAY_NAME": (str, '"get_full_name"'),
    "AVATAR_URL": ((str, type(None)), '"avatar_url"'),
    "SHARE_EMAIL": (bool, "False"),
    "TOKEN_GRACE": (int, "1800"),
    "TOKEN_LIFETIME": (int, "14400"),
    "SERVERS": (dict, PUBLIC_SERVER),
    "CONFIG": (dict, '{"startWithAudioMuted": True}'),
    "HOST_CONFIG": (dict, '{"startWithAudioMuted": False}'),
    "ATTENDEE_CONFIG": (dict, '{"startWithVideoMuted": True}'),
    "JOIN_SPREAD": (int, "20"),
    "CACHE": (str, '"default"'),
    "HEARTBEAT": (int, "60"),
    "ATTENDANCE_THRESHOLD": ((int, float), "0.5"),
    "STREAM": (bool, "True"),
    "IDLE_END_AFTER": ((int, type(None)), "1800"),
    "RETENTION_DAYS": ((int, type(None)), "365"),
}

# The least and the greatest value.
RANGES: dict[str, tuple[float, float]] = {
    "JOIN_SPREAD": (0, 600),
    "HEARTBEAT": (10, 3600),
    "ATTENDANCE_THRESHOLD": (0.01, 1),
    "IDLE_END_AFTER": (60, float("inf")),
    "RETENTION_DAYS": (1, 36500),
}


@register()
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    # All else relies on the event model and on the types.
    return [*_event_model(), *_types()] or [
        *_event_lookup_field(),
        *_lookup("HOST_LOOKUP", "def is_host(user, event): ..."),
        *_lookup("REGISTRATION_LOOKUP", "def is_registered(user, event): ..."),
        *_registration_filter(),
        *_policy(),
        *_attribute("STARTS_AT", get_event_model()),
        *_attribute("ENDS_AT", get_event_model()),
        *_attribute("DISPLAY_NAME", get_user_model()),
        *_attribute("AVATAR_URL", get_user_model()),
        *_servers(),
        *_ranges(),
        *_cache(),
        *_rates(),
    ]


@register()
def check_servers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of servers that the project has chosen; our default is for the first minutes."""
    return [] if conf.SERVERS is DEFAULT_SERVERS else _cautions()


@register(deploy=True)
def check_servers_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return _cautions() if conf.SERVERS is DEFAULT_SERVERS else []


@register(Tags.database)
def check_event_table(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Whether the stored foreign key still leads to the event model of the settings.

    Neither Django's own checks nor ``makemigrations`` see it when the setting is changed after
    migrating. A warning, because an error would stop the very ``migrate`` that repairs it.
    """
    if list(_event_model()):
        return []
    expected = get_event_model()._meta.db_table
    return [
        Warning(
            f"JITSI_LIVE_EVENT_MODEL is {conf.EVENT_MODEL!r}, whose table is {expected!r}, but in "
            f"the database {alias!r} live sessions still refer to the table {actual!r}.",
            hint="Apply the migrations that wait, or set it back, or move the sessions over by a "
            'migration with operations = [ChangeEventModel(old="app_label.OldEvent")]',
            id="jitsi_live.W002",
        )
        for alias in databases or ()
        if (actual := _referenced_table(alias)) not in (None, expected)
    ]


def _setting(name: str, value: str) -> str:
    return f"Write in the settings, for example: JITSI_LIVE_{name} = {value}"


def _event_model() -> Iterator[CheckMessage]:
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


def _types() -> Iterator[CheckMessage]:
    for name, (types, example) in TYPES.items():
        value = getattr(conf, name)
        if not isinstance(value, types):
            yield Error(
                f"JITSI_LIVE_{name} must not be of the type {type(value).__name__}.",
                hint=_setting(name, example),
                id="jitsi_live.E011",
            )


def _ranges() -> Iterator[CheckMessage]:
    for name, (least, greatest) in RANGES.items():
        value = getattr(conf, name)
        if value is not None and not least <= value <= greatest:
            most = "" if greatest == float("inf") else f" and at most {greatest}"
            yield Error(
                f"JITSI_LIVE_{name} = {value!r} must be at least {least}{most}.",
                hint=_setting(name, TYPES[name][1]),
                id="jitsi_live.E014",
            )


def _cache() -> Iterator[CheckMessage]:
    if conf.CACHE not in settings.CACHES:
        yield Error(
            f"JITSI_LIVE_CACHE = {conf.CACHE!r} is no alias in CACHES.",
            hint=_setting("CACHE", '"default"')
            + f" (choices: {', '.join(map(repr, settings.CACHES))})",
            id="jitsi_live.E015",
        )


def _rates() -> Iterator[CheckMessage]:
    for scope in DEFAULT_RATES:
        rate = get_rate(scope)
        try:
            LiveThrottle().parse_rate(rate)
        except (AttributeError, KeyError, IndexError, ValueError):
            yield Error(
                f'REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["{scope}"] = {rate!r} is no rate.',
                hint=f'Write in the settings, for example: "{scope}": "{DEFAULT_RATES[scope]}", '
                "or None for no limit.",
                id="jitsi_live.E016",
            )


def _event_lookup_field() -> Iterator[CheckMessage]:
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
            hint=_setting("EVENT_LOOKUP_FIELD", '"pk"'),
            id="jitsi_live.E004",
        )
    elif not field.unique:
        yield Warning(
            f"JITSI_LIVE_EVENT_LOOKUP_FIELD: {model._meta.label}.{name} is not unique, so that one "
            "address may mean several events.",
            hint=_setting("EVENT_LOOKUP_FIELD", '"pk"') + ", or give that field unique=True.",
            id="jitsi_live.W001",
        )


def _lookup(name: str, signature: str) -> Iterator[CheckMessage]:
    lookup, model = getattr(conf, name), get_event_model()
    if is_callable_path(lookup):
        yield from _callable(name, signature)
        return
    try:
        target = _target(model, lookup)
    except FieldDoesNotExist as error:
        yield Error(
            f"JITSI_LIVE_{name} = {lookup!r} leads nowhere: {error}",
            hint=_lookup_hint(name, model),
            id="jitsi_live.E005",
        )
        return
    if not _is_user(target):
        yield Error(
            f"JITSI_LIVE_{name} = {lookup!r} does not end at the user model "
            f"{get_user_model()._meta.label} but at {target._meta.label if target else 'a value'}.",
            hint=_lookup_hint(name, model),
            id="jitsi_live.E006",
        )


def _target(model: type[Model] | None, lookup: str) -> type[Model] | None:
    """The model at the end of the lookup; None where the end is no model."""
    for name in lookup.split("__"):
        if model is None:
            raise FieldDoesNotExist(f"nothing can follow before {name!r}, which is no relation.")
        model = model._meta.get_field(name).related_model
    return model


def _is_user(model: type[Model] | None) -> bool:
    user_model = get_user_model()._meta.concrete_model
    return model is not None and model._meta.concrete_model is user_model


def _lookup_hint(name: str, model: type[Model]) -> str:
    lookups = [*_lookups_to_users(model), "yourapp.live.your_function"]
    choices = [f'"{lookup}"' for lookup in lookups]
    return f"{_setting(name, choices[0])} (choices: {', '.join(choices)})"


def _lookups_to_users(model: type[Model], prefix: str = "") -> Iterator[str]:
    """Lookups from the model to users, of at most two hops."""
    for field in model._meta.get_fields():
        target = field.related_model
        if not isinstance(target, type) or target is model:
            continue
        if _is_user(target):
            yield f"{prefix}{field.name}"
        elif not prefix:
            yield from _lookups_to_users(target, f"{field.name}__")


def _callable(name: str, signature: str) -> Iterator[CheckMessage]:
    path = getattr(conf, name)
    try:
        problem = None if callable(import_string(path)) else "it is not callable"
    except (ImportError, ValueError) as error:
        problem = str(error)
    if problem:
        yield Error(
            f"JITSI_LIVE_{name} = {path!r} cannot be used: {problem}.",
            hint=_setting(name, '"yourapp.live.your_function"') + f" with {signature}",
            id="jitsi_live.E007",
        )


def _registration_filter() -> Iterator[CheckMessage]:
    if conf.REGISTRATION_FILTER and (problem := _filter_problem()):
        yield Error(
            f"JITSI_LIVE_REGISTRATION_FILTER cannot be used: {problem}",
            hint=_setting("REGISTRATION_FILTER", '{"registrations__status": "confirmed"}'),
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


def _policy() -> Iterator[CheckMessage]:
    try:
        policy = import_string(conf.POLICY)
        problem = None if _is_class(policy, Policy) else "it is no subclass of Policy"
    except (ImportError, ValueError) as error:
        problem = str(error)
    if problem:
        yield Error(
            f"JITSI_LIVE_POLICY = {conf.POLICY!r} cannot be used: {problem}.",
            hint=_setting("POLICY", '"yourapp.live.YourPolicy"')
            + " with class YourPolicy(django_jitsi_live.policy.Policy): ...",
            id="jitsi_live.E009",
        )


def _is_class(value: Any, base: type) -> bool:
    return isinstance(value, type) and issubclass(value, base)


def _attribute(name: str, model: type[Model]) -> Iterator[CheckMessage]:
    value = getattr(conf, name)
    if value is None or value == "get_full_name":  # which a custom user model may lack
        return
    if is_callable_path(value):
        yield from _callable(name, f"def your_function({model._meta.model_name}): ...")
    elif not hasattr(model, value):
        yield Error(
            f"JITSI_LIVE_{name}: {model._meta.label} has no attribute or method {value!r}.",
            hint=_setting(name, TYPES[name][1]),
            id="jitsi_live.E012",
        )


def _servers() -> Iterator[CheckMessage]:
    for alias in {"default": None, **conf.SERVERS}:
        try:
            server = make_server(alias)
        except UnusableServer as error:
            yield Error(str(error), hint=_setting("SERVERS", PUBLIC_SERVER), id="jitsi_live.E010")
        else:
            yield from _server_problems(server)


def _server_problems(server: Server) -> Iterator[CheckMessage]:
    for problem in server.errors():
        yield Error(
            f"JITSI_LIVE_SERVERS[{server.alias!r}]: {problem.option} {problem.text}.",
            hint=problem.hint,
            id="jitsi_live.E013",
        )


def _cautions() -> list[CheckMessage]:
    if list(_types()) or list(_servers()):
        return []  # which is for the other check to say
    return [
        Warning(
            f"JITSI_LIVE_SERVERS[{alias!r}] {caution}.",
            hint="Fine for a first look. For your site, name a server of your own or JaaS: "
            'JITSI_LIVE_SERVERS = {"default": {"BACKEND": '
            '"django_jitsi_live.servers.SelfHostedServer", ...}}',
            id="jitsi_live.W003",
        )
        for alias in conf.SERVERS
        for caution in make_server(alias).warnings()
    ]


def _referenced_table(alias: str) -> str | None:
    connection = connections[alias]
    if not router.allow_migrate_model(alias, LiveSession):
        return None
    if LiveSession._meta.db_table not in connection.introspection.table_names():
        return None
    return referenced_table(connection, LiveSession)
