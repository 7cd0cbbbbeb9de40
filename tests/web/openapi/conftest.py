"""The state in which the tests find an event."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services


@pytest.fixture
def state(request: Any, event: Any, host: Any) -> str:
    if request.param != "before":
        services.start(host, event.pk)
    if request.param == "ended":
        services.end(host, event.pk)
    return str(request.param)
