"""Examines the site: its checks, its hosts, speakers and attendees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.checks import ERROR
from django.core.checks.registry import registry
from django.db import router
from django.db.models import Exists, OuterRef, QuerySet
from django.templatetags.static import static
from django.urls import reverse

from ...conf import conf, get_event_model, get_policy
from ...exceptions import EventNotFound
from ...models import LiveSession
from ...policy import get_visit, guarded_policy, is_callable_path, is_overridden, lookup_conditions
from ...printable import printable
from .findings import CannotExamine, Finding, Level, guarded, usable_server
from .forms import examine_forms
from .mounting import examine_mounting
from .own_site import Site
from .recordings import examine_storage
from .room_page import ROOM_SCRIPT, examine_room_page, headers_to_set
from .shared_caches import examine_cache

MAX_USERS = 500
NO_EVENT = "1"  # stands in an address for the event that there is none of
SERVER_CHECK_IDS = {"jitsi_live.E010", "jitsi_live.E013", "jitsi_live.W003"}


def examine_site(site: Site, aliases: list[str], event_id: str | None) -> Iterator[Finding]:
    findings = [*guarded("settings", _settings())]
    if _are_usable(findings):  # the lookups rely on the settings
        in_order = Finding("settings", "The settings of django_jitsi_live are in order.")
        findings = findings or [in_order]
        findings += guarded("event", _lookups(event_id), show_message=True)
    yield from findings
    event_address = _address_of(event_id)
    addresses = [*guarded("urls", mount_findings(event_address), show_message=True)]
    yield from addresses
    yield from guarded("cache", examine_cache(site, event_address))
    yield from guarded("recordings_storage", examine_storage())
    servers = [*filter(None, map(usable_server, aliases))]
    if servers and _are_usable(addresses):
        watch_url = _watch_url(event_id)
        headers = headers_to_set(servers, watch_url, site.url)
        yield from guarded("headers_to_set", headers)
        page = examine_room_page(site, servers, event_address, watch_url)
        yield from guarded("room_page", page)
        yield from guarded("online_forms", examine_forms(site, event_address))


def _are_usable(findings: list[Finding]) -> bool:
    return all(each.level is not Level.BROKEN for each in findings)


def _settings() -> Iterator[Finding]:
    """The results of our system checks, which do not stop this command."""
    databases = [router.db_for_write(LiveSession)]
    package = apps.get_app_config("jitsi_live").name
    messages = [
        message
        for check in registry.get_checks()
        if check.__module__.startswith(f"{package}.")
        for message in check(app_configs=None, databases=databases)
    ]
    for each in sorted(messages, key=lambda each: str(each.id)):
        if each.id not in SERVER_CHECK_IDS and not each.is_silenced():
            level = Level.BROKEN if each.level >= ERROR else Level.WARNING
            yield Finding("settings", f"{each.msg} ({each.id})", str(each.hint), level)


def _lookups(event_id: str | None) -> Iterator[Finding]:
    event = _event(event_id)
    if event is None:
        message = "There is no event yet to try hosts and registrations on."
        yield Finding("event", message, "Create one, and run this again.", Level.INFO)
        return
    hosts = _people(event, "host", "HOST_LOOKUP", "is_host")
    yield from guarded("hosts", hosts, show_message=True)
    if conf.SPEAKER_LOOKUP is not None or is_overridden(get_policy(), "is_speaker"):
        speakers = _people(event, "speaker", "SPEAKER_LOOKUP", "is_speaker")
        yield from guarded("speakers", speakers, show_message=True)
    registered = _people(event, "registered", "REGISTRATION_LOOKUP", "is_registered")
    yield from guarded("registrations", registered, show_message=True)


def _event(event_id: str | None) -> Any:
    if event_id is None:
        return get_policy().events().order_by("-pk").first()
    try:
        return get_visit(None, event_id).event
    except EventNotFound:
        what = f"{conf.EVENT_MODEL} with the {conf.EVENT_LOOKUP_FIELD} {event_id!r}"
        raise CannotExamine(f"There is no {what}.") from None


def _address_of(event_id: str | None) -> str:
    """What the addresses of the event carry, by which the room's page is asked."""
    try:
        return event_id or str(getattr(_event(None), conf.EVENT_LOOKUP_FIELD) or NO_EVENT)
    except Exception:  # no event, or what the findings about settings and events name
        return NO_EVENT


def _watch_url(event_id: str | None) -> str:
    """Where the event can be watched; empty for nowhere."""
    try:
        event = _event(event_id)
        return guarded_policy().watch_url(event) if event else ""
    except Exception:  # what the findings about settings and events name
        return ""


def _people(event: Any, kind: str, setting: str, method: str) -> Iterator[Finding]:
    policy, lookup, users = get_policy(), getattr(conf, setting), _active_users()
    is_own = is_overridden(policy, method)
    if is_own or is_callable_path(lookup):
        asked = [*users[:MAX_USERS]]
        count = sum(bool(getattr(policy, method)(user, event)) for user in asked)
        judge = f"{type(policy).__name__}.{method}" if is_own else lookup
        how = f"{judge} decides in Python, asked about {len(asked)} active users"
    else:
        conditions = lookup_conditions(kind, lookup, OuterRef("pk"))
        events = get_event_model()._base_manager.filter(pk=event.pk, **conditions)
        count = users.filter(Exists(events)).count()
        how = f'JITSI_LIVE_{setting} = "{lookup}"'
    yield _people_finding(event, kind, count, how)


def _people_finding(event: Any, kind: str, count: int, how: str) -> Finding:
    what = f"{type(event).__name__} {printable(str(event.pk))}"
    if kind == "registered":
        message = f"Active users registered for {what}: {count} ({how})."
        hint = "Right if nobody has registered; else change what says who is registered."
        return _ok_if_any(count, Finding("registrations", message, hint, Level.INFO))
    if kind == "speaker":
        message = f"Active speakers of {what}: {count} ({how})."
        hint = "Right if nobody speaks but the hosts; else change what says who speaks."
        return _ok_if_any(count, Finding("speakers", message, hint, Level.INFO))
    message = f"Active hosts of {what}: {count} ({how}).{'' if count else ' Nobody can start it.'}"
    hint = "Give the event a host, or change what says who hosts it."
    return _ok_if_any(count, Finding("hosts", message, hint, Level.WARNING))


def _ok_if_any(count: int, finding: Finding) -> Finding:
    return replace(finding, hint="", level=Level.OK) if count else finding


def _active_users() -> QuerySet[Any]:
    names = {field.name for field in get_user_model()._meta.get_fields()}
    users = get_user_model()._default_manager.order_by("pk")
    return users.filter(is_active=True) if "is_active" in names else users


def mount_findings(event_id: str) -> Iterator[Finding]:
    page, script = reverse("jitsi_live:room", args=[event_id]), static(ROOM_SCRIPT)
    yield Finding("urls", f"Rooms have pages like {page}, with the script {script}.")
    yield from examine_mounting()
