"""Whether requests get slower as a site grows: registrations, sessions, runs and stays, on
PostgreSQL.

    python -m benchmarks.growth [--rounds N] [--registrations N] [--sessions N] [--runs N]
                                [--stays N] [--attendees N]

All registrations, runs and stays are of the one event that is asked about, which takes place each
day; the stays are first of its old runs, and then of the run that is live, by people who have left.
Wall time of each service, database and all, divided by that of looking up ten events by their keys
at the same moment: other work on the machine slows down both. The services themselves are called,
which have no rates; a wrong answer ends the program. Prints a table and writes
benchmarks/results/growth.json; exits with 1 where the last size is slower than the first by more
than noise.

The end of a run confirms all who attended it: that is measured by itself, and has no target.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from benchmarks import bench
from tests import postgres

BASE = "ten events by their keys"
"""About as long as what is compared with it: a busy machine interrupts both as often."""
SLOWEST = 1.4
"""Times the first size. Growth that matters is a matter of tens, noise on a busy machine is not."""

Prepare = Callable[[], Callable[[], object]]
Fill = Callable[[int, int], None]
"""With the rows from one number to another."""
LIVE_RUN = 1_000_000
"""Its number: the old runs have lower ones."""

USERS = """
INSERT INTO auth_user (username, password, first_name, last_name, email,
                       is_superuser, is_staff, is_active, date_joined)
SELECT 'user' || n, '', '', '', '', false, false, true, now() FROM generate_series(%s, %s) n
"""
REGISTRATIONS = """
INSERT INTO webinars_registration (event_id, user_id, status)
SELECT %s, id, 'confirmed' FROM auth_user WHERE username LIKE 'user%%'
AND NOT EXISTS (SELECT 1 FROM webinars_registration r WHERE r.user_id = auth_user.id)
"""
EVENTS = """
INSERT INTO webinars_event (title, slug, organizer_id, starts_at)
SELECT 'event ' || n, 'event-' || n, %s, now() FROM generate_series(%s, %s) n
"""
SESSIONS = """
INSERT INTO jitsi_live_livesession (event_id, room_name, is_active, server, stage, created_at,
                                    started_at, role_mismatch, role_witness, refusals)
SELECT id, 'room-' || id, true, 'default', '', now(), now(), '', '', '' FROM webinars_event e
WHERE slug LIKE 'event-%%'
AND NOT EXISTS (SELECT 1 FROM jitsi_live_livesession s WHERE s.event_id = e.id)
"""
RUNS = """
INSERT INTO jitsi_live_run (session_id, number, room_name, server, opened_at, started_at, ended_at,
                            starts_at, ended_because)
SELECT %s, n, 'old-' || n, 'default', began, began, began + interval '1 hour', began, 'host'
FROM generate_series(%s, %s) n,
     LATERAL (SELECT now() - (2000 - n) * interval '1 day' AS began) times
"""
STAYS = f"""
INSERT INTO jitsi_live_stay (run_id, user_id, participant, display_name, jitsi_name, role,
                             is_recorder, is_viewer, joined_at, left_at, is_left_certain,
                             last_seen_at, source, key, endpoint)
SELECT r.id, u.id, coalesce(u.id::text, 'person' || n), 'user' || n, '', 'attendee', false, false,
       r.opened_at, r.opened_at + %s::interval, true, r.opened_at, 'page', r.number || '-' || n, ''
FROM generate_series(%s, %s) n
     JOIN jitsi_live_run r ON r.session_id = %s AND r.number = CASE WHEN %s
                              THEN 1 + n %% (SELECT count(*) - 1 FROM jitsi_live_run)
                              ELSE {LIVE_RUN} END
     LEFT JOIN auth_user u ON u.username = 'user' || n
