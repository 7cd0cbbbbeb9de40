"""Examines whether Prosody asks this site which rooms exist, and gets its answer in time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlencode

from django.urls import reverse

from ...attendance import new_trial_room
from ...servers import SelfHostedServer
from .asked_by_servers import Inlet, examine_inlet
from .door import Door
from .findings import Finding, Level
from .own_site import Site

FORM = "application/x-www-form-urlencoded"
QUICK = 0.05  # seconds, in which an answer should be there
TRIES = 3


def examine_reservations(
    server: SelfHostedServer, site: Site, door: Door | None
) -> Iterator[Finding]:
    if not server.reservations_tokens:
        return
    path = reverse("jitsi_live:reservations", args=[server.alias])
    form = {"name": new_trial_room(), "start_time": "2026-01-01T00:00:00.000Z", "mail_owner": "x"}
    what, token = "Prosody's questions which rooms exist", server.reservations_tokens.first
    inlet = Inlet("reservations_address", path, what, FORM, token, urlencode(form), 403)
    yield from examine_inlet(site, inlet)
    yield from _slowness(site, inlet)
    prefix = f"{site.url or 'https://YOUR-SITE'}{path.removesuffix('/conference')}"
    yield _asked(door, f'reservations_api_prefix = "{prefix}"')


def _slowness(site: Site, inlet: Inlet) -> Iterator[Finding]:
    """While Prosody waits, people do. Of some answers the quickest counts: machines have more to
    do than this."""
    seconds = min(_seconds(site, inlet) for _ in range(TRIES))
    if seconds > QUICK:
        message = f"The answer which rooms exist takes {1000 * seconds:.0f} ms."
        hint = "See which middleware takes the time; whoever opens a room waits for it."
        yield Finding("reservations_address", message, hint, Level.WARNING)


def _seconds(site: Site, inlet: Inlet) -> float:
    started = time.perf_counter()
    next(site.post(inlet.path, inlet.body, inlet.right, inlet.wrong))
    return time.perf_counter() - started


def _asked(door: Door | None, line: str) -> Finding:
    load = (
        "Load reservations in Prosody's main VirtualHost, with its token and without a slash at "
        f"the end, or let docker-jitsi-meet have PROSODY_RESERVATION_ENABLED=1:\n{line}"
    )
    if door is not None and door.is_reserved:
        return Finding("reservations", "Prosody asks which rooms exist, and keeps to it.")
    if door is not None and door.was_entered:
        message = "Prosody opens rooms without asking this site: the doctor's own has no event."
        return Finding("reservations", message, load, Level.BROKEN)
    message = "Whether Prosody asks this site which rooms exist could not be tried."
    return Finding("reservations", message, load, Level.WARNING)
