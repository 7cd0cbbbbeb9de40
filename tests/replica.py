"""A replica that lags behind: it has what the database had when it last caught up."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import Model

from django_jitsi_live.models import Confirmation, JitsiMessage, LiveSession, Run, Stay
from tests.projects.webinar.webinars.models import Event, Registration, Series

REPLICA = "replica"

with_replica = pytest.mark.django_db(databases=["default", REPLICA])


class ReadFromReplica:
    """A router for one database and its replica."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return REPLICA

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return "default"

    def allow_relation(self, one: Model, another: Model, **hints: Any) -> bool:
        return True


def catch_up() -> None:
    """What is in the database now is in the replica, too."""
    # Rows come after those that they refer to.
    own = [LiveSession, Run, Stay, Confirmation, JitsiMessage]
    models: list[type[Model]] = [get_user_model(), Series, Event, Registration, *own]
    LiveSession.objects.using(REPLICA).update(run=None)  # which refer to each other
    for model in reversed(models):
        model._base_manager.using(REPLICA).all().delete()
    for model in models:
        rows = model._base_manager.using("default").all()
        model._base_manager.using(REPLICA).bulk_create(map(_without_run, rows))
    for pk, run_id in LiveSession.objects.using("default").values_list("pk", "run_id"):
        LiveSession.objects.using(REPLICA).filter(pk=pk).update(run_id=run_id)


def _without_run(row: Model) -> Model:
    if isinstance(row, LiveSession):
        row.run = None
    return row
