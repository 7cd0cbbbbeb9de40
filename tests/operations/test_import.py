"""Sessions of an older app, brought over from tables that its migrations made."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models
from django.db.models.signals import post_save, pre_save
from django.test import Client

from django_jitsi_live import attendance, moments, services, signals
from django_jitsi_live.models import Confirmation, LiveSession, Run, Stay
from django_jitsi_live.operations.old_sessions import rows
from django_jitsi_live.operations.old_sessions.history import number_runs
from django_jitsi_live.policy import Policy
from tests.projects.webinar.webinars.models import Event, Registration
from tests.replica import REPLICA, with_replica

from .old_app import (
    OldApp,
    Participant,
    Session,
    as_stored,
    model,
    participant_fields,
    session_fields,
    tables,
)

HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
JULY = dt.datetime(2024, 7, 1, 18, tzinfo=dt.UTC)
NOWHERE = 10**6

OTHER_SESSIONS = model(
    "webcasts_broadcast",
    number=models.CharField(max_length=20, primary_key=True),
    title=models.TextField(default="a column of their own"),
    webinar=models.BigIntegerField(null=True),
    **session_fields(
        event_id=None,
        started_by_id=None,
        started_by=models.BigIntegerField(null=True),
        created_at=None,
    ),
)
OTHER_PARTICIPANTS = model(
    "webcasts_viewer",
    **participant_fields(
        session_id=None,
        user_id=None,
        broadcast=models.CharField(max_length=20),
        person=models.BigIntegerField(),
        mood=models.TextField(default="good"),
    ),
)
SECOND_PARTICIPANTS = model(
    "webcasts_speaker",
    **participant_fields(session_id=None, user_id=None, broadcast=models.TextField(),
                         person=models.BigIntegerField()),
)  # fmt: skip
WITHOUT_KEY = model("keyless_session", **session_fields())
ROOMLESS = model("roomless_session", **session_fields(room_name=None))


@pytest.fixture(scope="module")
def other_tables(old_tables: None, django_db_blocker: Any) -> Iterator[None]:
    made = (OTHER_SESSIONS, OTHER_PARTICIPANTS, SECOND_PARTICIPANTS, WITHOUT_KEY, ROOMLESS)
    with django_db_blocker.unblock(), tables(*made):
        yield


@pytest.fixture
def bring_over(old: OldApp, django_capture_on_commit_callbacks: Any) -> Callable[..., str]:
    """What the command says."""

    def run(*arguments: str) -> str:
        said = io.StringIO()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("jitsi_live_import", *arguments, stdout=said)
        return said.getvalue()

    return run


@pytest.fixture
def other_event(host: Any) -> Event:
    return Event.objects.create(title="Another", slug="another", organizer=host)


@pytest.fixture
def sent() -> Iterator[list[Any]]:
    """Every signal of ours."""
    heard: list[Any] = []

    def hear(signal: Any, **kwargs: Any) -> None:
        heard.append(signal)

    ours = [each for each in vars(signals).values() if isinstance(each, signals.Signal)]
    for signal in ours:
        signal.connect(hear)
    yield heard
    for signal in ours:
        signal.disconnect(hear)


def counts(said: str) -> dict[str, int]:
    lines = [line.split(maxsplit=1) for line in said.splitlines()]
    return {line[1]: int(line[0]) for line in lines if line[0].isdigit()}


def everything() -> list[Any]:
    return [list(each.objects.order_by("pk").values()) for each in (LiveSession, Run, Stay)]


# What becomes of a session


def test_sessions_of_one_event_become_runs_the_oldest_first(
    old: OldApp, bring_over: Any, event: Event, host: Any
) -> None:
    old.session(event, started_at=JULY + 7 * DAY, ended_at=JULY + 7 * DAY + HOUR, room_name="b")
    old.session(
        event,
        started_at=JULY,
        ended_at=JULY + HOUR,
        room_name="a",
        started_by_id=host.pk,
        created_at=JULY - DAY,
    )
    said = bring_over()
    assert counts(said) == {"sessions brought over": 2}
    session = LiveSession.objects.get()
    first, second = session.runs.order_by("number")
    assert (first.number, first.room_name, first.started_by) == (1, "a", host)
    assert (first.opened_at, first.started_at, first.ended_at) == (JULY, JULY, JULY + HOUR)
    assert (first.starts_at, first.ends_at, first.ended_because) == (None, None, "")
    assert (second.number, second.room_name) == (2, "b")
    assert (session.event, session.run, session.is_active) == (event, second, False)
    assert (session.room_name, session.created_at) == ("b", JULY - DAY)
    assert (session.started_at, session.ended_at) == (second.started_at, second.ended_at)


def test_participants_become_stays_that_are_in_no_share(
    old: OldApp, bring_over: Any, event: Event, host: Any, student: Any
) -> None:
    joins = [(host, JULY), (student, JULY + 10 * MINUTE), (student, JULY + 20 * MINUTE)]
    old.session(event, *joins, started_at=JULY, ended_at=JULY + HOUR)
    assert counts(bring_over()) == {"sessions brought over": 1, "stays brought over": 3}
    report = attendance.report(host, event.pk)
    assert report.live_seconds == 3600
    people = [(each.display_name, each.role, each.first_joined_at) for each in report.people]
    assert people == [
        ("Helen Host", "host", JULY),
        ("Sam Student", "attendee", JULY + 10 * MINUTE),
    ]
    assert {(each.seconds, each.share, each.confirmed) for each in report.people} == {(0, 0, False)}
    assert not Stay.objects.filter(is_left_certain=True).exists()


def test_roles_are_those_of_today_and_of_whoever_started(
    settings: Any, old: OldApp, bring_over: Any, event: Event, speaker: Any, stranger: Any,
    student: Any,
) -> None:  # fmt: skip
    inactive = get_user_model().objects.create_user("ida", is_active=False)
    joins = [(each, JULY) for each in (speaker, stranger, student, inactive)]
    old.session(event, *joins, started_at=JULY, ended_at=JULY, started_by_id=stranger.pk)
    bring_over()
    assert dict(Stay.objects.values_list("user__username", "role")) == {
        "sofia": "speaker", "sid": "host", "sam": "attendee", "ida": "attendee",
    }  # fmt: skip


def test_people_who_waited_for_the_start_are_in_the_report(
    old: OldApp, bring_over: Any, event: Event, host: Any, student: Any
) -> None:
    old.session(event, (student, JULY - 5 * MINUTE), started_at=JULY, ended_at=JULY + HOUR)
    bring_over()
    [person] = attendance.report(host, event.pk).people
    assert (person.first_joined_at, person.seconds) == (JULY, 0)
    assert Stay.objects.get().joined_at == JULY - 5 * MINUTE


def test_report_page_shows_an_old_session(
    old: OldApp, bring_over: Any, event: Event, host: Any, student: Any
) -> None:
    old.session(event, (student, JULY), started_at=JULY, ended_at=JULY + HOUR)
    bring_over()
    client = Client()
    client.force_login(host)
    assert "Sam Student" in client.get(f"/api/live/report/{event.pk}/").content.decode()


def test_nothing_is_announced_by_the_import_or_by_tidying_up(
    settings: Any, old: OldApp, bring_over: Any, event: Event, student: Any, sent: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    settings.JITSI_LIVE_ATTENDANCE_THRESHOLD = 0.0001
    now = moments.now()
    old.session(event, (student, now - 3 * HOUR), started_at=now - 3 * HOUR, ended_at=now - HOUR)
    old.session(event, (student, now - HOUR), started_at=now - HOUR)
    bring_over()
    with django_capture_on_commit_callbacks(execute=True):
        tidied = attendance.tidy()
    assert set(tidied.values()) == {0}
    assert (sent, Confirmation.objects.count()) == ([], 0)


def test_a_weekly_event_goes_on_after_its_old_runs(
    old: OldApp, bring_over: Any, event: Event, host: Any
) -> None:
    old.session(event, started_at=JULY, ended_at=JULY + HOUR, room_name="old")
    bring_over()
    room_name = services.start(host, event.pk).room_name
    assert room_name != "old"
    assert list(Run.objects.order_by("number").values_list("number", "room_name")) == [
        (1, "old"), (2, room_name),
    ]  # fmt: skip


# Times that are missing


@pytest.mark.parametrize(
    ("row", "joins", "live"),
    [
        ({"started_at": 0, "ended_at": 60}, [], (0, 60)),
        ({"started_at": 0}, [10, 20], (0, 20)),
        ({"started_at": 0}, [], (0, 0)),
        ({"started_at": 30}, [10], (30, 30)),
        ({"started_at": 0, "ended_at": -10}, [20], (0, 20)),
        ({"created_at": -99, "ended_at": 60}, [10, 20], (10, 60)),
        ({"created_at": 0, "ended_at": 60}, [], (0, 60)),
        ({"created_at": 90, "ended_at": 60}, [], (60, 60)),
        ({"ended_at": 60}, [], (60, 60)),
        ({"created_at": 0}, [10], (10, 10)),
        ({"created_at": 0}, [], None),
        ({}, [], None),
    ],
)
def test_times_that_are_missing_are_those_of_what_is_known(
    old: OldApp, bring_over: Any, event: Event, student: Any, row: Any, joins: Any, live: Any
) -> None:
    times = {name: JULY + minutes * MINUTE for name, minutes in row.items()}
    old.session(event, *[(student, JULY + minutes * MINUTE) for minutes in joins], **times)
    bring_over()
    found = [(run.started_at, run.ended_at) for run in Run.objects.all()]
    assert found == ([tuple(JULY + each * MINUTE for each in live)] if live else [])


@pytest.mark.parametrize("field", ["ended_at", "joined_at"])
def test_what_is_to_come_has_not_been(
    old: OldApp, bring_over: Any, event: Event, student: Any, field: str
) -> None:
    later = moments.now() + DAY
    joins = [(student, later)] if field == "joined_at" else []
    old.session(event, *joins, started_at=JULY, **{field: later} if not joins else {})
    bring_over()
    run = Run.objects.get()
    assert run.started_at == JULY
    assert JULY <= run.ended_at <= moments.now()


def test_a_session_that_begins_tomorrow_was_never_live(
    old: OldApp, bring_over: Any, event: Event
) -> None:
    old.session(event, started_at=moments.now() + DAY)
    assert counts(bring_over()) == {
        "sessions brought over": 0,
        "sessions that were never live, or have no time": 1,
    }
    assert not LiveSession.objects.exists()


@pytest.mark.parametrize(("year", "zone"), [(1, "Asia/Tokyo"), (9999, "America/New_York")])
def test_a_time_that_no_calendar_has_in_utc_is_none(settings: Any, year: int, zone: str) -> None:
    settings.TIME_ZONE = zone
    first_or_last = dt.datetime.min if year == 1 else dt.datetime.max  # noqa: DTZ901
    assert rows._moment(first_or_last) is None


def test_times_without_a_zone_are_those_of_the_site(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert rows._moment(dt.datetime(2024, 7, 2, 3)) == JULY  # noqa: DTZ001


# Sessions that are live


def test_a_session_that_is_live_is_left_where_it_is(
    old: OldApp, bring_over: Any, event: Event, student: Any
) -> None:
    row = old.session(event, (student, JULY), is_active=True, created_at=JULY)
    old.session(event, started_at=JULY - DAY, ended_at=JULY - DAY)
    said = bring_over()
    assert counts(said) == {"sessions brought over": 1, "sessions that are live": 1}
    assert f"Session {row.pk} of event {event.pk} is live: end it in the older app" in said
    assert not LiveSession.objects.get().is_active


def test_a_session_that_has_ended_meanwhile_follows(
    old: OldApp, bring_over: Any, event: Event
) -> None:
    row = old.session(event, is_active=True, started_at=JULY)
    old.session(event, started_at=JULY - DAY, ended_at=JULY - DAY)
    bring_over()
    Session.objects.filter(pk=row.pk).update(is_active=False, ended_at=as_stored(JULY + HOUR))
    assert counts(bring_over()) == {"sessions brought over": 1, "sessions that are here already": 1}
    session = LiveSession.objects.get()
    assert [run.started_at for run in session.runs.order_by("number")] == [JULY - DAY, JULY]
    assert (session.room_name, session.ended_at) == (row.room_name, JULY + HOUR)


def test_operators_may_say_that_nobody_is_in_it(
    old: OldApp, bring_over: Any, event: Event, student: Any
) -> None:
    # The end is that of an earlier start.
    joins = [(student, JULY), (student, JULY + HOUR)]
    old.session(event, *joins, is_active=True, created_at=JULY - DAY, ended_at=JULY + 2 * HOUR)
    assert counts(bring_over("--end-live"))["sessions brought over"] == 1
    run = Run.objects.get()
    assert (run.started_at, run.ended_at) == (JULY, JULY + HOUR)
    assert not LiveSession.objects.get().is_active
    assert counts(bring_over())["sessions that are here already"] == 1


def test_a_session_that_is_live_and_tells_no_time_has_no_place(
    old: OldApp, bring_over: Any, event: Event
) -> None:
    old.session(event, is_active=True)
    assert "sessions that are live" in counts(bring_over())
    assert "sessions that were never live, or have no time" in counts(bring_over("--end-live"))


# Again and again


def test_nothing_is_brought_over_twice(
    old: OldApp, bring_over: Any, event: Event, other_event: Event, student: Any
) -> None:
    for each in (event, other_event):
        for week in range(3):
            start = JULY + 7 * week * DAY
            old.session(each, (student, start), room_name="meeting", started_at=start)
    assert counts(bring_over()) == {
        "sessions brought over": 6, "stays brought over": 6, "rooms whose name was taken": 5,
    }  # fmt: skip
    before = everything()
    assert counts(bring_over()) == {"sessions brought over": 0, "sessions that are here already": 6}
    assert everything() == before


def test_sessions_that_were_added_meanwhile_get_their_place(
    old: OldApp, bring_over: Any, event: Event
) -> None:
    old.session(event, started_at=JULY, room_name="same")
    bring_over()
    old.session(event, started_at=JULY - DAY, room_name="same")
    old.session(event, started_at=JULY + DAY, room_name="same")
    assert counts(bring_over()) == {
        "sessions brought over": 2,
        "sessions that are here already": 1,
        "rooms whose name was taken": 2,
    }
    starts = Run.objects.order_by("number").values_list("number", "started_at")
    assert [*starts] == [(1, JULY - DAY), (2, JULY), (3, JULY + DAY)]
    assert counts(bring_over())["sessions that are here already"] == 3


def test_a_participant_who_lost_the_account_does_not_double_a_session(
    old: OldApp, bring_over: Any, event: Event, student: Any, stranger: Any
) -> None:
    old.session(event, (student, JULY), (stranger, JULY + HOUR))
    bring_over()
    Participant.objects.filter(user_id=student.pk).delete()
    assert counts(bring_over()) == {"sessions brought over": 0, "sessions that are here already": 1}


def test_a_dry_run_says_the_same_and_changes_nothing(
    old: OldApp, bring_over: Any, event: Event, other_event: Event, student: Any
) -> None:
    for each in (event, other_event):
        old.session(each, (student, JULY), (NOWHERE, JULY), started_at=JULY, room_name="meeting")
    old.session(event, is_active=True, started_at=JULY)
    dry = bring_over("--dry-run")
    assert everything() == [[], [], []]
    assert dry.endswith("Nothing was changed (--dry-run).\n")
    said = bring_over()
    assert counts(dry) == counts(said)
    assert dry.splitlines()[:-1] == said.splitlines()[:-1]


# What is here already


def test_runs_that_are_here_follow_the_old_ones_and_keep_all_else(
    old: OldApp, bring_over: Any, live: Event, host: Any, student: Any
) -> None:
    services.end(host, live.pk)
    services.start(host, live.pk)
    ours = {run["pk"]: run for run in Run.objects.values("pk", "room_name", "started_at")}
    present = LiveSession.objects.values().get()
    old.session(live, (student, JULY), started_at=JULY, ended_at=JULY + HOUR, room_name="old")
    old.session(live, started_at=JULY + DAY, room_name="older")
    bring_over()
    assert LiveSession.objects.values().get() == present
    numbered = [*Run.objects.order_by("number").values("number", "pk", "room_name", "started_at")]
    assert [each.pop("number") for each in numbered] == [1, 2, 3, 4]
    assert [each["room_name"] for each in numbered[:2]] == ["old", "older"]
    assert numbered[2:] == [ours[pk] for pk in sorted(ours)]
    assert services.join(student, live.pk).room_name == present["room_name"]


def test_a_run_that_is_open_stays_the_latest(
    old: OldApp, bring_over: Any, live: Event, host: Any
) -> None:
    now = moments.now()
    Run.objects.update(opened_at=now - DAY, started_at=now - DAY)
    old.session(live, started_at=now - HOUR, ended_at=now - MINUTE, room_name="old")
    bring_over()
    assert [*Run.objects.order_by("number").values_list("room_name", flat=True)] == [
        "old", LiveSession.objects.get().room_name,
    ]  # fmt: skip
    assert LiveSession.objects.get().is_active


def test_an_open_backstage_stays_open(
    old: OldApp, bring_over: Any, event: Event, host: Any
) -> None:
    room_name = services.backstage(host, event.pk).room_name
    old.session(event, started_at=moments.now(), room_name="old")
    bring_over()
    assert services.join(host, event.pk).room_name == room_name
    assert LiveSession.objects.get().run.number == 2


def test_a_live_session_without_runs_goes_on(
    old: OldApp, bring_over: Any, event: Event, student: Any
) -> None:
    LiveSession.objects.create(
        event=event, room_name="now", is_active=True, started_at=moments.now()
    )
    old.session(event, started_at=JULY)
    bring_over()
    session = LiveSession.objects.get()
    assert (session.room_name, session.is_active, session.run) == ("now", True, None)
    assert services.join(student, event.pk).room_name == "now"


def test_a_newer_old_session_is_what_the_session_shows(
    old: OldApp, bring_over: Any, live: Event, host: Any
) -> None:
    services.end(host, live.pk)
    LiveSession.objects.update(role_mismatch="host", refusals="connection.passwordRequired")
    Run.objects.update(opened_at=JULY, started_at=JULY, ended_at=JULY + HOUR)
    old.session(live, started_at=JULY + DAY, ended_at=JULY + DAY + HOUR, room_name="newer")
    bring_over()
    session = LiveSession.objects.get()
    assert (session.room_name, session.run.number) == ("newer", 2)
    assert (session.started_at, session.ended_at) == (JULY + DAY, JULY + DAY + HOUR)
    assert (session.role_mismatch, session.refusals) == ("", "")


@pytest.mark.parametrize(
    ("existing", "new", "numbers"),
    [
        ([], [1, 2], ([], [1, 2])),
        ([(1, 5)], [1, 2], ([3], [1, 2])),
        ([(1, 5)], [9], ([1], [2])),
        ([(1, 5), (2, 9)], [1, 7, 10], ([2, 4], [1, 3, 5])),
        ([(2, 5), (7, 9)], [1, 7], ([3, 9], [1, 4])),
        # Openings in another order than their numbers.
        ([(1, 9), (2, 5)], [7], ([2, 3], [1])),
    ],
)
def test_numbers_never_shrink_and_never_meet(existing: Any, new: Any, numbers: Any) -> None:
    def at(hours: int) -> dt.datetime:
        return JULY + hours * HOUR

    found = number_runs([(n, at(hours)) for n, hours in existing], [at(hours) for hours in new])
    assert found == numbers
    assert sorted({*found[0], *found[1]}) == sorted([*found[0], *found[1]])


# Names of rooms


@pytest.mark.parametrize("name", ["", None, "x" * 121])
def test_a_room_name_that_cannot_be_kept_is_replaced(
    old: OldApp, bring_over: Any, event: Event, name: str | None
) -> None:
    old.session(event, started_at=JULY, room_name=name)
    assert counts(bring_over())["rooms whose name was taken"] == 1
    assert Run.objects.get().room_name.startswith("old-")
    assert counts(bring_over())["sessions that are here already"] == 1


def test_a_room_name_that_is_taken_here_is_replaced(
    old: OldApp, bring_over: Any, live: Event, other_event: Event
) -> None:
    taken = LiveSession.objects.get().room_name
    old.session(other_event, started_at=JULY, room_name=taken)
    LiveSession.objects.update(room_name="another")
    old.session(other_event, started_at=JULY + DAY, room_name="another")
    assert counts(bring_over())["rooms whose name was taken"] == 2


# What does not exist any more


def test_sessions_whose_event_is_gone_are_listed_and_left_out(
    old: OldApp, bring_over: Any, event: Event
) -> None:
    old.session(NOWHERE, started_at=JULY)
    old.session(NOWHERE, started_at=JULY + DAY)
    old.session(None, started_at=JULY)
    old.session(event, started_at=JULY)
    said = bring_over()
    assert counts(said) == {
        "sessions brought over": 1, "sessions whose event does not exist": 3,
    }  # fmt: skip
    assert f"Event {NOWHERE} does not exist: its sessions stay in live_sessions_livesession" in said


def test_participants_whose_user_is_gone_are_listed_and_left_out(
    old: OldApp, bring_over: Any, event: Event, student: Any
) -> None:
    gone = [(NOWHERE + i, JULY) for i in range(12)]
    row = old.session(event, *gone, (None, JULY), (student, JULY), started_by_id=NOWHERE)
    said = bring_over()
    assert counts(said) == {
        "sessions brought over": 1,
        "stays brought over": 1,
        "participants whose user does not exist": 13,
    }
    first_ten = ", ".join(str(NOWHERE + i) for i in range(10))
    assert f"Session {row.pk} of event {event.pk} comes without participants whose users do not " \
        f"exist: {first_ten}, ...\n" in said  # fmt: skip
    assert Run.objects.get().started_by is None


def test_people_who_never_joined_are_left_out(
    old: OldApp, bring_over: Any, event: Event, student: Any
) -> None:
    old.session(event, (student, None), started_at=JULY)
    assert counts(bring_over()) == {
        "sessions brought over": 1, "participants who never joined": 1,
    }  # fmt: skip


def test_what_would_be_deleted_at_once_is_not_brought_over(
    settings: Any, old: OldApp, bring_over: Any, event: Event, student: Any, stranger: Any
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 30
    recently = moments.now() - DAY
    old.session(event, (student, JULY), (stranger, recently), started_at=JULY)
    assert counts(bring_over()) == {
        "sessions brought over": 1,
        "stays brought over": 1,
        "participants from before JITSI_LIVE_RETENTION_DAYS": 1,
    }
    assert attendance.tidy()["stays deleted"] == 0


def test_hidden_events_keep_their_history(
    settings: Any, old: OldApp, bring_over: Any, event: Event
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.HidesAll"
    old.session(event, started_at=JULY)
    assert counts(bring_over())["sessions brought over"] == 1


class HidesAll(Policy):
    def events(self) -> Any:
        return super().events().none()


# Failures


class Refuses(Policy):
    def is_host(self, user: Any, event: Any) -> bool:
        from django.core.exceptions import PermissionDenied

        raise PermissionDenied


class Fails(Policy):
    def is_host(self, user: Any, event: Any) -> bool:
        if event.slug == "another":
            raise ZeroDivisionError
        return False


def test_whoever_the_policy_refuses_today_was_let_in_then(
    settings: Any, old: OldApp, bring_over: Any, event: Event, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Refuses"
    old.session(event, (student, JULY))
    bring_over()
    assert Stay.objects.get().role == "attendee"


@pytest.mark.parametrize("arguments", [[], ["--dry-run"]])
def test_an_event_on_which_the_policy_fails_is_left_out_wholly(
    settings: Any, old: OldApp, bring_over: Any, event: Event, other_event: Event, student: Any,
    arguments: list[str],
) -> None:  # fmt: skip
    settings.JITSI_LIVE_POLICY = f"{__name__}.Fails"
    for each in (event, other_event):
        old.session(each, (student, JULY))
    said = bring_over(*arguments)
    assert counts(said) == {
        "sessions brought over": 1, "stays brought over": 1, "sessions that failed": 1,
    }  # fmt: skip
    assert f"Event {other_event.pk}: your own code" in said
    assert not Run.objects.filter(session__event=other_event).exists()


def test_an_event_that_is_started_at_the_same_moment_can_be_tried_again(
    old: OldApp, bring_over: Any, event: Event
) -> None:
    def start(instance: Any, **kwargs: Any) -> None:
        LiveSession.objects.bulk_create([LiveSession(event=event, room_name="faster")])

    old.session(event, started_at=JULY)
    pre_save.connect(start, sender=LiveSession)
    try:
        said = bring_over()
    finally:
        pre_save.disconnect(start, sender=LiveSession)
    assert counts(said) == {"sessions brought over": 0, "sessions that failed": 1}
    assert f"Event {event.pk} was being changed at the same moment. Run this again." in said
    assert counts(bring_over()) == {"sessions brought over": 1}


def test_another_fault_of_the_database_is_not_hidden(
    old: OldApp, bring_over: Any, event: Event
) -> None:
    def break_it(**kwargs: Any) -> None:
        raise IntegrityError("a trigger of the host project")

    old.session(event, started_at=JULY)
    post_save.connect(break_it, sender=Run)
    try:
        with pytest.raises(IntegrityError, match="a trigger"):
            bring_over()
    finally:
        post_save.disconnect(break_it, sender=Run)


# Other tables


OTHER = [
    "--sessions-table=webcasts_broadcast", "--event-column=webinar",
    "--session-column=broadcast", "--user-column=person",
]  # fmt: skip


@pytest.mark.usefixtures("other_tables")
def test_tables_and_columns_of_other_names(
    bring_over: Any, event: Event, host: Any, student: Any
) -> None:
    OTHER_SESSIONS.objects.create(
        number="2024/7",
        webinar=event.pk,
        room_name="hall",
        started_by=host.pk,
        started_at=as_stored(JULY),
    )
    OTHER_PARTICIPANTS.objects.create(
        broadcast="2024/7", person=student.pk, joined_at=as_stored(JULY)
    )
    said = bring_over(*OTHER, "--participants-table=webcasts_viewer")
    assert counts(said) == {"sessions brought over": 1, "stays brought over": 1}
    assert Run.objects.get().started_by == host


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--sessions-table=nowhere"],
            "The database 'default' has no table 'nowhere'. Name the right one with "
            "--sessions-table, such as ",
        ),
        (["--participants-table=nowhere"], "Name the right one with --participants-table"),
        (
            ["--sessions-table=webcasts_broadcast"],
            "The table 'webcasts_broadcast' has no column event_id, but number, title, webinar,",
        ),
        (["--event-column=event"], "Name the one that it has instead with --event-column."),
        (["--user-column=person"], "Beside 'live_sessions_livesession' there is none with"),
        (
            ["--participants-table=live_sessions_participant", "--session-column=nothing"],
            "has no column nothing, but id, session_id, user_id, joined_at. Name the one",
        ),
        (
            ["--participants-table=live_sessions_livesession"],
            "has no column session_id or live_session_id or livesession_id, but",
        ),
        (
            OTHER,
            "Beside 'webcasts_broadcast' there are webcasts_speaker, webcasts_viewer. Name it with "
            "--participants-table, or say --no-participants",
        ),
        (
            ["--sessions-table=roomless_session"],
            "has no column room_name, but id, event_id, is_active, started_by_id, created_at, "
            "started_at, ended_at. Make a view of the table that has a column room_name",
        ),
    ],
)
@pytest.mark.usefixtures("other_tables")
def test_what_is_not_there_is_named_with_what_is(
    bring_over: Any, arguments: list[str], message: str
) -> None:
    with pytest.raises(CommandError) as raised:
        bring_over(*arguments)
    assert message in str(raised.value)


@pytest.fixture(scope="module")
def elsewhere(django_db_setup: None, django_db_blocker: Any) -> Iterator[OldApp]:
    with django_db_blocker.unblock(), tables(Session, Participant, database=REPLICA):
        yield OldApp(Session, Participant, REPLICA)


@with_replica
def test_old_tables_in_another_database(
    elsewhere: OldApp, bring_over: Any, event: Event, student: Any
) -> None:
    elsewhere.session(event, (student, JULY), started_at=JULY)
    said = bring_over(f"--database={REPLICA}")
    assert counts(said) == {"sessions brought over": 1, "stays brought over": 1}
    assert counts(bring_over()) == {"sessions brought over": 0}


def test_sessions_alone(old: OldApp, bring_over: Any, event: Event, student: Any) -> None:
    old.session(event, (student, JULY), started_at=JULY)
    assert counts(bring_over("--no-participants")) == {"sessions brought over": 1}


@pytest.mark.usefixtures("other_tables")
def test_rows_that_cannot_be_told_apart_need_a_view(bring_over: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIEW odd_session AS SELECT event_id, room_name, is_active FROM keyless_session"
        )
    with pytest.raises(CommandError, match="has no primary key of one column"):
        bring_over("--sessions-table=odd_session", "--no-participants")


@pytest.mark.usefixtures("other_tables")
def test_a_view_renames_columns(bring_over: Any, event: Event) -> None:
    OTHER_SESSIONS.objects.create(
        number="7", webinar=event.pk, room_name="hall", started_at=as_stored(JULY)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE VIEW webcasts AS SELECT number AS id, webinar AS event_id, room_name, "
            "is_active, started_at FROM webcasts_broadcast"
        )
    assert counts(bring_over("--sessions-table=webcasts", "--no-participants")) == {
        "sessions brought over": 1
    }


# Large tables


def test_large_tables_are_read_in_batches(
    monkeypatch: Any, old: OldApp, bring_over: Any, host: Any, make_user: Any
) -> None:
    monkeypatch.setattr(rows, "BATCH", 3)
    events = [
        Event.objects.create(title=f"{i}", slug=f"event-{i}", organizer=host) for i in range(7)
    ]
    users = [make_user(f"user-{i}") for i in range(8)]
    for each in events:
        Registration.objects.create(event=each, user=users[0])
        old.session(each, *[(user, JULY) for user in users], started_at=JULY)
    assert counts(bring_over()) == {"sessions brought over": 7, "stays brought over": 56}
    assert Stay.objects.values("user", "run").distinct().count() == 56
    assert counts(bring_over())["sessions that are here already"] == 7
