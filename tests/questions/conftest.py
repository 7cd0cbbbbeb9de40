from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.questions import public_list


@pytest.fixture(autouse=True)
def no_vote_noted_yet(monkeypatch: Any) -> None:
    """Events of earlier tests had the same ids a moment ago."""
    monkeypatch.setattr(public_list, "_noted", {})
