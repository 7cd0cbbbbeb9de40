"""Examines what browsers let the room page do."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.templatetags.static import static
from django.urls import reverse

from ...servers import Server
from ...sessions import watch_source
from .findings import Finding, Level, failure_finding, status_hint
from .headers import FEATURES, REQUIRED_FEATURES, csp_allows, csp_value, permissions_value, permits
from .own_site import MAX_REDIRECTS, Site
from .probe import RequestFailure, Response

ROOM_SCRIPT = "jitsi_live/room.js"


DIRECTIVES = {"frame": "frame-src", "video": "media-src"}
"""By how a stream is shown; a link needs none."""


def headers_to_set(servers: list[Server], watch_url: str, page: str) -> Iterator[Finding]:
    """``watch_url`` is where the event can be watched, empty for nowhere; ``page`` is the address
    of the site, if that is known."""
    values = {
        "Content-Security-Policy": _csp_value(servers, watch_url, page),
        "Permissions-Policy": permissions_value(_origins(servers)),
    }
    for name, value in values.items():
        message = f"If your site sends a {name}, let it allow what rooms need."
        yield Finding("headers_to_set", message, f"{name}: {value}", Level.INFO)


def _csp_value(servers: list[Server], watch_url: str, page: str) -> str:
    source = watch_source(watch_url, page)
    directive = DIRECTIVES.get(source.kind)
    is_own = urlsplit(source.url).netloc in {"", urlsplit(page).netloc}
    watched = [(directive, "'self'" if is_own else source.origin)] if directive else []
    return csp_value(_origins(servers), urlsplit(static(ROOM_SCRIPT)), watched)


def _origins(servers: list[Server]) -> list[str]:
    return [*dict.fromkeys(each.origin for each in servers)]


def examine_room_page(
    site: Site, servers: list[Server], event_id: str, watch_url: str
) -> Iterator[Finding]:
    """What the room's page says to a visitor who is not logged in; middleware sets the headers."""
    path = reverse("jitsi_live:room", args=[event_id])
    for prefix, responses in site.follow(path):
        chain = [*responses]
        finding = _page_finding(f"{prefix}room_page", chain)
        yield finding
        # Of what is in front of the site, such as a redirect to https, the headers do not count.
        page = [each for each in chain if isinstance(each, Response) and _is_at(each, path)]
        if finding.level is not Level.BROKEN and page:
            yield _permissions(f"{prefix}permissions_policy", page[-1], servers)
            yield _csp(f"{prefix}content_security_policy", page[-1], servers)
            yield from _stream(f"{prefix}stream_policy", page[-1], servers, watch_url)


def _is_at(response: Response, path: str) -> bool:
    return urlsplit(response.url).path == urlsplit(path).path


def _page_finding(check: str, chain: list[Response | RequestFailure]) -> Finding:
    """The finding about the page and where it leads to in the end."""
    last = chain[-1]
    if isinstance(last, RequestFailure):
        return failure_finding(check, last)
    first, *others = (each for each in chain if isinstance(each, Response))
    leads = f"{first.asked} leads to {last.url}, which" if others else first.asked
    if last.redirect and len(chain) > MAX_REDIRECTS:
        message = f"{first.asked} redirects again and again, at last to {last.redirect}."
        hint = "Let visitors who are not logged in see the page at LOGIN_URL, and end the circle."
        return Finding(check, message, hint, Level.BROKEN)
    if last.redirect:
        message = f"{leads} redirects to {last.redirect}, another site, which was not asked."
        hint = "Open it in a browser; with --site-url the doctor follows it over the network."
        return Finding(check, message, hint, Level.INFO)
    if last.status != 200:
        message = f"{leads} answers with the HTTP status {last.status}."
        hint = "Let LOGIN_URL name a page of your site. " if others else ""
        return Finding(check, message, hint + status_hint(last), Level.BROKEN)
    if first.url.startswith("https:") and last.url.startswith("http:"):
        message = f"{leads} answers, without https."
        hint = "Redirect to https: without it, browsers give no camera and send no secure cookie."
        return Finding(check, message, hint, Level.BROKEN)
    return Finding(check, f"{leads} answers.")


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
    hint = f"Let it have at least: {_csp_value(servers, '', response.url)}"
    return Finding(check, message, hint, Level.BROKEN)


def _stream(
    check: str, response: Response, servers: list[Server], watch_url: str
) -> Iterator[Finding]:
    """Whether the page may show the stream to those whom the room does not take."""
    source = watch_source(watch_url, response.url)
    directive = DIRECTIVES.get(source.kind)
    header = response.headers.get("Content-Security-Policy", "")
    if directive is None:
        return
    if csp_allows(header, directive, source.url, response.url):
        yield Finding(check, "No Content-Security-Policy keeps the page from showing the stream.")
        return
    message = (
        f"The Content-Security-Policy of {response.url} keeps the page from showing the stream of "
        f"the event: it lacks {directive} {_source(source.url, response.url)}. There is a link."
    )
    hint = f"Let it have at least: {_csp_value(servers, watch_url, response.url)}"
    yield Finding(check, message, hint, Level.WARNING)


def _source(url: str, page: str) -> str:
    place = urlsplit(url).netloc
    return "'self'" if place == urlsplit(page).netloc else f"https://{place}"
