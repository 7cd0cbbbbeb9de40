from __future__ import annotations

from tests.projects import people
from tests.projects.scoped.tenants.models import Event


def make_people() -> people.People:
    host, attendee, stranger = people.make_users()
    event = Event(title="Django in depth", organizer=host)
    event.save()
    event.registrations.create(user=attendee)
    return people.People(event, host, attendee, stranger)
