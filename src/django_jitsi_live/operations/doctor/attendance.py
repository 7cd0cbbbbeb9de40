"""Examines whether a server reports who is in its rooms."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

from django.db.models import Exists, Max, OuterRef
from django.urls import reverse

from ...attendance import trial_clock
from ...models import JitsiMessage, Run, ServerReport, Source, Stay
from ...moments import local_time
from ...presence import all_runs
from ...servers import JaaSServer, SelfHostedServer, TokenServer
from .asked_by_servers import Inlet, examine_inlet
from .door import Door
from .findings import Finding, Level
from .own_site import Site
from .reports import clock_finding, examine_reports

PAGES_ALONE = "reports nobody who joins or leaves: attendance is what the pages report."
ARRIVES_WITHIN = 2.0  # seconds, after which Prosody's report of a room is late
SHORTEST = dt.timedelta(minutes=1)  # in which a report has certainly come


def examine_event_sync(
    server: SelfHostedServer, site: Site, door: Door | None
) -> Iterator[Finding]:
    """Whether Prosody reports, and when it last did: at best, the doctor's own room."""
    address = site.url or "https://YOUR-SITE"
    path = reverse("jitsi_live:event_sync", args=[server.alias, "room/created"])
    line = f'api_prefix = "{address}{path.partition("/events/")[0]}"'
    if not server.event_sync_tokens:
        hint = (
            "For attendance that no page can make up, load event_sync_component in Prosody with\n"
            f"{line}\nand set EVENT_SYNC_TOKEN."
        )
        yield Finding("event_sync", f"Prosody {PAGES_ALONE}", hint, Level.INFO)
        yield from examine_reports(server.alias)
        return
    what, token = "Reports of event_sync", server.event_sync_tokens.first
    inlet = Inlet("event_sync_address", path, what, "application/json", token, "", 400)
    yield from examine_inlet(site, inlet)
    hint = (
        "Load event_sync_component in Prosody, with its token and\n"
        f"{line}\n"
        "and try it from the machine of Prosody; the right answer is 400, The body is not JSON:\n"
        f"curl -i -X POST -H 'Authorization: Bearer THE-TOKEN' {address}{path}"
    )
    entered = door.room_name if door and door.was_entered else ""
    yield from _event_sync_findings(server, entered, hint)


def _event_sync_findings(server: SelfHostedServer, entered: str, hint: str) -> Iterator[Finding]:
    ahead = _await_trial(server.alias, entered) if entered else None
    if ahead is None:
        what = "event_sync of Prosody"
        yield _heard_finding("event_sync", what, server, Source.EVENT_SYNC, hint, entered)
        yield from examine_reports(server.alias)
        return
    message = "Prosody has reported the room in which the doctor has just been."
    yield Finding("event_sync", message)
    yield clock_finding(ahead)


def examine_jaas_reports(server: JaaSServer, site: Site) -> Iterator[Finding]:
    """Whether the webhook of JaaS reports, and when it last did."""
    path = reverse("jitsi_live:jaas_webhook", args=[server.alias])
    address = f"{site.url or 'https://YOUR-SITE'}{path}"
    if not server.webhook_secrets:
        hint = f"Add the webhook {address} in the JaaS console, and set WEBHOOK_SECRET."
        yield Finding("webhook", f"JaaS {PAGES_ALONE}", hint, Level.INFO)
        return
    inlet = Inlet("webhook_address", path, "Webhooks of JaaS", "application/json", "", "{}", 401)
    yield from examine_inlet(site, inlet)
    hint = f"Let the JaaS console send an example event to {address}, and see what it answers."
    yield _heard_finding("webhook", "The webhook of JaaS", server, Source.JAAS, hint)
    yield from examine_reports(server.alias)


def _await_trial(alias: str, room_name: str) -> float | None:
    until = time.monotonic() + ARRIVES_WITHIN
    while (ahead := trial_clock(alias, room_name)) is None and time.monotonic() < until:
        time.sleep(0.1)
    return ahead


def _heard_finding(
    check: str, what: str, server: TokenServer, source: Source, hint: str, entered: str = ""
) -> Finding:
    heard_at, silent = _last_heard_at(server, source), _silent_run(server, source)
    if silent is not None and (heard_at is None or heard_at < silent.opened_at):
        message = (
            f"{what} is set up here, but has reported nobody of the live session of event "
            f"{silent.session.event_id} at {local_time(silent.opened_at):%Y-%m-%d %H:%M %Z}, in "
            "which pages have."
        )
        return Finding(check, message, hint, Level.BROKEN)
    if entered:
        message = (
            f"{what} is set up here, but has not reported the room in which the doctor has just "
            "been, to this database."
        )
        return Finding(check, message, hint, Level.BROKEN)
    if heard_at is not None:
        moment = local_time(heard_at)
        message = f"{what} is set up, and was last heard at {moment:%Y-%m-%d %H:%M %Z}."
        return Finding(check, message)
    message = f"{what} is set up here, but has never been heard."
    return Finding(check, message, hint, Level.WARNING)


def _silent_run(server: TokenServer, source: Source) -> Run | None:
    """The latest run that people were in, if the server has reported nothing of it."""
    runs = all_runs().filter(server=server.alias, stays__source=Source.PAGE)
    reports = ServerReport.objects.filter(run=OuterRef("pk"), source=source)
    latest = (
        runs.select_related("session")
        .annotate(is_reported=Exists(reports), seen_at=Max("stays__last_seen_at"))
        .order_by("-opened_at")
        .first()
    )
    if latest is None or latest.is_reported or latest.seen_at < latest.opened_at + SHORTEST:
        return None
    return latest


def _last_heard_at(server: TokenServer, source: Source) -> dt.datetime | None:
    """The latest of what is kept: messages are deleted after a while, stays later."""
    messages = JitsiMessage.objects.filter(server=server.alias).aggregate(at=Max("received_at"))
    stays = Stay.objects.filter(source=source, run__server=server.alias)
    moments = [messages["at"], stays.aggregate(at=Max("last_seen_at"))["at"]]
    return max(filter(None, moments), default=None)
