from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

import jwt
import pytest
from django.core.checks import run_checks
from django.utils import timezone

from django_jitsi_live import services
from django_jitsi_live.exceptions import ServerMisconfigured
from django_jitsi_live.models import LiveSession
from django_jitsi_live.servers import (
    CallFailed,
    Secrets,
    SecretStr,
    SelfHostedServer,
    Server,
    get_server,
    registry,
)
from tests.keys import APP_ID, SECRET, jaas, pair, with_key_pair, with_secret

SECRETS = [SECRET, pair()[0].splitlines()[3]]

SYSTEM = {"SYSTEM_KEY": str(pair("system")[0]), "SYSTEM_KEY_ID": "system-2026"}
CALLS = {**SYSTEM, "PROSODY_URL": "http://127.0.0.1:5280"}
NO_URLS = [
    "127.0.0.1:5280",
    "ftp://127.0.0.1",
    "http://",
    "http://user:password@127.0.0.1",
    "http://127.0.0.1:99999",
    "http://127.0.0.1/?query",
    "http://127.0.0.1 ",
]


@pytest.fixture
def use(settings: Any) -> Any:
    def use(entry: Any, **others: Any) -> None:
        settings.JITSI_LIVE_SERVERS = {"default": entry, **others}

    return use


def claims_of(grant: services.JoinGrant) -> dict[str, Any]:
    assert grant.jwt is not None
    return jwt.decode(grant.jwt, options={"verify_signature": False})


# What a self-hosted Jitsi gets


def test_shared_secret_token_claim_by_claim(use: Any, event: Any, host: Any) -> None:
    use(with_secret())
    before = int(timezone.now().timestamp())
    grant = services.start(host, event.pk)
    assert grant.jwt is not None
    claims = jwt.decode(grant.jwt, SECRET, ["HS256"], audience="jitsi", issuer="webinars")
    assert set(claims) == {"iss", "aud", "sub", "room", "iat", "nbf", "exp", "context"}
    assert claims["sub"] == "meet.example.org"
    assert claims["room"] == grant.room_name == grant.room
    assert before <= claims["iat"] <= before + 5
    assert claims["iat"] - claims["nbf"] == 30
    # As long as the session may last.
    assert claims["exp"] == int(LiveSession.objects.get().closes_at.timestamp())
    assert grant.expires_at == dt.datetime.fromtimestamp(claims["exp"], dt.UTC)
    assert claims["context"]["user"] == {
        "id": str(host.pk),
        "name": "Helen Host",
        "moderator": True,
        "affiliation": "owner",
        "lobby_bypass": True,
    }
    assert all(claims["context"]["features"].values())
    assert grant.domain == "meet.example.org"
    assert grant.url == f"https://meet.example.org/{grant.room_name}?jwt={grant.jwt}"


def test_an_attendee_is_a_member_and_may_not_record(
    use: Any, event: Any, host: Any, student: Any
) -> None:
    use(with_secret())
    services.start(host, event.pk)
    context = claims_of(services.join(student, event.pk))["context"]
    assert context["user"]["moderator"] is False
    assert context["user"]["affiliation"] == "member"
    assert context["features"]["recording"] is False
    assert context["features"]["send-groupchat"] is True


HOSTS_ALONE = {
    "recording",
    "livestreaming",
    "moderation",
    "lobby",
    "outbound-call",
    "transcription",
}


def test_a_speaker_is_a_member_with_features_for_the_stage(
    use: Any, event: Any, host: Any, student: Any, speaker: Any
) -> None:
    use(with_secret())
    services.start(host, event.pk)
    context = claims_of(services.join(speaker, event.pk))["context"]
    assert context["user"]["moderator"] is False
    assert context["user"]["affiliation"] == "member"
    of_student = claims_of(services.join(student, event.pk))["context"]["features"]
    more = {name for name, allowed in context["features"].items() if allowed > of_student[name]}
    assert more == {"create-polls", "file-upload"}
    assert not {name for name in HOSTS_ALONE if context["features"][name]}


def test_team_passes_the_lobby_and_the_audience_waits(
    use: Any, event: Any, host: Any, student: Any, speaker: Any
) -> None:
    use(with_secret())
    grants = (
        services.start(host, event.pk),
        *(services.join(u, event.pk) for u in (speaker, student)),
    )
    users = [claims_of(grant)["context"]["user"] for grant in grants]
    assert [user.get("lobby_bypass") for user in users] == [True, True, None]


def test_names_are_locked_for_everybody_by_an_option(
    use: Any, event: Any, host: Any, student: Any
) -> None:
    use(with_secret())
    services.start(host, event.pk)
    assert "name-readonly" not in claims_of(services.join(host, event.pk))["context"]["features"]
    use(with_secret(LOCK_NAMES=True, FEATURES={"host": {"name-readonly": False}}))
    for user in host, student:
        assert claims_of(services.join(user, event.pk))["context"]["features"]["name-readonly"]


