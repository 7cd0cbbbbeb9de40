from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django_jitsi_live import services

from webinars.models import ChatMessage, Event, Registration


def test_event_ends_after_its_duration(event):
    assert event.ends_at - event.starts_at == timedelta(minutes=60)


def test_event_in_the_future_is_upcoming(event):
    assert event.status == Event.Status.UPCOMING


def test_event_that_waits_for_its_host_is_upcoming(make_event):
    assert make_event(starts_in=timedelta(minutes=-5)).status == Event.Status.UPCOMING


def test_started_event_is_live(live_event):
    assert live_event.status == Event.Status.LIVE


def test_event_ended_early_is_upcoming_until_its_scheduled_end(live_event, helen):
    services.end(helen, live_event.pk)
    assert Event.objects.get(pk=live_event.pk).status == Event.Status.UPCOMING


def test_event_is_completed_after_its_end(past_event):
    assert past_event.status == Event.Status.COMPLETED


def test_event_that_runs_over_is_live(past_event, helen):
    services.start(helen, past_event.pk)
    assert Event.objects.get(pk=past_event.pk).status == Event.Status.LIVE


@pytest.mark.parametrize("duration", [0, 24 * 60 + 1])
def test_event_cannot_have_a_senseless_duration(event, duration):
    event.duration = duration
    with pytest.raises(IntegrityError):
        event.save()


def test_user_cannot_be_registered_twice(registration):
    with pytest.raises(IntegrityError):
        Registration.objects.create(event=registration.event, user=registration.user)


def test_empty_chat_message_cannot_be_saved(event, helen):
    with pytest.raises(IntegrityError):
        ChatMessage.objects.create(event=event, author=helen, text="")


def test_event_includes_host_speaker_and_registered_only(
    event, helen, sofia, sam, django_user_model
):
    Registration.objects.create(event=event, user=sam)
    sid = django_user_model.objects.create_user("sid")
    people = [helen, sofia, sam, sid, AnonymousUser()]
    assert [event.includes(person) for person in people] == [True, True, True, False, False]
    assert [event.has_speaker(person) for person in people] == [False, True, False, False, False]
