"""Checks of servers for a moderated stage and a restricted chat."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks

from django_jitsi_live.policy import Policy
from tests.checks.messages import ids
from tests.keys import jaas, with_secret

PUBLIC = {"BACKEND": "django_jitsi_live.servers.PublicServer"}


class ByEvent(Policy):
    def stage(self, event: Any) -> str:
        return "moderated"

    def chat(self, event: Any) -> str:
        return "off"


def use(settings: Any, entry: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": entry}


@pytest.mark.parametrize(
    ("entry", "is_warned"),
    [
        (PUBLIC, True),
        (with_secret(MODERATION=False), True),
        (with_secret(), False),
        (jaas(), False),
    ],
)
def test_server_without_moderation_is_warned_of(settings: Any, entry: Any, is_warned: bool) -> None:
    use(settings, entry)
    assert "jitsi_live.W031" not in ids()
    settings.JITSI_LIVE_STAGE = "moderated"
    assert ("jitsi_live.W031" in ids()) is is_warned


@pytest.mark.parametrize(
    ("entry", "is_warned"),
    [(with_secret(), True), (with_secret(CHAT_FILTER=True), False), (jaas(), False)],
)
def test_server_that_may_pass_on_all_messages_is_warned_of(
    settings: Any, entry: Any, is_warned: bool
) -> None:
    use(settings, entry)
    assert "jitsi_live.W032" not in deployed()
    settings.JITSI_LIVE_CHAT = "team"
    assert ("jitsi_live.W032" in deployed()) is is_warned
    assert "jitsi_live.W032" not in ids()


def test_policy_that_decides_by_event_is_warned_as_well(settings: Any) -> None:
    use(settings, with_secret(MODERATION=False))
    settings.JITSI_LIVE_POLICY = f"{__name__}.ByEvent"
    assert {"jitsi_live.W031", "jitsi_live.W032"} <= deployed()


@pytest.mark.parametrize("rubbish", ["Moderated", None, 1, ["open"]])
@pytest.mark.parametrize("name", ["STAGE", "CHAT"])
def test_setting_that_is_no_choice_is_named(settings: Any, name: str, rubbish: Any) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", rubbish)
    assert len(ids()) == 1


def deployed() -> set[str | None]:
    return {each.id for each in run_checks(include_deployment_checks=True)}
