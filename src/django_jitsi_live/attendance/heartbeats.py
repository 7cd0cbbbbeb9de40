"""Heartbeats as nearly all of them are: of somebody in the live room, in time. One statement."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from .. import moments
from ..conf import get_event_model
from ..exceptions import StayNotFound
from ..models import (
    Guest,
    LiveSession,
    Removal,
    Role,
    Source,
    Stay,
    StayQuerySet,
    heartbeat_timeout,
)
from ..policy import active_user, event_lookup, parse_value
from ..prepared import OutOfRange, Parameter, PreparedUpdate, Values
from ..presence import stay_database


def goes_on(user: Any, event_id: object, key: object) -> bool:
    """Note that the stay goes on, if nothing else is to be said or done about it: then it was
    neither interrupted nor ended, and the person may be in the live room."""
    person = active_user(user)
    if person is None or isinstance(person, Guest):  # whose link may not hold any more
        return False
    name, value = event_lookup(event_id)
    now = moments.now()
    values = {
        "event": value,
        "user": person.pk,
        "key": parse_key(key),
        "now": now,
        "heard_since": now - heartbeat_timeout(),
    }
    try:
        return bool(_usual_heartbeat(get_event_model(), name).run(stay_database(), values))
    except OutOfRange:
        return False


@lru_cache(maxsize=8)
def _usual_heartbeat(event_model: Any, lookup: str) -> PreparedUpdate:
    def rows(values: Values) -> StayQuerySet:
        run, user = OuterRef("run"), values["user"]
        live = LiveSession.objects.filter(run=run, is_active=True)
        not_due = Q(closes_at=None) | Q(closes_at__gt=values["now"])
        live = live.filter(not_due, **{f"event__{lookup}": values["event"]})
        removed = Removal.objects.filter(session__run=run, user=user)
        return Stay.objects.filter(
            Exists(live),
            Q(role=Role.HOST) | ~Exists(removed),
            source=Source.PAGE,
            key=values["key"],
            user=user,
            left_at=None,
            last_seen_at__lt=values["now"],
            last_seen_at__gte=values["heard_since"],
        )

    stay, event = Stay._meta, event_model._meta
    fields = {
        "event": event.pk if lookup == "pk" else event.get_field(lookup),
        "user": stay.get_field("user"),
        "key": stay.get_field("key"),
        "now": stay.get_field("last_seen_at"),
        "heard_since": stay.get_field("last_seen_at"),
    }
    parameters = [Parameter(name, field) for name, field in fields.items()]
    return PreparedUpdate(rows, lambda values: {"last_seen_at": values["now"]}, parameters)


def parse_key(key: object) -> Any:
    """The key of a stay. Raises ``StayNotFound`` for what can be none."""
    try:
        return parse_value(Stay._meta.get_field("key"), str(key))
    except ValidationError:
        raise StayNotFound from None
