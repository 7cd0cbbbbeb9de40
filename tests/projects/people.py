"""Who and what a scenario is about. A project in which this is odd has a module like it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib.auth import get_user_model

from django_jitsi_live.conf import get_event_model

PASSWORD = "pw"


@dataclass(frozen=True)
class People:
    event: Any
    host: Any
    attendee: Any
    stranger: Any
    grant: Mapping[str, str] = field(default_factory=lambda: {"display_name": "Helen Host"})
    """What the host's join grant has."""
    starts_at: dt.datetime | None = None
    speaker: Any = None
    """None in projects whose events have no speakers."""


def make_users(*names: str) -> list[Any]:
    create = get_user_model().objects.create_user
    return [
        create(
            username=f"{first}.{last}".lower(),
            password=PASSWORD,
            first_name=first,
            last_name=last,
        )
        for first, last in map(str.split, names or ("Helen Host", "Sam Student", "Sid Stranger"))
    ]


def make_people(
    users: Sequence[Any] | None = None, grant: Mapping[str, str] | None = None, **event_fields: Any
) -> People:
    host, attendee, stranger = users or make_users()
    events = get_event_model()._default_manager
    event = events.create(title="Django in depth", organizer=host, **event_fields)
    event.registrations.create(user=attendee)
    people = People(event, host, attendee, stranger)
    return replace(people, grant=grant) if grant else people
