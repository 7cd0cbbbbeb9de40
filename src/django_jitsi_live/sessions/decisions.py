"""Entries of the audit, as the services and transitions write them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from ..audit import audit_database, audit_entries, record, record_or_log
from ..exceptions import Full, LiveError, SiteMisconfigured
from ..models import (
    Action,
    Answer,
    AuditEntry,
    Enforcement,
    Guest,
    LiveSession,
    Role,
    account_of,
)
from ..policy import Visit, active_user, guarded_policy, role_source
from .enforcement import carry_out, endpoints_of
from .store import server_supports

FORBIDDEN = 403
PENDING, BY_PAGE = "pending", "page"

P = ParamSpec("P")
T = TypeVar("T")


def participant_of(user: Any) -> str:
    """The id by which Jitsi knows the user; empty for users who are not logged in, and where the
    policy has none: then a page does without."""
    user = active_user(user)
    try:
        return "" if user is None else guarded_policy().participant_id(user)
    except SiteMisconfigured:
        return ""


def decision(action: Action, session: LiveSession, user: Any, **values: Any) -> AuditEntry:
    """The entry about what that user, or for None the site itself, does to the session and its
    latest run."""
    return _entry(action, session, user, participant_of(user), values)


def _entry(
    action: Action, session: LiveSession, user: Any, participant: str, values: dict[str, Any]
) -> AuditEntry:
    return AuditEntry(
        action=action,
        session=session,
        run_id=session.run_id,
        event_key=str(session.event_id),
        user=account_of(user),
        participant=participant,
        server=session.server,
        **values,
    )


def granted(visit: Visit, role: Role) -> dict[str, Any]:
    """What an entry tells of a grant."""
    return {"role": role, "reason": _reason(visit, role)}


def _reason(visit: Visit, role: Role) -> str:
    """What decides that the person has the role."""
    if isinstance(visit.user, Guest):
        return "personal link"
    is_admitted = role is Role.ATTENDEE and visit.asked is Answer.ADMITTED
    return "a host has let them in" if is_admitted else role_source(visit.policy, role)


def to_be_enforced(alias: str, call: str) -> Enforcement:
    """Whether the server has a call for the decision."""
    is_supported = server_supports(alias, call)
    return Enforcement.PENDING if is_supported else Enforcement.UNSUPPORTED


def kick_call(session: LiveSession, participant: str) -> str:
    """None where the person is in no room, or nothing tells the server whom to throw out."""
    if not session.is_open:
        return ""
    call = to_be_enforced(session.server, "kick")
    is_known = call == Enforcement.PENDING and endpoints_of(session.run_id, participant)
    return call if is_known else Enforcement.UNSUPPORTED


def write_decision(session: LiveSession, entry: AuditEntry) -> bool:
    """Write the entry, and have it carried out after the commit."""
    record(entry)
    session.decision = entry
    if entry.enforcement == Enforcement.PENDING:
        carry = partial(carry_out, entry)
        transaction.on_commit(carry, using=audit_database(), robust=True)
    return True


def note_grant(visit: Visit, role: Role, session: LiveSession) -> None:
    """Note that a person was let in."""
    participant = visit.policy.participant_id(visit.user)
    record_or_log(_entry(Action.GRANTED, session, visit.user, participant, granted(visit, role)))


def note_refusal(user: Any, event_id: object, error: LiveError) -> None:
    """Note that a user who is logged in was refused, and why."""
    user = active_user(user)
    is_known = isinstance(error, Full) and not error.is_first  # whoever waits asks again and again
    if user is None or error.status != FORBIDDEN or is_known:
        return
    visit: Visit | None = error.visit
    entry = AuditEntry(
        action=Action.REFUSED,
        event_key=str(event_id if visit is None else visit.event.pk),
        user=account_of(user),
        participant=participant_of(user),
        reason=error.code,
    )
    if visit is not None and visit.session is not None:
        entry.session, entry.server = visit.session, visit.session.server
        entry.run_id = visit.session.run_id
    record_or_log(entry)


def audited(service: Callable[P, T]) -> Callable[P, T]:
    """A service of which refusals are noted, too. Its first arguments are user and event id."""

    @wraps(service)
    def answer(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return service(*args, **kwargs)
        except LiveError as error:
            given = signature(service).bind(*args, **kwargs).arguments
            note_refusal(given["user"], given["event_id"], error)
            raise

    return answer


def note_role(visit: Visit, session: LiveSession, jitsi_role: str) -> None:
    """Note, once a run, that the server gave the person another role than this site."""
    entry = decision(Action.ROLE_REPORTED, session, visit.user, role=visit.role, reason=jitsi_role)
    same = {name: getattr(entry, name) for name in ("action", "run_id", "participant", "reason")}
    if not audit_entries().filter(**same).exists():
        record_or_log(entry)


def call_state(session: LiveSession) -> str:
    """What became of the end on the video server, as pages are told."""
    entry: AuditEntry | None = session.decision
    return BY_PAGE if entry is None else outcome(entry, "done")  # None: it was over before


def outcome(entry: AuditEntry, done: str) -> str:
    """What became of the call that the decision needs; ``done`` where the server has done it."""
    if entry.enforcement == Enforcement.DONE:
        return done
    # In a transaction that goes on, such as that of the request, it has not been tried.
    is_tried = entry.enforcement == Enforcement.PENDING and entry.attempts
    return PENDING if is_tried else BY_PAGE
