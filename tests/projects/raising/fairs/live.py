from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from django_jitsi_live import policy
from tests.projects.raising.fairs.models import Event


def ends_at(event: Event) -> dt.datetime:
    return event.opens() + dt.timedelta(hours=1)


def display_name(user: Any) -> str:
    return str(user.profile.name)


def avatar_url(user: Any) -> str:
    raise ImproperlyConfigured("There is no storage for pictures.")


class Policy(policy.Policy):
    def register_url(self, event: Event) -> str:
        return super().register_url(event) + "#register"
