"""The system checks of the questions."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from django_jitsi_live.questions.conf import conf


def test_a_good_setup_has_no_messages() -> None:
    assert not [each for each in run_checks() if "question" in str(each.id)]


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("NAMES", "loud", "E001"),
        ("NAMES", None, "E001"),
        ("APPROVAL", "yes", "E002"),
        ("MAX_LENGTH", 0, "E003"),
        ("MAX_LENGTH", True, "E003"),
        ("MAX_LENGTH", "500", "E003"),
        ("MAX_LENGTH", 10**6, "E003"),
        ("POLICY", "django_jitsi_live.policy.Policy", "E004"),
        ("POLICY", "nowhere.Policy", "E004"),
        ("POLICY", None, "E004"),
    ],
)
def test_value_that_means_nothing_is_named(
    settings: Any, name: str, value: Any, number: str
) -> None:
    setattr(settings, f"JITSI_LIVE_QUESTIONS_{name}", value)
    [message] = [each for each in run_checks() if "questions" in str(each.id)]
    assert message.id == f"jitsi_live_questions.{number}"
    assert f"JITSI_LIVE_QUESTIONS_{name}" in message.msg


@override_settings(ROOT_URLCONF="tests.projects.urls")
def test_addresses_that_are_not_mounted_are_named() -> None:
    assert "jitsi_live_questions.W001" in [each.id for each in run_checks()]


def test_misspelt_setting_is_named(settings: Any) -> None:
    settings.JITSI_LIVE_QUESTIONS_APROVAL = True
    [message] = [each for each in run_checks() if each.id == "jitsi_live.W011"]
    assert 'Did you mean "JITSI_LIVE_QUESTIONS_APPROVAL"?' in str(message.hint)


def test_settings_are_found_where_appconf_has_put_none() -> None:
    with override_settings():
        from django.conf import settings

        del settings.JITSI_LIVE_QUESTIONS_NAMES
        assert conf.NAMES == "choice"
    with pytest.raises(AttributeError):
        conf.NOTHING  # type: ignore[attr-defined]  # there is none  # noqa: B018  # the access counts


def test_project_without_addresses_is_not_asked_for_them(settings: Any) -> None:
    del settings.ROOT_URLCONF
    assert "jitsi_live_questions.W001" not in [each.id for each in run_checks()]