def test_features_are_complete_and_changed_by_role(
    use: Any, event: Any, host: Any, student: Any, speaker: Any
) -> None:
    polls = {"attendee": {"create-polls": True}, "speaker": {"create-polls": False}}
    use(with_secret(FEATURES=polls | {"host": {"flip": False}}))
    of_host = claims_of(services.start(host, event.pk))["context"]["features"]
    of_speaker = claims_of(services.join(speaker, event.pk))["context"]["features"]
    of_student = claims_of(services.join(student, event.pk))["context"]["features"]
    assert set(of_host) == set(of_speaker) == set(of_student)
    assert (of_host["flip"], of_host["create-polls"]) == (False, True)
    assert (of_speaker["flip"], of_speaker["create-polls"]) == (True, False)
    assert (of_student["flip"], of_student["create-polls"]) == (True, True)


def test_key_pair_token_is_verified_by_the_public_key(use: Any, event: Any, host: Any) -> None:
    use(with_key_pair())
    token = services.start(host, event.pk).jwt
    assert token is not None
    assert jwt.get_unverified_header(token) == {"alg": "RS256", "typ": "JWT", "kid": "live-2026"}
    assert jwt.decode(token, pair()[1], ["RS256"], audience="jitsi")["iss"] == "webinars"
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, pair("other")[1], ["RS256"], audience="jitsi")


def test_tenant_is_in_room_link_and_subject_but_not_in_the_claim(
    use: Any, event: Any, host: Any
) -> None:
    use(with_secret(TENANT="academy"))
    grant = services.start(host, event.pk)
    assert grant.room == f"academy/{grant.room_name}"
    assert grant.url.startswith(f"https://meet.example.org/academy/{grant.room_name}?jwt=")
    assert grant.script_url == "https://meet.example.org/external_api.js"
    assert claims_of(grant)["room"] == grant.room_name
    assert claims_of(grant)["sub"] == "academy"


@pytest.mark.parametrize(
    ("options", "subject"),
    [
        ({}, "meet.example.org"),
        ({"DOMAIN": "meet.example.org:8443"}, "meet.example.org"),
        ({"XMPP_DOMAIN": "meet.jitsi"}, "meet.jitsi"),
        ({"XMPP_DOMAIN": "meet.jitsi", "TENANT": "academy"}, "academy"),
        ({"SUBJECT": "meet.jitsi"}, "meet.jitsi"),
        ({"SUBJECT": "*", "TENANT": "academy"}, "*"),
    ],
)
def test_subject(use: Any, event: Any, host: Any, options: Any, subject: str) -> None:
    use(with_secret(**options))
    assert claims_of(services.start(host, event.pk))["sub"] == subject


def test_audience_is_an_option(use: Any, event: Any, host: Any) -> None:
    use(with_secret(AUDIENCE="academy"))
    assert claims_of(services.start(host, event.pk))["aud"] == "academy"


# What JaaS gets


@pytest.mark.parametrize("key_id", ["4f4910", f"{APP_ID}/4f4910"])
def test_jaas_token_claim_by_claim(use: Any, event: Any, host: Any, key_id: str) -> None:
    use(jaas(KEY_ID=key_id))
    grant = services.start(host, event.pk)
    assert grant.jwt is not None
    header = jwt.get_unverified_header(grant.jwt)
    assert header == {"alg": "RS256", "typ": "JWT", "kid": f"{APP_ID}/4f4910"}
    claims = jwt.decode(grant.jwt, pair()[1], ["RS256"], audience="jitsi", issuer="chat")
    assert claims["sub"] == APP_ID
    assert claims["room"] == grant.room_name
    assert claims["context"]["user"] == {
        "id": str(host.pk),
        "name": "Helen Host",
        "moderator": "true",
    }
    assert set(claims["context"]["features"]) >= {"livestreaming", "recording", "transcription"}


def test_a_speaker_on_jaas_is_no_moderator_and_may_hand_out_files(
    use: Any, event: Any, host: Any, speaker: Any
) -> None:
    use(jaas())
    services.start(host, event.pk)
    context = claims_of(services.join(speaker, event.pk))["context"]
    assert context["user"]["moderator"] == "false"
    assert {name for name, allowed in context["features"].items() if allowed} == {"file-upload"}


def test_jaas_addresses(use: Any, event: Any, host: Any, student: Any) -> None:
    use(jaas(DOMAIN="frankfurt.8x8.vc"))
    services.start(host, event.pk)
    grant = services.join(student, event.pk)
    assert grant.domain == "frankfurt.8x8.vc"
    assert grant.script_url == f"https://frankfurt.8x8.vc/{APP_ID}/external_api.js"
    assert grant.room == f"{APP_ID}/{grant.room_name}"
    assert grant.url == f"https://frankfurt.8x8.vc/{APP_ID}/{grant.room_name}?jwt={grant.jwt}"
    assert claims_of(grant)["context"]["user"]["moderator"] == "false"
    assert not any(claims_of(grant)["context"]["features"].values())


