"""Confirms attendance when a session ends, and sees to people who are removed."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from .. import moments
from ..exceptions import NotRemovable
from ..models import LiveSession, Source, Stay, latest_run
from ..presence import all_stays
from ..sessions import has_lost_link, is_kept_out, put_out, remove_person
from ..signals import link_withdrawn, participant_joined, participant_removed, session_ended
from .confirmations import confirm
from .records import close


def connect_receivers() -> None:
    """Called from ``AppConfig.ready()``."""
    session_ended.connect(_on_end, dispatch_uid="jitsi_live.attendance.confirm")
    participant_joined.connect(_on_join, dispatch_uid="jitsi_live.attendance.keep_out")
    participant_removed.connect(_on_removal, dispatch_uid="jitsi_live.attendance.close")
    link_withdrawn.connect(_on_removal, dispatch_uid="jitsi_live.attendance.close_guest")


def _on_end(session: LiveSession, **kwargs: Any) -> None:
    run = latest_run(session)
    if run is not None:
        confirm(run)


def _on_removal(session: LiveSession, participant: str, **kwargs: Any) -> None:
    """Pages that are refused their heartbeat do not report that they were left."""
    of_person = all_stays().filter(run__session=session, participant=participant)
    open_pages = of_person.filter(source=Source.PAGE, left_at=None)
    for stay in open_pages.select_related("run__session", "user"):
        close(stay, max(moments.now(), stay.last_seen_at))


def _on_join(session: LiveSession, stay: Stay, **kwargs: Any) -> None:
    """A token opens its room until it expires, without this site. Where the server reports by what
    to put the person out, that is done at once."""
    is_reported = stay.source != Source.PAGE and stay.endpoint and stay.left_at is None
    if not is_reported:
        return
    if is_kept_out(session, stay.participant):
        with suppress(NotRemovable):  # a host by now
            remove_person(session, stay.participant, None)
    elif has_lost_link(session, stay.participant):
        put_out(session, stay.participant, None)
