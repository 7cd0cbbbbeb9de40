"""Sessions by the names of their rooms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from ..models import LiveSession, Run
from ..servers import Server
from ..sessions import session_database


def sessions_of_room(server: Server, names: Collection[str]) -> QuerySet[LiveSession]:
    """The session with a room of such a name on that server, now or in an earlier run."""
    database = session_database()
    of_that_name = {"server": server.alias, "room_name__in": [*names]}
    now: QuerySet[Any, Any] = LiveSession.objects.filter(**of_that_name).values("pk")
    runs = Run.objects.filter(**of_that_name).values("session_id")
    # Not one condition or the other, for which databases read all sessions.
    return LiveSession.objects.using(database).filter(pk__in=now.union(runs))


def is_open_room(session: LiveSession, names: Collection[str]) -> bool:
    """Whether that is the room that the session goes on in, for the audience or for the team.

    A session that is past its time is over, though nobody has noted it yet.
    """
    return session.room_name in names and session.is_open and not session.is_due
