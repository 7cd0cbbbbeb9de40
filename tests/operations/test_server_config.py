"""What ``jitsi_live_server`` prints for the options of a server."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError

from django_jitsi_live.operations.server_config.env_file import read_env
from django_jitsi_live.operations.server_config.prosody_file import read_prosody
from django_jitsi_live.policy import Policy
from tests.keys import SECRET, jaas, with_secret

from .server_config_commands import (
    ALL_PARTS,
    EVENT_SYNC_TOKEN,
    EVERYTHING,
    IN_DOCKER,
    JITSI,
    RECORDINGS_TOKEN,
    RESERVATIONS_TOKEN,
    filled_in,
    printed,
    server,
)

SITE_TOKENS = {name: EVERYTHING[name] for name in ("EVENT_SYNC_TOKEN", "RESERVATIONS_TOKEN")}
MAIN, MUC = "meet.example.org", "conference.meet.example.org"


@pytest.fixture
def use(settings: Any) -> Any:
    def use(entry: Any, **others: Any) -> None:
        settings.JITSI_LIVE_SERVERS = {"default": entry, **others}

    return use


def env(*arguments: str) -> dict[str, str]:
    variables = read_env(filled_in(printed("docker", *arguments)))
    return {name: variable.value for name, variable in variables.items()}


def pasted_lines(text: str) -> list[str]:
    compose = [line for line in text.splitlines() if line.startswith("# services:")]
    return [line for line in text.splitlines() if line and line[0] != "#"] + compose


def without_comment(text: str, sign: str) -> list[str]:
    """The lines that set something, without one that says what it does."""
    lines = text.splitlines()
    return [
        line
        for above, line in pairwise(lines)
        if " = " in line.partition("{")[0] or line.partition("=")[0].isupper()
        if sign not in line and not above.strip().startswith(sign)
    ]


@pytest.mark.parametrize("parts", ["", ALL_PARTS])
@pytest.mark.parametrize("entry", [server(**IN_DOCKER), with_secret(**SITE_TOKENS)])
def test_each_line_says_what_it_does(use: Any, entry: Any, parts: str) -> None:
    use(entry)
    chosen = ["--with", parts] if parts and "KEY_ID" in entry else []
    assert without_comment(printed("docker", *chosen), "# ") == []
    text = printed("debian", *chosen).partition("\n\nVirtualHost")[2]
    assert "authentication = " in text
    assert without_comment(text, "-- ") == []


# docker-jitsi-meet


def test_docker_needs_fifteen_lines_for_everything(use: Any) -> None:
    use(server(**IN_DOCKER))
    assert len(pasted_lines(printed("docker"))) == 15


def test_docker_gets_tokens_roles_and_addresses(use: Any) -> None:
    use(server(**IN_DOCKER, AUDIENCE="webinars-jitsi"))
    found = env()
    assert found["JWT_APP_ID"] == "webinars"
    assert found["JWT_ASAP_KEYSERVER"] == f"{JITSI}/keys"
    assert found["JWT_ACCEPTED_AUDIENCES"] == "webinars-jitsi"
    assert (found["JICOFO_ENABLE_AUTH"], found["ENABLE_AUTO_OWNER"]) == ("0", "0")
    assert found["XMPP_MUC_MODULES"] == "token_affiliation,muc_displayname"
    assert found["XMPP_MODULES"] == "muc_end_meeting,muc_kick_participant,reservations"


def test_docker_keeps_its_options_when_it_splits_at_commas(use: Any) -> None:
    use(server(**IN_DOCKER))
    lines = env()["XMPP_MUC_CONFIGURATION"].split(",")
    options = read_prosody("\n".join(lines)).options["*"]
    assert options == {
        "muc_component": "muc.meet.jitsi",
        "breakout_component": "breakout.meet.jitsi",
        "api_prefix": f"{JITSI}/default",
        "api_headers": {"Authorization": f"Bearer {EVENT_SYNC_TOKEN}"},
    }


def test_docker_gets_the_system_keys_for_all_hosts(use: Any) -> None:
    use(server(**IN_DOCKER))
    options = read_prosody(env()["GLOBAL_CONFIG"]).options["*"]
    assert options == {
        "prosody_password_public_key_repo_url": f"{JITSI}/default/system-keys",
        "reservations_api_prefix": f"{JITSI}/default/reservations",
        "reservations_api_headers": {"Authorization": f"Bearer {RESERVATIONS_TOKEN}"},
    }


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("http://127.0.0.1:5280", '"127.0.0.1:5280:5280"'),
        ("http://localhost:8280", '"127.0.0.1:8280:5280"'),
        ("http://[::1]:5280", '"[::1]:5280:5280"'),
        ("http://10.0.0.5", '"10.0.0.5:80:5280"'),
        ("http://xmpp.meet.jitsi:5280", "in the network of Jitsi to reach xmpp.meet.jitsi"),
    ],
)
def test_docker_publishes_the_port_where_the_site_asks(use: Any, url: str, line: str) -> None:
    use(server(**{**IN_DOCKER, "PROSODY_URL": url}))
    assert line in printed("docker")


def test_docker_names_other_domains_only(use: Any) -> None:
    use(server(XMPP_DOMAIN="meet.example.org", MUC_DOMAIN="muc.meet.jitsi"))
    assert env()["XMPP_DOMAIN"] == "meet.example.org"
    assert "XMPP_MUC_DOMAIN" not in env()


def test_docker_records_when_asked(use: Any) -> None:
    use(server())
    found = env("--with", "recording")
    assert (found["ENABLE_RECORDING"], found["XMPP_MODULES"]) == ("1", "filter_iq_jibri")
    assert "ENABLE_RECORDING" not in env()


def uncommented(text: str) -> str:
    return " ".join(re.sub("(?m)^(#|--)", "", text).split())


RECORDED = {"RECORDINGS_TOKEN": RECORDINGS_TOKEN}


def test_docker_uploads_what_the_site_takes(use: Any) -> None:
    use(server(**RECORDED))
    assert env()["JIBRI_FINALIZE_RECORDING_SCRIPT_PATH"] == "/config/jitsi-live.sh"
    assert "JIBRI_FINALIZE" not in printed("docker", "--with", "moderation", "--with", "lobby")


@pytest.mark.parametrize("platform", ["docker", "debian"])
def test_recordings_say_what_is_still_to_be_done(use: Any, platform: str) -> None:
    use(server(), **{"it's": server(**RECORDED)})
    words = uncommented(printed(platform, "--server", "it's"))
    assert """manage.py jitsi_live_server jibri --server 'it'"'"'s' as jitsi-live.sh""" in words
    words = uncommented(printed(platform, "--with", "recording"))
    assert "add to JITSI_LIVE_SERVERS['default']: RECORDINGS_TOKEN" in words
    assert "RECORDINGS" not in printed(platform)


def test_docker_needs_the_domains_to_end_conferences(use: Any) -> None:
    use(server(**EVERYTHING))
    with pytest.raises(CommandError, match=r'Add: "XMPP_DOMAIN": "meet.jitsi", "MUC_DOMAIN": "muc'):
        printed("docker", "--with", "end")


# Debian


def test_debian_gets_each_option_on_its_host(use: Any) -> None:
    use(server(**EVERYTHING))
    file = read_prosody(filled_in(printed("debian")))
    assert file.option(MAIN, "authentication") == "token"
    assert file.option(MAIN, "asap_key_server") == f"{JITSI}/keys"
    assert file.option(MAIN, "asap_accepted_audiences") == ["jitsi"]
    assert file.option(MAIN, "allow_empty_token") is False
    assert file.options["*"] == {
        "prosody_password_public_key_repo_url": f"{JITSI}/default/system-keys"
    }
    assert file.option("esync.meet.example.org", "api_headers") == {
        "Authorization": f"Bearer {EVENT_SYNC_TOKEN}"
    }
    assert file.components == {MUC: "muc", "esync.meet.example.org": "event_sync_component"}


def test_debian_keeps_the_modules_of_the_packages(use: Any) -> None:
    use(server(**EVERYTHING))
    file = read_prosody(printed("debian", "--with", ALL_PARTS))
    main, muc = (file.own_list(host, "modules_enabled") for host in (MAIN, MUC))
    assert {"bosh", "websocket", "muc_end_meeting", "muc_kick_participant"} <= {*main}
    assert {"reservations", "filter_iq_jibri", "persistent_lobby"} <= {*main}
    assert {"muc_hide_all", "token_verification", "token_affiliation", "muc_displayname"} <= {*muc}
    assert {"lobby_autostart", "token_lobby_bypass"} <= {*muc}


def test_debian_lets_the_recorder_in(use: Any) -> None:
    use(server())
    file = read_prosody(printed("debian", "--with", "recording,lobby"))
    recorder = ["recorder@recorder.meet.example.org"]
    assert file.option(MUC, "token_verification_allowlist") == recorder
    assert file.option(MAIN, "muc_lobby_whitelist") == ["recorder.meet.example.org"]
    assert "JibriBrewery@internal.auth.meet.example.org" in printed("debian", "--with", "recording")


def test_debian_uploads_what_the_site_takes(use: Any) -> None:
    use(server(**RECORDED))
    text = printed("debian")
    assert 'jibri.recording.finalize-script = "/etc/jitsi/jibri/jitsi-live.sh"' in text
    assert "jibri_session" in read_prosody(text).own_list(MAIN, "modules_enabled")
    use(server())
    assert "finalize-script" not in printed("debian", "--with", "recording")


# Jibri


def test_jibri_gets_a_script_without_a_secret(use: Any) -> None:
    use(server(**RECORDED))
    text = printed("jibri")
    assert f"\nsite={JITSI}/default/recordings/\n" in text
    assert RECORDINGS_TOKEN not in text
    without = printed("jibri", "--site-url", "")
    assert "site=https://YOUR-SITE/api/live/jitsi/default/recordings/" in without


@pytest.mark.parametrize(
    ("entry", "arguments", "words"),
    [
        (server(), [], 'Add: "RECORDINGS_TOKEN"'),
        (jaas(), [], "is JaaS"),
        (server(**RECORDED), ["--with", "recording"], "no parts"),
        (server(**RECORDED), ["--diff", "jibri.conf"], "compared with no file"),
    ],
)
def test_script_for_jibri_needs_the_token_alone(
    use: Any, entry: Any, arguments: list[str], words: str
) -> None:
    use(entry)
    with pytest.raises(CommandError, match=words):
        printed("jibri", *arguments)


def test_debian_says_where_missing_modules_are(use: Any) -> None:
    use(server(**EVERYTHING))
    text = printed("debian")
    assert "/event_sync/mod_event_sync_component.lua" in text
    assert "lobby_autostart.lua" not in text
    assert "curl" not in printed("debian", "--with", "moderation")


@pytest.mark.parametrize(
    ("options", "is_compared"),
    [
        ({}, True),
        ({"SUBJECT": "*"}, True),
        ({"TENANT": "acme"}, True),
        ({"SUBJECT": "somebody"}, False),
        ({"TENANT": "acme", "SUBJECT": "meet.example.org"}, False),
        ({"XMPP_DOMAIN": "xmpp.example.org"}, True),
        ({"XMPP_DOMAIN": "xmpp.example.org", "SUBJECT": "meet.example.org"}, False),
    ],
)
def test_debian_compares_subjects_that_fit(use: Any, options: Any, is_compared: bool) -> None:
    use(server(**options))
    assert ("enable_domain_verification = false" not in printed("debian")) is is_compared


def test_quotes_in_an_app_id_do_no_harm(use: Any) -> None:
    use(server(APP_ID='we"b\\in$ars'))
    domain = read_prosody(printed("debian")).option(MAIN, "app_id")
    assert (env()["JWT_APP_ID"], domain) == ('we"b\\in$ars', 'we"b\\in$ars')


# Shared secrets


@pytest.mark.parametrize("platform", ["docker", "debian"])
def test_a_shared_secret_says_what_cannot_work(use: Any, platform: str) -> None:
    use(with_secret())
    text = " ".join(printed(platform).split())
    assert "your site cannot end a conference on Jitsi of August 2026 or newer" in text
    assert "jitsi_live_newkey --system" in text
    assert "the value of APP_SECRET" in text
    assert "asap_key_server" not in text


def test_a_shared_secret_ends_conferences_of_older_servers(use: Any) -> None:
    use(with_secret(PROSODY_URL="http://127.0.0.1:5280"))
    text = printed("debian")
    assert "works with Jitsi older than August 2026 only" in " ".join(text.split())
    assert '"muc_end_meeting"' in text
    assert "muc_kick_participant" not in text
    assert "prosody_password_public_key_repo_url" not in text


@pytest.mark.parametrize("platform", ["docker", "debian"])
def test_no_secret_is_printed(use: Any, platform: str) -> None:
    use(with_secret(EVENT_SYNC_TOKEN=EVENT_SYNC_TOKEN, RESERVATIONS_TOKEN=[RESERVATIONS_TOKEN]))
    text = printed(platform)
    assert {
        each for each in (SECRET, EVENT_SYNC_TOKEN, RESERVATIONS_TOKEN) if each in text
    } == set()


# Which parts


def test_options_that_are_missing_are_named(use: Any) -> None:
    use(server())
    text = " ".join(printed("debian").replace("--", " ").split())
    assert "Off: reservations. To switch it on, add to JITSI_LIVE_SERVERS['default']: \"RES" in text
    assert '"PROSODY_URL": "http://127.0.0.1:5280", "SYSTEM_KEY": ' in text


def test_only_what_is_asked_for_is_printed(use: Any) -> None:
    use(server(**EVERYTHING))
    text = printed("debian", "--with", "attendance")
    assert "event_sync_component" in text
    assert "muc_displayname" not in text
    assert "Off:" not in text


@pytest.mark.parametrize(
    ("part", "option"),
    [
        ("attendance", "EVENT_SYNC_TOKEN"),
        ("end", "PROSODY_URL and SYSTEM_KEY and SYSTEM_KEY_ID"),
        ("reservations", "RESERVATIONS_TOKEN"),
        ("moderation", "LOCK_NAMES"),
    ],
)
def test_a_part_without_its_option_is_an_error(use: Any, part: str, option: str) -> None:
    use(server())
    with pytest.raises(CommandError, match=f'{part} needs {option} in .*Add: "'):
        printed("debian", "--with", part)


def test_an_unknown_part_is_an_error(use: Any) -> None:
    use(server())
    with pytest.raises(CommandError, match="--with takes some of: attendance, end"):
        printed("debian", "--with", "teleport")


def test_another_server_by_its_alias(use: Any) -> None:
    use(server(), **{"it's, large": server(EVENT_SYNC_TOKEN=EVENT_SYNC_TOKEN)})
    assert f"{JITSI}/it%27s%2C%20large'" in printed("docker", "--server", "it's, large")


# What cannot be configured


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (jaas(), "is JaaS.*/api/live/jitsi/default/jaas"),
        ({"BACKEND": "django_jitsi_live.servers.PublicServer"}, "asks for no token"),
        ({"BACKEND": "django_jitsi_live.practice.PracticeServer"}, "is a PracticeServer"),
        (with_secret(DOMAIN="https://meet"), "DOMAIN must be a host name"),
        (with_secret(EVENT_SYNC_TOKEN="quote'and,comma-0123"), "openssl rand -hex 32"),
    ],
)
def test_what_cannot_be_configured_says_why(use: Any, entry: Any, message: str) -> None:
    use(entry)
    with pytest.raises(CommandError, match=message):
        printed("docker")


def test_an_unknown_alias_is_an_error(use: Any) -> None:
    use(server())
    with pytest.raises(CommandError, match="There is no alias 'other'"):
        printed("docker", "--server", "other")


def test_without_the_urls_nothing_is_printed(use: Any, settings: Any) -> None:
    use(server())
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    with pytest.raises(CommandError, match="Add to the urlpatterns"):
        printed("docker")


def test_a_site_url_with_a_path_is_an_error(use: Any) -> None:
    use(server())
    with pytest.raises(CommandError, match=r"like https://www.example.org"):
        printed("docker", "--site-url", "https://www.example.org/live/")


def test_without_a_site_url_there_is_a_placeholder(use: Any) -> None:
    use(server())
    text = printed("docker", "--site-url", "")
    assert "JWT_ASAP_KEYSERVER=https://YOUR-SITE/api/live/jitsi/keys" in text
    assert "Write your site's address for YOUR-SITE" in text


# A moderated stage, and a chat that is restricted


def test_stage_and_chat_are_configured_where_the_site_uses_them(use: Any, settings: Any) -> None:
    use(server())
    for platform in ("docker", "debian"):
        assert "av_moderation" not in printed(platform).lower()
        assert "filter_messages" not in printed(platform).lower()
    settings.JITSI_LIVE_STAGE, settings.JITSI_LIVE_CHAT = "moderated", "team"
    docker, debian = printed("docker"), printed("debian")
    assert "ENABLE_AV_MODERATION=1" in docker
    assert "PROSODY_ENABLE_FILTER_MESSAGES=1" in docker
    assert 'Component "avmoderation.meet.example.org" "av_moderation_component"' in debian
    assert '"filter_messages";' in debian
    for text in (docker, debian):
        assert "CHAT_FILTER" in text
        assert "groupChatRequiresPermission" in text


class ByEvent(Policy):
    def stage(self, event: Any) -> str:
        return "moderated"

    def chat(self, event: Any) -> str:
        return "off"


def test_stage_and_chat_of_a_policy_are_configured_as_well(use: Any, settings: Any) -> None:
    use(server())
    settings.JITSI_LIVE_POLICY = f"{__name__}.ByEvent"
    assert "ENABLE_AV_MODERATION=1" in printed("docker")
    assert "PROSODY_ENABLE_FILTER_MESSAGES=1" in printed("docker")
