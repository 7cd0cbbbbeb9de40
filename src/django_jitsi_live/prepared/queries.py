"""Queries and updates that are compiled once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.models import Manager, QuerySet, Value
from django.db.models.sql import UpdateQuery

from ..conf import conf

Values = Mapping[str, Any]
Build = Callable[[Values], QuerySet[Any]]
"""Makes the queryset from values by name, or from parameters in their place."""
Change = Callable[[Values], dict[str, Any]]
"""Makes new values by the names of fields."""


class OutOfRange(ValueError):
    """A number that the column has no room for: no row has it."""


class Parameter(Value):
    """Stands in a query for a value that is given later, of the type of that field.

    A ``Value``, so that Django writes the same SQL as for the value itself.
    """

    def __init__(self, name: str, field: Any) -> None:
        while field.remote_field is not None:  # a key of another model's, such as a parent's
            field = field.target_field
        super().__init__(None, output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def bind(self, value: Any, connection: Any) -> Any:
        """What the database is sent. Raises ``OutOfRange``, which Django's lookups guard against:
        some databases refuse such a number."""
        bound = self.output_field.get_db_prep_value(value, connection)
        if isinstance(bound, int):
            kind = self.output_field.get_internal_type()
            lowest, highest = connection.ops.integer_field_range(kind)
            is_low = lowest is not None and bound < lowest
            if is_low or (highest is not None and bound > highest):
                raise OutOfRange
        return bound


class PreparedQuery:
    """Reads rows."""

    def __init__(self, build: Build, parameters: Sequence[Parameter]) -> None:
        self._build = build
        self._parameters = {parameter.name: parameter for parameter in parameters}
        self._compiled: dict[str, _Compiled | None] = {}

    def rows(self, using: str, values: Values) -> QuerySet[Any]:
        """The queryset for these values on that database, compiled already where that is possible.

        Raises ``OutOfRange``.
        """
        compiled = self._get(using, values)
        return self._build(values).using(using) if compiled is None else compiled.bound(values)

    def _get(self, using: str, values: Values) -> _Compiled | None:
        if not conf.PREPARED_QUERIES:
            return None
        if using not in self._compiled:
            self._compiled[using] = self._compile(using, values)
        return self._compiled[using]

    def _compile(self, using: str, values: Values) -> _Compiled | None:
        """None where the values do more to the query than to fill it in."""
        queryset = self._build(self._parameters).using(using)
        compiled = _Compiled(queryset, self._compiler(self._parameters, using), using)
        params = compiled.params(values)  # first: Django writes no SQL for what is out of range
        sql, expected = self._compiler(values, using).as_sql()
        return compiled if (compiled.sql, params) == (sql, tuple(expected)) else None

    def _compiler(self, values: Values, using: str) -> Any:
        return self._build(values).using(using).query.get_compiler(using)


class PreparedUpdate(PreparedQuery):
    """Writes what ``change`` makes of the values to the rows that ``build`` finds, which are of one
    table."""

    def __init__(self, build: Build, change: Change, parameters: Sequence[Parameter]) -> None:
        super().__init__(build, parameters)
        self._change = change

    def run(self, using: str, values: Values) -> int:
        """The number of rows that were found. Raises ``OutOfRange``."""
        compiled = self._get(using, values)
        if compiled is None:
            return self._build(values).using(using).update(**self._change(values))
        params, cursor = compiled.params(values), connections[using].cursor()
        with transaction.mark_for_rollback_on_error(using=using), cursor:
            cursor.execute(compiled.sql, params)
            return int(cursor.rowcount)

    def _compiler(self, values: Values, using: str) -> Any:
        query: Any = self._build(values).using(using).query.chain(UpdateQuery)
        query.add_update_values(self._change(values))
        return query.get_compiler(using)


class _Compiled:
    """A queryset with parameters, as SQL for one database."""

    def __init__(self, queryset: QuerySet[Any], compiler: Any, using: str) -> None:
        self._queryset, self._using = queryset, using
        self._compiler = compiler
        self.sql, self._params = self._compiler.as_sql()
        # Of the thread that has compiled it: others have connections of their own.
        self._compiler.connection = None

    def params(self, values: Values) -> tuple[Any, ...]:
        connection = connections[self._using]
        return tuple(
            each.bind(values[each.name], connection) if isinstance(each, Parameter) else each
            for each in self._params
        )

    def bound(self, values: Values) -> QuerySet[Any]:
        """A queryset of its own, whose compiler has compiled already."""
        compiler, answer = copy(self._compiler), (self.sql, self.params(values))
        compiler.connection = connection = connections[self._using]
        compiler.as_sql = lambda: answer
        compiler.get_converters = self._kept_converters(compiler.get_converters, connection)
        queryset = self._queryset.all()
        query: Any = queryset.query
        query.get_compiler = lambda *args, **kwargs: compiler
        return queryset

    def _kept_converters(self, get_converters: Any, connection: Any) -> Callable[[Any], Any]:
        """What makes Python's values of the columns, looked up once for each connection."""
        # With the connection, which they know: elsewhere they would keep it alive.
        converters = vars(connection).setdefault("_jitsi_live_converters", {})

        def kept(expressions: Any) -> Any:
            key = (self, settings.USE_TZ)  # our own fields convert otherwise without it
            if key not in converters:
                converters[key] = get_converters(expressions)
            return converters[key]

        return kept


def is_plain(manager: Any) -> bool:
    """Whether the manager's querysets are Django's own, whatever the request, the time or the
    tenant: no method that makes or runs them is the host project's."""
    kind, queryset = type(manager), type(manager.all())
    return _adds_only(kind, Manager) and _adds_only(queryset, QuerySet)


def _adds_only(kind: type, base: type) -> bool:
    """Whether a subclass has new methods at most. Those of a manager may lead to the queryset."""
    own = [vars(each) for each in kind.__mro__ if each not in base.__mro__]
    names = {name for attributes in own for name in attributes} - HARMLESS
    return not any(hasattr(base, name) for name in names)


HARMLESS = {"__module__", "__doc__", "__qualname__", "__annotations__", "__static_attributes__"} | {
    "__firstlineno__", "_queryset_class", "__annotations_cache__", "__annotate_func__",
}  # fmt: skip
"""What every class has of its own."""
