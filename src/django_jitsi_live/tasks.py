"""What is due in the background, as tasks of ``django.tasks`` for sites that run workers.

Each does the same as its management command. No task is the memory of a duty: that is in the
database, so it is enough to enqueue each of them every few minutes. On Django without
``django.tasks``, they are plain functions, which any other task queue can call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import attendance, invitations, recordings
from .conf import conf

if TYPE_CHECKING:
    from collections.abc import Callable


def _plain(function: Callable[..., Any]) -> Any:
    return function


try:
    from django.tasks import task
except ImportError:  # before Django 6.0
    task = _plain  # type: ignore[assignment]


@task
def tidy() -> dict[str, int]:
    """As ``manage.py jitsi_live_tidy``."""
    return attendance.tidy()


@task
def fetch_recordings() -> dict[str, int]:
    """As ``manage.py jitsi_live_recordings``."""
    return {} if conf.RECORDINGS_STORAGE is None else recordings.keep_up()


@task
def notify() -> dict[str, int]:
    """As ``manage.py jitsi_live_notify``."""
    return invitations.notify()
