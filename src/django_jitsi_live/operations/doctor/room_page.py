"""Examines what browsers let the room page do."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.templatetags.static import static
from django.urls import reverse

from ...servers import Server
from .findings import Finding, Level, failure_finding, status_hint
from .headers import FEATURES, REQUIRED_FEATURES, csp_allows, csp_value, permissions_value, permits
from .probe import RequestFailure, Response, Site

ROOM_SCRIPT = "jitsi_live/room.js"


def headers_to_set(servers: list[Server]) -> Iterator[Finding]:
    values = {
        "Content-Security-Policy": _csp_value(servers),
        "Permissions-Policy": permissions_value(_origins(servers)),
    }
    for name, value in values.items():
        message = f"If your site sends a {name}, let it allow what rooms need."
        yield Finding("headers_to_set", message, f"{name}: {value}", Level.INFO)


def _csp_value(servers: list[Server]) -> str:
    return csp_value(_origins(servers), urlsplit(static(ROOM_SCRIPT)))


def _origins(servers: list[Server]) -> list[str]:
    return [*dict.fromkeys(each.origin for each in servers)]


def examine_room_page(site: Site, servers: list[Server]) -> Iterator[Finding]:
    """What the room's page says to a visitor who is not logged in; middleware sets the headers."""
    for prefix, response in site.get(reverse("jitsi_live:room", args=["1"])):
        if isinstance(response, RequestFailure):
            yield failure_finding(f"{prefix}room_page", response)
            continue
        if response.status != 200 and not response.redirect:
            message = f"{response.url} answers with the HTTP status {response.status}."
            hint = status_hint(response)
            yield Finding(f"{prefix}room_page", message, hint, Level.BROKEN)
            continue  # for its headers may be those of an error page
        yield Finding(f"{prefix}room_page", f"{response.url} answers.")
        yield _permissions(f"{prefix}permissions_policy", response, servers)
        yield _csp(f"{prefix}content_security_policy", response, servers)


def _permissions(check: str, response: Response, servers: list[Server]) -> Finding:
    header = response.headers.get("Permissions-Policy", "")
    denied = [
        feature
        for feature in FEATURES
        if not all(permits(header, feature, each, response.url) for each in _origins(servers))
    ]
    if not denied:
        return Finding(check, "No Permissions-Policy keeps the room from camera and microphone.")
    level = Level.BROKEN if REQUIRED_FEATURES.intersection(denied) else Level.WARNING
    message = f"The Permissions-Policy of {response.url} keeps the room from: {', '.join(denied)}."
    hint = f"Write into it: {permissions_value(_origins(servers), denied)}"
    return Finding(check, message, hint, level)


def _csp(check: str, response: Response, servers: list[Server]) -> Finding:
    header = response.headers.get("Content-Security-Policy", "")
    needs = [("script-src", urljoin(response.url, each.script_url)) for each in servers]
    needs += [("frame-src", urljoin(response.url, each.url("room", None))) for each in servers]
    needs += [("connect-src", response.url)]
    denied = dict.fromkeys(
        f"{directive} {_source(url, response.url)}"
        for directive, url in needs
        if not csp_allows(header, directive, url, response.url)
    )
    if not denied:
        return Finding(check, "No Content-Security-Policy keeps the page from the room.")
    message = f"The Content-Security-Policy of {response.url} lacks: {'; '.join(denied)}."
    hint = f"Let it have at least: {_csp_value(servers)}"
    return Finding(check, message, hint, Level.BROKEN)


def _source(url: str, page: str) -> str:
    place = urlsplit(url).netloc
    return "'self'" if place == urlsplit(page).netloc else f"https://{place}"