# What is in every token, and what is in none


def told(grant: services.JoinGrant) -> dict[str, Any]:
    """What the token tells of the user beyond id, name and rights."""
    user = claims_of(grant)["context"]["user"]
    return {name: user[name] for name in ("email", "avatar") if name in user}


def picture(user: Any) -> str:
    return "https://example.org/sam.png"


def test_email_and_avatar_only_if_configured(
    use: Any, settings: Any, event: Any, host: Any
) -> None:
    use(with_secret())
    host.email = "helen@example.org"
    assert told(services.start(host, event.pk)) == {}
    settings.JITSI_LIVE_SHARE_EMAIL = True
    settings.JITSI_LIVE_AVATAR_URL = f"{__name__}.picture"
    assert told(services.join(host, event.pk)) == {
        "email": "helen@example.org",
        "avatar": "https://example.org/sam.png",
    }


@pytest.mark.parametrize(
    "address",
    [
        "",
        "data:image/png;base64,AAAA",
        f"https://{'x' * 600}",
        "https://example.org/\x01",
        "https://example.org/\ufffe",
        f"https://example.org/{'🎥' * 400}",
    ],
    ids=["none", "data", "long", "control", "no XML", "emoji"],
)
def test_no_empty_email_and_no_picture_that_is_no_short_address(
    use: Any, settings: Any, event: Any, host: Any, address: str
) -> None:
    use(with_secret())
    settings.JITSI_LIVE_SHARE_EMAIL = True
    settings.JITSI_LIVE_AVATAR_URL = "first_name"
    host.first_name = address
    assert told(services.start(host, event.pk)) == {}


@pytest.mark.parametrize(
    "name",
    [
        "👩\u200d👩\u200d👧\u200d👦" * 50,
        "م" * 300,
        "x" * 300,
        "\x00\x07" * 20,
        "\u202eevil",
        "'\"<script>",
        "🎥" * 300,
    ],
)
@pytest.mark.parametrize("entry", [with_secret(), with_key_pair(), jaas()], ids=["hs", "rs", "8x8"])
def test_any_name_makes_a_short_valid_token_without_null(
    use: Any, event: Any, host: Any, name: str, entry: Any
) -> None:
    use(entry)
    host.first_name, host.last_name = name, ""
    grant = services.start(host, event.pk)
    assert grant.jwt is not None
    assert len(grant.jwt) < 4096
    claims = claims_of(grant)
    assert "null" not in json.dumps(claims)
    assert claims["context"]["user"]["name"] == grant.display_name
    assert isinstance(claims["context"]["user"]["id"], str)
    assert grant.display_name
    assert grant.display_name.replace("\u200d", "").isprintable()


def test_an_email_address_holds_only_what_xml_can_carry(
    use: Any, settings: Any, event: Any, host: Any
) -> None:
    use(with_secret())
    settings.JITSI_LIVE_SHARE_EMAIL = True
    host.email = "a\x01\ufffe@example.org"
    assert told(services.start(host, event.pk)) == {"email": "a@example.org"}


@pytest.mark.parametrize("entry", [with_secret(), with_key_pair(), jaas()], ids=["hs", "rs", "8x8"])
def test_the_longest_token_is_below_what_prosody_reads(
    use: Any, settings: Any, event: Any, host: Any, entry: Any
) -> None:
    use(entry)
    settings.JITSI_LIVE_SHARE_EMAIL = True
    settings.JITSI_LIVE_AVATAR_URL = f"{__name__}.longest_picture"
    host.first_name, host.email = "🎥" * 300, f"{'ü' * 242}@example.org"
    token = services.start(host, event.pk).jwt
    assert token is not None
    assert len(token) < 9500


def longest_picture(user: Any) -> str:
    return "https://" + "x" * 500


def test_a_token_lives_until_after_the_scheduled_end(
    use: Any, settings: Any, event: Any, host: Any
) -> None:
    use(with_secret())
    settings.JITSI_LIVE_ENDS_AT = "ends_at"
    settings.JITSI_LIVE_CLOSE_AFTER = 600
    event.ends_at = timezone.now().replace(microsecond=0) + dt.timedelta(hours=2)
    event.save()
    expires_at = event.ends_at + dt.timedelta(minutes=10)
    assert claims_of(services.start(host, event.pk))["exp"] == expires_at.timestamp()


def test_without_time_zones_tokens_live_as_long(
    use: Any, settings: Any, event: Any, host: Any
) -> None:
    use(with_secret())
    settings.USE_TZ = False
    settings.JITSI_LIVE_ENDS_AT = "ends_at"
    event.ends_at = timezone.now().replace(microsecond=0) + dt.timedelta(hours=2)
    event.save()
    claims = claims_of(services.start(host, event.pk))
    assert claims["exp"] == timezone.make_aware(event.ends_at).timestamp() + 30 * 60


