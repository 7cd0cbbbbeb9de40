from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from django_jitsi_live.models import LiveSession
from tests.recordings.conftest import folder, here, recording, run  # noqa: F401  # fixtures


@pytest.fixture
def admin(admin_client: Client) -> Client:
    return admin_client


@pytest.fixture
def staff(make_user: Any) -> Callable[..., Client]:
    """A browser of somebody who has these permissions and no others."""

    def login(*codenames: str) -> Client:
        user = make_user("vera", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client = Client()
        client.force_login(user)
        return client

    return login


@pytest.fixture
def session(live: Any) -> LiveSession:
    return LiveSession.objects.get()
