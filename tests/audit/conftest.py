from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from django_jitsi_live.models import AuditEntry

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def make_entry(event: Any) -> Any:
    """Entries of the event, a minute after each other."""

    def make(action: str, user: Any = None, target: Any = None, **fields: Any) -> AuditEntry:
        defaults = {
            "at": NOON + dt.timedelta(minutes=AuditEntry.objects.count()),
            "event_key": str(event.pk),
            "user": user,
            "participant": str(user.pk) if user else "",
            "target_user": target,
            "target": str(target.pk) if target else "",
        }
        return AuditEntry.objects.create(action=action, **{**defaults, **fields})

    return make
