"""What a speaker may do: as much as an attendee, on stage, and nothing of a host."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.exceptions import NotHost, NotLive
from django_jitsi_live.models import LiveSession, Role
from tests.projects.webinar.webinars.models import Event


def test_speaker_joins_as_speaker_in_one_query_and_the_audit(
    live: Event, speaker: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1 + 3):  # in a transaction with a savepoint
        grant = services.join(speaker, live.pk)
    assert (grant.role, grant.as_dict()["role"]) == (Role.SPEAKER, "speaker")
    assert grant.room_name == LiveSession.objects.get().room_name


def test_speaker_cannot_join_before_the_start(event: Event, speaker: Any) -> None:
    with pytest.raises(NotLive):
        services.join(speaker, event.pk)


def test_speaker_can_neither_start_nor_end(event: Event, host: Any, speaker: Any) -> None:
    with pytest.raises(NotHost):
        services.start(speaker, event.pk)
    services.start(host, event.pk)
    with pytest.raises(NotHost):
        services.end(speaker, event.pk)
    assert LiveSession.objects.get().is_active


def test_speaker_sees_what_members_see(live: Event, speaker: Any) -> None:
    info = services.describe(speaker, live.pk)
    assert (info.role, info.register_url, info.present) == (Role.SPEAKER, "", 0)
    assert services.status(live.pk, speaker).room_name == LiveSession.objects.get().room_name


def test_speaker_is_not_told_of_role_mismatches(live: Event, host: Any, speaker: Any) -> None:
    services.report_role(host, live.pk, "participant")
    assert services.describe(host, live.pk).role_mismatch == "host"
    assert services.describe(speaker, live.pk).role_mismatch == ""
