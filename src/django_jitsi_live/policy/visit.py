"""A visit: one user at one event, with the session and the role, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet, Subquery

from ..conf import conf, get_event_model
from ..exceptions import EventNotFound, LiveError
from ..models import TEAM, LiveSession, Role, State, get_live_session
from .base import Policy
from .event_ids import event_lookup, event_not_found
from .guarded import DATABASE_GONE, guarded_policy
from .hooks import misconfigured, optional
from .lookups import role_annotations
from .values import UnusableValue, as_bool


@dataclass(frozen=True)
class Visit:
    """One user at one event. ``user`` is None for anonymous and inactive users."""

    policy: Policy
    event: Any
    user: Any
    role: Role | None
    session: LiveSession | None

    @property
    def live_session(self) -> LiveSession | None:
        """The session, if it is live."""
        return self.session if self.session is not None and self.session.is_live else None

    @property
    def open_session(self) -> LiveSession | None:
        """The session, if this user may be in its room: live, or for the team backstage."""
        session = self.session
        if session is None or not session.is_open or session.is_due:
            return None
        return session if session.is_active or self.role in TEAM else None

    @cached_property
    def starts_at(self) -> dt.datetime | None:
        """The scheduled start. The host project is asked once: its answer may cost a query."""
        return self.policy.starts_at(self.event)

    @property
    def state(self) -> State:
        """The state that this user may know."""
        if self.session is None:
            return State.SCHEDULED
        state = self.session.state(self.starts_at)
        is_hidden = state is State.BACKSTAGE and self.role not in TEAM
        return State.SCHEDULED if is_hidden else state


def active_user(user: Any) -> Any:
    """The user; None for an anonymous or inactive one."""
    return user if user is not None and user.is_authenticated and _is_active(user) else None


def _is_active(user: Any) -> bool:
    # Mostly a column of the user model: a property may need what another row lacks.
    return optional("The attribute is_active of the user", lambda: as_bool(user.is_active), False)


def get_visit(
    user: Any,
    event_id: object,
    *,
    using: str | None = None,
    annotations: Mapping[str, Subquery] | None = None,
) -> Visit:
    """Load event, session and role: one query when the lookups are ORM lookups.

    ``annotations`` are loaded with the event for users who are logged in.
    ``event_id`` is what the URL carries: the text of ``JITSI_LIVE_EVENT_LOOKUP_FIELD``.
    Raises ``EventNotFound`` when it is unknown or malformed, and ``SiteMisconfigured`` when the
    host project's events or roles cannot be asked for.
    """
    user = active_user(user)
    policy = guarded_policy()
    with _query_of_the_host_project():
        event = _load_event(policy, user, event_id, using, annotations or {})
    if user is not None:
        event._jitsi_live_annotated_for = user.pk
    return Visit(policy, event, user, get_role(policy, user, event), get_live_session(event))


@contextmanager
def _query_of_the_host_project() -> Iterator[None]:
    """Raises ``SiteMisconfigured`` where its lookups, managers and querysets fail."""
    try:
        yield
    except (LiveError, *DATABASE_GONE):
        raise
    except Exception as error:  # they may raise anything
        raise misconfigured("The query for events and their people", error) from error


def _load_event(
    policy: Policy,
    user: Any,
    event_id: object,
    using: str | None,
    annotations: Mapping[str, Subquery],
) -> Any:
    events = policy.events().select_related("jitsi_live_session")
    if using is not None:
        events = events.using(using)
    if user is not None:
        events = events.select_related("jitsi_live_session__run").annotate(
            **role_annotations(user), **annotations
        )
    return _get_event(events, event_id)


def get_anonymous_visits(event_ids: Iterable[str]) -> dict[str, Visit]:
    """What visitors who are not logged in may know of several events, in one query.

    Ids that are unknown or malformed are missing.
    """
    values = {}
    for event_id in event_ids:
        with suppress(EventNotFound):
            values[event_id] = event_lookup(event_id)[1]
    policy = guarded_policy()
    name = conf.EVENT_LOOKUP_FIELD
    with _query_of_the_host_project():
        events = policy.events().select_related("jitsi_live_session")
        events = events.filter(**{f"{name}__in": [*values.values()]})
        found = {getattr(event, name): event for event in events}
    return {
        event_id: Visit(policy, found[value], None, None, get_live_session(found[value]))
        for event_id, value in values.items()
        if value in found
    }


def _get_event(events: QuerySet[Any], event_id: object) -> Any:
    name, value = event_lookup(event_id)
    try:
        event = events.get(**{name: value})
    except events.model.DoesNotExist:
        raise event_not_found(event_id) from None
    model: Any = get_event_model()._meta.concrete_model
    if not isinstance(event, model):
        raise UnusableValue(event, f"a {model._meta.label}")
    return event


def get_role(policy: Policy, user: Any, event: Any) -> Role | None:
    """The strongest role; None for users who may not join."""
    if user is None:
        return None
    if policy.is_host(user, event):
        return Role.HOST
    if policy.is_speaker(user, event):
        return Role.SPEAKER
    return Role.ATTENDEE if policy.is_registered(user, event) else None
