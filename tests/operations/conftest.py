from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .old_app import OldApp, Participant, Session, tables


@pytest.fixture(scope="module")
def old_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The older app's own tables. They are made outside of any test's transaction."""
    with django_db_blocker.unblock(), tables(Session, Participant):
        yield


@pytest.fixture
def old(old_tables: None, db: None) -> OldApp:
    return OldApp(Session, Participant)
