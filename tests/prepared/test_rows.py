"""Rows of our own are written by SQL that is compiled once, as Django's ORM writes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.db.models.signals import post_save, pre_save
from django.db.models.sql.compiler import SQLInsertCompiler, SQLUpdateCompiler
from django.db.utils import IntegrityError

from django_jitsi_live import moments, services
from django_jitsi_live.models import EndedBecause, LiveSession, Run
from django_jitsi_live.prepared import Parameter, insert_row, rows, update_rows
from tests.projects.webinar.webinars.models import Event

USING = "default"
WINTER = dt.datetime(2026, 11, 23, 8, 37, 49, 5, tzinfo=dt.UTC)


@pytest.fixture
def compiled(monkeypatch: Any) -> list[str]:
    """The writes that are compiled from here on."""
    found: list[str] = []
    for compiler in (SQLInsertCompiler, SQLUpdateCompiler):
        as_sql = compiler.as_sql

        def counted(self: Any, *args: Any, as_sql: Any = as_sql, **options: Any) -> Any:
            found.append(self.query.model.__name__)
            return as_sql(self, *args, **options)

        monkeypatch.setattr(compiler, "as_sql", counted)
    return found


@pytest.fixture(autouse=True)
def prepared(settings: Any) -> None:
    """Whatever the site does otherwise."""
    settings.JITSI_LIVE_PREPARED_QUERIES = True


@pytest.fixture
def session(live: Event, monkeypatch: Any) -> LiveSession:
    """For which nothing is compiled yet."""
    monkeypatch.setattr(rows, "_inserts", {})
    rows._get_update.cache_clear()
    return LiveSession.objects.get()


def make_run(session: LiveSession, number: int, **values: Any) -> Run:
    of_run = {"room_name": f"event-{number}", "opened_at": WINTER, "ended_by": None}
    return Run(session=session, number=number, **{**of_run, **values})


def columns(run: Run) -> dict[str, Any]:
    row = Run.objects.filter(pk=run.pk).values().get()
    return {name: row[name] for name in row if name not in ("id", "number", "room_name")}


def test_second_start_and_end_compile_no_write(
    event: Event, host: Any, compiled: list[str]
) -> None:
    other = Event.objects.create(title="Other", organizer=host)
    for each in (event, other):
        compiled.clear()
        services.start(host, each.pk)
        services.end(host, each.pk)
        services.start(host, each.pk)
    assert compiled == []


def test_prepared_rows_are_what_save_writes(session: LiveSession, host: Any) -> None:
    values = {"ended_by": host, "ended_at": WINTER, "ended_because": EndedBecause.HOST}
    saved, first, second = (make_run(session, number, **values) for number in (2, 3, 4))
    saved.save(force_insert=True)
    for run in (first, second):
        insert_row(run, USING)
        assert run == Run.objects.get(number=run.number)
        assert vars(run._state) == vars(saved._state)
        assert columns(run) == columns(saved)


def test_prepared_rows_are_announced_as_saved_ones(session: LiveSession) -> None:
    heard: list[Any] = []

    def hear(signal: Any, **values: Any) -> None:
        heard.append(values)

    run = make_run(session, 2)
    for signal in (pre_save, post_save):
        signal.connect(hear, sender=Run)
    try:
        run.save(force_insert=True)
        by_save, heard = heard, []
        run.pk, run.number, run.room_name = None, 3, "event-3"
        insert_row(run, USING)
    finally:
        for signal in (pre_save, post_save):
            signal.disconnect(hear, sender=Run)
    assert heard == by_save
    assert len(heard) == 2


def test_a_row_with_a_key_of_its_own_keeps_it(session: LiveSession) -> None:
    insert_row(make_run(session, 2, pk=4711), USING)
    assert Run.objects.get(number=2).pk == 4711


def test_nothing_is_prepared_for_a_database_that_gives_no_keys_back(
    session: LiveSession, monkeypatch: Any
) -> None:
    run = make_run(session, 2)
    assert rows._prepare_insert(run, USING) is not None
    monkeypatch.setattr(connection.features, "can_return_columns_from_insert", False)
    assert rows._prepare_insert(run, USING) is None


def test_site_may_have_its_writes_built_each_time(
    settings: Any, session: LiveSession, compiled: list[str]
) -> None:
    settings.JITSI_LIVE_PREPARED_QUERIES = False
    for number in (2, 3):
        insert_row(make_run(session, number), USING)
        assert update_rows(Run, USING, {"number": number}, {"server": "other"}) == 1
    assert compiled == ["Run"] * 4
    assert rows._inserts == {}


def test_an_expression_is_written_by_save(session: LiveSession) -> None:
    insert_row(make_run(session, 2, server=Value("other")), USING)
    assert Run.objects.get(number=2).server == "other"


def test_a_row_that_is_refused_breaks_the_transaction_as_with_save(session: LiveSession) -> None:
    insert_row(make_run(session, 2), USING)
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert_row(make_run(session, 2), USING)
        assert transaction.get_connection().needs_rollback


# Updates


def compiled_update(where: dict[str, Any], changes: dict[str, Any]) -> Any:
    """What was compiled of that update of a run; None where the ORM writes it."""
    [compiled] = rows._get_update(Run, rows._shape(where), rows._shape(changes))._compiled.values()
    return compiled


@pytest.mark.parametrize("ended_at", [None, WINTER])
@pytest.mark.parametrize("reason", ["", "host"])
def test_prepared_updates_change_what_others_change(
    session: LiveSession, host: Any, ended_at: dt.datetime | None, reason: str
) -> None:
    runs = [make_run(session, number) for number in (2, 3)]
    Run.objects.bulk_create(runs)
    first, second = Run.objects.filter(number__gt=1).order_by("number")
    changes = {"ended_at": ended_at, "ended_because": reason, "ended_by": host}
    assert Run.objects.filter(pk=first.pk, ended_at=None).update(**changes) == 1
    where = {"pk": second.pk, "ended_at": None}
    assert update_rows(Run, USING, where, changes) == 1
    assert columns(second) == columns(first)
    assert compiled_update(where, changes) is not None


def test_conditions_are_compared_as_by_filter(session: LiveSession) -> None:
    live = {"is_active": True, "backstage_since": None, "room_name": session.room_name}
    now = moments.now()
    others: list[dict[str, Any]] = [
        {"is_active": False},
        {"backstage_since": now},
        {"room_name": "x"},
        {"room_name": None},
        {"pk": session.pk + 1},
    ]
    for other in others:
        where = {"pk": session.pk, **live, **other}
        assert update_rows(LiveSession, USING, where, {"closes_at": now}) == 0
    assert update_rows(LiveSession, USING, {"pk": session.pk, **live}, {"closes_at": now}) == 1
    assert LiveSession.objects.get().closes_at == now


@pytest.mark.parametrize("is_prepared", [True, False])
def test_no_row_has_a_number_that_its_column_has_no_room_for(
    session: LiveSession, is_prepared: bool
) -> None:
    if is_prepared:
        assert update_rows(Run, USING, {"pk": session.run_id}, {"server": "x"}) == 1
    assert update_rows(Run, USING, {"pk": 2**70}, {"server": "x"}) == 0


def test_a_field_that_wants_more_than_a_place_is_updated_by_the_orm(
    session: LiveSession, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Parameter, "as_sql", lambda self, compiler, connection: ("(%s)", [self]))
    for server in ("one", "other"):
        assert update_rows(Run, USING, {"pk": session.run_id}, {"server": server}) == 1
        assert Run.objects.get().server == server
    assert compiled_update({"pk": session.run_id}, {"server": "other"}) is None