def test_lifetime_is_a_setting(use: Any, settings: Any, event: Any, host: Any) -> None:
    use(with_secret())
    settings.JITSI_LIVE_MAX_LENGTH = 2 * 60 * 60
    claims = claims_of(services.start(host, event.pk))
    closes_at = LiveSession.objects.get().closes_at
    assert claims["exp"] == int(closes_at.timestamp())


def test_tokens_fit_one_room_each(use: Any, event: Any, host: Any) -> None:
    use(with_secret())
    first = claims_of(services.start(host, event.pk))["room"]
    services.end(host, event.pk)
    second = claims_of(services.start(host, event.pk))["room"]
    assert "*" not in {first, second}
    assert first != second


# Keys are parsed once, and again when the settings change


def test_a_server_is_kept_until_the_settings_change(use: Any) -> None:
    use(with_key_pair())
    first = get_server("default")
    assert get_server("default") is first
    use(with_key_pair())
    assert get_server("default") is first
    use(with_key_pair(KEY_ID="live-2027"))
    assert get_server("default").signing_key != first.signing_key


def test_a_setting_changed_in_place_is_noticed(use: Any, settings: Any) -> None:
    use(with_secret())
    assert get_server("default").domain == "meet.example.org"
    settings.JITSI_LIVE_SERVERS["default"]["DOMAIN"] = "meet.example.com"
    assert get_server("default").domain == "meet.example.com"


# Checks


def problems() -> list[Any]:
    return [each for each in run_checks() if str(each.id).startswith("jitsi_live")]


GOOD = {
    "secret": with_secret(),
    "key pair": with_key_pair(PUBLIC_KEY=pair()[1], RETIRED_KEYS={"live-2025": pair("old")[1]}),
    "tenant": with_secret(TENANT="academy", SUBJECT="*", AUDIENCE="a", FEATURES={"host": {}}),
    "kid in retired": with_key_pair(RETIRED_KEYS={"live-2026": pair()[1]}),
    "jaas": jaas(PUBLIC_KEY=pair()[1]),
    "nothing retired": with_key_pair(RETIRED_KEYS={}, FEATURES={}),
    "jaas staging": jaas(DOMAIN="stage.8x8.vc"),
    "public": {"BACKEND": "django_jitsi_live.servers.PublicServer", "DOMAIN": "meet.example.org"},
    "weights": with_secret(WEIGHT=0, DRAINED=True),
    "calls": with_key_pair(
        **SYSTEM,
        PROSODY_URL="https://[2001:db8::1]:5281/prosody/",
        XMPP_DOMAIN="meet.jitsi",
        MUC_DOMAIN="muc.meet.jitsi",
        RETIRED_SYSTEM_KEYS={"system-2025": pair("old system")[1]},
        RESERVATIONS_TOKEN=["x" * 16, "y" * 16],
        LOCK_NAMES=True,
    ),
    "retired in both": with_key_pair(
        RETIRED_KEYS={"live-2025": pair("old")[1]},
        RETIRED_SYSTEM_KEYS={"system-2025": pair("old system")[1]},
    ),
    "call with a secret": with_secret(PROSODY_URL="http://jitsi_prosody_1:5280"),
    "jaas room": jaas(
        ROOM_SETTINGS={"lobbyEnabled": True, "maxOccupants": 2, "passcode": "007"},
    ),
}


@pytest.mark.parametrize("entry", GOOD.values(), ids=GOOD)
def test_good_servers_are_silent(use: Any, entry: Any) -> None:
    use(entry)
    assert problems() == []