"""


def main(options: argparse.Namespace) -> int:
    with bench.postgresql() as socket:
        os.environ[postgres.SOCKET_VARIABLE] = str(socket)
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        import django

        django.setup()
        rows = grow(options)
        from django.db import connections

        connections.close_all()
    bench.show(rows)
    bench.write("growth", rows)
    return bench.verdict(rows)


class LiveEvent:
    """The event that is asked about: live, in one and the same run, whenever something is asked."""

    def __init__(self) -> None:
        from django.contrib.auth import get_user_model

        from django_jitsi_live import services
        from django_jitsi_live.models import LiveSession, Run
        from tests.projects.webinar.webinars.models import Event

        create = get_user_model().objects.create_user
        self.host, self.attendee = create("helen"), create("sam")
        self.event = Event.objects.create(
            title="Asked about", slug="asked-about", organizer=self.host
        )
        self.event.registrations.create(user=self.attendee)
        services.start(self.host, self.event.pk)
        Run.objects.update(number=LIVE_RUN)
        self.session = LiveSession.objects.get(event=self.event)
        self.stay = self._tell("joined", "")["stay"]

    def restored(self, act: Callable[[], object], *, is_ended: bool = False) -> Prepare:
        """``act``, after everything is again as it was before anything was asked."""

        def prepare() -> Callable[[], object]:
            from django.core.cache import cache

            from django_jitsi_live import moments
            from django_jitsi_live.models import Confirmation, LiveSession, Run

            ended_at = moments.now() if is_ended else None
            why = "host" if is_ended else ""
            run = Run.objects.filter(pk=self.session.run_id)
            run.update(ended_at=ended_at, ended_because=why)
            self.session.save()
            session = LiveSession.objects.filter(pk=self.session.pk)
            session.update(ended_at=ended_at, is_active=not is_ended)
            Run.objects.filter(session=self.session, number__gt=LIVE_RUN).delete()
            Confirmation.objects.all().delete()
            cache.clear()
            return act

        return prepare

    def cases(self) -> dict[str, Prepare]:
        from django_jitsi_live import services
        from tests.projects.webinar.webinars.models import Event

        host, attendee, pk = self.host, self.attendee, self.event.pk

        def right(is_right: bool, answer: object) -> None:
            if not is_right:
                raise SystemExit(f"A wrong answer: {answer!r}")

        def look_up() -> None:
            for _ in range(10):
                right(Event.objects.get(pk=pk) == self.event, pk)

        def status(user: Any = None) -> None:
            answer = services.status(pk, user, fresh=user is None)
            right(answer.is_active and (user is None or answer.present == 1), answer)

        def join() -> None:
            grant = services.join(attendee, pk)
            right(grant.is_active and grant.room_name == self.session.room_name, grant)

        def start() -> None:
            services.start(host, pk)
            right(self._run_number() == LIVE_RUN + 1, self._run_number())

        def end() -> None:
            ended = services.end(host, pk)
            right(ended.ended_at is not None and not ended.is_active, ended)

        def seen() -> None:
            answer = self._tell("seen", self.stay)
            right(answer["is_active"] is True, answer)

        def describe(user: Any) -> None:
            room = services.describe(user, pk)
            right(room.is_active and room.present == 1, room)

        return {
            BASE: self.restored(look_up),
            "status, anonymous, past the cache": self.restored(status),
            "status, attendee": self.restored(lambda: status(attendee)),
            "join": self.restored(join),
            "start": self.restored(start, is_ended=True),
            "end": self.restored(end),
            "heartbeat": self.restored(seen),
            "room as JSON, attendee": self.restored(lambda: describe(attendee)),
            "room as JSON, host": self.restored(lambda: describe(host)),
        }

    def _tell(self, action: str, stay: str) -> dict[str, Any]:
        from django_jitsi_live.attendance import record_action

        return record_action(action, self.attendee, self.event.pk, stay)[0]

    def _run_number(self) -> int:
        from django_jitsi_live.models import LiveSession

        return int(LiveSession.objects.select_related("run").get(event=self.event).run.number)


def grow(options: argparse.Namespace) -> list[bench.Row]:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    live = LiveEvent()
    session, cases = live.session.pk, live.cases()
    asked = {name: case for name, case in cases.items() if name != "end"}
    end = {name: cases[name] for name in (BASE, "end")}
    rounds, few = options.rounds, min(options.rounds, 5)

    def add_stays(first: int, last: int, *, is_old: bool) -> None:
        # Others than those who are confirmed.
        shift = 0 if is_old else options.attendees
        fill_with(STAYS, "1 minute", first + shift, last + shift, session, is_old)

    growths: list[tuple[str, list[int], Fill, dict[str, Prepare]]] = [
        (
            "registrations",
            steps(1_000, options.registrations),
            partial(register, live.event),
            cases,
        ),
        ("sessions", steps(100, options.sessions), partial(hold, live.host), cases),
        # The first is that which is live.
        ("runs", steps(1, options.runs), lambda a, b: fill_with(RUNS, session, a, b - 1), cases),
        ("stays of old runs", steps(1_000, options.stays), partial(add_stays, is_old=True), cases),
        ("stays of the run", steps(1_000, options.stays), partial(add_stays, is_old=False), asked),
    ]
    rows = [grown_row for each in growths[:4] for grown_row in grown(*each, rounds, SLOWEST)]
    rows += grown(
        "attendees",
        steps(100, options.attendees),
        lambda a, b: fill_with(STAYS, "1 day", a, b, session, False),
        end,
        few,
        None,
    )
    return rows + grown(*growths[4], rounds, SLOWEST)


def steps(first: int, last: int) -> list[int]:
    sizes = [first]
    while sizes[-1] * 10 <= last:
        sizes.append(sizes[-1] * 10)
    return sizes


def grown(
    what: str,
    sizes: list[int],
    fill: Fill,
    cases: dict[str, Prepare],
    rounds: int,
    target: float | None,
) -> list[bench.Row]:
    measured: list[dict[str, list[float]]] = []
    before = 0
    for size in sizes:
        fill(before + 1, size)
        before = size
        measured.append(
            bench.in_turns(cases, rounds, warm_up=min(rounds, 20), clock=time.perf_counter)
        )
    return [
        row(
            f"{name}, {what}",
            sizes,
            [times[name] for times in measured],
            [times[BASE] for times in measured],
            target,
        )
        for name in cases
    ]


def row(
    name: str,
    sizes: list[int],
    times: list[list[float]],
    base: list[list[float]],
    target: float | None,
) -> bench.Row:
    relative = [median(each) / median(of_base) for each, of_base in zip(times, base, strict=True)]
    return {
        "case": f"{name} {sizes[0]:,} to {sizes[-1]:,}",
        "ms, medians": " ".join(f"{median(each):.2f}" for each in times),
        "times the base": " ".join(f"{each:.2f}" for each in relative),
        "ratio": round(relative[-1] / relative[0], 2),
        "target": target,
    }


def register(event: Any, first: int, last: int) -> None:
    execute(USERS, [first, last])
    fill_with(REGISTRATIONS, event.pk)


def hold(organizer: Any, first: int, last: int) -> None:
    execute(EVENTS, [organizer.pk, first, last])
    fill_with(SESSIONS)


def fill_with(sql: str, *values: Any) -> None:
    execute(sql, list(values))
    # As PostgreSQL does by itself, sooner or later.
    execute("VACUUM ANALYZE", [])
    execute("CHECKPOINT", [])


def execute(sql: str, values: list[Any]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--registrations", type=int, default=1_000_000)
    parser.add_argument("--sessions", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--stays", type=int, default=1_000_000)
    parser.add_argument("--attendees", type=int, default=10_000)
    sys.exit(main(parser.parse_args()))
