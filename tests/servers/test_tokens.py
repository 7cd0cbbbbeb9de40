from __future__ import annotations

import datetime as dt
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from django_jitsi_live import xmpp_text
from django_jitsi_live.models import Role
from django_jitsi_live.servers import keys, tokens
from django_jitsi_live.sessions import grants
from tests.keys import SECRET, pair

NOW = dt.datetime(2030, 1, 1, 18, tzinfo=dt.UTC)
HALF_AN_HOUR = dt.timedelta(minutes=30)


def hours(count: float) -> dt.datetime:
    return NOW + dt.timedelta(hours=count)


@pytest.mark.parametrize(
    ("closes_at", "expires_at"),
    [(hours(2), hours(2)), (hours(0.01), hours(0.01)), (hours(48), hours(24)), (None, hours(24))],
)
def test_a_token_lives_no_longer_than_the_session_and_a_day(
    closes_at: dt.datetime | None, expires_at: dt.datetime
) -> None:
    assert grants._expires_at(NOW, closes_at) == expires_at


@pytest.mark.parametrize(
    ("room_name", "claim"),
    [
        ("event-abc234", "event-abc234"),
        ("My Room", "my%20room"),
        ("Été & Co", "%c3%a9t%c3%a9%20%26%20co"),
        ("ﬁ①", "fi1"),
        ("50%", "50%25"),
        ("a%20b", "a%20b"),
        ("İ", "i%cc%87"),
        ("café du nord", "caf%c3%a9%20du%20nord"),
        ("o'hara (1)!*~", "o'hara%20(1)!*~"),  # what encodeURIComponent leaves alone
    ],
)
def test_room_claim_is_the_backend_form(room_name: str, claim: str) -> None:
    assert tokens.room_claim(room_name) == claim


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Sam  Student ", "Sam Student"),
        ("a\x00b\nc\u2028d", "a b c d"),
        ("\u202egnp.exe", "gnp.exe"),
        ("👩‍🏫 Zoë", "👩‍🏫 Zoë"),
        ("محمد", "محمد"),
        ("x" * 300, "x" * 100),
        ("\ud800", ""),
        ("Mal\ufffeory\uffff", "Mal ory"),
    ],
)
def test_names_are_one_clean_line(name: str, clean: str) -> None:
    assert xmpp_text.clean_name(name) == clean


def test_an_id_that_xml_cannot_carry_is_refused_with_the_cure() -> None:
    with pytest.raises(ValueError, match="participant_id"):
        tokens.Seat("room", "a\x01", "A", "attendee", NOW, NOW)


def test_roles_of_seats_are_those_of_sessions() -> None:
    assert [*tokens.ROLES] == Role.values


@pytest.mark.parametrize("role", tokens.ROLES)
def test_only_hosts_are_moderators(role: str) -> None:
    assert tokens.Seat("room", "7", "Sam", role, NOW, NOW).is_moderator is (role == "host")


def test_a_shared_secret_signs_hs256_without_key_id() -> None:
    token = keys.SigningKey.shared_secret(SECRET).sign({"iss": "webinars"})
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "HS256"}
    assert jwt.decode(token, SECRET, ["HS256"]) == {"iss": "webinars"}


def test_a_key_pair_signs_rs256_with_key_id() -> None:
    private, public = pair()
    key = keys.SigningKey.key_pair(keys.load_private_key(private), "live-2026")
    token = key.sign({"iss": "webinars"})
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "RS256", "kid": "live-2026"}
    assert jwt.decode(token, public, ["RS256"]) == {"iss": "webinars"}


def test_claims_that_are_no_json_are_refused_without_showing_the_key() -> None:
    key = keys.SigningKey.shared_secret(SECRET)
    with pytest.raises(ValueError, match=r"cannot be signed: .*JSON serializable") as caught:
        key.sign({"name": object()})
    assert caught.value.__context__ is None


def test_verify_refuses_the_token_of_another_key() -> None:
    claims = {"iss": "a", "aud": "jitsi", "sub": "s", "exp": 4e9, "nbf": 0}
    private = keys.load_private_key(pair()[0])
    for key in keys.SigningKey.shared_secret(SECRET), keys.SigningKey.key_pair(private, "k"):
        assert key.verify(key.sign(claims), "jitsi") == claims
        with pytest.raises(jwt.InvalidTokenError):
            key.verify(keys.SigningKey.shared_secret("x" * 32).sign(claims), "jitsi")


NO_FILE = "is neither PEM text nor a readable file"


def pem(key: Any, password: bytes | None = None) -> str:
    encryption: Any = serialization.NoEncryption()
    if password:
        encryption = serialization.BestAvailableEncryption(password)
    private = serialization.PrivateFormat.PKCS8
    return str(key.private_bytes(serialization.Encoding.PEM, private, encryption).decode())


def test_private_keys_load_from_text_path_and_flattened_text(tmp_path: Any) -> None:
    private, public = pair()
    path = tmp_path / "key.pem"
    path.write_text(private)
    for text in private, str(path), private.replace("\n", "\\n"):
        assert keys.public_pem(keys.load_private_key(text).public_key()) == public


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("/nowhere/key.pem", f"{NO_FILE} (No such file or directory)"),
        ("a\x00b", f"{NO_FILE} (no path)"),
        ("-----BEGIN PRIVATE KEY-----\nbroken", "is no private key in PEM form"),
        (pair()[1], "is no private key in PEM form"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "is no RSA key of at least 2048 bits"),
        (pem(rsa.generate_private_key(65537, 1024)), "is no RSA key of at least 2048 bits"),
        (
            pem(rsa.generate_private_key(65537, 2048), b"pass"),
            "is encrypted; store it without a passphrase",
        ),
    ],
    ids=["missing", "nul", "broken", "public", "elliptic", "short", "encrypted"],
)
def test_an_unusable_private_key_is_named_without_being_shown(text: str, problem: str) -> None:
    with pytest.raises(keys.UnusableKey) as caught:
        keys.load_private_key(text)
    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("which", "problem"),
    [
        ("private", "is no public key in PEM form"),
        ("elliptic", "is no RSA key"),
        ("broken", "is no public key in PEM form"),
    ],
)
def test_an_unusable_public_key_is_named(which: str, problem: str) -> None:
    elliptic = ec.generate_private_key(ec.SECP256R1()).public_key()
    text = {
        "private": str(pair()[0]),
        "elliptic": elliptic.public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode(),
        "broken": "-----BEGIN PUBLIC KEY-----\nbroken",
    }[which]
    with pytest.raises(keys.UnusableKey) as caught:
        keys.load_public_key(text)
    assert str(caught.value) == problem


def test_key_digest_is_what_prosody_asks_for() -> None:
    digest = "24505376ed9eca8eb8b20d5ffa0af960c57a63bd22d3b33abea5113148fd733d"
    assert keys.key_digest("my-kid") == digest
