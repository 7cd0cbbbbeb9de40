"""Jitsi servers behind one interface, configured by ``JITSI_LIVE_SERVERS``.

A backend says how rooms are addressed and which token lets a person in. Facts about Jitsi and JaaS
are those of the Jitsi Handbook, the jitsi-meet sources and the 8x8 JaaS documentation.
"""

from ..secret import Secrets, SecretStr
from .base import Server, UnusableServer
from .calls import CallFailed
from .jaas import JaaSServer
from .keys import (
    MIN_RSA_KEY_BITS,
    SigningKey,
    UnusableKey,
    key_digest,
    load_private_key,
    load_public_key,
    new_key_pair,
    public_jwk,
    public_pem,
)
from .options import Option, OptionError
from .public import PublicServer
from .registry import get_server, make_server, public_key, public_keys, system_public_key
from .room_names import names_in_address, spellings
from .self_hosted import SelfHostedServer
from .token_server import Features, TokenServer
from .tokens import CLOCK_LEEWAY, ROLES, Seat, room_claim

__all__ = [
    "CLOCK_LEEWAY",
    "MIN_RSA_KEY_BITS",
    "ROLES",
    "CallFailed",
    "Features",
    "JaaSServer",
    "Option",
    "OptionError",
    "PublicServer",
    "Seat",
    "SecretStr",
    "Secrets",
    "SelfHostedServer",
    "Server",
    "SigningKey",
    "TokenServer",
    "UnusableKey",
    "UnusableServer",
    "get_server",
    "key_digest",
    "load_private_key",
    "load_public_key",
    "make_server",
    "names_in_address",
    "new_key_pair",
    "public_jwk",
    "public_key",
    "public_keys",
    "public_pem",
    "room_claim",
    "spellings",
    "system_public_key",
]
