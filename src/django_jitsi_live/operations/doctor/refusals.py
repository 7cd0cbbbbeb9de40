"""Why a server refuses a token at the login: which claim, which key, or which clock.

Prosody says so in words (jitsi-meet, prosody-plugins/luajwtjitsi.lib.lua and token/util.lib.lua).
Where it does not, tokens that differ in one claim tell: the one that is accepted names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.urls import reverse

from ... import moments
from ...servers import CLOCK_LEEWAY, SelfHostedServer
from .door import Door
from .findings import Finding, Level

DAY = 24 * 60 * 60
NTP = "Let both machines follow NTP:\ntimedatectl set-ntp true"


class Refused(NamedTuple):
    """A refused token, and with what the cause can be looked for."""

    door: Door
    site_url: str

    @property
    def server(self) -> SelfHostedServer:
        return self.door.server

    def first_accepted(self, claim: str, values: Iterable[str]) -> str:
        """The first value of the claim with which the server accepts a token; empty for none."""
        for value in dict.fromkeys(values):
            if self.door.is_open_to({claim: value}):
                return value
        return ""


class Cause(NamedTuple):
    message: str
    """Follows the name of the server."""
    hint: str


def refusal_finding(door: Door, reason: str, site_url: str) -> Finding:
    refused = Refused(door, site_url)
    told = next((cause for words, cause in CAUSES.items() if re.search(words, reason, re.I)), None)
    cause = (told or _cause_by_trying)(refused)
    said = f" It says: {reason}." if reason else ""
    return Finding("login", f"{door.server.domain} {cause.message}{said}", cause.hint, Level.BROKEN)


def _cause_by_trying(refused: Refused) -> Cause:
    now = int(moments.now().timestamp())
    if refused.door.is_open_to({"nbf": now - DAY, "exp": now + DAY}):
        return _clock(refused)
    return _accepted_issuer(refused) or _accepted_audience(refused) or _anything(refused)


def _anything(refused: Refused) -> Cause:
    signed_by = "APP_SECRET with app_secret (JWT_APP_SECRET)"
    if refused.server.public_keys:
        signed_by = "what Prosody gets from asap_key_server with KEY_ID and PRIVATE_KEY"
    hint = (
        f"Compare APP_ID with app_id (asap_accepted_issuers), {signed_by}, AUDIENCE with "
        "asap_accepted_audiences, and the clocks; then restart Prosody."
    )
    return Cause("refuses the tokens of this site.", hint)


def _signature(refused: Refused) -> Cause:
    if not refused.server.public_keys:
        message = "has another secret than APP_SECRET: it refuses the signature of our tokens."
        hint = (
            "Set APP_SECRET to the value that Prosody has, or write the value of APP_SECRET there, "
            "and restart Prosody:\n"
            'app_secret = "..."\nJWT_APP_SECRET=...'
        )
        return Cause(message, hint)
    key_id = refused.server.key_id
    message = f"has another key under the id {key_id!r} than PRIVATE_KEY has."
    hint = (
        "Prosody keeps the first key of an id until it restarts. Restart Prosody; and give each "
        f'new key an id of its own in JITSI_LIVE_SERVERS, such as:\n"KEY_ID": "{key_id}-2"'
    )
    return Cause(message, hint)


def _algorithm(refused: Refused) -> Cause:
    if refused.server.public_keys:
        message = "verifies tokens with a shared secret, but this site signs them with a key pair."
        hint = (
            "Leave the secret out, and let Prosody ask this site for the key:\n"
            f"{_key_server_lines(refused)}\nJWT_SIGN_TYPE=RS256"
        )
        return Cause(message, hint)
    message = "asks a key server for keys, but this site signs tokens with a shared secret."
    hint = (
        "Take the key server out of Prosody and keep the secret there; docker-jitsi-meet:\n"
        "JWT_ASAP_KEYSERVER=\nJWT_SIGN_TYPE=HS256"
    )
    return Cause(message, hint)


def _no_public_key(refused: Refused) -> Cause:
    message = f"gets no key with the id {refused.server.key_id!r} from its key server."
    hint = (
        "Write the address of this site's keys there, without a slash at the end, and let nothing "
        "redirect it or ask for a login (see the findings about keys); then restart Prosody:\n"
        f"{_key_server_lines(refused)}"
    )
    return Cause(message, hint)


def _no_key_at_all(refused: Refused) -> Cause:
    message = "has nothing to verify tokens with."
    if refused.server.public_keys:
        return Cause(message, f"Write there:\n{_key_server_lines(refused)}")
    return Cause(message, 'Write the value of APP_SECRET there:\napp_secret = "..."')


def _key_server_lines(refused: Refused) -> str:
    path = reverse("jitsi_live:key", args=["x"]).rpartition("/")[0]
    address = f"{refused.site_url or 'https://YOUR-SITE'}{path}"
    return f'asap_key_server = "{address}"\nJWT_ASAP_KEYSERVER={address}'


def _issuer(refused: Refused) -> Cause:
    issuer = refused.server.issuer
    message = f"does not accept the APP_ID {issuer!r}."
    hint = (
        "Write Prosody's app_id into APP_ID (case matters), or there:\n"
        f'asap_accepted_issuers = {{ "{issuer}" }}\nJWT_ACCEPTED_ISSUERS={issuer}'
    )
    return _accepted_issuer(refused) or Cause(message, hint)


def _accepted_issuer(refused: Refused) -> Cause | None:
    server = refused.server
    names = ("jitsi", server.domain, server.xmpp_domain, server.audience)
    return _accepted(refused, "iss", "APP_ID", server.issuer, names)


def _audience(refused: Refused) -> Cause:
    audience = refused.server.audience
    message = f"does not accept the AUDIENCE {audience!r}."
    hint = (
        "Write one of Prosody's accepted audiences into AUDIENCE, or there:\n"
        f'asap_accepted_audiences = {{ "{audience}" }}\nJWT_ACCEPTED_AUDIENCES={audience}'
    )
    return _accepted_audience(refused) or Cause(message, hint)


def _accepted_audience(refused: Refused) -> Cause | None:
    server = refused.server
    names = ("jitsi", server.issuer, server.domain, server.xmpp_domain)
    return _accepted(refused, "aud", "AUDIENCE", server.audience, names)


def _accepted(
    refused: Refused, claim: str, option: str, value: str, others: Iterable[str]
) -> Cause | None:
    """That the server accepts another value of the claim, one of those that are usual."""
    accepted = refused.first_accepted(claim, others)
    if not accepted:
        return None
    message = f"does not accept the {option} {value!r}; {accepted!r} is what it accepts."
    return Cause(message, f'Write in JITSI_LIVE_SERVERS:\n"{option}": "{accepted}"')


def _clock(refused: Refused) -> Cause:
    return Cause("takes our tokens for too early or too late: the clocks differ.", NTP)


def _clock_behind(refused: Refused) -> Cause:
    message = (
        "takes our tokens for too early: its clock is behind this machine's by more than "
        f"{CLOCK_LEEWAY.seconds} seconds."
    )
    return Cause(message, NTP)


def _clock_ahead(refused: Refused) -> Cause:
    message = (
        "takes a token that is valid for a minute for expired: its clock is ahead of this "
        "machine's by more than that."
    )
    return Cause(message, NTP)


def _no_login_by_token(refused: Refused) -> Cause:
    message = "offers no login by token."
    hint = (
        "Set it up for docker-jitsi-meet in .env, or install the Debian package "
        "jitsi-meet-tokens; if Prosody's log says that auth_token does not load, see why:\n"
        'ENABLE_AUTH=1\nAUTH_TYPE=jwt\nauthentication = "token"'
    )
    return Cause(message, hint)


CAUSES: dict[str, Callable[[Refused], Cause]] = {
    r"mechanism": _no_login_by_token,
    r"verification key is missing": _no_key_at_all,
    r"signature": _signature,
    r"\balg\b|'kid' claim": _algorithm,
    r"public key": _no_public_key,
    r"\bexp\b|expired": _clock_ahead,
    r"\bnbf\b|not yet valid": _clock_behind,
    r"\biss\b|issuer": _issuer,
    r"\baud\b|audience": _audience,
}
"""The first match counts. Prosody itself looks at claims in the order exp, nbf, iss, aud."""
