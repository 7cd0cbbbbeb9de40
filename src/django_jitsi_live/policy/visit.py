"""A visit: one user at one event, with the session and the role, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from ..conf import conf, get_event_model
from ..exceptions import EventNotFound, LiveError
from ..models import (
    TEAM,
    Answer,
    Chat,
    Guest,
    LiveSession,
    Role,
    Stage,
    State,
    get_live_session,
)
from .base import Policy
from .event_ids import event_lookup, event_not_found
from .guarded import DATABASE_GONE, guarded_policy
from .hooks import misconfigured, optional
from .values import UnusableValue, as_bool, as_chat, as_stage
from .visit_query import Detail, visit_query, visit_rows

STAGES = frozenset(Stage.values)


@dataclass(frozen=True)
class Visit:
    """One user, or one guest, at one event. ``user`` is None for anonymous and inactive users."""

    policy: Policy
    event: Any
    user: Any
    role: Role | None
    session: LiveSession | None
    is_removed: bool = False
    """Whether a host has removed this user from the event: then there is no role."""
    asked: Answer | None = None
    """What became of this user's request to be let in; None where there was none."""

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

    @cached_property
    def stage(self) -> Stage:
        """What a host has switched to for the run that is open, or else what the policy says."""
        session = self.session
        if session is not None and session.is_open and session.stage in STAGES:
            return Stage(session.stage)
        return as_stage(self.policy.stage(self.event))

    @cached_property
    def chat(self) -> Chat:
        """Who may write in Jitsi's chat. The host project is asked once."""
        return as_chat(self.policy.chat(self.event))

    @property
    def state(self) -> State:
        """The state that this user may know."""
        if self.session is None:
            return State.SCHEDULED
        state = self.session.state(self.starts_at)
        is_hidden = state is State.BACKSTAGE and self.role not in TEAM
        return State.SCHEDULED if is_hidden else state


def active_user(user: Any) -> Any:
    """The user, or the guest; None for an anonymous or inactive one."""
    return user if user is not None and user.is_authenticated and _is_active(user) else None


def _is_active(user: Any) -> bool:
    # Mostly a column of the user model: a property may need what another row lacks.
    return optional("The attribute is_active of the user", lambda: as_bool(user.is_active), False)


def get_visit(
    user: Any,
    event_id: object,
    *,
    using: str | None = None,
    details: Sequence[Detail] = (),
) -> Visit:
    """Load event, session and role: one query when the lookups are ORM lookups.

    ``details`` are loaded with the event for users who are logged in.
    ``event_id`` is what the URL carries: the text of ``JITSI_LIVE_EVENT_LOOKUP_FIELD``.
    Raises ``EventNotFound`` when it is unknown or malformed, and ``SiteMisconfigured`` when the
    host project's events or roles cannot be asked for.
    """
    user = active_user(user)
    policy = guarded_policy()
    with _query_of_the_host_project():
        event = _load_event(policy, user, event_id, using, details)
    role, has_to_stay_out, asked = None, False, None
    if user is not None:
        event._jitsi_live_annotated_for = user.pk
        user = user.known(event) if isinstance(user, Guest) else user
        asked = _state_of_asking(event)
        role = get_role(policy, user, event)
        if role is None and asked is Answer.ADMITTED:
            role = Role.ATTENDEE
        # Nobody removes a host; somebody who has become one since may come in again.
        has_to_stay_out = role is not Role.HOST and event.jitsi_live_is_removed
    session, role = get_live_session(event), None if has_to_stay_out else role
    return Visit(policy, event, user, role, session, has_to_stay_out, asked)


def _state_of_asking(event: Any) -> Answer | None:
    state = getattr(event, "jitsi_live_asked", None)
    return None if state is None else Answer(state)


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
    details: Sequence[Detail],
) -> Any:
    name, value = event_lookup(event_id)
    if user is not None:
        rows = visit_rows(policy, user, name, value, using, details)
        if rows is not None and len(rows) < 2:
            return _found(rows, event_id)
    events = policy.events().select_related("jitsi_live_session")
    if using is not None:
        events = events.using(using)
    if user is not None:
        events = visit_query(events, user, details)
    return _get_event(events.filter(**{name: value}), event_id)


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
    try:
        event = events.get()
    except events.model.DoesNotExist:
        raise event_not_found(event_id) from None
    model: Any = get_event_model()._meta.concrete_model
    if not isinstance(event, model):
        raise UnusableValue(event, f"a {model._meta.label}")
    return event


def _found(rows: list[Any], event_id: object) -> Any:
    if not rows:
        raise event_not_found(event_id)
    return rows[0]


def get_role(policy: Policy, user: Any, event: Any) -> Role | None:
    """The strongest role of a user who is logged in; None for users who may not join."""
    if policy.is_host(user, event):
        return Role.HOST
    if policy.is_speaker(user, event):
        return Role.SPEAKER
    return Role.ATTENDEE if policy.is_registered(user, event) else None
