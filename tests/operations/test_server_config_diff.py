"""What ``jitsi_live_server --diff`` says about files that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from tests.keys import SECRET, pair, with_secret

from .server_config_commands import (
    ALL_PARTS,
    EVENT_SYNC_TOKEN,
    EVERYTHING,
    IN_DOCKER,
    JITSI,
    RESERVATIONS_TOKEN,
    differences,
    filled_in,
    printed,
    server,
)

OTHER_SECRET = "a-secret-of-the-file"
# As docker-jitsi-meet writes it: mostly comments.
STOCK_ENV = f"""# shellcheck disable=SC2034
#
# Basic configuration options
#
CONFIG=~/.jitsi-meet-cfg
export HTTP_PORT=8000 # will redirect
#PUBLIC_URL=https://meet.example.com:${{HTTPS_PORT}}
#ENABLE_AUTH=1
{"# a comment" * 300}
JICOFO_AUTH_PASSWORD={OTHER_SECRET}
"""
# As Jitsi's packages write it, in short.
STOCK_PROSODY = """
plugin_paths = { "/usr/share/jitsi-meet/prosody-plugins/" }
external_services = {
    { type = "turn", host = "meet.example.org", port = 3478, secret = true, ttl = 86400 },
};
VirtualHost "meet.example.org"
    authentication = "token" -- do not delete me
    app_id="webinars"
    app_secret="a-secret-of-the-file"
    ssl = {
        key = "/etc/prosody/certs/meet.example.org.key";
    }
    modules_enabled = {
        "bosh";
        "ping"; -- Enable mod_ping
    }
    -- muc_lobby_whitelist = { "recorder.meet.example.org" }

Component "conference.meet.example.org" "muc"
    restrict_room_creation = true
    modules_enabled = {
        "muc_hide_all";
        --"token_verification";
    }

VirtualHost "auth.meet.example.org"
    authentication = "internal_hashed"
