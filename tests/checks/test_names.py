"""Names that nothing reads."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from django.conf import settings as project_settings

from django_jitsi_live.policy import Policy
from tests.checks.messages import found
from tests.keys import with_secret


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("JITSI_LIVE_HEARTBEET", "JITSI_LIVE_HEARTBEAT"),
        ("JITSI_LIVE_START_AT", "JITSI_LIVE_STARTS_AT"),
        ("JITSI_LIVE_REGISTRATIONS_LOOKUP", "JITSI_LIVE_REGISTRATION_LOOKUP"),
        ("JITSI_LIVE_SERVER", "JITSI_LIVE_SERVERS"),
        ("JITSI_LIVE__STREAM", "JITSI_LIVE_STREAM"),
        ("JITSILIVE_STREAM", "JITSI_LIVE_STREAM"),
        ("JISTI_LIVE_JOIN_SPREAD", "JITSI_LIVE_JOIN_SPREAD"),
        ("DJANGO_JITSI_LIVE_ENDS_AT", "JITSI_LIVE_ENDS_AT"),
        ("JITSI_EVENT_MODEL", "JITSI_LIVE_EVENT_MODEL"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_one_that_was_meant(
    settings: Any, name: str, meant: str
) -> None:
    setattr(settings, name, "any")
    (message,) = found()
    assert message.id == "jitsi_live.W011"
    assert name in message.msg
    assert f'Did you mean "{meant}"?' in str(message.hint)


@pytest.mark.parametrize("name", ["JITSI_LIVE", "JITSI_LIVE_WHITEBOARDS"])
def test_a_setting_like_none_of_ours_is_named_with_all_names(settings: Any, name: str) -> None:
    setattr(settings, name, {"EVENT_MODEL": "webinars.Event"})
    (message,) = found()
    assert "Did you mean" not in str(message.hint)
    assert "JITSI_LIVE_EVENT_MODEL, " in str(message.hint)


def test_a_setting_in_lower_case_is_named(monkeypatch: Any) -> None:
    module = sys.modules[project_settings.SETTINGS_MODULE]
    monkeypatch.setattr(module, "jitsi_live_stream", True, raising=False)
    (message,) = found()
    assert "jitsi_live_stream" in message.msg
    assert 'Did you mean "JITSI_LIVE_STREAM"?' in str(message.hint)


@pytest.mark.parametrize("name", ["JITSI_APP_SECRET", "LIVE_STREAMS", "JITSI_DOMAIN"])
def test_settings_of_the_host_project_are_its_own(settings: Any, name: str) -> None:
    setattr(settings, name, "any")
    assert found() == []


def test_a_misspelt_event_model_is_named_beside_the_missing_one(settings: Any) -> None:
    settings.JITSI_LIVE_EVENT_MODEL = None
    settings.JITSI_LIVE_EVENT_MODLE = "webinars.Event"
    assert [each.id for each in found()] == ["jitsi_live.W011", "jitsi_live.E001"]


def test_a_misspelt_rate_is_named(settings: Any) -> None:
    rates = {"DEFAULT_THROTTLE_RATES": {"jitsi_live_joins": "5/min", "user": "5/min"}}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | rates
    (message,) = found()
    assert message.id == "jitsi_live.W011"
    assert 'Did you mean "jitsi_live_join"?' in str(message.hint)


@pytest.mark.parametrize(
    ("feature", "meant"), [("recordings", "recording"), ("create_polls", "create-polls")]
)
def test_a_misspelt_feature_is_named(settings: Any, feature: str, meant: str) -> None:
    server = with_secret(FEATURES={"host": {feature: True}}, DOMAIN="meet.example.org")
    settings.JITSI_LIVE_SERVERS = {"default": server}
    (message,) = found()
    assert message.id == "jitsi_live.W011"
    assert f'Did you mean "{meant}"?' in str(message.hint)


@pytest.mark.parametrize("feature", ["name-readonly", "shadow-ban", "whiteboard"])
def test_a_feature_that_jitsi_may_know_is_silent(settings: Any, feature: str) -> None:
    server = with_secret(FEATURES={"host": {feature: True}}, DOMAIN="meet.example.org")
    settings.JITSI_LIVE_SERVERS = {"default": server}
    assert found() == []


class Misspelt(Policy):
    def is_registred(self, user: Any, event: Any) -> bool:
        return True

    def start_at(self, event: Any) -> Any:
        return None


class WithHelpers(Policy):
    def starts_at(self, event: Any) -> Any:
        return self.start_at(event)

    def start_at(self, event: Any) -> Any:
        return None

    def tenant(self) -> str:
        return "berlin"


def test_misspelt_methods_of_the_policy_are_named(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Misspelt"
    first, second = found()
    assert "is_registred()" in first.msg
    assert 'Did you mean "is_registered"?' in str(first.hint)
    assert 'Did you mean "starts_at"?' in str(second.hint)


@pytest.mark.parametrize(
    ("former", "present"), [("TOKEN_GRACE", "CLOSE_AFTER"), ("TOKEN_LIFETIME", "MAX_LENGTH")]
)
def test_settings_that_were_replaced_are_named(settings: Any, former: str, present: str) -> None:
    setattr(settings, f"JITSI_LIVE_{former}", 1800)
    [message] = found()
    assert f'Did you mean "JITSI_LIVE_{present}"?' in str(message.hint)


class MisspeltSpeaker(Policy):
    def is_speeker(self, user: Any, event: Any) -> bool:
        return True


def test_a_misspelt_answer_about_speakers_is_named(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.MisspeltSpeaker"
    settings.JITSI_LIVE_SPEEKER_LOOKUP = "speakers"
    hints = [str(each.hint) for each in found()]
    assert any('Did you mean "is_speaker"?' in hint for hint in hints)
    assert any('Did you mean "JITSI_LIVE_SPEAKER_LOOKUP"?' in hint for hint in hints)


def test_other_methods_of_the_policy_are_its_own(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.WithHelpers"
    assert found() == []


def test_features_that_are_no_dictionaries_are_left_to_their_own_check(settings: Any) -> None:
    server = with_secret(FEATURES={"host": ["recording"]}, DOMAIN="meet.example.org")
    settings.JITSI_LIVE_SERVERS = {"default": server, "other": with_secret(FEATURES=1)}
    assert {each.id for each in found()} == {"jitsi_live.E013"}


@pytest.mark.parametrize(
    ("option", "meant"), [("domain", "DOMAIN"), ("APP_SECRETS", "APP_SECRET"), ("KEYID", "KEY_ID")]
)
def test_a_misspelt_option_of_a_server_is_named(settings: Any, option: str, meant: str) -> None:
    server = with_secret(DOMAIN="meet.example.org", **{option: "any"})
    settings.JITSI_LIVE_SERVERS = {"default": server}
    (message,) = found()
    assert message.id == "jitsi_live.E013"
    assert f'Did you mean "{meant}"?' in str(message.hint)
