"""What the Jitsi server has refused, as pages report it: for the site's log, once a run."""

from __future__ import annotations

import logging
import re
from typing import Any

from ..models import LiveSession
from ..printable import printable
from .gate import require_member
from .store import session_database

logger = logging.getLogger("django_jitsi_live")

ATTEMPTS = 3
MAX_TEXT = 200
OTHER = "other"

LOGIN, TOKEN, SCRIPT = "login", "token", "script"
FINDINGS = {
    # Names of Jitsi's errors
    "connection.passwordRequired": LOGIN,
    "connection.conferenceRequestFailed": LOGIN,
    "connection.droppedError": LOGIN,
    "connection.otherError": LOGIN,
    "connection.serverError": SCRIPT,
    "connection.shardChangedError": SCRIPT,
    "conference.connectionError": TOKEN,
    "conference.connectionError.notAllowed": TOKEN,
    "conference.focusDisconnected": "",
    "conference.focusLeft": "",
    "conference.gracefulShutdown": "",
    "conference.iceFailed": "",
    "conference.incompatible_server_versions": "",
    "conference.max_users": "",
    "conference.offerAnswerFailed": "",
    "conference.reservationError": "",
    "conference.videobridgeNotAvailable": "",
    # What the page has noticed itself
    "script": SCRIPT,
    "frame": "content_security_policy",
    "admission": LOGIN,
    OTHER: "",
}
"""The doctor's finding that examines a refusal; empty where none does."""

JWT = re.compile(r"eyJ[\w-]*(?:(?:\.|%2E)[\w-]*)*|(?<=jwt=)[^&\s]+", re.IGNORECASE)


def report_refusal(user: Any, event_id: object, code: str, message: str = "") -> None:
    """Note that the Jitsi server did not let the user in; each code is logged once a run.

    ``code`` is the ``name`` of Jitsi's error, or what the page has noticed: ``"script"``,
    ``"frame"`` or ``"admission"``. ``message`` has the server's own words.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``NotLive``.
    """
    visit, session = require_member(user, event_id)
    known = code if code in FINDINGS else OTHER
    if not note_once(session, known):
        return
    logger.warning(
        "The server %r did not let a user with the role %s into the live session of event %s: "
        "%s (%s). %s",
        session.server,
        visit.role,
        session.event_id,
        _cleaned(code, session),
        _cleaned(message, session) or "without a word",
        _hint(FINDINGS[known]),
    )


def _hint(finding: str) -> str:
    if not finding:
        return "The logs of Prosody, jicofo and the videobridge say why."
    return f"`manage.py jitsi_live_doctor` examines that: see its finding {finding!r}."


def note_once(session: LiveSession, code: str) -> bool:
    """Whether this is the first report of that code from this room."""
    rows = LiveSession.objects.using(session_database())
    rows = rows.filter(pk=session.pk, room_name=session.room_name)
    refusals: str | None = session.refusals
    for _ in range(ATTEMPTS):
        if refusals is None or code in refusals.split(","):
            return False
        noted = ",".join(filter(None, [refusals, code]))
        if rows.filter(refusals=refusals).update(refusals=noted):
            return True
        refusals = rows.values_list("refusals", flat=True).first()
    return False


def _cleaned(text: object, session: LiveSession) -> str:
    """One short line without tokens and without the room's name, which do not belong in logs."""
    words = JWT.sub("[token]", str(text)[: 20 * MAX_TEXT])
    words = re.sub(re.escape(session.room_name), "[room]", words, flags=re.IGNORECASE)
    return " ".join(printable(words, len(words)).split())[:MAX_TEXT]
