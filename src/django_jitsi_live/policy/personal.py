"""All events of one person, for the personal calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateTimeField, OuterRef, Q, QuerySet

from .. import moments
from ..conf import conf, get_event_model
from ..exceptions import LiveError
from ..models import Admission, Answer, Role, admission_state, is_removed
from .attributes import is_callable_path
from .base import Policy
from .guarded import is_overridden
from .hooks import required
from .hosting import EVENTS
from .lookups import lookup_conditions, role_annotations
from .visit import get_role

MAX_EVENTS = 500
"""As many events of a person are looked at."""
MAX_ASKED = 200
"""About as many events Python is asked, where no query knows who belongs to them."""
JUST_BEFORE = dt.timedelta(days=1)


def events_of_person(policy: Policy, user: Any, since: dt.datetime) -> list[Any]:
    """The events at which the user has a role, as far as they exist for visitors.

    With ORM lookups that is one query. Where a callable or a method says who belongs to an event,
    another query gets the next ``MAX_ASKED`` events, about each of which it is asked. What was
    before ``since`` is left out where the start is a column. ``policy`` is the guarded one.
    Raises ``SiteMisconfigured`` where the host project's events cannot be asked for.
    """

    def ask() -> dict[Any, Any]:
        start = _start_column(policy)
        events = _with_roles(policy.events(), user)
        related = _from(events, start, since).filter(_related(user))
        found = {event.pk: event for event in related[:MAX_EVENTS]}
        if not _can_query_all(policy):
            others = _from(events, start, moments.now() - JUST_BEFORE)[:MAX_ASKED]
            found = {event.pk: event for event in others} | found
        return found

    found = required(EVENTS, ask)
    return [event for event in found.values() if _has_role(policy, user, event)]


def _from(events: QuerySet[Any], start: str, since: dt.datetime) -> QuerySet[Any]:
    """Those that begin from then on, the next ones first; without such a column the newest."""
    if not start:
        return events.order_by("-pk")
    stored = since if settings.USE_TZ else moments.at_site(since).replace(tzinfo=None)
    return events.filter(**{f"{start}__gte": stored}).order_by(start, "pk")


def _with_roles(events: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """What ``get_visit`` loads, and the row of the calendar, so that nothing is asked again."""
    session = OuterRef("jitsi_live_session")
    asked = {"jitsi_live_asked": admission_state(user, session)} if conf.ASK_TO_JOIN else {}
    annotations: dict[str, Any] = {**role_annotations(user), **asked}
    with_rows = events.select_related("jitsi_live_session__calendar_entry")
    found: QuerySet[Any] = with_rows.annotate(
        jitsi_live_is_removed=is_removed(user, session), **annotations
    )
    return found


def _related(user: Any) -> Q:
    """The condition that a query finds the user at an event, in whatever role."""
    events = get_event_model()._base_manager.all()
    found: list[Any] = [
        events.filter(**lookup_conditions(kind, lookup, user.pk)).values("pk")
        for kind, lookup in _lookups()
    ]
    if conf.ASK_TO_JOIN:
        admitted = Admission.objects.filter(user=user.pk, state=Answer.ADMITTED)
        found.append(admitted.values("session__event"))
    return reduce(or_, [Q(pk__in=keys) for keys in found], Q(pk__in=[]))


ROLES = [
    ("host", "HOST_LOOKUP", "is_host"),
    ("speaker", "SPEAKER_LOOKUP", "is_speaker"),
    ("registered", "REGISTRATION_LOOKUP", "is_registered"),
]


def _lookups() -> Iterator[tuple[str, str]]:
    """Those that a query can follow, whether or not a method of the policy has the last word."""
    for kind, setting, _method in ROLES:
        lookup = getattr(conf, setting)
        if lookup is not None and not is_callable_path(lookup):
            yield kind, lookup


def _can_query_all(policy: Policy) -> bool:
    return not any(
        is_overridden(policy, method) or is_callable_path(getattr(conf, setting) or "")
        for _kind, setting, method in ROLES
    )


def _start_column(policy: Policy) -> str:
    """The column of the event's start; empty where Python says when it starts."""
    name = conf.STARTS_AT
    if name is None or is_callable_path(name) or is_overridden(policy, "starts_at"):
        return ""
    try:
        field = get_event_model()._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return name if isinstance(field, DateTimeField) else ""


def _has_role(policy: Policy, user: Any, event: Any) -> bool:
    event._jitsi_live_annotated_for = user.pk
    try:
        role = get_role(policy, user, event)
    except LiveError:  # the policy refuses, or fails with this event: the log says so
        return False
    is_admitted = getattr(event, "jitsi_live_asked", None) == Answer.ADMITTED
    may_come = role is not None or is_admitted
    return role is Role.HOST or (may_come and not event.jitsi_live_is_removed)
