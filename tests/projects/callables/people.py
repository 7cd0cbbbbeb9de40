from __future__ import annotations

import datetime as dt

from tests.projects import people
from tests.projects.callables.bookings.models import Appointment


def make_people() -> people.People:
    host, attendee, stranger = people.make_users()
    [interpreter] = people.make_users("Ines Interpreter")
    event = Appointment.objects.create(
        doctor=host.username,
        patient=attendee.username,
        interpreter=interpreter.username,
        day=dt.date(2026, 3, 1),
    )
    return people.People(
        event,
        host,
        attendee,
        stranger,
        grant={"display_name": "Dr. Host", "domain": "video.clinic.example"},
        starts_at=dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC),
        speaker=interpreter,
    )
