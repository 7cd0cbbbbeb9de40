"""Several rooms for one event."""

from __future__ import annotations

import django
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.projects.scenario import answer, refusal


def main() -> None:
    django.setup()
    from conferences.models import Event, Registration, Room

    from tests.package.guides.people import HOUR, Person, state

    helen, sam, sofia, sid = (Person(name) for name in ("helen", "sam", "sofia", "sid"))
    now = timezone.now()
    event = Event.objects.create(
        title="Bread", organizer=helen.user, starts_at=now, ends_at=now + HOUR
    )
    Registration.objects.create(event=event, user=sam.user)
    stage, workshop = (Room.objects.create(event=event, name=name) for name in ("Stage", "Rye"))
    workshop.speakers.add(sofia.user)

    grants = [answer(helen.post("start", room)) for room in (stage, workshop)]
    assert len({grant["room_name"] for grant in grants}) == 2
    assert answer(sam.get("status", stage))["starts_at"] is not None
    with CaptureQueriesContext(connection) as queries:
        assert answer(sam.get("join", workshop))["role"] == "attendee"
    tables = ("conferences_", "jitsi_live_")
    asked = [each["sql"] for each in queries if any(name in each["sql"] for name in tables)]
    assert len([sql for sql in asked if sql.startswith("SELECT")]) == 1
    assert answer(sofia.get("join", workshop))["role"] == "speaker"
    assert refusal(sofia.get("join", stage)) == (403, "not_registered")
    assert refusal(sid.get("join", stage)) == (403, "not_registered")

    sam.joins(workshop)
    answer(helen.post("end", workshop))
    assert (state(stage), state(workshop)) == ("live", "ended")
    page = sam.client().get(f"/conference/{event.pk}/").content.decode()
    assert "<h1>Bread</h1>" in page
    assert [("jitsi-live-badge" in line) for line in page.splitlines() if "<li>" in line] == [
        True, False,
    ]  # fmt: skip
    assert sam.get("room", stage).status_code == 200
    people = [answer(helen.get("attendance", room))["people"] for room in (stage, workshop)]
    assert [[person["display_name"] for person in each] for each in people] == [[], ["sam"]]


if __name__ == "__main__":
    main()