BAD = [
    (with_secret(SECRET="x"), "SECRET", "is unknown"),
    (with_secret(APP_SECRET="too-short"), "APP_SECRET", "at least 32 bytes"),
    (with_secret(APP_SECRET=""), "APP_SECRET", "is empty"),
    (with_secret(APP_SECRET=b"x" * 32), "APP_SECRET", "of the type bytes"),
    (with_secret(DOMAIN="https://meet.example.org/"), "DOMAIN", "host name"),
    (with_secret(DOMAIN=None), "DOMAIN", "of the type NoneType"),
    (with_secret(TENANT="Academy"), "TENANT", "a-z"),
    (with_secret(TENANT="-a"), "TENANT", "a-z"),
    (with_secret(FEATURES={"guest": {}}), "FEATURES", '"host", "speaker" or "attendee"'),
    (with_secret(FEATURES={"host": ["recording"]}), "FEATURES", "dictionary"),
    (with_secret(FEATURES={"host": {"recording": "yes"}}), "FEATURES", "True and False"),
    (with_key_pair(PRIVATE_KEY="/nowhere.pem"), "PRIVATE_KEY", "readable file"),
    (with_key_pair(PRIVATE_KEY=pair()[1]), "PRIVATE_KEY", "no private key"),
    (with_key_pair(PUBLIC_KEY=pair("other")[1]), "PUBLIC_KEY", "does not belong"),
    (with_key_pair(PUBLIC_KEY="x"), "PUBLIC_KEY", "readable file"),
    (with_key_pair(APP_SECRET=SECRET), "APP_SECRET", "exclude each other"),
    (with_key_pair(RETIRED_KEYS={"old": "x"}), "RETIRED_KEYS", "readable file"),
    (with_key_pair(RETIRED_KEYS={"old": None}), "RETIRED_KEYS", "texts"),
    (with_key_pair(RETIRED_KEYS={"live-2026": pair("other")[1]}), "RETIRED_KEYS", "not belong"),
    (jaas(APP_ID="cookie"), "APP_ID", "vpaas-magic-cookie-"),
    (jaas(KEY_ID="vpaas-magic-cookie-other/1"), "KEY_ID", "another APP_ID"),
    (jaas(DOMAIN="meet.example.org"), "DOMAIN", "8x8.vc"),
    (jaas(PUBLIC_KEY=pair("other")[1]), "PUBLIC_KEY", "does not belong"),
    (jaas(WEBHOOK_SECRET="0123456789abcdef0123456789abcdef"), "WEBHOOK_SECRET", "whsec_ in front"),
    (with_secret(EVENT_SYNC_TOKEN="short"), "EVENT_SYNC_TOKEN", "at least"),
    (with_secret(EVENT_SYNC_TOKEN=["x" * 16, "short"]), "EVENT_SYNC_TOKEN", "at least"),
    (with_secret(EVENT_SYNC_TOKEN=["x" * 16, ""]), "EVENT_SYNC_TOKEN", "at least"),
    (with_secret(EVENT_SYNC_TOKEN=[]), "EVENT_SYNC_TOKEN", "is empty"),
    (with_secret(EVENT_SYNC_TOKEN=()), "EVENT_SYNC_TOKEN", "is empty"),
    (with_secret(EVENT_SYNC_TOKEN=["x" * 16, None]), "EVENT_SYNC_TOKEN", "a list of texts"),
    (with_secret(EVENT_SYNC_TOKEN=[b"x" * 16]), "EVENT_SYNC_TOKEN", "a list of texts"),
    (with_secret(EVENT_SYNC_TOKEN={"x" * 16}), "EVENT_SYNC_TOKEN", "of the type set"),
    (with_secret(WEIGHT=-1), "WEIGHT", "not below 0"),
    (with_secret(WEIGHT=True), "WEIGHT", "whole number"),
    (with_secret(DRAINED="yes"), "DRAINED", "of the type str"),
    (with_secret(RESERVATIONS_TOKEN="short"), "RESERVATIONS_TOKEN", "at least"),
    (with_secret(LOCK_NAMES=1), "LOCK_NAMES", "of the type int"),
    *((with_secret(PROSODY_URL=each), "PROSODY_URL", "http:// or") for each in NO_URLS),
    (with_secret(XMPP_DOMAIN="meet.jitsi:5222"), "XMPP_DOMAIN", "without a port"),
    (with_secret(MUC_DOMAIN="muc@meet.jitsi"), "MUC_DOMAIN", "without a port"),
    (with_secret(**SYSTEM), "SYSTEM_KEY", "PRIVATE_KEY only"),
    (with_key_pair(SYSTEM_KEY=SYSTEM["SYSTEM_KEY"]), "SYSTEM_KEY_ID", "is missing"),
    (with_key_pair(**SYSTEM | {"SYSTEM_KEY": "/nowhere.pem"}), "SYSTEM_KEY", "readable file"),
    (with_key_pair(RETIRED_SYSTEM_KEYS={"old": "x"}), "RETIRED_SYSTEM_KEYS", "readable file"),
    (
        with_key_pair(**SYSTEM, RETIRED_SYSTEM_KEYS={"system-2026": pair("other")[1]}),
        "RETIRED_SYSTEM_KEYS",
        "does not belong to SYSTEM_KEY",
    ),
    (with_key_pair(**SYSTEM | {"SYSTEM_KEY": str(pair()[0])}), "SYSTEM_KEY", "key of tokens"),
    (with_key_pair(**SYSTEM | {"SYSTEM_KEY_ID": "live-2026"}), "SYSTEM_KEY", "id of a key of"),
    (
        with_key_pair(**SYSTEM, RETIRED_KEYS={"live-2025": pair("system")[1]}),
        "SYSTEM_KEY",
        "key of tokens",
    ),
    (
        with_key_pair(**SYSTEM, RETIRED_KEYS={"system-2026": pair("old")[1]}),
        "SYSTEM_KEY",
        "id of a key of tokens",
    ),
    (
        with_key_pair(**SYSTEM, RETIRED_SYSTEM_KEYS={"old": pair()[1]}),
        "RETIRED_SYSTEM_KEYS",
        "key of tokens",
    ),
    (
        with_key_pair(RETIRED_SYSTEM_KEYS={"a": pair("x")[1]}, RETIRED_KEYS={"b": pair("x")[1]}),
        "RETIRED_SYSTEM_KEYS",
        "key of tokens",
    ),
    (jaas(ROOM_SETTINGS={"lobby": True}), "ROOM_SETTINGS", "unknown lobby"),
    (jaas(ROOM_SETTINGS={"maxOccupants": 501}), "ROOM_SETTINGS", "2 to 500"),
    (jaas(ROOM_SETTINGS={"maxOccupants": True}), "ROOM_SETTINGS", "2 to 500"),
    (jaas(ROOM_SETTINGS={"passcode": 1234}), "ROOM_SETTINGS", "a text of digits"),
    (jaas(ROOM_SETTINGS={"lobbyType": "LATER"}), "ROOM_SETTINGS", "WAIT_FOR_APPROVAL"),
    (jaas(ROOM_SETTINGS={"visitorsEnabled": "yes"}), "ROOM_SETTINGS", "True or False"),
    (jaas(WEBHOOK_SECRET=["whsec_" + "x" * 16, "x" * 22]), "WEBHOOK_SECRET", "whsec_ in front"),
    (jaas(WEBHOOK_SECRET=[["whsec_" + "x" * 16]]), "WEBHOOK_SECRET", "a list of texts"),
]


