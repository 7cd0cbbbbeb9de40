"""The doctor follows a live session."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import moments, services
from django_jitsi_live.models import LiveSession, RoleMismatch, Source, Stay
from django_jitsi_live.operations import watch
from tests.projects.webinar.webinars.models import Event

Step = Callable[[], object]


@pytest.fixture
def between(monkeypatch: Any) -> Callable[..., None]:
    """What happens between the looks of the doctor, one step after each; then Ctrl-C."""

    def set_steps(*steps: Step) -> None:
        remaining: Iterator[Step] = iter([*steps, interrupt])
        monkeypatch.setattr("time.sleep", lambda seconds: next(remaining)())

    return set_steps


def interrupt() -> None:
    # Not the signal itself: the shell lets jobs in the background ignore that.
    raise KeyboardInterrupt


def lines(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("jitsi_live_doctor", "--watch", *arguments, stdout=out)
    return out.getvalue().splitlines()


def changes(*arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines("--format", "json", *arguments)]


def of_people(*arguments: str) -> list[tuple[str, ...]]:
    return [
        (each["change"], each["display_name"], each["role"], *each["sources"])
        for each in changes(*arguments)
        if "participant" in each
    ]


def came(name: str, source: Source = Source.PAGE, **fields: Any) -> Step:
    """The step in which somebody is reported to be in the room."""

    def step() -> Stay:
        run = LiveSession.objects.get().run
        assert run is not None
        now, key = moments.now(), f"{name}-{source}"
        times = {"joined_at": now, "last_seen_at": now}
        values = {"participant": name.lower(), "display_name": name, "role": "attendee"}
        return Stay.objects.create(run=run, source=source, key=key, **times, **{**values, **fields})

    return step


def went(name: str, source: Source = Source.PAGE) -> Step:
    return lambda: Stay.objects.filter(key=f"{name}-{source}").update(left_at=moments.now())


def test_everybody_is_told_by_source_and_as_it_changes(live: Event, between: Any) -> None:
    came("Helen", role="host")()
    between(
        came("Sam"), came("Sam", Source.EVENT_SYNC), went("Sam"), went("Sam", Source.EVENT_SYNC)
    )
    assert of_people() == [
        ("present", "Helen", "host", "page"),
        ("joined", "Sam", "attendee", "page"),
        ("changed", "Sam", "attendee", "event_sync", "page"),
        ("changed", "Sam", "attendee", "event_sync"),
        ("left", "Sam", "attendee", "event_sync"),
    ]


def test_roles_are_in_order_and_guests_and_recorders_have_one(live: Event, between: Any) -> None:
    came("Robot", Source.EVENT_SYNC, role="", is_recorder=True)()
    came("Gil", Source.EVENT_SYNC, role="")()
    came("Sam")()
    came("Sam", Source.JAAS, role="speaker")()
    between()
    told = [(name, role) for _, name, role, *_ in of_people()]
    assert told == [("Sam", "speaker"), ("Gil", "guest"), ("Robot", "recorder")]


def test_session_is_told_at_the_beginning_and_when_its_alarm_is_raised(
    live: Event, between: Any
) -> None:
    between(lambda: LiveSession.objects.update(role_mismatch=RoleMismatch.ATTENDEE))
    first, second = changes()
    assert set(first) == {"at", "change", "event", "state", "server", "role_mismatch"}
    assert (first["change"], first["event"], first["state"]) == ("session", str(live.pk), "live")
    assert (first["server"], first["role_mismatch"]) == ("default", "")
    assert second["role_mismatch"] == "attendee"


def test_end_of_the_session_is_the_end(live: Event, host: Any, between: Any) -> None:
    between(lambda: services.end(host, live.pk))
    assert [each["change"] for each in changes()] == ["session", "ended"]


def test_new_room_is_told_though_nothing_else_has_changed(
    live: Event, host: Any, between: Any
) -> None:
    def again() -> None:
        services.end(host, live.pk)
        services.start(host, live.pk)

    between(again)
    assert [each["change"] for each in changes()] == ["session", "session"]


def test_deleted_session_is_over(live: Event, between: Any) -> None:
    between(lambda: LiveSession.objects.all().delete())
    assert changes()[-1]["change"] == "ended"


def test_lines_for_people_name_who_is_there(live: Event, between: Any) -> None:
    came("Helen\x1b[2J", role="host")()
    came("", Source.EVENT_SYNC, participant="p7", role="")()
    between(
        lambda: LiveSession.objects.update(role_mismatch=RoleMismatch.HOST),
        came("Sam"),
        lambda: LiveSession.objects.update(is_active=False),
    )
    told = [line[9:] for line in lines()]
    assert told == [
        f"Event {live.pk}: live on the server 'default'",
        "  host      Helen [2J (page)",
        "  guest     p7 (event_sync)",
        f"Event {live.pk}: live on the server 'default'; wrong roles in Jitsi: host",
        "+ attendee  Sam (page)",
        f"Event {live.pk}: the session is over",
    ]


@pytest.mark.parametrize("form", ["table", "json"])
def test_room_name_is_not_told(live: Event, between: Any, form: str) -> None:
    between(came("Sam"))
    assert LiveSession.objects.get().room_name not in "".join(lines("--format", form))


@pytest.mark.parametrize("people", [0, 30])
def test_look_costs_two_queries(live: Event, people: int) -> None:
    for number in range(people):
        came(f"Sam {number}")()
    followed = watch(None, 1)
    followed.pause = interrupt
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(KeyboardInterrupt),
    ):
        [*followed.changes()]
    assert len(queries) == 2


@pytest.fixture
def other(host: Any) -> Event:
    return Event.objects.create(title="Other", slug="other", organizer=host)


def test_one_of_several_sessions_is_named(
    live: Event, other: Event, host: Any, between: Any
) -> None:
    services.backstage(host, other.pk)
    with pytest.raises(CommandError, match="2 sessions are open; name one") as refused:
        changes()
    assert refused.value.returncode == 3
    between()
    [session] = changes("--event", str(other.pk))
    assert (session["event"], session["state"]) == (str(other.pk), "backstage")


@pytest.mark.parametrize("event_id", ["4711", "x"])
def test_unknown_event_cannot_be_watched(db: None, event_id: str) -> None:
    with pytest.raises(CommandError, match="There is no event"):
        changes("--event", event_id)


def test_only_open_sessions_can_be_watched(event: Event, host: Any) -> None:
    with pytest.raises(CommandError, match="No session is live"):
        changes()
    with pytest.raises(CommandError, match="is not open now"):
        changes("--event", str(event.pk))
    services.start(host, event.pk)
    services.end(host, event.pk)
    with pytest.raises(CommandError, match="is not open now"):
        changes("--event", str(event.pk))


def test_looks_are_not_closer_than_a_second(live: Event, monkeypatch: Any) -> None:
    waited: list[float] = []

    def note(seconds: float) -> None:
        waited.append(seconds)
        interrupt()

    monkeypatch.setattr("time.sleep", note)
    changes("--interval", "0.01")
    changes("--interval", "30")
    assert waited == [1, 30]
