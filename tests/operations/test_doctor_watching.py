"""What the doctor says of the headers under which the page shows a stream."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.policy import Policy
from tests.operations.examined import doctor
from tests.operations.test_doctor import PUBLIC, sends_headers

pytestmark = pytest.mark.django_db

FRAME = "https://www.youtube-nocookie.com"


class Streamed(Policy):
    address = "https://youtu.be/dQw4w9WgXcQ"

    def watch_url(self, event: Any) -> str:
        return self.address


class Playlist(Streamed):
    address = "https://cdn.example.org/live.m3u8"


class OwnPlaylist(Streamed):
    address = "/live.m3u8"


class Linked(Streamed):
    address = "https://vimeo.com/event/1"


@pytest.fixture
def site_sends(settings: Any, use: Any) -> Any:
    use(PUBLIC)

    def send(policy: str, csp: str = "") -> None:
        settings.JITSI_LIVE_POLICY = f"{__name__}.{policy}"
        middleware = f"{sends_headers.__module__}.{sends_headers.__name__}"
        settings.MIDDLEWARE = [middleware, *settings.MIDDLEWARE]
        settings.SENT_HEADERS = {"Content-Security-Policy": csp} if csp else {}

    return send


@pytest.mark.parametrize(
    ("policy", "directive"),
    [
        ("Streamed", f"frame-src https://meet.example.org {FRAME}"),
        ("Playlist", "media-src https://cdn.example.org"),
        ("OwnPlaylist", "media-src 'self'"),
    ],
)
def test_headers_to_set_let_the_stream_be_shown(
    site_sends: Any, event: Any, policy: str, directive: str
) -> None:
    site_sends(policy)
    headers, _ = doctor("--offline").all("headers_to_set", "site")
    assert headers["hint"].endswith(directive)
    assert doctor("--offline").find("stream_policy", "site")["level"] == "ok"


def test_policy_of_the_page_that_keeps_the_stream_away_is_named(
    site_sends: Any, event: Any
) -> None:
    csp = "script-src 'self' meet.example.org; frame-src meet.example.org; connect-src 'self'"
    site_sends("Streamed", csp)
    report = doctor("--offline")
    finding = report.find("stream_policy", "site")
    assert finding["level"] == "warning"
    assert f"it lacks frame-src {FRAME}." in finding["message"]
    assert f"frame-src https://meet.example.org {FRAME}" in finding["hint"]
    assert report.find("content_security_policy", "site")["level"] == "ok"


def test_players_own_file_needs_media_of_that_place(site_sends: Any, event: Any) -> None:
    site_sends("Playlist", "media-src 'none'")
    finding = doctor("--offline").find("stream_policy", "site")
    assert "it lacks media-src https://cdn.example.org." in finding["message"]


def test_link_needs_nothing(site_sends: Any, event: Any) -> None:
    site_sends("Linked", "frame-src 'none'")
    assert doctor("--offline").all("stream_policy", "site") == []


def test_without_an_event_or_with_an_unknown_policy_nothing_is_said_of_streams(
    site_sends: Any, settings: Any, db: None
) -> None:
    site_sends("Streamed")
    assert doctor("--offline").all("stream_policy", "site") == []
    settings.JITSI_LIVE_POLICY = "no.such.Policy"
    assert doctor("--offline").all("stream_policy", "site") == []
