"""A real Prosody, of Debian, starts with the printed configuration, and reaches this site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.keys import pair

from .real_prosody import RealProsody, named_modules
from .server_config_commands import (
    ALL_PARTS,
    EVENT_SYNC_TOKEN,
    EVERYTHING,
    RESERVATIONS_TOKEN,
    filled_in,
    printed,
    server,
)

pytestmark = [pytest.mark.slow, pytest.mark.once]

# As Jitsi's packages write it, in short.
STOCK = """
muc_mapper_domain_base = "meet.example.org";
VirtualHost "meet.example.org"
    authentication = "jitsi-anonymous"
    modules_enabled = { "bosh" }
    main_muc = "conference.meet.example.org"
Component "conference.meet.example.org" "muc"
    modules_enabled = { "muc_hide_all" }
"""


@pytest.fixture
def site(live_server: Any, settings: Any) -> str:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    # Prosody looks no name up, not even this one, where it lacks its resolver.
    return str(live_server.url).replace("localhost", "127.0.0.1")


@pytest.fixture
def prosody(settings: Any, site: str, tmp_path: Path) -> Iterator[RealProsody]:
    settings.JITSI_LIVE_SERVERS = {"default": server(**EVERYTHING)}
    text = printed("debian", "--with", ALL_PARTS, "--site-url", site)
    running = RealProsody(
        tmp_path, STOCK + filled_in(text), key_id="live-2026", system_key_id="system-2026"
    )
    yield running
    running.stop()


@pytest.mark.django_db(transaction=True)
def test_prosody_loads_all_and_reaches_the_site(prosody: RealProsody, site: str) -> None:
    jitsi = f"{site}/api/live/jitsi"
    # Where tokens are verified
    options = prosody.options("auth_token")
    assert options["asap_key_server"] == f"{jitsi}/keys"
    assert options["asap_accepted_issuers"] == ["webinars"]
    assert options["asap_accepted_audiences"] == ["jitsi"]
    assert options["allow_empty_token"] is False
    answer = prosody.answer("auth_token")
    assert (answer["code"], answer["answer"]) == (200, pair()[1])
    # A global module
    url = prosody.options("muc_end_meeting")["prosody_password_public_key_repo_url"]
    assert url == f"{jitsi}/default/system-keys"
    answer = prosody.answer("muc_end_meeting")
    assert (answer["code"], answer["answer"]) == (200, pair("system")[1])
    # Rooms
    rooms = prosody.options("token_affiliation")
    assert rooms["token_verification_allowlist"] == ["recorder@recorder.meet.example.org"]
    assert rooms["wait_for_host_disable_auto_owners"] is True
    # Reservations: the token fits, and there is no such room
    options = prosody.options("reservations")
    assert options["reservations_api_prefix"] == f"{jitsi}/default/reservations"
    assert options["reservations_api_headers"] == {"Authorization": f"Bearer {RESERVATIONS_TOKEN}"}
    assert prosody.answer("reservations")["code"] == 403
    # Attendance: the site accepted the token, and the request had no message
    options = prosody.options("event_sync_component")
    assert options["muc_component"] == "conference.meet.example.org"
    assert options["api_headers"] == {"Authorization": f"Bearer {EVENT_SYNC_TOKEN}"}
    answer = prosody.answer("event_sync_component")
    assert (answer["code"], "The body is not JSON." in answer["answer"]) == (400, True)
    # Everything that is named, and nothing that Prosody complains of
    text = prosody.file.read_text(encoding="utf-8")
    assert stand_ins(text) <= prosody.loaded()
    assert "\terror\t" not in prosody.log()


def stand_ins(text: str) -> set[str]:
    of_debian = {"bosh", "websocket", "smacks", "ping", "external_services", "muc"}
    return named_modules(text) - of_debian - {"auth_jitsi"}
