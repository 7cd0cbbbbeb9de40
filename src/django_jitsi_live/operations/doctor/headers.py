"""What the headers of a page allow browsers to do on it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import SplitResult, urlsplit

FEATURES = [
    *("camera", "microphone", "display-capture", "autoplay", "fullscreen"),
    *("clipboard-write", "screen-wake-lock", "speaker-selection"),
]
"""Features that Jitsi's frame uses, by their names in Permissions-Policy."""

REQUIRED_FEATURES = {"camera", "microphone"}


def csp_value(
    origins: Iterable[str], static_file: SplitResult, watched: Iterable[tuple[str, str]] = ()
) -> str:
    """The Content-Security-Policy of a page that embeds rooms of these origins; an empty one is
    the page's own. ``watched`` are a directive and an origin for each stream that it shows."""
    frames = [origin or "'self'" for origin in origins]
    own = ["'self'", *([f"https://{static_file.netloc}"] if static_file.netloc else [])]
    directives: dict[str, list[str]] = {
        "script-src": [*dict.fromkeys([*own, *frames])],
        "style-src": own,
        "connect-src": ["'self'"],
        "frame-src": [*frames],
    }
    for directive, origin in watched:
        directives.setdefault(directive, []).append(origin)
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def permissions_value(origins: Iterable[str], features: Iterable[str] = FEATURES) -> str:
    """The Permissions-Policy of a page that embeds rooms of these origins, likewise."""
    allowed = " ".join(["self", *(f'"{origin}"' for origin in origins if origin)])
    return ", ".join(f"{feature}=({allowed})" for feature in features)


def permits(header: str, feature: str, origin: str, page: str) -> bool:
    """Whether a Permissions-Policy lets the page, and a frame of the origin in it, use a feature.

    Both must be in the list: what a page may not do, it cannot hand on to a frame. An empty origin
    is the page's own.
    """
    allowlists = dict(re.findall(r"([\w-]+)\s*=\s*(\([^)]*\)|[^,;]*)", header.lower()))
    if feature not in allowlists:
        return True
    allowed = [each.strip('"').rstrip("/") for each in allowlists[feature].strip(" ()").split()]
    own = "{0.scheme}://{0.netloc}".format(urlsplit(page))
    has_page = "self" in allowed or own in allowed
    has_frame = any(fnmatchcase(origin.lower(), each) for each in allowed) if origin else has_page
    return "*" in allowed or (has_frame and has_page)


FALLBACKS = {
    "script-src": ("script-src-elem", "script-src", "default-src"),
    "frame-src": ("frame-src", "child-src", "default-src"),
    "connect-src": ("connect-src", "default-src"),
    "media-src": ("media-src", "default-src"),
}
HOST_SOURCE = re.compile(r"(?:(https?)://)?([^:/]+)(?::(\*|\d+))?(/.*)?", re.IGNORECASE)


def csp_allows(header: str, directive: str, url: str, page: str) -> bool:
    """Whether all the Content-Security-Policies in the header let the page load that address."""
    return all(_policy_allows(policy, directive, url, page) for policy in header.split(","))


def _policy_allows(policy: str, directive: str, url: str, page: str) -> bool:
    directives: dict[str, list[str]] = {}
    for name, *values in filter(None, map(str.split, policy.split(";"))):
        directives.setdefault(name.lower(), values)  # of several the first counts
    found = (directives[name] for name in FALLBACKS[directive] if name in directives)
    sources = next(found, None)
    if sources is None:
        return True
    if directive == "script-src" and "'strict-dynamic'" in map(str.lower, sources):
        return True  # for what a trusted script inserts, as room.js does
    return any(_source_allows(source, urlsplit(url), urlsplit(page)) for source in sources)


def _source_allows(source: str, url: SplitResult, page: SplitResult) -> bool:
    keyword = source.lower()
    if keyword in {"*", "https:", "http:"}:
        return True
    if keyword == "'self'":
        return _place(url) == _place(page)
    match = HOST_SOURCE.fullmatch(source)
    if match is None or keyword.startswith("'"):
        return False
    host, port, path = match[2].lower(), match[3] or "443", match[4] or "/"
    if host != "*" and not fnmatchcase(url.hostname or "", host):
        return False
    if port not in {"*", str(url.port or 443)}:
        return False
    return url.path.startswith(path) if path.endswith("/") else url.path == path


def _place(url: SplitResult) -> tuple[str | None, int]:
    return url.hostname, url.port or 443
