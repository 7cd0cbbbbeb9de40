"""Examines whether recordings can come and be kept: their storage, and the door for recorders."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.urls import reverse

from ...conf import conf
from ...recordings import offers_signed_uploads, recordings_storage
from ...servers import SelfHostedServer
from .asked_by_servers import WRONG, Inlet, examine_inlet
from .findings import Finding, Level, failure_finding
from .own_site import Site
from .probe import Network, RequestFailure

CONTENT = b"Written by the doctor of django-jitsi-live. It can be deleted."
ONE_HOUR = 1024**3
"""As much as Jibri records in an hour, in bytes."""
TOO_LARGE = 413


def examine_storage() -> Iterator[Finding]:
    """Write a small file where recordings lie, read it and delete it."""
    storage = recordings_storage()
    if storage is None:
        return  # there are no recordings, or a finding about the settings says why
    where = f"STORAGES[{conf.RECORDINGS_STORAGE!r}]"
    step, reason = _round_trip(storage)
    if not step:
        message = f"{where}, for recordings, lets files be written, read and deleted."
        yield Finding("recordings_storage", message)
        return
    message = f"{where}, for recordings, lets no file be {step} ({reason})."
    hint = "Give this site the right to write, read and delete there, and see that there is room."
    yield Finding("recordings_storage", message, hint, Level.BROKEN)


def _round_trip(storage: Storage) -> tuple[str, str]:
    """What cannot be done, and why; empty for nothing."""
    step = "written"
    try:
        name = storage.save(f"jitsi-live/doctor-{token_hex(8)}.txt", ContentFile(CONTENT))
        try:
            step = "read"
            with storage.open(name) as file:
                is_same = file.read() == CONTENT
        finally:
            storage.delete(name)
        if not is_same:
            return step, "another content comes back"
        step = "deleted"
        return (step, "it is still there") if storage.exists(name) else ("", "")
    except Exception as error:  # storages of the host project raise anything
        return step, type(error).__name__


def examine_uploads(server: SelfHostedServer, site: Site) -> Iterator[Finding]:
    """Whether recorders reach their address, and get large files past what stands before it."""
    if not server.recordings_tokens:
        return
    path = reverse("jitsi_live:announce_recording", args=[server.alias])
    what, token = "Recordings of Jibri", server.recordings_tokens.first
    inlet = Inlet("recordings_address", path, what, "application/json", token, "{}", 400)
    yield from examine_inlet(site, inlet)
    if site.url and site.network is not None and not offers_signed_uploads():
        # A recording that there is not, with a ticket that is none.
        path = reverse("jitsi_live:upload_recording", args=[server.alias, uuid.uuid4()])
        yield from _limit(site.network, f"{site.url}{path}")


def _limit(network: Network, url: str) -> Iterator[Finding]:
    limit = conf.RECORDING_MAX_BYTES
    answer = network.offer(url, limit, {"Authorization": WRONG})
    if isinstance(answer, RequestFailure):
        yield failure_finding("online_recordings_size", answer)
    elif answer == TOO_LARGE:
        less = min(limit, ONE_HOUR)
        is_broken = network.offer(url, less, {"Authorization": WRONG}) == TOO_LARGE
        yield _too_large(less, Level.BROKEN) if is_broken else _too_large(limit, Level.WARNING)
    elif answer in {100, 401}:
        message = f"Uploads of up to {_gigabytes(limit)} pass the web server."
        yield Finding("online_recordings_size", message)


def _too_large(size: int, level: Level) -> Finding:
    message = f"The web server refuses uploads of {_gigabytes(size)}."
    hint = (
        "Let nginx have, for the addresses of recordings,\n"
        f"client_max_body_size {max(1, conf.RECORDING_MAX_BYTES // 1024**2)}m;\n"
        "or set a smaller JITSI_LIVE_RECORDING_MAX_BYTES."
    )
    return Finding("online_recordings_size", message, hint, level)


def _gigabytes(size: int) -> str:
    return f"{size / 1024**3:.3g} GiB"
