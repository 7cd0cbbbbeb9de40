"""The query of a visit, prepared where nothing in it can change between two requests.

Otherwise it is built for each visit: where the policy has events of its own, where the managers of
the event model are the host project's, for guests, whose links expire, where
``REGISTRATION_FILTER`` has more than plain values, and where a lookup follows a relation that joins
by more than its columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignObject, OuterRef, QuerySet

from ..conf import conf, get_event_model
from ..models import Guest, admission_state, guest_annotations, is_removed
from ..prepared import OutOfRange, Parameter, PreparedQuery, Values, is_plain
from .base import Policy
from .guarded import is_overridden
from .lookups import role_annotations

PLAIN = (str, int, float, bool, Decimal, dt.date, dt.time, dt.timedelta, UUID, type(None))
"""What a condition may compare with: values that are the same at each request."""


class Given(NamedTuple):
    """A value that a detail depends on, and a field of its kind."""

    field: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Detail:
    """Something that the query of a visit asks for besides: an annotation of the event."""

    name: str
    """Of the annotation."""
    build: Callable[..., Any]
    """A function of a module, which makes the expression: it is called with the person, who has a
    ``pk``, and with what is given."""
    given: tuple[Given, ...] = ()


class _Person(NamedTuple):
    """Who the query is about: a user, or the place that is kept for one."""

    pk: Any


class _Key(NamedTuple):
    """All that the query depends on."""

    event_model: Any
    user_model: Any
    event_field: str
    host: str | None
    speaker: str | None
    registration: str | None
    conditions: tuple[tuple[str, Any], ...]
    asks_to_join: bool
    details: tuple[tuple[str, Callable[..., Any], tuple[Any, ...]], ...]
    """Their names, functions, and the fields of what is given."""


def visit_query(events: QuerySet[Any], user: Any, details: Sequence[Detail] = ()) -> QuerySet[Any]:
    """The events with their sessions, and with what is asked about the user or guest."""
    removed = is_removed(user, OuterRef("jitsi_live_session"))
    found: QuerySet[Any] = events.select_related("jitsi_live_session__run")
    more = {each.name: each.build(user, *(given.value for given in each.given)) for each in details}
    found = found.annotate(jitsi_live_is_removed=removed, **_about(user), **more)
    return found


def _about(user: Any) -> dict[str, Any]:
    if isinstance(user, Guest):
        return {**guest_annotations(user)}
    if not conf.ASK_TO_JOIN:
        return {**role_annotations(user)}
    asked = admission_state(user, OuterRef("jitsi_live_session"))
    return {**role_annotations(user), "jitsi_live_asked": asked}


def visit_rows(
    policy: Policy,
    user: Any,
    field: str,
    value: Any,
    using: str | None,
    details: Sequence[Detail] = (),
) -> list[Any] | None:
    """The event with that value, if there is one, with what ``visit_query`` asks; None where that
    query cannot be prepared."""
    model, conditions = get_event_model(), conf.REGISTRATION_FILTER
    if isinstance(user, Guest) or is_overridden(policy, "events") or not _are_plain(conditions):
        return None
    lookups = (conf.HOST_LOOKUP, conf.SPEAKER_LOOKUP, conf.REGISTRATION_LOOKUP, *conditions)
    if not _has_plain_managers(model) or not _are_fixed(model, lookups):
        return None
    key = _Key(
        model,
        get_user_model(),
        field,
        conf.HOST_LOOKUP,
        conf.SPEAKER_LOOKUP,
        conf.REGISTRATION_LOOKUP,
        tuple(conditions.items()),
        bool(conf.ASK_TO_JOIN),
        tuple(
            (each.name, each.build, tuple(given.field for given in each.given)) for each in details
        ),
    )
    values = {"user": user.pk, "event": value}
    for each in details:
        values |= {f"{each.name}{n}": given.value for n, given in enumerate(each.given)}
    try:
        return [*_prepared(key).rows(using or model._default_manager.db, values)]
    except OutOfRange:
        return []


@lru_cache(maxsize=64)
def _prepared(key: _Key) -> PreparedQuery:
    meta = key.event_model._meta
    field = meta.pk if key.event_field == "pk" else meta.get_field(key.event_field)
    # The values of a detail are numbered by its name.
    given = {
        name: {f"{name}{n}": each for n, each in enumerate(fields)}
        for name, _build, fields in key.details
    }

    def build(values: Values) -> QuerySet[Any]:
        details = [
            Detail(name, make, tuple(Given(each, values[n]) for n, each in given[name].items()))
            for name, make, _fields in key.details
        ]
        events = key.event_model._default_manager.all()
        events = visit_query(events, _Person(values["user"]), details)
        return events.filter(**{key.event_field: values["event"]})

    parameters = [Parameter("user", key.user_model._meta.pk), Parameter("event", field)]
    parameters += [Parameter(n, each) for fields in given.values() for n, each in fields.items()]
    return PreparedQuery(build, parameters)


@lru_cache(maxsize=32)
def _has_plain_managers(model: Any) -> bool:
    return is_plain(model._default_manager) and is_plain(model._base_manager)


@lru_cache(maxsize=32)
def _are_fixed(model: Any, lookups: tuple[str | None, ...]) -> bool:
    """Whether each relation on the way is joined by its columns alone. A generic relation is joined
    by the number of a content type besides, which is another one in another tenant's database."""
    return all(_is_fixed(model, lookup) for lookup in lookups if lookup is not None)


def _is_fixed(model: Any, lookup: str) -> bool:
    for name in lookup.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # a transform, or a callable's path
            return True
        if not field.is_relation:
            return True
        relation = type(getattr(field, "field", field))
        restriction = getattr(relation, "get_extra_restriction", None)
        if restriction not in (None, ForeignObject.get_extra_restriction):
            return False
        model = field.related_model
    return True


def _are_plain(conditions: Any) -> bool:
    return all(type(value) in PLAIN for value in conditions.values())
