from __future__ import annotations

from typing import Any

from tests.checks.messages import found, ids


def test_a_filter_beside_a_callable_has_no_effect_and_is_named(settings: Any) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = "tests.policy.test_policy.is_sam"
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "confirmed"}
    assert ids() == ["jitsi_live.E008"]


def test_hints_offer_the_lookups_that_the_models_have(settings: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "organiser"
    (message,) = found()
    hint = str(message.hint)
    assert '"organizer"' in hint
    assert '"speakers"' in hint
    assert '"series__teachers"' in hint
    assert '"registrations__user"' in hint
