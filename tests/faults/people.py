"""Fill the site's database: ``python -m tests.faults.people`` prints who and what there is."""

from __future__ import annotations

import json
from typing import Any

import django

EVENTS = 100
ATTENDEES = 8

# What the database itself saw of the sessions, in the order of their rows' locks.
HISTORY = """
CREATE TABLE history (
    number bigserial PRIMARY KEY, event bigint, room text, live boolean
);
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR (OLD.room_name, OLD.is_active) <> (NEW.room_name, NEW.is_active) THEN
        INSERT INTO history (event, room, live) VALUES (NEW.event_id, NEW.room_name, NEW.is_active);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT OR UPDATE ON jitsi_live_livesession
FOR EACH ROW EXECUTE FUNCTION note();
"""


def main() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(HISTORY)
    print(json.dumps(make_world()))


def make_world() -> dict[str, Any]:
    from django.contrib.auth import get_user_model
    from rest_framework_simplejwt.tokens import AccessToken

    create = get_user_model().objects.create_user
    hosts = [create(f"host-{number}", password="pw") for number in range(2)]
    attendees = [create(f"attendee-{number}", password="pw") for number in range(ATTENDEES)]
    return {
        "hosts": [str(AccessToken.for_user(user)) for user in hosts],
        "attendees": [str(AccessToken.for_user(user)) for user in attendees],
        "events": [make_event(hosts, attendees) for _ in range(EVENTS)],
    }


def make_event(hosts: list[Any], attendees: list[Any]) -> int:
    from tests.projects.webinar.webinars.models import Event, Registration

    event = Event.objects.create(title="Faults", organizer=hosts[0])
    event.speakers.set(hosts)
    Registration.objects.bulk_create(Registration(event=event, user=user) for user in attendees)
    return event.pk


if __name__ == "__main__":
    main()
