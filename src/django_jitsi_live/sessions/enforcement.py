"""Carries out on the video server what the site has decided: ends rooms, throws people out.

A decision is a row of the audit, so that nothing is forgotten: what fails is tried again by
``jitsi_live_tidy``. A server that fails is left alone for a moment, so that no second visitor has
to wait for it. Whatever happens here undoes nothing.
"""

from __future__ import annotations

import datetime as dt
import logging
import time

from django.db.models import Q

from .. import moments
from ..audit import audit_entries
from ..models import Action, AuditEntry, Enforcement, LiveSession, Removal, Run, Source, is_guest
from ..presence import all_stays
from ..servers import CallFailed, Server, UnusableServer, get_server
from .link_rows import has_valid_link
from .placement import mark_server_down, mark_server_up
from .store import session_database

logger = logging.getLogger("django_jitsi_live")

REST_SECONDS = 30.0
RETRY_FOR = dt.timedelta(hours=24)
"""Tokens that could open the room again expire by then."""
SETTLING = dt.timedelta(seconds=15)
"""So old is what no request is at work on."""
MAX_ENDPOINTS = 10
"""Of one person: devices and reloads in one run."""
KICK_SECONDS = 3.0
KICKING = {Action.REMOVED, Action.LINK_WITHDRAWN}
DECISIONS = {Action.LINK_WITHDRAWN.value: "withdrew a personal link"}
"""In the words of the log, where the name of the action is none."""

_failed_at: dict[str, float] = {}


def carry_out(entry: AuditEntry) -> None:
    """Make the call that the decision needs, unless its server has just failed."""
    failed_at = _failed_at.get(entry.server)
    if failed_at is not None and time.monotonic() - failed_at < REST_SECONDS:
        return
    try:
        _call(get_server(entry.server), entry)
    except CallFailed as error:
        _note_failure(entry, str(error), is_down=error.is_down)
    except UnusableServer as error:
        _note_failure(entry, str(error), is_down=False)
    except Exception as error:  # backends of the host project raise anything
        _note_failure(entry, f"It fails with {type(error).__name__}.", is_down=False)
    else:
        _failed_at.pop(entry.server, None)
        _write(entry, enforcement=Enforcement.DONE, enforced_at=moments.now())


def deliver_due(*, dry_run: bool = False) -> int:
    """Try again what is still to be carried out. Returns the number of calls that are due."""
    now = moments.now()
    pending = audit_entries().filter(enforcement=Enforcement.PENDING, at__lt=now - SETTLING)
    due = pending.select_related("session", "run").order_by("at")
    if not dry_run:
        for entry in due:
            _try_again(entry, now)
    return len(due)


def _try_again(entry: AuditEntry, now: dt.datetime) -> None:
    if not _is_wanted(entry):
        _write(entry, enforcement="")
    elif entry.at < now - RETRY_FOR:
        _write(entry, enforcement=Enforcement.FAILED)
    else:
        carry_out(entry)
        if entry.enforcement == Enforcement.DONE:
            mark_server_up(entry.server)


def _is_wanted(entry: AuditEntry) -> bool:
    """Not if the end was taken back, or the person readmitted, or there is nothing left of it."""
    if entry.session is None or entry.run is None:
        return False
    if entry.action == Action.REMOVED:
        return is_kept_out(entry.session, entry.target)
    if entry.action == Action.LINK_WITHDRAWN:
        return has_lost_link(entry.session, entry.target)
    is_open = Q(is_active=True) | Q(backstage_since__isnull=False)
    sessions = LiveSession.objects.using(session_database())
    return not sessions.filter(is_open, room_name=entry.run.room_name).exists()


def is_kept_out(session: LiveSession, participant: str) -> bool:
    """Whether the person is removed from the event."""
    rows = Removal.objects.using(session_database())
    return rows.filter(session=session, participant=participant).exists()


def has_lost_link(session: LiveSession, participant: str) -> bool:
    """Whether that is a guest whose personal link does not hold any more."""
    return is_guest(participant) and not has_valid_link(session, participant)


def _call(server: Server, entry: AuditEntry) -> None:
    if entry.action in KICKING:
        _kick(server, entry)
    else:
        server.end_room(_room_name(entry))


def _room_name(entry: AuditEntry) -> str:
    """Of a session that was made live by hand there is no run."""
    of: Run | LiveSession | None = entry.run or entry.session
    return of.room_name if of else ""


def _kick(server: Server, entry: AuditEntry) -> None:
    """Throw out the person on every device."""
    until = time.monotonic() + KICK_SECONDS
    room_name = _room_name(entry)
    for endpoint in endpoints_of(entry.run_id, entry.target):
        if time.monotonic() > until:
            raise CallFailed("The server is too slow to throw out all devices of a person at once.")
        server.kick(room_name, endpoint)


def endpoints_of(run_id: int | None, participant: str) -> list[str]:
    """By which the person can be thrown out of the run's room, the latest first.

    What a server reports is true. A page speaks for itself: where two people say that they are the
    same occupant, one of them wants the other one to be thrown out.
    """
    stays = all_stays().filter(run=run_id).exclude(endpoint="")
    gone = ~Q(source=Source.PAGE) & Q(left_at__isnull=False)
    own = stays.filter(participant=participant).exclude(gone).order_by("-last_seen_at")
    rows = [*own.values_list("endpoint", "source")[: 5 * MAX_ENDPOINTS]]
    reported = {endpoint for endpoint, source in rows if source != Source.PAGE}
    found = [*dict.fromkeys(endpoint for endpoint, _source in rows)]
    others = stays.filter(endpoint__in=found).exclude(participant=participant)
    claimed = {*others.values_list("endpoint", flat=True)} - reported
    return [each for each in found if each not in claimed][:MAX_ENDPOINTS]


def _note_failure(entry: AuditEntry, message: str, *, is_down: bool) -> None:
    logger.warning(
        "The server %r could not be told that a host of event %s %s: %s "
        "`manage.py jitsi_live_tidy` tries it again.",
        entry.server,
        entry.event_key,
        DECISIONS.get(entry.action, entry.action),
        message,
    )
    if is_down:
        _failed_at[entry.server] = time.monotonic()
        mark_server_down(entry.server, message)
    _write(entry, attempts=entry.attempts + 1)


def _write(entry: AuditEntry, **values: object) -> None:
    audit_entries().filter(pk=entry.pk).update(**values)
    for name, value in values.items():
        setattr(entry, name, value)
