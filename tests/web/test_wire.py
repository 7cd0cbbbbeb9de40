"""Every time that leaves the site has an offset, with and without time zones."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[^\"<,\s]*")
WITH_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture(params=[True, False], ids=["aware", "naive"])
def zones(request: Any, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    settings.USE_TZ = request.param


@pytest.mark.usefixtures("zones")
def test_times_have_an_offset(settings: Any, event: Any, host: Any, capsys: Any) -> None:
    settings.JITSI_LIVE_STARTS_AT = "starts_at"
    type(event).objects.update(starts_at="2026-07-01 12:00:00+00:00" if settings.USE_TZ else
                               "2026-07-01 12:00:00")  # fmt: skip
    client = Client()
    client.force_login(host)
    texts = [client.post(f"/api/live/start/{event.pk}/").content.decode()]
    client.post(f"/api/live/stays/{event.pk}/", {"action": "joined"})
    json_only = {"Accept": "application/json"}
    for path in ("join", "status", "attendance", "room"):
        texts.append(
            client.get(f"/api/live/{path}/{event.pk}/", headers=json_only).content.decode()
        )
    texts.append(client.get(f"/api/live/room/{event.pk}/").content.decode())
    texts.append(client.post(f"/api/live/end/{event.pk}/").content.decode())
    csv = client.get(f"/api/live/report/{event.pk}/?format=csv")
    texts.append(b"".join(csv.streaming_content).decode("utf-16"))  # type: ignore[attr-defined]
    texts.append(client.get("/api/live/sessions/").content.decode())
    call_command("jitsi_live_person", host.username, "--export")
    texts.append(capsys.readouterr().out)
    found = [match[0] for text in texts for match in TIME.finditer(text)]
    assert len(found) >= 8
    assert [each for each in found if not WITH_OFFSET.fullmatch(each)] == []


def test_reading_the_same_time_again_gives_the_same_text(live: Any, host: Any) -> None:
    client = Client()
    client.force_login(host)
    first = client.post(f"/api/live/end/{live.pk}/").content
    page = client.post(
        f"/api/live/room/{live.pk}/", {"action": "end"}, headers={"Accept": "application/json"}
    )
    assert json.loads(first) == page.json()