@pytest.mark.parametrize(("entry", "option", "text"), BAD, ids=[f"{b[1]} {b[2]}" for b in BAD])
def test_a_bad_option_is_named_with_alias_and_cure_but_not_shown(
    use: Any, event: Any, host: Any, entry: Any, option: str, text: str, caplog: Any
) -> None:
    use(entry)
    (problem,) = problems()
    assert problem.id == "jitsi_live.E013"
    assert problem.msg.startswith(f"JITSI_LIVE_SERVERS['default']: {option} ")
    assert text in problem.msg
    assert problem.hint
    with pytest.raises(ServerMisconfigured):
        services.start(host, event.pk)
    assert option in caplog.text
    for secret in SECRETS:
        assert secret not in f"{problem} {caplog.text}"


@pytest.mark.parametrize(
    ("entry", "missing"),
    [
        (with_secret(), "DOMAIN"),
        (with_secret(), "APP_ID"),
        (with_secret(), "APP_SECRET"),
        (with_key_pair(), "KEY_ID"),
        (with_key_pair(), "PRIVATE_KEY"),
        (jaas(), "APP_ID"),
        (jaas(), "KEY_ID"),
        (jaas(), "PRIVATE_KEY"),
    ],
)
def test_a_missing_option_is_named_with_the_line_to_write(
    use: Any, entry: Any, missing: str
) -> None:
    use({name: value for name, value in entry.items() if name != missing})
    (problem,) = problems()
    assert "is missing" in problem.msg
    assert f'"{problem.msg.split()[1]}": ' in problem.hint


@pytest.mark.parametrize(
    ("first", "second", "caller", "server"),
    [
        (with_key_pair(**CALLS), with_key_pair(PRIVATE_KEY=str(pair("system")[0])), 0, 1),
        (with_key_pair(RETIRED_KEYS={"old": pair("system")[1]}), with_key_pair(**CALLS), 1, 0),
        (
            with_key_pair(RETIRED_SYSTEM_KEYS={"old": pair("jaas")[1]}),
            jaas(PRIVATE_KEY=str(pair("jaas")[0])),
            0,
            1,
        ),
    ],
)
def test_key_of_calls_that_is_one_of_tokens_elsewhere_is_an_error(
    use: Any, first: Any, second: Any, caller: int, server: int
) -> None:
    use(first, other=second)
    (problem,) = problems()
    aliases = ["'default'", "'other'"]
    assert problem.id == "jitsi_live.E023"
    assert problem.msg.startswith(f"JITSI_LIVE_SERVERS[{aliases[caller]}]")
    assert f"tokens, in JITSI_LIVE_SERVERS[{aliases[server]}]" in problem.msg
    assert "jitsi_live_newkey --system" in problem.hint


def test_servers_may_share_a_key_in_one_role(use: Any) -> None:
    use(with_key_pair(**CALLS), other=with_key_pair(**CALLS))
    assert problems() == []


@pytest.mark.parametrize(
    ("options", "idle", "missing"),
    [
        ({"PROSODY_URL": CALLS["PROSODY_URL"]}, "PROSODY_URL", "SYSTEM_KEY"),
        (SYSTEM, "SYSTEM_KEY", "PROSODY_URL"),
    ],
)
def test_option_that_does_nothing_alone_is_warned_of(
    use: Any, options: Any, idle: str, missing: str
) -> None:
    use(with_key_pair(**options))
    (problem,) = problems()
    assert problem.id == "jitsi_live.W023"
    assert f"{idle} does nothing without {missing}" in problem.msg
    assert missing.lower().partition("_")[0] in problem.hint.lower()


