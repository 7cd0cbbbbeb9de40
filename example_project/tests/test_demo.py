from __future__ import annotations

import re
import shlex
import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_jitsi_live import invitations, services
from django_jitsi_live.models import GuestLink, LiveSession
from django_jitsi_live.questions.models import Question, QuestionState, Vote

from webinars.management.commands.demo import ADDRESS, FIRST_PORT, Command, is_free
from webinars.models import ChatMessage, Event, Registration

SITE = f"http://{ADDRESS}:{FIRST_PORT}"


@pytest.fixture
def demo(db, settings):
    settings.DEBUG = True

    def run(*args: str) -> str:
        output = StringIO()
        call_command("demo", "--no-serve", "--no-color", *args, stdout=output)
        return output.getvalue()

    return run


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind((ADDRESS, 0))
        listener.listen()
        yield listener.getsockname()[1]


def run_curl(client, line):
    """Send what curl would send, through the test client."""
    words = shlex.split(line)
    url = words[-1]
    assert url.startswith(SITE)
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    headers = dict([words[words.index("-H") + 1].split(": ", 1)]) if "-H" in words else {}
    return client.generic(method, url.removeprefix(SITE), headers=headers)


def test_demo_seeds_people_and_events(demo):
    demo()
    assert {user.username for user in User.objects.all()} == {
        *("helen", "sofia", "sam", "sara", "sid", "admin")
    }
    on_now, tomorrow, over, cancelled = Event.objects.order_by("pk")
    assert cancelled.is_cancelled
    assert on_now.starts_at < timezone.now() < on_now.ends_at
    assert tomorrow.status == Event.Status.UPCOMING
    assert over.status == Event.Status.COMPLETED


def test_demo_has_a_speaker_who_is_not_registered(demo):
    demo()
    event = Event.objects.earliest("pk")
    [sofia] = event.speakers.all()
    assert not event.registrations.filter(user=sofia).exists()
    services.start(event.organizer, event.pk)
    assert services.join(sofia, event.pk).role == "speaker"


def test_demo_has_questions_with_votes_and_an_answer(demo):
    demo()
    asked = Question.objects.filter(session__event=Event.objects.earliest("pk"))
    assert asked.count() == 4
    assert Vote.objects.filter(question__in=asked).exists()
    [answered] = asked.filter(state=QuestionState.ANSWERED)
    assert answered.is_anonymous
    assert answered.answer


def test_demo_twice_doubles_nothing(demo):
    def counts():
        return [
            model.objects.count()
            for model in (User, Event, Registration, ChatMessage, GuestLink, Question, Vote)
        ]

    demo()
    before = counts()
    demo()
    assert counts() == before


def test_demo_again_moves_the_times(demo):
    demo()
    Event.objects.update(starts_at=timezone.now() - timedelta(days=100))
    demo()
    assert Event.objects.order_by("pk")[0].has_begun
    assert Event.objects.order_by("pk")[1].starts_at > timezone.now()


def test_demo_again_ends_a_session_left_live(demo):
    demo()
    event = Event.objects.order_by("pk")[0]
    services.start(event.organizer, event.pk)
    demo()
    assert Event.objects.get(pk=event.pk).status == Event.Status.LIVE
    LiveSession.objects.update(started_at=timezone.now() - timedelta(hours=3))
    demo()
    assert Event.objects.get(pk=event.pk).status == Event.Status.UPCOMING


def test_demo_again_brings_the_password_back(demo, client):
    demo()
    helen = User.objects.get(username="helen")
    helen.set_password("other")
    helen.save()
    demo()
    assert client.login(username="helen", password="demo")


def test_demo_again_leaves_people_logged_in(demo, client):
    demo()
    client.login(username="sam", password="demo")
    demo()
    assert client.get("/").context["user"].username == "sam"


def test_demo_again_takes_back_a_registration_of_sid(demo):
    demo()
    event, sid = Event.objects.order_by("pk")[0], User.objects.get(username="sid")
    Registration.objects.create(event=event, user=sid)
    demo()
    assert not event.includes(sid)


def test_printed_curl_lines_work(demo, client):
    start, join, status = re.findall(r"^curl .*$", demo(), re.MULTILINE)

    assert run_curl(client, join).json()["code"] == "not_live"
    started = run_curl(client, start).json()
    joined = run_curl(client, join).json()
    asked = run_curl(client, status).json()

    assert (started["role"], joined["role"]) == ("host", "attendee")
    assert started["room_name"] == joined["room_name"]
    assert joined["display_name"] == "Sam Student"
    assert (asked["is_active"], asked["room_name"]) == (True, None)


def test_demo_names_the_page_and_the_people(demo):
    output = demo("--port", "8123")
    assert f"http://127.0.0.1:8123/events/{Event.objects.earliest('pk').pk}/" in output
    for name in ("helen", "sofia", "sam", "sara", "sid", "admin"):
        assert f"\n  {name} " in output


def test_demo_prints_the_link_of_a_guest_who_speaks(demo, client):
    [address] = re.findall(r"Guest speaker: (\S+)", demo("--port", "8123"))
    assert address.startswith("http://127.0.0.1:8123/live/guest/")
    page = client.get(address.removeprefix("http://127.0.0.1:8123"), follow=True)
    html = page.content.decode()
    assert "Gil Guest" in html
    assert [*re.findall(r"Guest speaker: (\S+)", demo("--port", "8123"))] == [address]


def test_demo_sends_mails_to_people_with_an_address(demo, mailoutbox):
    demo()
    invitations.notify()
    assert {mail.to[0] for mail in mailoutbox} <= {
        f"{name}@example.com" for name in ("helen", "sofia", "sam", "sara")
    }
    assert any("vegetable patch" in mail.subject for mail in mailoutbox)


def test_demo_refuses_to_run_with_debug_off(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo", "--no-serve")
    assert not User.objects.exists()


def test_demo_refuses_a_port_that_is_taken(db, settings, taken_port):
    settings.DEBUG = True
    with pytest.raises(CommandError, match=f"Port {taken_port} cannot be used"):
        call_command("demo", "--port", str(taken_port))


def test_demo_takes_the_next_free_port_and_says_so(monkeypatch, taken_port):
    monkeypatch.setattr("webinars.management.commands.demo.FIRST_PORT", taken_port)
    output = StringIO()
    port = Command(stdout=output, no_color=True).choose_port(None)
    assert port > taken_port
    assert is_free(port)
    assert f"Port {taken_port} is taken: using {port}." in output.getvalue()
