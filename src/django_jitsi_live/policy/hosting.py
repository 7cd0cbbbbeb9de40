"""Which events a user hosts, and whether queries answer for the policy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from ..conf import conf, get_event_model
from ..exceptions import LiveError
from .attributes import is_callable_path
from .base import Policy
from .guarded import is_overridden
from .hooks import required
from .lookups import lookup_conditions, role_annotations

EVENTS = "The query for events and their people"


def can_query_hosted(policy: Policy) -> bool:
    """Whether a query finds the events of a host, and the policy need not be asked about each."""
    return not is_overridden(policy, "is_host") and not is_callable_path(conf.HOST_LOOKUP)


def can_query_registered(policy: Policy) -> bool:
    """Whether a query finds who is registered for several events."""
    overrides = any(is_overridden(policy, name) for name in ("is_registered", "recipients"))
    return not overrides and not is_callable_path(conf.REGISTRATION_LOOKUP)


def hosted_events(user: Any) -> QuerySet[Any]:
    """The primary keys of the events that the user hosts, by ``JITSI_LIVE_HOST_LOOKUP``.

    Raises ``SiteMisconfigured`` where there is no such lookup.
    """

    def ask() -> QuerySet[Any]:
        conditions = lookup_conditions("host", conf.HOST_LOOKUP, user.pk)
        return get_event_model()._base_manager.filter(**conditions).values("pk")

    return required(f"JITSI_LIVE_HOST_LOOKUP = {conf.HOST_LOOKUP!r}", ask)


def events_of_host(policy: Policy, user: Any, event_pks: Iterable[Any]) -> dict[Any, Any]:
    """Those of the events that exist for visitors and that the user hosts, by primary key.

    One query where the lookups are ORM lookups. Raises ``SiteMisconfigured`` where the host
    project's events cannot be asked for.
    """

    def ask() -> dict[Any, Any]:
        events = policy.events().filter(pk__in=[*event_pks])
        return {event.pk: event for event in events.annotate(**role_annotations(user))}

    found = required(EVENTS, ask)
    for event in found.values():
        event._jitsi_live_annotated_for = user.pk
    return {pk: event for pk, event in found.items() if _is_host(policy, user, event)}


def _is_host(policy: Policy, user: Any, event: Any) -> bool:
    try:
        return policy.is_host(user, event)
    except LiveError:  # the policy refuses, or fails with this event: the log says so
        return False