@pytest.mark.parametrize(
    ("options", "is_idle"),
    [
        ({"VISITORS": True, "ROOM_SETTINGS": {"lobbyEnabled": False}}, True),
        ({"VISITORS": True, "ROOM_SETTINGS": {"visitorsEnabled": True}}, False),
        ({"VISITORS": True}, False),  # the console may allow them
        ({"ROOM_SETTINGS": {"lobbyEnabled": False}}, False),
    ],
)
def test_viewers_that_jaas_is_not_asked_for_are_warned_of(
    use: Any, options: Any, is_idle: bool
) -> None:
    use(jaas(**options))
    found = [each.msg for each in problems() if each.id == "jitsi_live.W023"]
    assert ["VISITORS does nothing without visitorsEnabled" in each for each in found] == (
        [True] if is_idle else []
    )


@pytest.mark.parametrize(
    ("entry", "what", "can"),
    [
        (with_secret(), "moderation", True),
        (with_secret(MODERATION=False), "moderation", False),
        (with_secret(), "chat", False),
        (with_secret(CHAT_FILTER=True), "chat", True),
        (jaas(), "moderation", True),
        (jaas(), "chat", False),
        ({"BACKEND": "django_jitsi_live.servers.PublicServer"}, "moderation", False),
    ],
)
def test_server_says_what_it_does_for_a_stage_and_a_chat(
    use: Any, live: Any, host: Any, entry: Any, what: str, can: bool
) -> None:
    use(entry)
    assert services.describe(host, live.pk).enforces[what] is can


def test_a_wrong_private_key_beside_a_public_one_is_named_once(use: Any) -> None:
    use(with_key_pair(PRIVATE_KEY="/nowhere.pem", PUBLIC_KEY=pair()[1]))
    (problem,) = problems()
    assert "PRIVATE_KEY" in problem.msg


@pytest.mark.parametrize(
    "entry",
    [
        with_key_pair(),
        jaas(),
        with_secret(RETIRED_KEYS={"old": pair("old")[1]}),
    ],
    ids=["key pair", "jaas", "retired"],
)
def test_without_cryptography_the_extra_is_named(use: Any, monkeypatch: Any, entry: Any) -> None:
    use(entry)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.serialization", None)
    (problem,) = problems()
    assert "cryptography" in problem.msg
    assert "pip install 'django-jitsi-live[keys]'" in problem.hint


PUBLIC = "django_jitsi_live.servers.PublicServer"


def test_meet_jit_si_is_warned_of_when_chosen(use: Any) -> None:
    use({"BACKEND": PUBLIC})
    (warning,) = problems()
    assert warning.id == "jitsi_live.W003"
    assert "five minutes" in warning.msg


def test_meet_jit_si_by_default_is_warned_of_before_deployment() -> None:
    assert problems() == []
    deployed = run_checks(include_deployment_checks=True)
    assert "jitsi_live.W003" in {each.id for each in deployed}


def test_a_chosen_server_is_warned_of_once(use: Any) -> None:
    use({"BACKEND": PUBLIC})
    deployed = run_checks(include_deployment_checks=True)
    assert [each.id for each in deployed].count("jitsi_live.W003") == 1


def test_repr_and_kept_options_show_no_secret(use: Any) -> None:
    use(with_secret())
    server = get_server("default")
    shown = f"{server!r} {vars(server)!r} {registry._ready_servers!r} {server.signing_key!r}"
    assert "default" in shown
    assert SECRET not in shown


def test_a_hidden_text_is_itself_but_not_in_repr() -> None:
    assert json.dumps(SecretStr("token")) == '"token"'
    assert "token" not in repr([SecretStr("token")])


@pytest.mark.parametrize(
    ("value", "all_of_them"),
    [
        ("", ()),
        ("a", ("a",)),
        (["a", "b"], ("a", "b")),
        (("b", "a"), ("b", "a")),
        ([], ()),
        (7, ()),
    ],
)
def test_one_secret_or_several_are_hidden_and_the_first_is_used(
    value: Any, all_of_them: tuple[str, ...]
) -> None:
    secrets = Secrets.of(value)
    assert secrets == all_of_them
    assert secrets.first == (all_of_them or ("",))[0]
    assert [secrets.match(each) for each in ("a", "b", "", "ab", "('a',)")] == [
        "a" in all_of_them,
        "b" in all_of_them,
        False,
        False,
        False,
    ]
    assert f"{secrets} {secrets!r}" == "<hidden> <hidden>"