"""


@pytest.fixture
def use(settings: Any) -> Any:
    def use(entry: Any) -> None:
        settings.JITSI_LIVE_SERVERS = {"default": entry}

    return use


@pytest.fixture
def env(use: Any, tmp_path: Path) -> Path:
    """A file that has everything."""
    use(server(**IN_DOCKER))
    file = tmp_path / ".env"
    file.write_text(STOCK_ENV + filled_in(printed("docker")), encoding="utf-8")
    return file


@pytest.fixture
def prosody(use: Any, tmp_path: Path) -> Path:
    """A file that has everything."""
    use(server(**EVERYTHING))
    file = tmp_path / "meet.example.org.cfg.lua"
    file.write_text(STOCK_PROSODY + filled_in(printed("debian")), encoding="utf-8")
    return file


def append(file: Path, text: str) -> None:
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# docker-jitsi-meet


@pytest.mark.parametrize(
    "parts", [[], ["--with", ALL_PARTS], ["--with", "attendance"], ["--with="]]
)
def test_a_file_with_the_printed_lines_lacks_nothing(env: Path, parts: list[str]) -> None:
    append(env, filled_in(printed("docker", *parts)))
    assert differences("docker", env, *parts) == (0, f"Nothing is missing in {env}.\n")


def test_a_stock_file_lacks_all_lines(use: Any, tmp_path: Path) -> None:
    use(server(**IN_DOCKER))
    file = tmp_path / ".env"
    file.write_text(STOCK_ENV, encoding="utf-8")
    status, text = differences("docker", file)
    wanted = [line for line in printed("docker").splitlines() if line and line[0] != "#"]
    assert status == 1
    assert [line for line in wanted if line not in text] == []
    assert "ENABLE_AUTH is missing." in text


def test_lines_may_be_written_otherwise(env: Path) -> None:
    change(env, "ENABLE_AUTH=1", "export ENABLE_AUTH = 'true'")
    change(env, "AUTH_TYPE=jwt", 'AUTH_TYPE="jwt" # tokens')
    change(env, "JWT_ACCEPTED_AUDIENCES=jitsi", "JWT_ACCEPTED_AUDIENCES=other,jitsi")
    change(env, "${JITSI_EVENT_SYNC_TOKEN}", EVENT_SYNC_TOKEN)
    append(
        env, "JWT_ALLOW_EMPTY=0\nENABLE_GUESTS=false\nJWT_SIGN_TYPE=RS256\nXMPP_DOMAIN=meet.jitsi"
    )
    assert differences("docker", env)[0] == 0


def test_later_lines_count(env: Path) -> None:
    append(env, "JICOFO_ENABLE_AUTH=1")
    number = len(env.read_text(encoding="utf-8").splitlines())
    status, text = differences("docker", env)
    assert status == 1
    assert text == (
        f"{env}, line {number}: JICOFO_ENABLE_AUTH is different.\n    JICOFO_ENABLE_AUTH=0\n"
    )


@pytest.mark.parametrize(
    ("line", "write"),
    [
        ("JWT_ALLOW_EMPTY=1", "JWT_ALLOW_EMPTY=0"),
        ("ENABLE_GUESTS=1", "ENABLE_GUESTS=0"),
        ("JWT_SIGN_TYPE=HS256", "JWT_SIGN_TYPE=RS256"),
        ("JWT_TOKEN_AUTH_MODULE=none", "JWT_TOKEN_AUTH_MODULE=token_verification"),
        ("XMPP_DOMAIN=meet.example.org", "XMPP_DOMAIN=meet.jitsi"),
        ("XMPP_MUC_DOMAIN=muc.example.org", "XMPP_MUC_DOMAIN=muc.meet.jitsi"),
        ("JWT_ACCEPTED_ISSUERS=other", "JWT_ACCEPTED_ISSUERS=other,webinars"),
        (
            "PROSODY_RESERVATION_ENABLED=1",
            f"PROSODY_RESERVATION_REST_BASE_URL={JITSI}/default/reservations",
        ),
    ],
)
def test_lines_that_undo_others_are_named(env: Path, line: str, write: str) -> None:
    append(env, line)
    status, text = differences("docker", env)
    assert (status, text.count("\n"), text.splitlines()[1]) == (1, 2, f"    {write}")


def test_moderation_that_docker_has_by_default_is_missing_only_where_it_is_off(
    env: Path, settings: Any
) -> None:
    append(env, "ENABLE_AV_MODERATION=0")
    assert differences("docker", env)[0] == 0
    settings.JITSI_LIVE_STAGE = "moderated"
    status, text = differences("docker", env)
    assert (status, text.splitlines()[1:]) == (1, ["    ENABLE_AV_MODERATION=1"])
    change(env, "ENABLE_AV_MODERATION=0", "")
    assert differences("docker", env)[0] == 0


def test_a_filter_of_messages_that_is_not_loaded_is_missing(env: Path, settings: Any) -> None:
    settings.JITSI_LIVE_CHAT = "team"
    status, text = differences("docker", env)
    assert (status, "    PROSODY_ENABLE_FILTER_MESSAGES=1\n" in text) == (1, True)


def test_prosody_lacks_the_modules_of_a_moderated_stage(prosody: Path, settings: Any) -> None:
    append(prosody, filled_in(printed("debian")))
    assert differences("debian", prosody)[0] == 0
    settings.JITSI_LIVE_STAGE, settings.JITSI_LIVE_CHAT = "moderated", "off"
    status, text = differences("debian", prosody)
    assert status == 1
    assert "av_moderation_component" in text
    assert '"filter_messages"' in text


def test_a_subject_that_does_not_fit_is_not_compared(env: Path, use: Any) -> None:
    append(env, "JWT_ENABLE_DOMAIN_VERIFICATION=1")
    assert differences("docker", env)[0] == 0
    use(server(**IN_DOCKER, SUBJECT="meet.example.org"))
    assert "    JWT_ENABLE_DOMAIN_VERIFICATION=0\n" in differences("docker", env)[1]


def test_a_key_server_beside_a_shared_secret_is_named(use: Any, tmp_path: Path) -> None:
    use(with_secret())
    file = tmp_path / ".env"
    lines = printed("docker").replace("the value of APP_SECRET", SECRET)
    file.write_text(f"{lines}\nJWT_ASAP_KEYSERVER=https://elsewhere", encoding="utf-8")
    status, text = differences("docker", file)
    assert (status, text.splitlines()[1:]) == (1, ["    JWT_ASAP_KEYSERVER="])


def test_modules_are_added_to_those_that_are_there(env: Path) -> None:
    append(env, "XMPP_MUC_MODULES=own_module,token_affiliation")
    text = differences("docker", env)[1]
    assert "XMPP_MUC_MODULES lacks muc_displayname." in text
    assert "    XMPP_MUC_MODULES=own_module,token_affiliation,muc_displayname\n" in text


def test_a_module_that_makes_everybody_a_moderator_is_named(env: Path) -> None:
    append(env, "XMPP_MUC_MODULES=muc_allowners,token_affiliation,muc_displayname")
    text = differences("docker", env)[1]
    assert "muc_allowners: everybody is a moderator." in text
    assert "    XMPP_MUC_MODULES=token_affiliation,muc_displayname\n" in text


def test_the_switch_of_docker_loads_reservations_too(env: Path) -> None:
    append(
        env, "XMPP_MODULES=muc_end_meeting,muc_kick_participant\nPROSODY_RESERVATION_ENABLED=true"
    )
    append(env, f"PROSODY_RESERVATION_REST_BASE_URL={JITSI}/default/reservations")
    assert differences("docker", env)[0] == 0


def test_an_option_with_a_comma_falls_apart(env: Path) -> None:
    """The container would split it, and Prosody would not start."""
    change(
        env, "api_headers = { ['Authorization']", "api_headers = { ['X'] = 'y', ['Authorization']"
    )
    text = differences("docker", env)[1]
    assert "In XMPP_MUC_CONFIGURATION, missing or different: api_headers." in text


def test_what_else_is_in_a_line_is_named_and_not_shown(env: Path) -> None:
    append(env, f"GLOBAL_CONFIG=\"own_option = '{OTHER_SECRET}'\\nother = true\"")
    text = differences("docker", env)[1]
    assert "# and in the same line what you have there: other, own_option" in text
    assert 'JITSI_RESERVATIONS_TOKEN="the value of RESERVATIONS_TOKEN"' in text
    assert OTHER_SECRET not in text


def test_a_secret_in_a_broken_line_is_not_shown(env: Path) -> None:
    append(env, 'GLOBAL_CONFIG="headers = { \'Bearer 5ecre7ab= } other_option = 1"')
    text = differences("docker", env)[1]
    assert "what you have there: headers, other_option" in text
    assert "5ecre7ab" not in text


def test_an_option_of_the_main_host_replaces_that_of_all(env: Path) -> None:
    append(env, "XMPP_CONFIGURATION=\"reservations_api_prefix = 'https://elsewhere'\"")
    text = differences("docker", env)[1]
    assert "missing or different: reservations_api_prefix." in text
    assert "# and remove it from XMPP_CONFIGURATION: reservations_api_prefix" in text


def test_an_option_of_the_main_host_does_not_reach_a_global_module(env: Path) -> None:
    change(env, "prosody_password_public_key_repo_url =", "elsewhere =")
    url = f"{JITSI}/default/system-keys"
    append(env, f"XMPP_CONFIGURATION=\"prosody_password_public_key_repo_url = '{url}'\"")
    text = differences("docker", env)[1]
    assert "missing or different: prosody_password_public_key_repo_url." in text


def test_other_domains_and_subjects_are_respected(use: Any, tmp_path: Path) -> None:
    use(server(XMPP_DOMAIN="meet.example.org", MUC_DOMAIN="muc.example.org", SUBJECT="*"))
    file = tmp_path / ".env"
    verified = "JWT_ENABLE_DOMAIN_VERIFICATION=1"
    file.write_text(f"{printed('docker')}\n{verified}", encoding="utf-8")
    assert differences("docker", file)[0] == 0
    append(file, "XMPP_DOMAIN=meet.jitsi")
    assert "    XMPP_DOMAIN=meet.example.org\n" in differences("docker", file)[1]


@pytest.mark.parametrize("name", ["EVENT_SYNC", "RESERVATIONS"])
def test_a_wrong_token_is_named_and_not_shown(env: Path, name: str) -> None:
    append(env, env.read_text(encoding="utf-8"))
    change(env, f'JITSI_{name}_TOKEN="', f'JITSI_{name}_TOKEN="{OTHER_SECRET}')
    status, text = differences("docker", env)
    assert status == 1
    assert f'    JITSI_{name}_TOKEN="the value of {name}_TOKEN"\n' in text
    secrets = (OTHER_SECRET, EVENT_SYNC_TOKEN, RESERVATIONS_TOKEN)
    assert [each for each in secrets if each in text] == []


def test_each_token_of_a_list_is_accepted(env: Path, use: Any) -> None:
    use(
        server(**{**IN_DOCKER, "EVENT_SYNC_TOKEN": ["the-new-token-of-the-site", EVENT_SYNC_TOKEN]})
    )
    assert differences("docker", env)[0] == 0


@pytest.mark.parametrize("given", ["the value of APP_SECRET", "another-secret" * 4, ""])
def test_a_wrong_shared_secret_is_named(use: Any, tmp_path: Path, given: str) -> None:
    use(with_secret())
    file = tmp_path / ".env"
    file.write_text(printed("docker").replace("the value of APP_SECRET", given), encoding="utf-8")
    status, text = differences("docker", file)
    assert status == 1
    assert '    JWT_APP_SECRET="the value of APP_SECRET"\n' in text
    assert SECRET not in text


# Debian


@pytest.mark.parametrize("parts", [[], ["--with", ALL_PARTS], ["--with", "end"], ["--with="]])
def test_a_stock_file_with_the_printed_lines_lacks_nothing(prosody: Path, parts: list[str]) -> None:
    append(prosody, filled_in(printed("debian", *parts)))
    assert differences("debian", prosody, *parts) == (0, f"Nothing is missing in {prosody}.\n")


def test_a_stock_file_lacks_options_modules_and_a_component(use: Any, tmp_path: Path) -> None:
    use(server(**EVERYTHING))
    file = tmp_path / "meet.cfg.lua"
    file.write_text(STOCK_PROSODY, encoding="utf-8")
    status, text = differences("debian", file)
    assert status == 1
    assert f'    asap_key_server = "{JITSI}/keys"\n' in text
    assert 'modules_enabled of VirtualHost "meet.example.org" lacks muc_end_meeting' in text
    assert "lacks token_affiliation, muc_displayname, token_verification." in text
    assert 'Component "esync.meet.example.org" "event_sync_component" is missing.' in text
    assert '    Component "esync.meet.example.org" "event_sync_component" {\n' in text
    assert "authentication in VirtualHost" not in text
    assert OTHER_SECRET not in text


def test_the_file_of_another_host_is_noticed(use: Any, tmp_path: Path) -> None:
    use(server())
    file = tmp_path / "meet.cfg.lua"
    file.write_text('VirtualHost "elsewhere.example.org"\n', encoding="utf-8")
    status, text = differences("debian", file)
    assert status == 1
    assert "Is this the file of Jitsi, and XMPP_DOMAIN right?" in text
    assert text.count(f"{file}: ") == 1


def test_options_are_found_wherever_prosody_reads_them(prosody: Path) -> None:
    change(prosody, 'asap_accepted_audiences = { "jitsi" };', "")
    change(prosody, "plugin_paths", 'asap_accepted_audiences = { "*" }\nplugin_paths')
    change(prosody, "allow_empty_token = false;", "")
    change(prosody, 'asap_accepted_issuers = { "webinars" };', "")
    change(prosody, "wait_for_host_disable_auto_owners = true;", "")
    assert differences("debian", prosody)[0] == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('VirtualHost "meet.example.org"\n allow_empty_token = true', "allow_empty_token = false"),
        ('VirtualHost "meet.example.org"\n app_id = FileLine("/etc/x")', "compare it yourself"),
        ('VirtualHost "meet.example.org"\n signature_algorithm = "HS256"', '= "RS256"'),
        ('Component "conference.meet.example.org" "other"', 'example.org" "muc"'),
        ('VirtualHost "guest.meet.example.org"\n authentication = "anonymous"', "without a token"),
        ('VirtualHost "x"\n modules_enabled = { "muc_allowners" }', "everybody is a moderator"),
        (
            'Component "esync.meet.example.org" "event_sync_component"\n api_headers = {}',
            "api_head",
        ),
        ('VirtualHost "x" {}\nprosody_password_public_key_repo_url = ""', "is different."),
    ],
)
def test_what_breaks_a_file_is_named(prosody: Path, line: str, said: str) -> None:
    append(prosody, line)
    status, text = differences("debian", prosody)
    assert (status, text.count(f"{prosody}: ")) == (1, 1)
    assert said in text


def test_auto_owners_matter_with_their_module(prosody: Path) -> None:
    change(prosody, "wait_for_host_disable_auto_owners = true;", "")
    change(prosody, '"token_affiliation";', '"token_affiliation"; "muc_wait_for_host";')
    text = differences("debian", prosody)[1]
    assert "wait_for_host_disable_auto_owners = true" in text


def test_a_key_server_breaks_a_shared_secret(use: Any, tmp_path: Path) -> None:
    use(with_secret())
    file = tmp_path / "meet.cfg.lua"
    lines = printed("debian").replace("the value of APP_SECRET", SECRET)
    file.write_text(f'asap_key_server = "https://x"\n{STOCK_PROSODY}{lines}', encoding="utf-8")
    status, text = differences("debian", file)
    assert (status, text.count(f"{file}: ")) == (1, 1)
    assert "with it, Prosody refuses your tokens" in text
    assert SECRET not in text


def test_a_placeholder_that_is_left_is_named(use: Any, tmp_path: Path) -> None:
    use(with_secret())
    file = tmp_path / "meet.cfg.lua"
    file.write_text(STOCK_PROSODY + printed("debian"), encoding="utf-8")
    status, text = differences("debian", file)
    assert (status, text.count(f"{file}: ")) == (1, 1)
    assert "app_secret in VirtualHost" in text


def test_a_difference_can_be_pasted_alone(use: Any, tmp_path: Path) -> None:
    use(server(**EVERYTHING))
    file = tmp_path / "meet.cfg.lua"
    file.write_text(STOCK_PROSODY, encoding="utf-8")
    text = differences("debian", file)[1]
    headers = '{ ["Authorization"] = "Bearer the value of RESERVATIONS_TOKEN" }'
    assert f"    reservations_api_headers = {headers}\n" in text
    assert "    -- before the first VirtualHost:\n    prosody_password_public_key" in text


# jicofo

STOCK_JICOFO = """
# Jicofo HOCON configuration. See reference.conf
jicofo {
  xmpp: {
    client {
      "password" = "a-secret-of-the-file}{" // generated
      xmpp-domain: "meet.example.org", hostname = localhost
    }
    trusted-domains = [ "recorder.meet.example.org" ]
  }
  bridge.brewery-jid = "JvbBrewery@internal.auth.meet.example.org"
}
"""


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("", 1),
        ("jicofo.conference.enable-auto-owner = false", 0),
        ("jicofo { conference { enable-auto-owner = true, x = 1 } }", 1),
        ("jicofo { conference: { enable-auto-owner: false } }", 0),
        ("jicofo.conference {\n enable-auto-owner = false # us\n}", 0),
        ("jicofo { authentication { enabled = true }, conference.enable-auto-owner = false }", 1),
        ("jicofo.conference.enable-auto-owner=false\njicofo.authentication.enabled=false", 0),
    ],
)
def test_jicofo_makes_nobody_a_moderator(use: Any, tmp_path: Path, lines: str, status: int) -> None:
    use(server())
    file = tmp_path / "jicofo.conf"
    file.write_text(f"{STOCK_JICOFO}\n{lines}", encoding="utf-8")
    assert differences("debian", file)[0] == status


def test_jicofo_lacks_what_is_printed(use: Any, tmp_path: Path) -> None:
    use(server())
    file = tmp_path / "jicofo.conf"
    file.write_text(STOCK_JICOFO, encoding="utf-8")
    text = differences("debian", file, "--with", "recording")[1]
    assert "jicofo.conference.enable-auto-owner is missing." in text
    assert "    jicofo.jibri.brewery-jid = " in text
    assert OTHER_SECRET not in text
    printed_lines = re.findall("--   (jicofo.*)", printed("debian", "--with", "recording"))
    file.write_text("\n".join([STOCK_JICOFO, *printed_lines]), encoding="utf-8")
    assert differences("debian", file, "--with", "recording")[0] == 0


# Files


def test_without_a_site_url_any_site_is_right(env: Path, prosody: Path, use: Any) -> None:
    assert differences("debian", prosody, "--site-url", "")[0] == 0
    use(server(**IN_DOCKER))
    assert differences("docker", env, "--site-url", "")[0] == 0
    change(env, f"{JITSI}/keys", "ftp://elsewhere/api/live/jitsi/keys")
    change(env, f"{JITSI}/default/system-keys", "https://www.example.org/jitsi/system-keys")
    text = differences("docker", env, "--site-url", "")[1]
    assert "JWT_ASAP_KEYSERVER is different." in text
    assert "missing or different: prosody_password_public_key_repo_url." in text


def test_a_file_that_is_not_there_is_an_error(use: Any, tmp_path: Path) -> None:
    use(server())
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        differences("docker", tmp_path / "missing")


def test_a_file_that_is_no_text_is_an_error(use: Any, tmp_path: Path) -> None:
    use(server())
    (tmp_path / "key").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="is no text"):
        differences("docker", tmp_path / "key")


@pytest.mark.parametrize("platform", ["docker", "debian"])
def test_any_text_is_compared(use: Any, tmp_path: Path, platform: str) -> None:
    use(server(**IN_DOCKER))
    file = tmp_path / "private"
    file.write_text(f'VirtualHost "meet.jitsi" {pair()[0]} "{{[=[', encoding="utf-8")
    status, text = differences(platform, file)
    assert status == 1
    assert "PRIVATE KEY" not in text
