"""One event that moves on: two weeks, with a rehearsal between them, and a change of the clocks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from tests.projects.scenario import answer, refusal

WEEK = dt.timedelta(days=7)
MINUTE = dt.timedelta(minutes=1)


def main() -> None:
    django.setup()
    from webinars.models import Event, Registration

    from tests.package.guides.people import DAY, HOUR, Person, state

    helen, sam, sue = (Person(name) for name in ("helen", "sam", "sue"))
    # The clocks of the site go forward in the night to Sunday, 29 March.
    start = dt.datetime(2026, 3, 26, 18, tzinfo=timezone.get_default_timezone())
    event = Event.objects.create(
        title="Office hours",
        organizer=helen.user,
        starts_at=start,
        ends_at=start + HOUR,
        is_weekly=True,
    )
    for person in (sam, sue):
        Registration.objects.create(event=event, user=person.user)
    once = Event.objects.create(
        title="Once", organizer=helen.user, starts_at=start, ends_at=start + HOUR
    )

    def at(moment: dt.datetime) -> Any:
        cache.clear()  # which keeps a status for two seconds of the real clock
        return time_machine.travel(moment, tick=False)

    def evening(begins: dt.datetime, *guests: Any) -> None:
        with at(begins):
            answer(helen.post("start", event))
            keys = {guest: guest.post("stays", event, {"action": "joined"}) for guest in guests}
        for minutes in range(1, 60):
            with at(begins + minutes * MINUTE):
                for guest, key in keys.items():
                    seen = {"action": "seen", "stay": key.json()["stay"]}
                    answer(guest.post("stays", event, seen))
                call_command("next_week")  # moves nothing that is live
        with at(begins + HOUR):
            assert state(event) == "live"
            answer(helen.post("end", event))
            assert state(event) == "ended"

    evening(start, sam)
    with at(start + HOUR + 30 * MINUTE):
        call_command("next_week")
        assert state(event) == "ended"
    with at(start + 2 * HOUR + MINUTE):
        call_command("next_week")
        event.refresh_from_db()
        assert state(event) == "scheduled"
        assert refusal(sam.get("join", event)) == (403, "not_live")
        local = timezone.localtime(event.starts_at)
        assert (local.date(), local.hour) == (start.date() + WEEK, 18)
        assert event.starts_at - start.astimezone(dt.UTC) == WEEK - HOUR
        once.refresh_from_db()
        assert once.starts_at == start

    with at(start + 3 * DAY):
        answer(helen.post("backstage", event))
        assert state(event) == "scheduled"
        answer(helen.post("end", event))
        assert state(event) == "scheduled"

    evening(event.starts_at, sam, sue)
    with at(event.starts_at + 2 * WEEK + 2 * HOUR + MINUTE):
        call_command("next_week")
        moved = Event.objects.get(pk=event.pk)
        assert moved.starts_at == event.starts_at + 3 * WEEK
        assert state(event) == "scheduled"

    def attended(**query: str) -> dict[str, float]:
        people = answer(helen.get("attendance", event, **query))["people"]
        return {person["display_name"]: person["share"] for person in people}

    assert attended().keys() == {"sam", "sue"}
    assert attended(run="1").keys() == {"sam"}
    assert min(attended().values()) > 0.9
    runs = answer(helen.get("attendance", event))["runs"]
    assert [run["is_rehearsal"] for run in runs] == [False, True, False]
    assert [run["is_counted"] for run in runs] == [False, False, True]


if __name__ == "__main__":
    main()
