"""Keys that sign tokens, and their public halves. Pure.

cryptography is imported only when a key pair is used.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jwt

from ..secret import SecretStr

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey


MIN_SECRET_BYTES = 32  # as long as the hash of HS256 (RFC 7518, section 3.2)
MIN_RSA_KEY_BITS = 2048  # RFC 7518, section 3.3


class UnusableKey(Exception):
    """The message says what is wrong with a key, and shows nothing of it."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A shared secret (HS256), or a private key and its id, the claim ``kid`` (RS256)."""

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
        """The token, hidden from ``repr``. Raises ``ValueError`` when a claim is not JSON."""
        headers = {"kid": self.key_id} if self.key_id else None
        try:
            return SecretStr(jwt.encode(dict(claims), self._key, self.algorithm, headers))
        except (TypeError, ValueError) as error:
            problem = str(error)
        # Raised out here, so that no error page shows the frames below, which hold the key.
        raise ValueError(f"These claims cannot be signed: {problem}")

    def verify(self, token: str, audience: str) -> dict[str, Any]:
        """The claims. Raises ``jwt.InvalidTokenError`` when this key did not sign the token."""
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
        key = load_pem_private_key(_read_pem(text), password=None)
    except TypeError:
        raise UnusableKey("is encrypted; store it without a passphrase") from None
    except ValueError:
        raise UnusableKey("is no private key in PEM form") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < MIN_RSA_KEY_BITS:
        raise UnusableKey(f"is no RSA key of at least {MIN_RSA_KEY_BITS} bits")
    return key


def load_public_key(text: str) -> RSAPublicKey:
    """An RSA public key from PEM text or from the path of a PEM file.

    Raises ``UnusableKey``; ``ImportError`` without cryptography.
    """
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    try:
        key = load_pem_public_key(_read_pem(text))
    except ValueError:
        raise UnusableKey("is no public key in PEM form") from None
    if not isinstance(key, RSAPublicKey):
        raise UnusableKey("is no RSA key")
    return key


def _read_pem(text: str) -> bytes:
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
    return SecretStr(pem), public_pem(key.public_key())


def public_pem(key: RSAPublicKey) -> str:
    """The key as ``-----BEGIN PUBLIC KEY-----`` (RFC 7468), which Prosody and JaaS read."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_digest(key_id: str) -> str:
    """The lower-case hex SHA-256 of the key id, which Prosody's ``asap_key_server`` requests."""
    return hashlib.sha256(key_id.encode()).hexdigest()


def public_jwk(key_id: str, pem: str) -> dict[str, str]:
    """A public key that verifies RS256, as JSON Web Key (RFC 7517, RFC 7518 section 6.3.1)."""
    numbers = load_public_key(pem).public_numbers()
    use = {"kid": key_id, "kty": "RSA", "use": "sig", "alg": "RS256"}
    return {**use, "n": _base64url(numbers.n), "e": _base64url(numbers.e)}


def _base64url(number: int) -> str:
    octets = number.to_bytes((number.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
