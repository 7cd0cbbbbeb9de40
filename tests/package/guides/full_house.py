"""An event with two seats and a stream, as the how-to makes it."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import django
import time_machine
from django.core.management import call_command
from django.test import override_settings

from tests.projects.scenario import answer

WATCH = "https://youtu.be/dQw4w9WgXcQ"


def main() -> None:
    django.setup()
    from webinars.models import Event, Registration

    from django_jitsi_live import services
    from tests.package.guides.people import Person

    host, *people, stranger = (Person(f"person-{number}") for number in range(6))
    event = Event.objects.create(title="Full", organizer=host.user, seats=2, stream=WATCH)
    for person in people:
        Registration.objects.create(event=event, user=person.user)
    first, second, third, fourth = people
    now = dt.datetime(2026, 11, 20, 18, tzinfo=dt.UTC)

    def after(seconds: float) -> Any:
        return time_machine.travel(now + dt.timedelta(seconds=seconds), tick=False)

    def is_full(person: Person) -> bool:
        response = person.get("join", event)
        if response.status_code == 200:
            return False
        found = response.json()
        assert (response.status_code, found["code"], found["retry_after"]) == (403, "full", 2)
        assert found["watch_url"] == WATCH
        return True

    with after(0):
        answer(host.post("start", event))
        first.joins(event)
        stay = answer(second.get("join", event)) and second.post(
            "stays", event, {"action": "joined"}
        )
        assert is_full(third)
        answer(host.get("join", event))
    with after(1):
        assert is_full(fourth)
        assert not is_full(second)
        left = {"action": "left", "stay": stay.json()["stay"]}
        # It has joined once more: only when that tab has come and gone, the seat is free.
        again = second.post("stays", event, {"action": "joined"}).json()["stay"]
        answer(second.post("stays", event, left))
        answer(second.post("stays", event, left | {"stay": again}))
    with after(4):
        assert is_full(fourth)
        assert is_full(third)
    with after(6):
        assert is_full(fourth)
        assert not is_full(third)
    with after(7):
        assert is_full(second)
        Event.objects.update(seats=1)
        assert not is_full(first)
        assert not is_full(third)
        Event.objects.update(seats=None)
        assert not is_full(fourth)
        assert not services.describe(stranger.user, event.pk).may_watch
        with override_settings(JITSI_LIVE_POLICY="webinars.live.OpenPolicy"):
            assert services.describe(stranger.user, event.pk).watch_url == WATCH
        audit = io.StringIO()
        call_command("jitsi_live_audit", stdout=audit)
        assert audit.getvalue().count('"full"') == 3


if __name__ == "__main__":
    main()
