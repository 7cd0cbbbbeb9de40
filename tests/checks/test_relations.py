"""What hints offer on models where people are related to events in many ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.test.utils import isolate_apps

from django_jitsi_live.checks.relations import (
    edges,
    followed_relations,
    host_lookups,
    registration_lookups,
    speaker_lookups,
)
from tests.projects.webinar.webinars.models import Event


class Crowded(NamedTuple):
    event: type[models.Model]
    plain: type[models.Model]


@pytest.fixture
def crowded() -> Iterator[Crowded]:
    """An event with hosts, attendees, e-mails, likes and a profile of its speaker."""
    with isolate_apps("tests.projects.webinar.webinars"):
        cascade: dict[str, Any] = {"on_delete": models.CASCADE}

        class Model(models.Model):
            class Meta:
                abstract = True
                app_label = "webinars"

        class Profile(Model):
            user = models.OneToOneField(User, related_name="+", **cascade)

        class Course(Model):
            students = models.ManyToManyField(User, related_name="+")
            teachers = models.ManyToManyField(User, related_name="+")
            previous = models.ForeignKey("self", null=True, related_name="+", **cascade)

        class Event(Model):
            course = models.ForeignKey(Course, related_name="events", **cascade)
            speaker = models.ForeignKey(Profile, related_name="+", **cascade)
            owner = models.ForeignKey(User, related_name="+", **cascade)
            attendees = models.ManyToManyField(User, through="Booking", related_name="+")
            previous = models.ForeignKey("self", null=True, related_name="following", **cascade)
            notes = GenericRelation("webinars.Mail")

        class Booking(Model):
            event = models.ForeignKey(Event, related_name="bookings", **cascade)
            customer = models.ForeignKey(User, related_name="+", **cascade)

        class Mail(Model):
            event = models.ForeignKey(Event, related_name="mails", **cascade)
            sender = models.ForeignKey(User, related_name="+", **cascade)
            to_users = models.ManyToManyField(User, related_name="+")

        class Plain(Model):
            title = models.CharField(max_length=10)

        yield Crowded(Event, Plain)


@pytest.mark.parametrize("written", ["organizer", "mails__to_users", "zzz"])
def test_hosts_are_never_those_whom_rows_name(crowded: Crowded, written: str) -> None:
    offered = host_lookups(crowded.event, written, "bookings__customer")
    assert {*offered} == {"owner", "speaker__user", "course__teachers"}
    assert offered[-1] == "course__teachers"


def test_what_says_who_is_registered_is_not_offered_for_hosts(crowded: Crowded) -> None:
    offered = host_lookups(crowded.event, "organizer", "course__teachers")
    assert "course__teachers" not in offered


@pytest.mark.parametrize("written", ["registrations__user", "mails__to_users", "zzz"])
def test_registrations_are_rows_of_one_person(crowded: Crowded, written: str) -> None:
    offered = registration_lookups(crowded.event, written)
    assert {*offered} == {"bookings__customer", "attendees", "mails__sender"}
    assert offered[-1] == "mails__sender"


@pytest.mark.parametrize("written", ["speakers", "zzz"])
def test_speakers_are_neither_those_who_host_nor_those_who_attend(
    crowded: Crowded, written: str
) -> None:
    offered = speaker_lookups(crowded.event, written, ("owner", "bookings__customer"))
    assert {*offered} == {"speaker__user", "course__teachers", "mails__sender"}
    assert offered[-1] == "mails__sender"


def test_a_generic_relation_is_followed_to_its_rows(crowded: Crowded) -> None:
    assert columns(crowded.event, "notes__sender") == [("notes", True), ("sender_id", False)]


def test_an_event_without_users_offers_nothing(crowded: Crowded) -> None:
    assert host_lookups(crowded.plain, "organizer", "registrations__user") == []
    assert speaker_lookups(crowded.plain, "speakers", ()) == []
    assert registration_lookups(crowded.plain, "registrations__user") == []


def columns(model: type[models.Model], lookup: str) -> list[Any]:
    return [(edge.column, edge.is_to_many) for edge in edges(followed_relations(model, lookup))]


def test_a_list_of_users_is_a_table_of_rows() -> None:
    assert columns(Event, "speakers") == [("event_id", True), ("user_id", False)]
    assert columns(Event, "registrations__user") == [("event_id", True), ("user_id", False)]


def test_a_relation_from_the_users_side_is_followed_backwards() -> None:
    assert columns(User, "speaking_at") == [("user_id", True), ("event_id", False)]
    assert columns(User, "organized__series__teachers") == [
        *[("organizer_id", True), ("series_id", False)],
        *[("series_id", True), ("user_id", False)],
    ]
