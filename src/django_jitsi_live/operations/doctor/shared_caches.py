"""Examines whether the processes of the site share a cache."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.core.checks.registry import registry
from django.urls import reverse

from ...conf import conf
from ...crowd import forget_status, is_status_cached
from .findings import Finding, Level
from .own_site import Site
from .probe import Response

CHECK_ID = "jitsi_live.W014"
HINT = (
    "Let all machines and processes of the site use one cache, such as Redis, with the same "
    "KEY_PREFIX and VERSION, and name it:\n"
)


def examine_cache(site: Site, event_id: str) -> Iterator[Finding]:
    """Whether the web server's processes keep values where this process finds them."""
    kinds = [*_kind_findings()]
    yield from kinds
    if site.url and site.network is not None and not kinds:
        yield from _online(site, event_id)


def _kind_findings() -> Iterator[Finding]:
    """A cache that cannot be shared, by its kind: the check of ``check --deploy``."""
    package = apps.get_app_config("jitsi_live").name
    for check in registry.get_checks(include_deployment_checks=True):
        if check.__module__ == f"{package}.checks.surroundings":
            for each in check(app_configs=None, databases=None):
                if each.id == CHECK_ID and not each.is_silenced():
                    yield Finding("cache", str(each.msg), str(each.hint), Level.WARNING)


def _online(site: Site, event_id: str) -> Iterator[Finding]:
    """The site keeps the status of an event for two seconds: it must be found here."""
    forget_status(event_id)
    url = f"{site.url}{reverse('jitsi_live:status', args=[event_id])}"
    response = site.network.get(url) if site.network else None
    if not isinstance(response, Response) or response.status != 200:
        return  # there is no event, or the finding about the page says why
    if is_status_cached(event_id):
        yield Finding("online_cache", "The web server and this process share a cache.")
        return
    message = (
        f"What the web server keeps in the cache {conf.CACHE!r} is not found here: its processes "
        "have a cache of their own."
    )
    line = f'JITSI_LIVE_CACHE = "{conf.CACHE}"'
    yield Finding("online_cache", message, f"{HINT}{line}", Level.WARNING)
