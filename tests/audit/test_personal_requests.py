"""Requests to be let in: of one person, and how long they are kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.models import Admission, Run
from tests.runs import rewrite

DAY = dt.timedelta(days=1)


@pytest.fixture
def request_of_sid(settings: Any, live: Any, host: Any, stranger: Any) -> Admission:
    settings.JITSI_LIVE_ASK_TO_JOIN = True
    services.ask(stranger, live.pk)
    services.admit(host, live.pk, str(stranger.pk))
    return Admission.objects.get()


def test_a_person_is_told_what_was_asked_and_answered(
    request_of_sid: Admission, stranger: Any
) -> None:
    [told] = attendance.export(stranger)["requests"]
    assert (told["display_name"], told["state"]) == ("sid", "admitted")
    assert told["event_id"] == request_of_sid.session.event_id


def test_an_answer_holds_without_a_name_as_long_as_the_account_exists(
    request_of_sid: Admission, live: Any, stranger: Any
) -> None:
    attendance.anonymise(stranger)
    assert Admission.objects.get().display_name == ""
    assert services.join(stranger, live.pk)


def test_nothing_is_kept_of_who_has_no_account_any_more(
    request_of_sid: Admission, stranger: Any
) -> None:
    participant = str(stranger.pk)
    stranger.delete()
    attendance.anonymise_participant(participant)
    assert not Admission.objects.exists()


def test_a_host_who_has_answered_is_forgotten(request_of_sid: Admission, host: Any) -> None:
    attendance.anonymise(host)
    assert Admission.objects.get().answered_by is None


@pytest.mark.parametrize(("days", "left"), [(None, 1), (1, 0), (9, 1)])
def test_requests_are_kept_as_long_as_the_setting_says(
    request_of_sid: Admission, settings: Any, host: Any, live: Any, days: Any, left: int
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = days
    services.end(host, live.pk)
    long_ago = moments.now() - 3 * DAY
    Admission.objects.update(asked_at=long_ago)
    rewrite(started_at=long_ago, ended_at=long_ago)
    Run.objects.update(opened_at=long_ago)
    attendance.tidy()
    assert Admission.objects.count() == left