def test_server_uses_the_first_secret_and_accepts_all(use: Any) -> None:
    tokens = ["the-token-of-tomorrow", "the-token-of-today"]
    use(with_secret(EVENT_SYNC_TOKEN=tokens))
    server = get_server("default")
    assert (server.event_sync_token, [*server.event_sync_tokens]) == (tokens[0], tokens)
    assert "token-of" not in f"{server!r} {vars(server)!r} {server.event_sync_tokens}"
    secrets = ("whsec_" + "a" * 16, "whsec_" + "b" * 16)
    use(jaas(WEBHOOK_SECRET=secrets))
    server = get_server("default")
    assert (server.webhook_secret, server.webhook_secrets) == (secrets[0], secrets)


def test_backend_that_names_one_secret_only_accepts_it() -> None:
    class Backend(Server):
        event_sync_token = webhook_secret = "secret"

    server = Backend("own", {})
    assert server.event_sync_tokens == server.webhook_secrets == ("secret",)


def test_a_server_without_tenants_reports_rooms_by_their_names() -> None:
    server = get_server("default")
    assert (server.local_room_name("talk-abc"), server.event_sync_token, server.webhook_secret) == (
        "talk-abc",
        "",
        "",
    )


def test_weight_and_drained_are_read_from_every_entry(use: Any) -> None:
    use(with_secret(), public={"BACKEND": PUBLIC, "WEIGHT": 4, "DRAINED": True})
    servers = [get_server(alias) for alias in ("default", "public")]
    assert [(each.weight, each.is_drained) for each in servers] == [(None, False), (4, True)]


@pytest.mark.parametrize(
    ("options", "domains", "node"),
    [
        ({}, ("meet.example.org", "conference.meet.example.org"), "my%20room"),
        (
            {"DOMAIN": "meet.example.org:8443", "TENANT": "academy"},
            ("meet.example.org", "conference.meet.example.org"),
            "[academy]my%20room",
        ),
        ({"DOMAIN": "Meet.JitSi"}, ("meet.jitsi", "conference.meet.jitsi"), "my%20room"),
        (
            {"XMPP_DOMAIN": "meet.jitsi", "MUC_DOMAIN": "MUC.meet.jitsi"},
            ("meet.jitsi", "muc.meet.jitsi"),
            "my%20room",
        ),
    ],
)
def test_a_room_has_the_address_that_prosody_gives_it(
    use: Any, options: Any, domains: tuple[str, str], node: str
) -> None:
    use(with_secret(**options))
    server = get_server("default")
    assert isinstance(server, SelfHostedServer)
    assert ((server.xmpp_domain, server.muc_domain), server.room_node("My Room")) == (domains, node)


@pytest.mark.parametrize(
    ("entry", "has_presence"),
    [
        (with_secret(), False),
        (with_secret(EVENT_SYNC_TOKEN="x" * 16), True),
        (jaas(), False),
        (jaas(WEBHOOK_SECRET="whsec_" + "x" * 16), True),
    ],
)
def test_server_supports_presence_where_it_may_report(
    use: Any, entry: Any, has_presence: bool
) -> None:
    use(entry)
    assert get_server("default").supports("presence") is has_presence
    assert not get_server("default").supports("coffee")


def test_server_without_calls_says_so(use: Any) -> None:
    use({"BACKEND": PUBLIC})
    server = get_server("default")
    assert not any(server.supports(what) for what in ("end", "kick", "presence"))
    with pytest.raises(CallFailed, match="no call to end") as caught:
        server.end_room("talk")
    with pytest.raises(CallFailed, match="no call to throw"):
        server.kick("talk", "1a2b3c4d")
    assert not caught.value.is_down
    assert (server.system_public_keys, server.reservations_tokens) == ({}, ())
    assert server.room_node("talk") == "talk"


def test_reservations_tokens_are_all_accepted_and_hidden(use: Any) -> None:
    use(with_secret(RESERVATIONS_TOKEN=["x" * 16, "y" * 16]))
    tokens = get_server("default").reservations_tokens
    assert (tokens.match("x" * 16), tokens.match("y" * 16), repr(tokens)) == (
        True,
        True,
        "<hidden>",
    )


def test_system_keys_are_apart_from_those_of_tokens(use: Any) -> None:
    use(with_key_pair(**SYSTEM, RETIRED_SYSTEM_KEYS={"system-2025": pair("old system")[1]}))
    server = get_server("default")
    assert set(server.public_keys) == {"live-2026"}
    assert server.system_public_keys == {
        "system-2025": pair("old system")[1],
        "system-2026": pair("system")[1],
    }


def test_retired_key_named_as_a_key_that_is_not_there_is_served(use: Any) -> None:
    use(with_secret(KEY_ID="live-2025", RETIRED_KEYS={"live-2025": pair("old")[1]}))
    assert problems() == []
    assert get_server("default").public_keys == {"live-2025": pair("old")[1]}
