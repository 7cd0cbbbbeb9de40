"""Which errors of the database are a lost race, and what becomes of the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.db.models.signals import post_save

from django_jitsi_live import services
from django_jitsi_live.exceptions import Busy
from django_jitsi_live.models import LiveSession
from django_jitsi_live.sessions.conflicts import is_lost_race
from tests.projects.webinar.webinars.models import Event


@contextmanager
def receiver(receive: Any) -> Iterator[None]:
    """Code of a host project that runs whenever a session is saved."""
    post_save.connect(receive, sender=LiveSession)
    try:
        yield
    finally:
        post_save.disconnect(receive, sender=LiveSession)


def break_a_unique_field(**kwargs: Any) -> None:
    Event.objects.create(title="Twice", slug="django-in-depth", organizer_id=1)


def break_a_field_that_is_needed(instance: LiveSession, **kwargs: Any) -> None:
    Event.objects.filter(pk=instance.event_id).update(title=None)


@pytest.mark.parametrize("receive", [break_a_unique_field, break_a_field_that_is_needed])
def test_a_broken_receiver_is_not_busy(event: Any, host: Any, receive: Any) -> None:
    with receiver(receive), pytest.raises(IntegrityError):
        services.start(host, event.pk)
    assert not LiveSession.objects.exists()


def test_a_column_that_is_missing_is_not_busy(event: Any, host: Any) -> None:
    def ask_for_it(**kwargs: Any) -> None:
        raise OperationalError("no such column: colour") from sqlite3.OperationalError()

    with receiver(ask_for_it), pytest.raises(OperationalError, match="colour"):
        services.start(host, event.pk)


def test_a_lock_that_is_refused_is_busy_and_logged(event: Any, host: Any, caplog: Any) -> None:
    def wait_too_long(**kwargs: Any) -> None:
        raise error_of(OperationalError, sqlite_errorcode=sqlite3.SQLITE_BUSY)

    caplog.set_level("INFO", "django_jitsi_live")
    with receiver(wait_too_long), pytest.raises(Busy):
        services.start(host, event.pk)
    assert "could not be changed at once: refused" in caplog.text


def error_of(kind: type[Exception], *arguments: Any, **attributes: Any) -> Any:
    cause = Exception(*arguments)
    for name, value in attributes.items():
        setattr(cause, name, value)
    error = kind("refused")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        *(error_of(OperationalError, sqlstate=code) for code in ("40001", "40P01", "55P03")),
        *(error_of(OperationalError, number, "wait") for number in (1205, 1213)),
        error_of(OperationalError, sqlite_errorcode=sqlite3.SQLITE_LOCKED),
        error_of(OperationalError, sqlite_errorcode=sqlite3.SQLITE_LOCKED_SHAREDCACHE),
        IntegrityError("UNIQUE constraint failed: jitsi_live_livesession.event_id"),
        IntegrityError('duplicate key value violates unique constraint "jitsi_live_livesession_e"'),
        IntegrityError("(1062, \"Duplicate entry '1' for key 'jitsi_live_livesession.event_id'\")"),
    ],
)
def test_a_lost_race_is_known_in_every_database(event: Any, error: Any) -> None:
    assert is_lost_race(error, LiveSession(event=event))


@pytest.mark.parametrize(
    "error",
    [
        error_of(OperationalError, sqlstate="53100"),
        error_of(OperationalError, 2013, "Lost connection"),
        error_of(OperationalError, "no such table"),
        error_of(OperationalError, sqlite_errorcode=sqlite3.SQLITE_FULL),
        OperationalError("the connection is closed"),
        IntegrityError("NOT NULL constraint failed: jitsi_live_livesession.tenant"),
        IntegrityError("UNIQUE constraint failed: shop_order.number"),
        IntegrityError('new row for relation "jitsi_live_livesession" violates check constraint'),
    ],
)
def test_another_fault_is_none(event: Any, error: Any) -> None:
    assert not is_lost_race(error, LiveSession(event=event))


def test_a_deleted_event_is_one(event: Any) -> None:
    session = LiveSession(event=event)
    Event.objects.filter(pk=event.pk).delete()
    assert is_lost_race(IntegrityError("FOREIGN KEY constraint failed"), session)
