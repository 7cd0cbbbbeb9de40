"""The database of stays and runs, and their rows."""

from __future__ import annotations

from django.db import router
from django.db.models import QuerySet

from ..models import Run, Stay, StayQuerySet


def stay_database() -> str:
    """The alias of the database that stays are written to; they are read there too."""
    return router.db_for_write(Stay)


def all_stays() -> StayQuerySet:
    return Stay.objects.using(stay_database()).all()


def all_runs() -> QuerySet[Run]:
    return Run.objects.using(stay_database())


def stays_of(run: Run) -> StayQuerySet:
    return all_stays().filter(run=run)
