"""How the room's page shows the stream of an address: the same as in src/js/room/watch.js. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urljoin, urlsplit

YOUTUBE = {"youtube.com", "youtube-nocookie.com"}
YOUTUBE_FRAME = "https://www.youtube-nocookie.com/embed/"
YOUTUBE_ID = re.compile(r"[\w-]{6,20}", re.ASCII)
YOUTUBE_CHANNEL = re.compile(r"UC[\w-]{22}", re.ASCII)
YOUTUBE_VIDEO = re.compile(r"/(?:live|embed|shorts)/([^/]+)/?")
YOUTUBE_LIVE = re.compile(r"/channel/([^/]+)/live/?")
PEERTUBE_VIDEO = re.compile(r"/(?:w|videos/watch|videos/embed)/([\w-]{20,40})/?", re.ASCII)
PLAYLIST = re.compile(r"\.m3u8$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WatchSource:
    kind: str
    """``"frame"``, ``"video"`` or ``"link"``."""
    url: str

    @property
    def origin(self) -> str:
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.url))


def watch_source(address: str, page: str) -> WatchSource:
    """``page`` is the address of the page that shows it."""
    url = urlsplit(urljoin(page, address))
    is_foreign = url.scheme == "https" and url.netloc != urlsplit(page).netloc
    frame = _youtube_frame(url) or _peertube_frame(url) if is_foreign else ""
    if frame:
        return WatchSource("frame", frame)
    return WatchSource("video" if PLAYLIST.search(url.path) else "link", url.geturl())


def _youtube_frame(url: SplitResult) -> str:
    host = re.sub(r"^(www|m)\.", "", url.hostname or "")
    if host != "youtu.be" and host not in YOUTUBE:
        return ""
    query = parse_qs(url.query)
    channel = _part(YOUTUBE_LIVE, url) or query.get("channel", [""])[0]
    if YOUTUBE_CHANNEL.fullmatch(channel):
        return f"{YOUTUBE_FRAME}live_stream?channel={channel}"
    named = _part(YOUTUBE_VIDEO, url) or query.get("v", [""])[0]
    name = url.path[1:] if host == "youtu.be" else named
    return YOUTUBE_FRAME + name if YOUTUBE_ID.fullmatch(name) else ""


def _peertube_frame(url: SplitResult) -> str:
    name = _part(PEERTUBE_VIDEO, url)
    return f"https://{url.netloc}/videos/embed/{name}" if name else ""


def _part(pattern: re.Pattern[str], url: SplitResult) -> str:
    match = pattern.fullmatch(url.path)
    return match[1] if match else ""
