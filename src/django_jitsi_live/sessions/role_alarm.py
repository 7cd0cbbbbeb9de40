"""The alarm that the Jitsi server gives people other roles than this site does.

It is raised by what pages say, so that one attendee could raise it falsely. A host is believed at
once; speakers and attendees are when two of them have said the same. To a host it is one alarm that
people who are no hosts are moderators. No alarm takes another one's place.
"""

from __future__ import annotations

from ..models import LiveSession, Role, RoleMismatch
from .store import session_database


def raise_alarm(session: LiveSession, role: Role, participant: str) -> bool:
    """Note that a user of that role has another role on the Jitsi server.

    Returns whether that is news: believed, and not known before.
    """
    run = LiveSession.objects.using(session_database()).filter(
        pk=session.pk, room_name=session.room_name
    )
    alarm, other = RoleMismatch.HOST, RoleMismatch.ATTENDEE
    if role is not Role.HOST:
        alarm, other = other, alarm
        if run.filter(role_witness="").update(role_witness=participant):
            return False
        run = run.exclude(role_witness=participant)
    is_first = run.filter(role_mismatch="").update(role_mismatch=alarm)
    return bool(is_first or run.filter(role_mismatch=other).update(role_mismatch=RoleMismatch.BOTH))


def alarms(session: LiveSession) -> list[Role]:
    """The roles of users who have another role on the Jitsi server; that of attendees for speakers,
    too."""
    return [role for role in Role if role in session.role_mismatch.split(",")]
