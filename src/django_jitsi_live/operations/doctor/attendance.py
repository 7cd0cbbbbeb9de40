"""Examines whether a server reports who is in its rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max
from django.urls import reverse

from ...models import JitsiMessage, Source, Stay
from ...moments import local_time
from ...servers import JaaSServer, SelfHostedServer, TokenServer
from .findings import Finding, Level

PAGES_ALONE = "reports nobody who joins or leaves: attendance is what the pages report."


def examine_attendance(server: TokenServer, site_url: str) -> Iterator[Finding]:
    """Whether Prosody's event_sync or JaaS reports, and when it last did."""
    site = site_url or "https://YOUR-SITE"
    if isinstance(server, SelfHostedServer):
        yield _event_sync(server, site)
    elif isinstance(server, JaaSServer):
        yield _webhook(server, site)


def _event_sync(server: SelfHostedServer, site: str) -> Finding:
    path = reverse("jitsi_live:event_sync", args=[server.alias, "room/created"])
    prefix = path.partition("/events/")[0]
    if not server.event_sync_tokens:
        hint = (
            "For attendance that no page can make up, load event_sync_component in Prosody with\n"
            f'api_prefix = "{site}{prefix}"\nand set EVENT_SYNC_TOKEN.'
        )
        return Finding("event_sync", f"Prosody {PAGES_ALONE}", hint, Level.INFO)
    hint = (
        "Try it from the machine of Prosody; the right answer is 400, The body is not JSON:\n"
        f"curl -i -X POST -H 'Authorization: Bearer THE-TOKEN' {site}{path}"
    )
    return _heard_finding("event_sync", "event_sync of Prosody", server, Source.EVENT_SYNC, hint)


def _webhook(server: JaaSServer, site: str) -> Finding:
    address = f"{site}{reverse('jitsi_live:jaas_webhook', args=[server.alias])}"
    if not server.webhook_secrets:
        hint = f"Add the webhook {address} in the JaaS console, and set WEBHOOK_SECRET."
        return Finding("webhook", f"JaaS {PAGES_ALONE}", hint, Level.INFO)
    hint = f"Let the JaaS console send an example event to {address}, and see what it answers."
    return _heard_finding("webhook", "The webhook of JaaS", server, Source.JAAS, hint)


def _heard_finding(
    check: str, what: str, server: TokenServer, source: Source, hint: str
) -> Finding:
    heard_at = _last_heard_at(server, source)
    if heard_at is not None:
        moment = local_time(heard_at)
        message = f"{what} is set up, and was last heard at {moment:%Y-%m-%d %H:%M %Z}."
        return Finding(check, message)
    message = f"{what} is set up here, but has never been heard."
    return Finding(check, message, hint, Level.WARNING)


def _last_heard_at(server: TokenServer, source: Source) -> dt.datetime | None:
    """The latest of what is kept: messages are deleted after a while, stays later."""
    messages = JitsiMessage.objects.filter(server=server.alias).aggregate(at=Max("received_at"))
    stays = Stay.objects.filter(source=source, run__server=server.alias)
    moments = [messages["at"], stays.aggregate(at=Max("last_seen_at"))["at"]]
    return max(filter(None, moments), default=None)
