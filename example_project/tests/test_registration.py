from __future__ import annotations

import pytest
from django.urls import reverse
from django_jitsi_live import invitations

from webinars.models import Event, Registration


def post(client, action, event) -> list[str]:
    response = client.post(reverse(f"webinars:{action}", args=[event.pk]), follow=True)
    assert response.redirect_chain[-1] == (event.get_absolute_url(), 302)
    return [str(message) for message in response.context["messages"]]


def test_user_registers(as_user, sam, event):
    assert post(as_user(sam), "register", event) == [
        "You are registered. The room opens on this page, and a mail is on its way."
    ]
    assert event.registrations.get().user == sam


def test_user_who_registers_gets_a_mail_with_the_date(as_user, sam, event, mailoutbox):
    sam.email = "sam@example.com"
    sam.save()
    post(as_user(sam), "register", event)
    invitations.notify()
    [mail] = mailoutbox
    assert mail.to == ["sam@example.com"]
    assert "Bread" in mail.subject
    kinds = [part.get_content_type() for part in mail.message().walk()]
    assert "text/calendar" in kinds


def test_user_cannot_register_for_a_cancelled_event(as_user, sam, event):
    Event.objects.update(is_cancelled=True)
    assert post(as_user(sam), "register", event) == ["This event is cancelled."]
    assert not Registration.objects.exists()


def test_user_registers_for_a_live_event(as_user, sam, live_event):
    post(as_user(sam), "register", live_event)
    assert live_event.registrations.count() == 1


def test_user_registers_twice_and_is_registered_once(as_user, registration, event):
    assert post(as_user(registration.user), "register", event) == ["You were registered already."]
    assert event.registrations.count() == 1


def test_user_cannot_register_for_a_past_event(as_user, sam, past_event):
    assert post(as_user(sam), "register", past_event) == ["This event is over."]
    assert not Registration.objects.exists()


def test_host_cannot_register(as_user, helen, event):
    post(as_user(helen), "register", event)
    assert not Registration.objects.exists()


def test_speaker_need_not_register(as_user, sofia, event):
    said = post(as_user(sofia), "register", event)
    assert said == ["You speak at this event: no need to register."]
    assert not Registration.objects.exists()


def test_user_cancels(as_user, registration, event):
    assert post(as_user(registration.user), "cancel", event) == ["Your registration is cancelled."]
    assert not Registration.objects.exists()


def test_user_cancels_twice(as_user, sam, event):
    assert post(as_user(sam), "cancel", event) == ["You were not registered."]


def test_user_cannot_cancel_a_past_event(as_user, sam, past_event):
    Registration.objects.create(event=past_event, user=sam)
    post(as_user(sam), "cancel", past_event)
    assert Registration.objects.exists()


def test_user_cancels_for_nobody_else(as_user, helen, registration, event):
    post(as_user(helen), "cancel", event)
    assert Registration.objects.exists()


@pytest.mark.parametrize("action", ["register", "cancel"])
def test_guest_is_sent_to_the_login(client, event, action):
    url = reverse(f"webinars:{action}", args=[event.pk])
    response = client.post(url)
    assert response.headers["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("action", ["register", "cancel"])
def test_get_changes_nothing(as_user, registration, event, action):
    response = as_user(registration.user).get(reverse(f"webinars:{action}", args=[event.pk]))
    assert response.headers["Location"] == event.get_absolute_url()
    assert event.registrations.count() == 1
