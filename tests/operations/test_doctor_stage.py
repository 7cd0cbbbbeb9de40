"""What the doctor says of servers where events are moderated or have a restricted chat."""

from __future__ import annotations

from typing import Any

import pytest

from tests.keys import with_secret

from .examined import doctor

PUBLIC = {"BACKEND": "django_jitsi_live.servers.PublicServer", "DOMAIN": "127.0.0.1:9"}


def of_stage(settings: Any, entry: Any) -> list[tuple[str, str]]:
    settings.JITSI_LIVE_SERVERS = {"default": entry}
    found = [*doctor().all("stage", "default"), *doctor().all("chat", "default")]
    return [(each["check"], each["level"]) for each in found]


@pytest.mark.django_db
def test_open_events_are_no_matter_of_the_server(settings: Any) -> None:
    assert of_stage(settings, PUBLIC) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("entry", "stage", "chat"),
    [
        (PUBLIC, "warning", "info"),
        (with_secret(DOMAIN="127.0.0.1:9", CHAT_FILTER=True), "ok", "ok"),
        (with_secret(DOMAIN="127.0.0.1:9", MODERATION=False), "warning", "info"),
    ],
)
def test_doctor_says_what_a_server_does_for_a_moderated_event(
    settings: Any, entry: Any, stage: str, chat: str
) -> None:
    settings.JITSI_LIVE_STAGE, settings.JITSI_LIVE_CHAT = "moderated", "team"
    assert of_stage(settings, entry) == [("stage", stage), ("chat", chat)]
