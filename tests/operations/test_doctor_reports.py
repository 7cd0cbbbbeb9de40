"""What the doctor says of a server by what it has reported."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from django_jitsi_live.models import LiveSession, ServerReport, Source
from tests.keys import with_secret
from tests.runs import make_run


@pytest.fixture(autouse=True)
def server(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}


def report_with(ahead: float, *, minutes_ago: int = 0, server: str = "default") -> None:
    heard_at = timezone.now() - dt.timedelta(minutes=minutes_ago)
    ServerReport.objects.create(
        run=make_run(LiveSession.objects.get()),
        server=server,
        source=Source.EVENT_SYNC,
        knows_since=heard_at,
        heard_at=heard_at,
        clock_ahead=ahead,
    )


def findings() -> list[dict[str, str]]:
    out = StringIO()
    call_command("jitsi_live_doctor", "--offline", "--format", "json", stdout=out)
    found = json.loads(out.getvalue())["findings"]
    return [each for each in found if each["check"] == "reports_clock"]


@pytest.mark.parametrize(
    ("ahead", "words"), [(300, "300 seconds ahead of"), (-3600, "3600 seconds behind")]
)
def test_clock_that_differs_is_a_warning(live: Any, ahead: float, words: str) -> None:
    report_with(ahead)
    [finding] = findings()
    assert (finding["level"], finding["subject"]) == ("warning", "default")
    assert words in finding["message"]
    assert "NTP" in finding["hint"]


def test_last_report_of_that_server_counts(live: Any) -> None:
    report_with(300, minutes_ago=5)
    report_with(900, minutes_ago=2, server="another")
    report_with(0, minutes_ago=1)
    [finding] = findings()
    assert finding["level"] == "ok"


def test_server_that_never_reported_has_no_finding(live: Any) -> None:
    assert findings() == []
