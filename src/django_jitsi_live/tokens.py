"""Tokens that Jitsi servers verify (RFC 7519): claims in, signed string out. Pure, no settings.

cryptography is needed for key pairs only, and imported when one is used.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import jwt

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

SHORTEST_SECRET = 32  # bytes: as long as the hash of HS256 (RFC 7518, section 3.2)
SHORTEST_RSA_KEY = 2048  # bits (RFC 7518, section 3.3)

# Prosody grants no leeway, so that a clock that is behind ours must not matter.
BACKDATED = dt.timedelta(seconds=30)
SHORTEST_LIFE = dt.timedelta(hours=1)
LONGEST_LIFE = dt.timedelta(hours=24)

LONGEST_NAME = 100

# What XML 1.0 (section 2.2) cannot carry. Prosody answers some of it with silence, and hands some
# on to everybody in the room, whose clients then read no more.
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ENCODE_URI_COMPONENT_SAFE = "!~*'()"


class Hidden(str):
    """A text that is not shown by ``repr``: not in tracebacks, error pages or logs of objects."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'<hidden>'"


class UnusableKey(Exception):
    """The message says what is wrong with a key, and nothing of the key."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one room for a time: what a token is about."""

    room_name: str
    user_id: str
    name: str
    is_moderator: bool
    issued_at: dt.datetime
    expires_at: dt.datetime
    email: str = ""
    """Empty where it is not to be told."""
    avatar: str = ""
    """Address of a picture; empty for none."""

    def __post_init__(self) -> None:
        # Leaving characters out could make two people one.
        if NOT_XML.search(self.user_id):
            raise ValueError(
                f"The policy's participant_id() gave {self.user_id!r}, which XML cannot carry. "
                "Let it give a text without control characters."
            )


def expiry(
    now: dt.datetime, ends_at: dt.datetime | None, grace: dt.timedelta, lifetime: dt.timedelta
) -> dt.datetime:
    """The scheduled end and a grace, else a lifetime from now; within one to 24 hours from now."""
    wanted = now + lifetime if ends_at is None else ends_at + grace
    return min(max(wanted, now + SHORTEST_LIFE), now + LONGEST_LIFE)


def room_claim(room_name: str) -> str:
    """The room's name as Jitsi's backend spells it: decoded, NFKC, lower case, encoded."""
    name = unicodedata.normalize("NFKC", unquote(room_name)).lower()
    return quote(name, safe=ENCODE_URI_COMPONENT_SAFE).lower()


def clean_name(name: str) -> str:
    """A name for the room: one line of at most 100 characters, without any that break the line,
    override its direction or are no XML. Joiners stay, for emoji and scripts that need them."""
    kept = "".join(" " if _breaks_a_line(each) else each for each in name)
    return " ".join(kept.split())[:LONGEST_NAME].rstrip()


def _breaks_a_line(character: str) -> bool:
    is_control = unicodedata.category(character) in {"Cc", "Zl", "Zp"}
    is_override = unicodedata.bidirectional(character) in BIDI_CONTROLS
    return is_control or is_override or NOT_XML.match(character) is not None


BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A shared secret (HS256), or a private key with the id that verifiers know it by (RS256)."""

    algorithm: str
    key_id: str | None
    _key: Any = field(repr=False)

    @classmethod
    def shared_secret(cls, secret: str) -> SigningKey:
        return cls("HS256", None, secret.encode())

    @classmethod
    def key_pair(cls, private_key: RSAPrivateKey, key_id: str) -> SigningKey:
        return cls("RS256", key_id, private_key)

    def sign(self, claims: Mapping[str, Any]) -> str:
        """The token, hidden from ``repr``; ``ValueError`` when a claim is no JSON."""
        headers = {"kid": self.key_id} if self.key_id else None
        try:
            return Hidden(jwt.encode(dict(claims), self._key, self.algorithm, headers))
        except (TypeError, ValueError) as error:
            problem = str(error)
        # Raised out here, so that no error page shows the frames below, which hold the key.
        raise ValueError(f"These claims cannot be signed: {problem}")

    def verify(self, token: str, audience: str) -> dict[str, Any]:
        """The claims; ``jwt.InvalidTokenError`` when the token is not of this key."""
        key = self._key.public_key() if self.key_id else self._key
        return jwt.decode(
            token,
            key,
            [self.algorithm],
            {"require": ["iss", "aud", "sub", "exp", "nbf"]},
            audience=audience,
        )


def load_private_key(text: str) -> RSAPrivateKey:
    """An RSA private key from PEM text or from the path of a PEM file.

    Raises ``UnusableKey``; ``ImportError`` without cryptography.
    """
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(_pem(text), password=None)
    except TypeError:
        raise UnusableKey("is encrypted; store it without a passphrase") from None
    except ValueError:
        raise UnusableKey("is no private key in PEM form") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST_RSA_KEY:
        raise UnusableKey(f"is no RSA key of at least {SHORTEST_RSA_KEY} bits")
    return key


def load_public_key(text: str) -> RSAPublicKey:
    """An RSA public key from PEM text or from the path of a PEM file.

    Raises ``UnusableKey``; ``ImportError`` without cryptography.
    """
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_pem(text))
    except ValueError:
        raise UnusableKey("is no public key in PEM form") from None
    if not isinstance(key, RSAPublicKey):
        raise UnusableKey("is no RSA key")
    return key


def _pem(text: str) -> bytes:
    if "-----BEGIN" not in text:
        try:
            return Path(text).read_bytes()
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no path"
        raise UnusableKey(f"is neither PEM text nor a readable file ({reason})")
    # Environment variables often carry the line breaks as backslash and n.
    return text.replace("\\n", "\n").encode()


def new_key_pair(bits: int) -> tuple[str, str]:
    """A private key (PKCS 8) and its public key as PEM; ``ImportError`` without cryptography."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = generate_private_key(public_exponent=65537, key_size=bits)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Hidden(pem), public_pem(key.public_key())


def public_pem(key: RSAPublicKey) -> str:
    """The key as ``-----BEGIN PUBLIC KEY-----`` (RFC 7468), which Prosody and JaaS read."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_digest(key_id: str) -> str:
    """What Prosody's ``asap_key_server`` asks for: the lower-case hex SHA-256 of the key id."""
    return hashlib.sha256(key_id.encode()).hexdigest()
