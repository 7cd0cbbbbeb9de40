from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client

from django_jitsi_live import conf, services
from django_jitsi_live.checks import check_servers_deployed
from django_jitsi_live.exceptions import ServerMisconfigured
from django_jitsi_live.practice import PracticeServer
from django_jitsi_live.servers import get_server
from tests.servers.practice.people import ENTRY, ROOM, seat


def test_grant_leads_to_the_site_itself(live: Any, student: Any) -> None:
    grant = services.join(student, live.pk)
    assert grant.script_url == "/api/live/practice/external_api.js"
    assert grant.domain == "practice"
    # After the hash, so that no log has it.
    assert grant.url == f'/api/live/practice/{grant.room_name}#jwt="{grant.jwt}"'
    assert "jwt" not in repr(grant.url)


def test_link_without_a_token() -> None:
    assert get_server("default").url(ROOM, None) == f"/api/live/practice/{ROOM}"


def test_token_says_who_is_host() -> None:
    user = PracticeServer("default", {}).claims(seat(role="host"))["context"]["user"]
    assert (user["moderator"], user["affiliation"]) == (True, "owner")
    user = PracticeServer("default", {}).claims(seat())["context"]["user"]
    assert (user["moderator"], user["affiliation"]) == (False, "member")


def test_token_is_not_signed_with_the_secret_key_itself(settings: Any) -> None:
    assert PracticeServer("default", {}).signing_key._key != settings.SECRET_KEY.encode()


def test_without_debug_the_check_warns_and_a_deployment_fails(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": ENTRY}
    assert [each.id for each in run_checks()] == []
    assert check_servers_deployed(None) == []
    settings.DEBUG = False
    [warning], [error] = run_checks(), check_servers_deployed(None)
    assert (warning.id, error.id) == ("jitsi_live.W010", "jitsi_live.E013")
    assert (warning.is_serious(), error.is_serious()) == (False, True)
    assert "BACKEND is for practice, and works only while DEBUG is on" in error.msg
    assert "SelfHostedServer" in str(error.hint)


def test_without_debug_nobody_goes_live_or_joins(settings: Any, live: Any, host: Any) -> None:
    settings.DEBUG = False
    for service in (services.start, services.join):
        with pytest.raises(ServerMisconfigured):
            service(host, live.pk)


def test_tests_of_a_site_in_development_go_live(
    settings: Any, monkeypatch: Any, event: Any, host: Any
) -> None:
    """Its settings file turns DEBUG on, and the test runner turns it off."""
    monkeypatch.setattr(conf, "_settings_file_has_debug", False)
    conf.remember_debug()
    settings.DEBUG = False
    settings.JITSI_LIVE_SERVERS = {"default": ENTRY}
    assert [each.id for each in run_checks()] == []
    grant = services.start(host, event.pk)
    assert Client().get(grant.script_url).status_code == 200
