from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from django_jitsi_live import policy
from tests.projects.scoped.tenants.models import Event


class Policy(policy.Policy):
    def events(self) -> QuerySet[Any]:
        return Event._base_manager.all()
