"""Jitsi servers whose clocks are wrong, and messages that come late."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance.inbox import clock
from django_jitsi_live.attendance.inbox import jaas as signature
from django_jitsi_live.attendance.inbox.messages import MalformedMessage, require_moment
from django_jitsi_live.models import LiveSession, ServerReport, Stay
from tests.keys import APP_ID, jaas

from .conftest import Evening
from .prosody import Prosody

HOUR = 3600
SECRET = "whsec_0123456789abcdef0123456789abcdef"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def minutes(host: Any, event: Any) -> dict[str, float]:
    people = attendance.report(host, event.pk).people
    return {each.display_name.split()[0]: round(each.seconds / 60, 1) for each in people}


def an_hour(evening: Evening, prosody: Prosody, host: Any, student: Any) -> None:
    """The host is there for an hour, the student for the second half of it."""
    prosody.create()
    prosody.join(host)
    evening.wait(30)
    prosody.join(student)
    evening.wait(30)


WRONG = [1, 2, 4, 61, 300, 3 * HOUR, 13 * HOUR, 400 * 24 * HOUR]


@pytest.mark.parametrize("ahead", [*WRONG, *(-each for each in WRONG)])
def test_constant_difference_changes_nothing(
    evening: Evening, live: Any, host: Any, student: Any, ahead: int
) -> None:
    prosody = Prosody(ahead)
    an_hour(evening, prosody, host, student)
    assert services.status(live.pk, host).present == 2
    assert len(attendance.present(host, live.pk)) == 2
    assert minutes(host, live) == pytest.approx({"Helen": 60, "Sam": 30}, abs=0.1)
    prosody.leave(host, student)
    prosody.destroy()
    services.end(host, live.pk)
    assert minutes(host, live) == pytest.approx({"Helen": 60, "Sam": 30}, abs=0.1)
    assert abs(ServerReport.objects.get().clock_ahead - ahead) <= 2


@pytest.mark.parametrize(
    ("before", "after"),
    [(300, 0), (HOUR, 0), (0, 300), (0, HOUR), (-300, 0), (-HOUR, HOUR), (HOUR, 120)],
)
@pytest.mark.parametrize("is_left_lost", [False, True])
def test_clock_that_is_set_meanwhile_changes_nothing(
    evening: Evening,
    live: Any,
    host: Any,
    student: Any,
    before: int,
    after: int,
    is_left_lost: bool,
) -> None:
    prosody = Prosody(before)
    evening.wait(1)
    an_hour(evening, prosody, host, student)
    prosody.ahead = after
    prosody.leave(host)
    evening.wait(10)
    prosody.leave(student)
    prosody.destroy()
    services.end(host, live.pk)
    assert minutes(host, live) == pytest.approx({"Helen": 60, "Sam": 40}, abs=0.1)


def test_clock_that_is_put_back_is_known_by_the_second_message(
    evening: Evening, live: Any, host: Any, student: Any, make_user: Any
) -> None:
    prosody = Prosody()
    evening.wait(120)
    prosody.create()
    prosody.join(host)
    prosody.ahead = -HOUR
    evening.wait(10)
    prosody.join(make_user("gus"))
    evening.wait(10)
    prosody.join(student)
    assert Stay.objects.get(user=student).joined_at == moments.now()


def test_message_that_is_sent_again_is_no_wrong_clock(
    evening: Evening, live: Any, host: Any, student: Any
) -> None:
    prosody = Prosody()
    evening.wait(60)
    prosody.create()
    prosody.join(host)
    prosody.ahead = -4  # as late as Prosody's third attempt
    prosody.join(student)
    assert ServerReport.objects.get().clock_ahead == 0
    assert Stay.objects.get(user=student).joined_at == moments.now() - dt.timedelta(seconds=4)


def test_only_the_first_message_of_a_wrong_clock_is_logged(
    evening: Evening, live: Any, host: Any, student: Any, caplog: Any
) -> None:
    an_hour(evening, Prosody(300), host, student)
    [message] = [record.getMessage() for record in caplog.records]
    assert "the server 'default' is 300 seconds ahead of that of this site" in message


def test_clock_that_is_right_is_not_logged(
    evening: Evening, live: Any, host: Any, student: Any, caplog: Any
) -> None:
    an_hour(evening, Prosody(2), host, student)
    assert not caplog.records


def test_clock_of_an_earlier_run_is_not_that_of_the_next(
    evening: Evening, live: Any, host: Any, student: Any
) -> None:
    an_hour(evening, Prosody(300), host, student)
    services.end(host, live.pk)
    services.start(host, live.pk)
    an_hour(evening, Prosody(), host, student)
    assert attendance.clock_ahead("default") == 0
    assert minutes(host, live) == {"Helen": 120, "Sam": 60}  # of both runs


def test_server_that_never_reported_has_no_clock(db: None) -> None:
    assert attendance.clock_ahead("default") is None


# JaaS


def post_jaas(type_: str, moment: dt.datetime, **data: Any) -> None:
    envelope = {
        "idempotencyKey": f"{type_}{moment}{data}",
        "eventType": type_,
        "timestamp": int(moment.timestamp() * 1000),
        "fqn": f"{APP_ID}/{LiveSession.objects.get().room_name}",
        "data": data,
    }
    body = json.dumps(envelope).encode()
    header = signature.sign(body, SECRET, moments.now())
    url = "/api/live/jitsi/default/jaas"
    headers = {"X-Jaas-Signature": header}
    answer = Client().post(url, body, content_type="application/json", headers=headers)
    assert answer.status_code == 200


def person(user: Any) -> dict[str, str]:
    return {"id": str(user.pk), "participantFullJid": f"{user.pk}@x/1"}


@pytest.mark.parametrize("ahead", [-4 * HOUR, -60, 0, 3, 60, 4 * HOUR])
def test_jaas_and_a_site_whose_clock_is_wrong(
    settings: Any, evening: Evening, live: Any, host: Any, ahead: int
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": jaas(WEBHOOK_SECRET=SECRET)}
    difference = dt.timedelta(seconds=ahead)
    evening.wait(0.5)
    post_jaas("ROOM_CREATED", moments.now() + difference)
    post_jaas("PARTICIPANT_JOINED", moments.now() + difference, **person(host))
    evening.wait(30)
    post_jaas("PARTICIPANT_LEFT", moments.now() + difference, **person(host))
    assert minutes(host, live) == pytest.approx({"Helen": 30}, abs=0.1)


def test_jaas_that_sends_late_has_no_wrong_clock(
    settings: Any, evening: Evening, live: Any, host: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": jaas(WEBHOOK_SECRET=SECRET)}
    post_jaas("ROOM_CREATED", moments.now())
    joined_at = moments.now()
    evening.wait(60)
    left_at = moments.now()
    evening.wait(40)
    post_jaas("PARTICIPANT_JOINED", joined_at, **person(host))
    post_jaas("PARTICIPANT_LEFT", left_at, **person(host))
    assert minutes(host, live) == {"Helen": 60}


# The estimate


def seen(*messages: tuple[float, float], comes_at_once: bool = True) -> float:
    """How far ahead the clock is after messages that happened, and came, so many seconds on."""
    found = clock.Clock()
    for happened, received in messages:
        times = (NOON + dt.timedelta(seconds=each) for each in (happened, received))
        found = clock.observe(found, *times, NOON, comes_at_once=comes_at_once)
    return found.ahead


@pytest.mark.parametrize(
    ("messages", "ahead"),
    [
        ([(10, 10.4)], 0),
        ([(10, 9.6)], 0),
        ([(10, 7)], 3),
        ([(10, 7), (100, 95)], 5),  # the first one was late
        ([(10, 7), (100, 101)], 3),
        ([(500, 400), (900, 850)], 100),
        ([(500, 400), (900, 905)], 0),  # put right
        ([(500, 400), (900, 870)], 30),  # put back
        ([(1000, 100), (1500, 1200)], 300),  # put back, not far enough
        ([(100, 500), (100, 500)], 0),  # two old messages
        ([(100, 500), (200, 501)], 0),
        ([(100, 500), (200, 600)], -400),
        ([(-300, 5)], -305),
        ([(-300, 5), (0, 302)], -302),
    ],
)
def test_clock_is_ahead_by_what_the_messages_prove(
    messages: list[tuple[float, float]], ahead: float
) -> None:
    assert seen(*messages) == pytest.approx(ahead)


@pytest.mark.parametrize(
    ("messages", "ahead"),
    [([(100, 500), (200, 600)], 0), ([(1000, 100), (1500, 1200)], 900), ([(1000, 100), (9, 9)], 0)],
)
def test_server_that_sends_late_proves_less(
    messages: list[tuple[float, float]], ahead: float
) -> None:
    assert seen(*messages, comes_at_once=False) == ahead


@pytest.mark.parametrize("unit", [1, 1000, 1_000_000])
@pytest.mark.parametrize("expected", [1, 1000])
def test_time_in_another_unit_is_understood(unit: int, expected: int) -> None:
    given = NOON.timestamp() * unit
    assert require_moment({"at": given}, "at", per_second=expected) == NOON


@pytest.mark.parametrize("value", [0, -1, 5e8, 1e30, float("inf"), float("nan")])
def test_time_in_no_unit_is_refused(value: float) -> None:
    with pytest.raises(MalformedMessage):
        require_moment({"at": value}, "at")
