from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy

from django_jitsi_live.checks import check_settings
from django_jitsi_live.conf import get_event_model, get_policy
from tests.checks.messages import found, ids

PUBLIC = "django_jitsi_live.servers.PublicServer"
not_callable = "a string"


def test_the_usual_settings_are_silent() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "check_id"),
    [
        ("EVENT_MODEL", None, "E001"),
        ("EVENT_MODEL", "Event", "E002"),
        ("EVENT_MODEL", "a.b.Event", "E002"),
        ("EVENT_MODEL", "webinars.", "E002"),
        ("EVENT_MODEL", 42, "E002"),
        ("EVENT_MODEL", "webinars.Evnt", "E003"),
        ("EVENT_MODEL", "nowhere.Event", "E003"),
        ("EVENT_LOOKUP_FIELD", "sulg", "E004"),
        ("EVENT_LOOKUP_FIELD", "registrations", "E004"),
        ("HOST_LOOKUP", "organiser", "E005"),
        ("HOST_LOOKUP", "organizer__nothing", "E005"),
        ("HOST_LOOKUP", "title__user", "E005"),
        ("HOST_LOOKUP", "", "E005"),
        ("REGISTRATION_LOOKUP", "registration_set__user", "E005"),
        ("HOST_LOOKUP", "series", "E006"),
        ("HOST_LOOKUP", "title", "E006"),
        ("SPEAKER_LOOKUP", "speeker", "E005"),
        ("SPEAKER_LOOKUP", "", "E005"),
        ("SPEAKER_LOOKUP", "series", "E006"),
        ("SPEAKER_LOOKUP", "nowhere.is_speaker", "E007"),
        ("SPEAKER_LOOKUP", ["speakers"], "E011"),
        ("SPEAKER_CONFIG", None, "E011"),
        ("SPEAKER_CONFIG", {"a": object()}, "E020"),
        ("REGISTRATION_LOOKUP", "registrations", "E006"),
        ("HOST_LOOKUP", "nowhere.is_host", "E007"),
        ("REGISTRATION_LOOKUP", "tests.checks.test_settings.not_callable", "E007"),
        ("STARTS_AT", "tests.checks.test_settings.nothing", "E007"),
        ("ENDS_AT", ".", "E007"),
        ("DISPLAY_NAME", "nowhere.name", "E007"),
        ("REGISTRATION_FILTER", {"registrations__stauts": "x"}, "E008"),
        ("REGISTRATION_FILTER", {"registrations__user": "x"}, "E008"),
        ("POLICY", "nowhere.Policy", "E009"),
        ("POLICY", "django_jitsi_live.policy.get_visit", "E009"),
        ("POLICY", "django_jitsi_live.models.LiveSession", "E009"),
        ("SERVERS", {}, "E010"),
        ("SERVERS", {"default": None}, "E010"),
        ("SERVERS", {"default": {}}, "E010"),
        ("SERVERS", {"default": {"BACKEND": "django_jitsi_live.servers.Zoom"}}, "E010"),
        ("SERVERS", {"default": {"BACKEND": "django_jitsi_live.models.Role"}}, "E010"),
        ("SERVERS", {"default": {"BACKEND": PUBLIC}, "berlin": {"BACKEND": 1}}, "E010"),
        ("SERVERS", {"berlin": {"BACKEND": PUBLIC}}, "E010"),
        ("EVENT_LOOKUP_FIELD", None, "E011"),
        ("HOST_LOOKUP", None, "E011"),
        ("REGISTRATION_LOOKUP", ["registrations__user"], "E011"),
        ("REGISTRATION_FILTER", "registrations__status", "E011"),
        ("POLICY", None, "E011"),
        ("STARTS_AT", 5, "E011"),
        ("ENDS_AT", 5, "E011"),
        ("DISPLAY_NAME", None, "E011"),
        ("SHARE_EMAIL", "no", "E011"),
        ("SERVERS", [], "E011"),
        ("CONFIG", None, "E011"),
        ("HOST_CONFIG", [], "E011"),
        ("ATTENDEE_CONFIG", "", "E011"),
        ("CONFIG", {"subject": object()}, "E020"),
        ("HOST_CONFIG", {"a": {"b": object()}}, "E020"),
        ("ATTENDEE_CONFIG", {("a", "b"): 1}, "E020"),
        ("CONFIG", {"ratio": float("nan")}, "E020"),
        ("STARTS_AT", "begins_at", "E012"),
        ("ENDS_AT", "finishes_at", "E012"),
        ("DISPLAY_NAME", "nickname", "E012"),
        ("EVENT_LOOKUP_FIELD", "title", "W001"),
    ],
)
def test_a_wrong_setting_is_named_with_the_line_to_write(
    settings: Any, name: str, value: Any, check_id: str
) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", value)
    (message,) = found()
    assert message.id == f"jitsi_live.{check_id}"
    assert f"JITSI_LIVE_{name}" in message.msg
    assert f"JITSI_LIVE_{name} = " in str(message.hint)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("EVENT_LOOKUP_FIELD", "slug"),
        ("HOST_LOOKUP", "speakers"),
        ("HOST_LOOKUP", "series__teachers"),
        ("SPEAKER_LOOKUP", "speakers"),
        ("SPEAKER_LOOKUP", "tests.policy.test_speakers.is_sid"),
        ("HOST_LOOKUP", "tests.policy.test_policy.is_sam"),
        ("REGISTRATION_FILTER", {"registrations__status": "confirmed"}),
        ("STARTS_AT", "starts_at"),
        ("ENDS_AT", "planned_start"),
        ("STARTS_AT", "tests.policy.test_policy.always"),
        ("DISPLAY_NAME", "tests.policy.test_policy.shout"),
        ("DISPLAY_NAME", "first_name"),
        ("POLICY", "tests.policy.test_policy.StaffHostsToo"),
        ("CONFIG", {"subject": gettext_lazy("Live"), "since": dt.date(2026, 1, 1)}),
        ("SERVERS", {"default": {"BACKEND": PUBLIC, "DOMAIN": "meet.example.org"}}),
    ],
)
def test_a_good_setting_is_silent(settings: Any, name: str, value: Any) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", value)
    assert found() == []


def test_several_problems_are_all_named(settings: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "organiser"
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    assert ids() == ["jitsi_live.E005", "jitsi_live.E009"]


def test_checks_of_settings_touch_no_database(django_assert_num_queries: Any, db: None) -> None:
    with django_assert_num_queries(0):
        check_settings(None)


def test_conf_names_the_setting(settings: Any) -> None:
    settings.JITSI_LIVE_EVENT_MODEL = "webinars.Evnt"
    with pytest.raises(ImproperlyConfigured, match="JITSI_LIVE_EVENT_MODEL"):
        get_event_model()
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    with pytest.raises(ImproperlyConfigured, match="JITSI_LIVE_POLICY"):
        get_policy()
