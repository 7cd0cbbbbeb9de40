"""A file that a Jitsi server keeps becomes a recording that is to be fetched."""

from __future__ import annotations

import datetime as dt

from ... import moments
from ...conf import conf
from ...models import RecordingKind, RecordingSource, Visibility
from ...presence import all_runs
from ...recordings import announce_link
from ...servers import Server
from .jaas_files import UploadedFile

MAX_WAIT = dt.timedelta(days=7)
"""So long a file is asked for at most, whatever the message says."""


def announce_upload(server: Server, upload: UploadedFile) -> None:
    """Announce the recording. Files of rooms that are not ours are ignored, and all of them where
    recordings are off."""
    if conf.RECORDINGS_STORAGE is None:
        return
    rooms = all_runs().filter(
        server=server.alias, room_name=server.local_room_name(upload.room_name)
    )
    run = rooms.select_related("session__event").first()
    if run is None:
        return
    kind = RecordingKind(upload.kind)
    # Nobody has decided to keep the chat: JaaS uploads that of every meeting.
    values = {"visibility": Visibility.TEAM} if kind == RecordingKind.CHAT else {}
    announce_link(
        run,
        link=upload.link,
        fetch_until=min(upload.fetch_until, moments.now() + MAX_WAIT),
        kind=kind,
        source=RecordingSource.JAAS,
        server=server.alias,
        key=upload.key,
        initiator=upload.initiator,
        **upload.times,
        **values,
    )
