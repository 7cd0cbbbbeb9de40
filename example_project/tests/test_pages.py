from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_jitsi_live import services

from webinars.models import Registration

ROOM = "<jitsi-live-room "
DATA = '<script type="application/json">'


def page(client, url) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# The list


def test_guest_sees_events_by_status(client, make_event, live_event, past_event):
    make_event(title="Cheese")
    response = client.get(reverse("webinars:list"))
    assert [event.title for event in response.context["live"]] == ["Bread"]
    assert [event.title for event in response.context["upcoming"]] == ["Cheese"]
    assert response.context["past"] == [past_event]


def test_guest_sees_the_live_badge(client, live_event):
    assert badge(page(client, reverse("webinars:list"))) == "Live"


def badge(html: str) -> str:
    return html.partition('<span class="badge ')[2].partition(">")[2].partition("<")[0]


def test_guest_sees_that_a_webinar_is_over_as_soon_as_its_host_has_ended_it(
    client, make_event, helen
):
    event = make_event(starts_in=timedelta(minutes=-5))
    assert badge(page(client, event.get_absolute_url())) == "About to start"
    services.start(helen, event.pk)
    services.end(helen, event.pk)
    assert badge(page(client, event.get_absolute_url())) == "Over"


def test_guest_sees_that_a_webinar_tried_out_before_its_time_is_still_to_come(
    client, live_event, helen
):
    services.end(helen, live_event.pk)
    assert badge(page(client, live_event.get_absolute_url())).startswith("In ")


def test_guest_without_script_sees_the_zone_of_both_times(client, event):
    zone = timezone.localtime(event.starts_at).strftime("%Z")
    times = (
        page(client, event.get_absolute_url()).partition("data-until=")[2].partition("</span>")[0]
    )
    assert times.count(f" {zone}") == 2


def test_student_sees_own_registration_in_the_list(as_user, registration):
    assert "Registered" in page(as_user(registration.user), reverse("webinars:list"))


def test_guest_sees_an_empty_list(client, db):
    assert "Nothing is planned" in page(client, reverse("webinars:list"))


@pytest.mark.parametrize("count", [1, 8])
def test_list_takes_one_query(client, make_event, helen, sam, count, django_assert_num_queries):
    for _ in range(count):
        event = make_event()
        Registration.objects.create(event=event, user=sam)
        services.start(helen, event.pk)
    with django_assert_num_queries(1):
        client.get(reverse("webinars:list"))


# One event


def test_guest_is_sent_to_the_login_and_back(client, event):
    html = page(client, event.get_absolute_url())
    assert f'href="/accounts/login/?next=/events/{event.pk}/">Log in to register' in html


def test_guest_sees_no_room(client, live_event):
    html = page(client, live_event.get_absolute_url())
    assert ROOM not in html
    assert live_event.jitsi_live_session.room_name not in html


def test_unregistered_user_sees_no_room(as_user, sam, event):
    html = page(as_user(sam), event.get_absolute_url())
    assert ROOM not in html
    assert "Register</button>" in html


def test_registered_user_sees_the_room(as_user, registration):
    html = page(as_user(registration.user), registration.event.get_absolute_url())
    assert ROOM in html
    assert '"role": "attendee", "is_active": false' in html


def test_speaker_sees_the_room_and_need_not_register(as_user, sofia, event):
    html = page(as_user(sofia), event.get_absolute_url())
    assert ROOM in html
    assert '"role": "speaker", "is_active": false' in html
    assert "You speak at this webinar." in html
    assert "Register</button>" not in html


def test_guest_sees_who_speaks(client, sofia, event):
    html = page(client, event.get_absolute_url())
    assert "<dt>Speaking</dt><dd>Sofia Speaker</dd>" in html


def test_speaker_sees_the_own_event_in_the_list(as_user, sofia):
    assert "You speak" in page(as_user(sofia), reverse("webinars:list"))


def test_host_sees_the_room(as_user, helen, event):
    html = page(as_user(helen), event.get_absolute_url())
    assert ROOM in html
    assert '"role": "host", "is_active": false' in html


def test_registered_user_sees_the_chat_but_no_room_when_it_is_over(as_user, sam, past_event):
    Registration.objects.create(event=past_event, user=sam)
    html = page(as_user(sam), past_event.get_absolute_url())
    assert ROOM not in html
    assert 'id="chat"' in html


def test_time_is_machine_readable(client, event):
    html = page(client, event.get_absolute_url())
    assert f'datetime="{event.starts_at.isoformat()}"' in html


def test_room_page_wears_the_frame_of_the_site(as_user, helen, event):
    html = page(as_user(helen), reverse("jitsi_live:room", args=[event.pk]))
    assert "Back to the webinar" in html
    assert ROOM in html


def test_unknown_event_is_not_found(client, db):
    assert client.get(reverse("webinars:detail", args=[404])).status_code == 404


# Login


def test_guest_sees_the_demo_accounts_with_debug_on(client, db, settings):
    settings.DEBUG = True
    assert "Demo accounts" in page(client, reverse("login"))


def test_guest_sees_no_demo_accounts_with_debug_off(client, db, settings):
    settings.DEBUG = False
    assert "Demo accounts" not in page(client, reverse("login"))


def test_user_logs_in_and_lands_on_the_event(client, event, django_user_model):
    django_user_model.objects.create_user("sara", password="secret")
    credentials = {"username": "sara", "password": "secret", "next": event.get_absolute_url()}
    response = client.post(reverse("login"), credentials, follow=True)
    assert response.redirect_chain == [(event.get_absolute_url(), 302)]
    assert response.context["user"].username == "sara"


def test_user_with_wrong_password_is_told(client, sam):
    response = client.post(reverse("login"), {"username": "sam", "password": "wrong"})
    assert "Please enter a correct username" in response.content.decode()


def test_user_logs_out(as_user, sam):
    response = as_user(sam).post(reverse("logout"), follow=True)
    assert not response.context["user"].is_authenticated


# Everything


@pytest.mark.parametrize("name", ["webinars:list", "webinars:detail", "login", "jitsi_live:room"])
def test_page_has_no_inline_script_or_style(as_user, client, helen, event, name):
    if name != "login":
        as_user(helen)
    html = page(
        client, reverse(name, args=[] if name in {"webinars:list", "login"} else [event.pk])
    )
    assert "<style" not in html
    assert " style=" not in html
    scripts = html.count('<script type="module" src="')
    assert html.count("<script") == scripts + html.count(DATA)


@pytest.mark.parametrize("model", ["event", "registration", "chatmessage"])
def test_admin_lists(admin_client, registration, model):
    page(admin_client, reverse(f"admin:webinars_{model}_changelist"))


def test_admin_shows_an_event_with_its_registrations(admin_client, registration):
    page(admin_client, reverse("admin:webinars_event_change", args=[registration.event_id]))
