"""A visit's query is compiled once, where nothing in it can change, and else for each visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.db.models import CASCADE, F, ForeignKey, IntegerField, Manager, Model, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import isolate_apps

from django_jitsi_live import services
from django_jitsi_live.exceptions import EventNotFound
from django_jitsi_live.models import Role
from django_jitsi_live.policy import Policy, get_visit
from django_jitsi_live.policy.visit_query import (
    _has_plain_managers,
    _is_fixed,
    _prepared,
    visit_rows,
)
from tests.projects.webinar.webinars.models import Event
from tests.sessions.test_races import at_once


@pytest.fixture(autouse=True)
def prepared(settings: Any) -> None:
    """Whatever the site does otherwise."""
    settings.JITSI_LIVE_PREPARED_QUERIES = True


@pytest.fixture
def compiled(monkeypatch: Any) -> list[str]:
    """The queries that are compiled from here on."""
    _prepared.cache_clear()
    found: list[str] = []
    as_sql = SQLCompiler.as_sql

    def counted(self: Any, *args: Any, **options: Any) -> Any:
        found.append(self.query.model.__name__)
        return as_sql(self, *args, **options)

    monkeypatch.setattr(SQLCompiler, "as_sql", counted)
    return found


def test_second_visit_compiles_nothing(
    live: Event, host: Any, student: Any, compiled: list[str]
) -> None:
    assert get_visit(host, live.pk).role is Role.HOST
    assert compiled
    compiled.clear()
    assert get_visit(student, live.pk).role is Role.ATTENDEE
    assert compiled == []


def test_prepared_visits_find_what_others_find(
    settings: Any, live: Event, host: Any, student: Any, stranger: Any, speaker: Any
) -> None:
    services.remove(host, live.pk, str(stranger.pk))
    people = [host, student, stranger, speaker]
    prepared = [get_visit(person, str(live.pk)) for person in people]
    settings.JITSI_LIVE_POLICY = f"{__name__}.OwnEvents"
    for person, visit in zip(people, prepared, strict=True):
        other = get_visit(person, str(live.pk))
        names = ("event", "user", "role", "session", "is_removed", "asked")
        assert [getattr(visit, name) for name in names] == [getattr(other, name) for name in names]
        assert visit.session is not None
        assert vars(visit.session.run).keys() == vars(other.session.run).keys()  # type: ignore[union-attr]  # as above


class OwnEvents(Policy):
    def events(self) -> QuerySet[Any]:
        return super().events()


class TitleOnly(Policy):
    title = "Django in depth"

    def events(self) -> QuerySet[Any]:
        return super().events().filter(title=self.title)


def test_policy_with_events_of_its_own_is_asked_at_each_visit(
    settings: Any, monkeypatch: Any, live: Event, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.TitleOnly"
    assert get_visit(student, live.pk).role is Role.ATTENDEE
    monkeypatch.setattr(TitleOnly, "title", "of another tenant")
    with pytest.raises(EventNotFound):
        get_visit(student, live.pk)


class OfTenant(Manager[Any]):
    title = "Django in depth"

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(title=self.title)


@pytest.fixture
def tenants(monkeypatch: Any) -> Iterator[None]:
    manager = OfTenant()
    manager.model = Event
    monkeypatch.setattr(Event._meta, "default_manager", manager)
    _has_plain_managers.cache_clear()
    yield
    _has_plain_managers.cache_clear()


@pytest.mark.usefixtures("tenants")
def test_manager_of_tenants_is_asked_at_each_visit(
    monkeypatch: Any, live: Event, student: Any
) -> None:
    assert get_visit(student, live.pk).role is Role.ATTENDEE
    assert visit_rows(Policy(), student, "pk", live.pk, None) is None
    monkeypatch.setattr(OfTenant, "title", "of another tenant")
    with pytest.raises(EventNotFound):
        get_visit(student, live.pk)


def test_settings_that_change_are_heeded(settings: Any, live: Event, student: Any) -> None:
    assert get_visit(student, live.pk).role is Role.ATTENDEE
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__pk__lt": 0}
    assert get_visit(student, live.pk).role is None
    settings.JITSI_LIVE_REGISTRATION_FILTER = {}
    settings.JITSI_LIVE_HOST_LOOKUP = "registrations__user"
    assert get_visit(student, live.pk).role is Role.HOST


@pytest.mark.parametrize(
    "condition",
    [F("organizer"), lambda: 1, [1, 2], Q(pk=1), object()],
    ids=["expression", "callable", "list", "condition", "object"],
)
def test_conditions_that_are_no_plain_values_are_read_at_each_visit(
    settings: Any, live: Event, student: Any, condition: Any
) -> None:
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__pk": condition}
    assert visit_rows(Policy(), student, "pk", live.pk, None) is None


@isolate_apps("tests.projects.webinar.webinars", "django.contrib.contenttypes")
def test_generic_relations_are_followed_anew_at_each_visit() -> None:
    class Place(Model):
        user = ForeignKey(get_user_model(), CASCADE)
        kind = ForeignKey("contenttypes.ContentType", CASCADE)
        number = IntegerField()
        course = GenericForeignKey("kind", "number")

        class Meta:
            app_label = "webinars"

    class Course(Model):
        places = GenericRelation(Place, content_type_field="kind", object_id_field="number")

        class Meta:
            app_label = "webinars"

    assert not _is_fixed(Course, "places__user")
    assert _is_fixed(Place, "user__groups__name__startswith")


@pytest.mark.parametrize(
    "lookup",
    ["organizer", "speakers", "registrations__user", "starts_at__date", "pk", "path.of.callable"],
)
def test_relations_of_django_are_joined_by_their_columns(lookup: str) -> None:
    assert _is_fixed(Event, lookup)


def test_registration_and_its_end_count_at_once(live: Event, student: Any) -> None:
    assert get_visit(student, live.pk).role is Role.ATTENDEE
    live.registrations.all().delete()
    assert get_visit(student, live.pk).role is None
    live.registrations.create(user=student)
    assert get_visit(student, live.pk).role is Role.ATTENDEE


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 2**200])
@pytest.mark.parametrize("is_prepared", [True, False])
def test_number_that_no_column_has_room_for_is_no_event(
    live: Event, student: Any, number: int, is_prepared: bool, django_assert_num_queries: Any
) -> None:
    _prepared.cache_clear()
    if is_prepared:
        get_visit(student, live.pk)
    with django_assert_num_queries(0), pytest.raises(EventNotFound):
        get_visit(student, str(number))


def test_unknown_event_is_not_found(live: Event, student: Any) -> None:
    with pytest.raises(EventNotFound):
        get_visit(student, live.pk + 1)


@pytest.mark.django_db(transaction=True)
def test_threads_share_what_is_compiled_and_not_their_connections(
    live: Event, host: Any, student: Any
) -> None:
    _prepared.cache_clear()
    people = [host, student]
    roles = at_once(8, lambda number: get_visit(people[number % 2], live.pk).role)
    assert roles == [Role.HOST, Role.ATTENDEE] * 4


def test_lookup_field_may_be_a_text(settings: Any, live: Event, student: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    for _ in range(2):
        assert get_visit(student, live.slug).role is Role.ATTENDEE
    with pytest.raises(EventNotFound):
        get_visit(student, "' OR 1=1 --")
