from __future__ import annotations

import datetime as dt
from typing import Any

from django_jitsi_live import policy


def is_host(user: Any, event: Any) -> bool:
    return event.doctor == user.username


def is_speaker(user: Any, event: Any) -> bool:
    return event.interpreter == user.username


def is_registered(user: Any, event: Any) -> bool:
    return event.patient == user.username


def starts_at(event: Any) -> dt.datetime:
    return dt.datetime.combine(event.day, dt.time(8), tzinfo=dt.UTC)


def display_name(user: Any) -> str:
    return f"Dr. {user.last_name}"


class Policy(policy.Policy):
    def server_for(self, event: Any) -> str:
        return "clinic"
