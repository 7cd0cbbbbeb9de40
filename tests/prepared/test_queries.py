"""A query is compiled once, and run with other values each time."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from weakref import ref

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, connections
from django.db.models import Manager, QuerySet

from django_jitsi_live.models import LiveSession
from django_jitsi_live.prepared import OutOfRange, Parameter, PreparedQuery, is_plain
from tests.projects.webinar.webinars.models import Event


def by_title(values: Any) -> QuerySet[Any]:
    return Event.objects.filter(title=values["title"])


TITLE = Parameter("title", Event._meta.get_field("title"))
SESSION = Parameter("pk", LiveSession._meta.pk)


@pytest.fixture(autouse=True)
def prepared(settings: Any) -> None:
    """Whatever the site does otherwise."""
    settings.JITSI_LIVE_PREPARED_QUERIES = True


def test_prepared_query_takes_new_values(live: Event) -> None:
    query = PreparedQuery(by_title, [TITLE])
    found = [[*query.rows("default", {"title": title})] for title in (live.title, "Other", "%s")]
    assert found == [[live], [], []]


def test_site_may_have_its_queries_built_each_time(settings: Any, live: Event) -> None:
    settings.JITSI_LIVE_PREPARED_QUERIES = False
    query = PreparedQuery(by_title, [TITLE])
    assert [*query.rows("default", {"title": live.title})] == [live]
    assert query._compiled == {}


def test_values_of_the_database_are_converted_as_the_zones_of_the_site_ask(
    settings: Any, live: Event
) -> None:
    query = PreparedQuery(lambda values: LiveSession.objects.filter(pk=values["pk"]), [SESSION])
    for use_tz in (True, False, True):
        settings.USE_TZ = use_tz
        for _ in range(2):
            [found] = query.rows("default", {"pk": LiveSession.objects.get().pk})
            assert found.started_at == LiveSession.objects.get().started_at
            assert found.started_at.tzinfo is not None


@pytest.mark.django_db(transaction=True)
def test_connection_of_a_thread_that_has_ended_is_not_kept(live: Event) -> None:
    query = PreparedQuery(lambda values: LiveSession.objects.filter(pk=values["pk"]), [SESSION])

    def read() -> ref[Any]:
        for _ in range(2):
            list(query.rows("default", {"pk": 1}))
        connections["default"].close()
        return ref(connections["default"])

    with ThreadPoolExecutor(1) as thread:
        used = thread.submit(read).result()
    gc.collect()
    assert used() is None


def test_query_whose_sql_depends_on_the_values_is_built_each_time(live: Event) -> None:
    query = PreparedQuery(
        lambda values: Event.objects.filter(title__contains=values["title"]), [TITLE]
    )
    for _ in range(2):
        assert [*query.rows("default", {"title": live.title[:3]})] == [live]
    assert query._compiled == {"default": None}


def test_parameter_of_a_relation_has_the_type_of_the_key() -> None:
    parameter = Parameter("run", LiveSession._meta.get_field("run"))
    assert parameter.output_field is LiveSession._meta.get_field("run").target_field
    with pytest.raises(OutOfRange):
        parameter.bind(2**63, connection)


class Plain(QuerySet[Any]):
    def upcoming(self) -> Any:
        return self.filter(pk=0)


class Tenant(Manager[Any]):
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(pk=0)


class Hidden(QuerySet[Any]):
    def _clone(self) -> Any:
        return super()._clone()  # type: ignore[misc]  # private


@pytest.mark.parametrize(
    ("manager", "plain"),
    [
        (Manager(), True),
        (Manager.from_queryset(Plain)(), True),
        (Plain.as_manager(), True),
        (Tenant(), False),
        (Manager.from_queryset(Hidden)(), False),
    ],
)
def test_manager_is_plain_if_it_only_adds_methods(manager: Any, plain: bool) -> None:
    manager.model = get_user_model()
    assert is_plain(manager) is plain
