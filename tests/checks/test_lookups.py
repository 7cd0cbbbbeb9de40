from __future__ import annotations

import re
from typing import Any

import pytest

from django_jitsi_live.policy import Policy
from tests.checks.messages import found, ids


def test_a_filter_beside_a_callable_has_no_effect_and_is_named(settings: Any) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = "tests.policy.test_policy.is_sam"
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "confirmed"}
    assert ids() == ["jitsi_live.E008"]


def choices(settings: Any, name: str, written: str) -> list[str]:
    """The lookups in the hint; the first is the line to write."""
    setattr(settings, f"JITSI_LIVE_{name}", written)
    (message,) = [each for each in found() if each.id in {"jitsi_live.E005", "jitsi_live.E006"}]
    first, *offered = re.findall('"([^"]+)"', str(message.hint))
    assert offered[0] == first
    return offered


def test_hosts_are_looked_for_on_the_event_itself(settings: Any) -> None:
    offered = choices(settings, "HOST_LOOKUP", "organiser")
    assert offered == ["organizer", "speakers", "series__teachers", "yourapp.live.is_host"]


def test_registrations_are_looked_for_in_rows_that_point_to_the_event(settings: Any) -> None:
    offered = choices(settings, "REGISTRATION_LOOKUP", "registration_set__user")
    assert offered == ["registrations__user", "speakers", "yourapp.live.is_registered"]


def test_speakers_are_looked_for_on_the_event_and_what_it_belongs_to(settings: Any) -> None:
    offered = choices(settings, "SPEAKER_LOOKUP", "speaker")
    assert offered == ["speakers", "series__teachers", "yourapp.live.is_speaker"]


def test_hosts_are_not_offered_as_speakers(settings: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    offered = choices(settings, "SPEAKER_LOOKUP", "speaker")
    assert offered == ["series__teachers", "organizer", "yourapp.live.is_speaker"]


def test_a_function_for_speakers_has_to_exist(settings: Any) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "nowhere.is_speaker"
    (message,) = found()
    assert message.id == "jitsi_live.E007"
    assert "def is_speaker(user, event): ..." in str(message.hint)


@pytest.mark.parametrize("name", ["HOST_LOOKUP", "SPEAKER_LOOKUP", "REGISTRATION_LOOKUP"])
@pytest.mark.parametrize(
    "lookup",
    [
        "jitsi_live_session__started_by",
        "jitsi_live_session__runs__stays__user",
        "jitsi_live_session__runs__confirmations__user",
    ],
)
def test_a_lookup_through_our_own_tables_is_named(settings: Any, name: str, lookup: str) -> None:
    setattr(settings, f"JITSI_LIVE_{name}", lookup)
    (message,) = found()
    assert message.id == "jitsi_live.E006"
    assert "jitsi_live_" not in str(message.hint)


def test_a_word_that_fits_nothing_offers_what_is_safe(settings: Any) -> None:
    assert choices(settings, "HOST_LOOKUP", "zzz")[0] == "organizer"
    settings.JITSI_LIVE_HOST_LOOKUP = "organizer"
    assert choices(settings, "REGISTRATION_LOOKUP", "zzz")[0] == "registrations__user"


# Hosts who are registered people


@pytest.mark.parametrize(
    ("hosts", "registered"),
    [
        ("registrations__user", "registrations__user"),
        ("speakers", "speakers"),
        ("series__teachers", "series__teachers"),
        ("tests.policy.test_policy.is_sam", "tests.policy.test_policy.is_sam"),
    ],
)
def test_hosts_by_the_rows_of_registrations_are_a_warning(
    settings: Any, hosts: str, registered: str
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = hosts
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = registered
    (message,) = found()
    assert message.id == "jitsi_live.W015"
    assert "makes hosts of registered people" in message.msg
    assert "JITSI_LIVE_HOST_LOOKUP = " in str(message.hint)


@pytest.mark.parametrize(
    ("hosts", "registered"),
    [
        ("organizer", "registrations__user"),
        ("organizer", "organizer"),
        ("series__teachers", "speakers"),
        ("speakers", "tests.policy.test_policy.is_sam"),
        ("nothing", "speakers"),
        ("title__nothing", "speakers"),
    ],
)
def test_hosts_by_other_rows_are_none(settings: Any, hosts: str, registered: str) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = hosts
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = registered
    assert "jitsi_live.W015" not in [each.id for each in found()]


# Speakers who are others already


@pytest.mark.parametrize(
    ("hosts", "speakers", "registered", "words"),
    [
        ("speakers", "speakers", "registrations__user", "makes nobody a speaker"),
        ("organizer", "organizer", "registrations__user", "makes nobody a speaker"),
        ("organizer", "registrations__user", "registrations__user", "of registered people"),
        ("organizer", "speakers", "speakers", "of registered people"),
    ],
)
def test_speakers_by_the_rows_of_others_are_a_warning(
    settings: Any, hosts: str, speakers: str, registered: str, words: str
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = hosts
    settings.JITSI_LIVE_SPEAKER_LOOKUP = speakers
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = registered
    (message,) = found()
    assert message.id == "jitsi_live.W016"
    assert words in message.msg
    assert "JITSI_LIVE_SPEAKER_LOOKUP = " in str(message.hint)


@pytest.mark.parametrize("speakers", [None, "speakers", "series__teachers"])
def test_speakers_by_rows_of_their_own_are_in_order(settings: Any, speakers: str | None) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = speakers
    assert found() == []


class StaffHost(Policy):
    def is_host(self, user: Any, event: Any) -> bool:
        return bool(user.is_staff)


def test_those_whom_the_setting_for_hosts_names_may_speak_where_the_policy_names_hosts(
    settings: Any,
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.StaffHost"
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "organizer"
    assert found() == []


def test_a_policy_that_cannot_be_used_is_left_to_its_own_check(settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = "nowhere.Policy"
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "organizer"
    assert {each.id for each in found()} == {"jitsi_live.E009", "jitsi_live.W016"}
