"""Rows of this package's own models, written by SQL that is compiled once.

These models are ours, with Django's own managers and fields: nothing in the SQL changes between two
requests but its values. Where that should not hold, Django's ORM writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connections, transaction
from django.db.models import Model, QuerySet
from django.db.models.signals import post_save, pre_save
from django.db.models.sql import InsertQuery

from ..conf import conf
from .queries import OutOfRange, Parameter, PreparedUpdate, Values


def insert_row(instance: Model, using: str) -> None:
    """Write a new row, as ``instance.save(using=using, force_insert=True)`` does, whose primary key
    the database gives."""
    prepared = _get_insert(instance, using)
    if prepared is None or instance.pk is not None:
        instance.save(using=using, force_insert=True)
        return
    about: dict[str, Any] = {"sender": type(instance), "instance": instance, "raw": False}
    about |= {"using": using, "update_fields": None}
    pre_save.send(**about)
    with transaction.mark_for_rollback_on_error(using), connections[using].cursor() as cursor:
        cursor.execute(prepared.sql, _params(prepared.fields, instance, using))
        [instance.pk] = cursor.fetchone()
    instance._state.db, instance._state.adding = using, False
    post_save.send(created=True, **about)


def update_rows(model: type[Model], using: str, where: Values, changes: Values) -> int:
    """Change the rows of which all that is true, as ``filter(**where).update(**changes)`` does, and
    return their number. Both are values by the names of fields of the model, or ``pk``."""
    update = _get_update(model, _shape(where), _shape(changes))
    values = {f"{WHERE}{name}": _plain(value) for name, value in where.items()}
    values |= {f"{SET}{name}": _plain(value) for name, value in changes.items()}
    try:
        return update.run(using, values)
    except OutOfRange:  # which Django's lookups know how to answer
        return model._default_manager.using(using).filter(**where).update(**changes)


class _Insert(NamedTuple):
    """The INSERT of one model, which gives back the primary key."""

    sql: str
    fields: list[Any]
    """Of its values."""


_inserts: dict[tuple[type[Model], str], _Insert | None] = {}


def _get_insert(instance: Model, using: str) -> _Insert | None:
    if not conf.PREPARED_QUERIES:
        return None
    key = (type(instance), using)
    if key not in _inserts:
        _inserts[key] = _prepare_insert(instance, using)
    return _inserts[key]


def _prepare_insert(instance: Model, using: str) -> _Insert | None:
    """None where the database does not give back keys, or a field wants more in the SQL than a
    place for its value."""
    meta, query = instance._meta, InsertQuery(type(instance))
    fields = [field for field in meta.local_concrete_fields if field is not meta.pk]
    query.insert_values(fields, [instance])
    compiler: Any = query.get_compiler(using)
    compiler.returning_fields = [meta.pk]
    [(sql, params)] = compiler.as_sql()
    is_plain = tuple(params) == _params(fields, instance, using)
    gives_keys = connections[using].features.can_return_columns_from_insert
    return _Insert(sql, fields) if is_plain and gives_keys else None


def _params(fields: list[Any], instance: Model, using: str) -> tuple[Any, ...]:
    connection = connections[using]
    return tuple(
        field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in fields
    )


Shape = tuple[tuple[str, Any], ...]
"""Names, with those values that are a part of the SQL."""

WHERE, SET = "?", "="
"""What the names of parameters begin with."""


def _shape(values: Values) -> Shape:
    return tuple((name, value if _is_sql(value) else ...) for name, value in values.items())


def _is_sql(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _plain(value: Any) -> Any:
    """What the column of a foreign key has."""
    return value.pk if isinstance(value, Model) else value


@lru_cache(maxsize=256)
def _get_update(model: type[Model], where: Shape, changes: Shape) -> PreparedUpdate:
    def of(values: Values, mark: str, shape: Shape) -> dict[str, Any]:
        return {name: values[f"{mark}{name}"] if each is ... else each for name, each in shape}

    def build(values: Values) -> QuerySet[Any]:
        return model._default_manager.filter(**of(values, WHERE, where))

    def change(values: Mapping[str, Any]) -> dict[str, Any]:
        return of(values, SET, changes)

    parameters = [
        Parameter(f"{mark}{name}", model._meta.pk if name == "pk" else model._meta.get_field(name))
        for mark, shape in ((WHERE, where), (SET, changes))
        for name, value in shape
        if value is ...
    ]
    return PreparedUpdate(build, change, parameters)
