"""Savepoints around code of the host project, so that its failure does not break a transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_NOTHING: AbstractContextManager[None] = nullcontext()


def recoverable() -> AbstractContextManager[None]:
    """Undo what fails within open transactions, which go on. Costs nothing without a query."""
    used = connections.all(initialized_only=True)
    in_transactions = [each for each in used if each.in_atomic_block]
    return _recoverable(in_transactions) if in_transactions else _NOTHING


@contextmanager
def _recoverable(in_transactions: Sequence[BaseDatabaseWrapper]) -> Iterator[None]:
    with ExitStack() as stack:
        for connection in in_transactions:
            stack.enter_context(_SavepointOnDemand(connection))
        yield


class _SavepointOnDemand:
    """A savepoint that is made with the first query: most hooks make none."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._needed_rollback = connection.needs_rollback
        self._is_asked = self._has_failed = False
        self._savepoint: str | None = None

    def __enter__(self) -> None:
        self._connection.execute_wrappers.append(self)

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not self._is_asked:
            self._is_asked = True  # first, because making it is a statement, too
            self._savepoint = self._connection.savepoint()
        try:
            return execute(sql, params, many, context)
        except DatabaseError:
            self._has_failed = True
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.execute_wrappers.remove(self)
        if self._savepoint is None:
            return
        if kind is None and not self._has_failed:
            self._connection.savepoint_commit(self._savepoint)
            return
        # Also where the hook has caught the error itself: PostgreSQL takes no further statement.
        # First: Model.save() marks the transaction as broken, and then no statement is taken.
        self._connection.needs_rollback = self._needed_rollback
        self._connection.savepoint_rollback(self._savepoint)
