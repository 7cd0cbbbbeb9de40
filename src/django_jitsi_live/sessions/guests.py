"""The one seat of each personal link: one device at a time is in with it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from .. import moments
from ..exceptions import LinkInUse
from ..models import Guest, LiveSession
from ..policy import Visit
from .gate import refused
from .link_rows import hold, take_abandoned, take_free


def take_link(visit: Visit, session: LiveSession) -> None:
    """Take the seat of the guest's link for this device. Raises ``LinkInUse``.

    Nothing happens for users. Conditional writes: of two devices at once one wins.
    """
    guest, now = visit.user, moments.now()
    if not isinstance(guest, Guest):
        return
    if not (take_free(guest, now) or take_abandoned(guest, session, now)):
        raise refused(visit, LinkInUse())


def hold_link(user: Any, now: dt.datetime) -> None:
    """Keep the seat of the guest's link for this device, which is in the room now. Raises
    ``LinkInUse`` where another one has taken it. Nothing happens for users."""
    if isinstance(user, Guest) and not hold(user, now):
        raise LinkInUse
