"""Examines one server: its options, its token, its script, its clock and its keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import reverse

from ... import moments
from ...servers import (
    CLOCK_LEEWAY,
    ROLES,
    Seat,
    SelfHostedServer,
    Server,
    TokenServer,
    UnusableServer,
    key_digest,
    make_server,
    room_claim,
)
from .admission import examine_login
from .attendance import examine_attendance
from .findings import (
    SERVERS_LINE,
    Finding,
    Level,
    failure_finding,
    guarded,
    status_hint,
    usable_server,
)
from .probe import Network, RequestFailure, Response, Site
from .reports import examine_reports

RENEW_WITHIN = dt.timedelta(days=14)
CLOCK_WARNING = 5.0  # seconds


def examine_server(alias: str, site: Site) -> Iterator[Finding]:
    yield from guarded("options", _options(alias), alias)
    server = usable_server(alias)
    if server is None:
        return  # every other examination would only repeat these errors
    yield from guarded("token", _token(server), alias)
    yield from guarded("reports_clock", examine_reports(alias), alias)
    if site.network is not None and server.origin:
        script = [*guarded("script", _script(server, site.network), alias)]
        yield from script
        if isinstance(server, SelfHostedServer) and is_reachable(script):
            yield from guarded("login", examine_login(server, site.network), alias)
    if isinstance(server, SelfHostedServer):
        yield from guarded("keys", _keys(server, site), alias)
        yield from guarded("moderators", _moderators(), alias)
    if isinstance(server, TokenServer):
        yield from guarded("attendance", examine_attendance(server, site.url), alias)


def _options(alias: str) -> Iterator[Finding]:
    try:
        server = make_server(alias)
        problems = [*server.errors()] or [*server.refusals()]
    except UnusableServer as error:
        yield Finding("options", str(error), SERVERS_LINE, Level.BROKEN)
        return
    for each in problems:
        yield Finding("options", f"{each.option} {each.text}.", each.hint, Level.BROKEN)
    if problems:
        return
    yield Finding("options", f"The options of {type(server).__name__} {server.domain} are usable.")
    hint = (
        f"Fine for a first look. For your site, let JITSI_LIVE_SERVERS[{alias!r}] be a server "
        "of your own (SelfHostedServer) or JaaS (JaaSServer)."
    )
    for warning in server.warnings():
        yield Finding("warnings", f"{alias!r} {warning}.", hint, Level.WARNING)


def _token(server: Server) -> Iterator[Finding]:
    if not isinstance(server, TokenServer):
        message = "It asks for no token: anyone who has a room's link can come in."
        hint = "To let in only the event's people, use a SelfHostedServer or a JaaSServer."
        yield Finding("token", message, hint, Level.INFO)
        return
    if wrong := {claim for role in ROLES for claim in _wrong_claims(server, role)}:
        message = f"The claims of its tokens are not as expected: {', '.join(sorted(wrong))}."
        yield Finding("token", message, "Correct claims() of your backend.", Level.BROKEN)
    else:
        message = "A token for each role was signed, and verified with the same key."
        yield Finding("token", message)


def _wrong_claims(server: TokenServer, role: str) -> list[str]:
    now = moments.now()
    seat = Seat("doctor", "1", "Doctor", role, now, now + dt.timedelta(minutes=1))
    claims = server.signing_key.verify(server.token(seat), server.audience)
    wanted = {"iss": server.issuer, "sub": server.subject, "room": room_claim(seat.room_name)}
    return [name for name, value in wanted.items() if claims.get(name) != value]


def _script(server: Server, network: Network) -> Iterator[Finding]:
    response = network.get(server.script_url)
    if isinstance(response, RequestFailure):
        yield failure_finding("certificate" if response.is_untrusted else "script", response)
        return
    yield _script_finding(response)
    if response.expires is not None:
        yield _certificate(response.expires)
    yield _clock(response, isinstance(server, TokenServer))


def is_reachable(script: list[Finding]) -> bool:
    return any(each.check == "script" and each.level is Level.OK for each in script)


def _script_finding(response: Response) -> Finding:
    if response.redirect:
        target = urlsplit(response.redirect).netloc
        message = f"{response.url} redirects to {response.redirect}."
        hint = f'Set DOMAIN to the server that answers in the end: "{target}".'
    elif response.status != 200:
        message = (
            f"{response.url} answers with the HTTP status {response.status}, not with a script."
        )
        hint = "Check that DOMAIN (for JaaS also APP_ID) names a Jitsi Meet web server."
    elif b"JitsiMeetExternalAPI" not in response.body:
        message = f"{response.url} is not Jitsi's external API."
        hint = "Let DOMAIN name the Jitsi Meet web server, not another site or a login before it."
    else:
        return Finding("script", f"{response.url} is Jitsi's external API.")
    return Finding("script", message, hint, Level.BROKEN)


def _certificate(expires: dt.datetime) -> Finding:
    message = f"The TLS certificate is valid until {expires:%Y-%m-%d}."
    if expires - moments.now() > RENEW_WITHIN:
        return Finding("certificate", message)
    hint = "Renew it now, and see why that does not happen by itself (certbot renew --dry-run)."
    return Finding("certificate", message, hint, Level.WARNING)


def _clock(response: Response, verifies_tokens: bool) -> Finding:
    if response.clock_offset is None:
        hint = "Compare the clocks yourself: `date -u` on both machines."
        return Finding("clock", "The server does not tell the time.", hint, Level.INFO)
    seconds = abs(response.clock_offset)
    if seconds <= CLOCK_WARNING:
        return Finding("clock", f"The clocks agree within {CLOCK_WARNING:.0f} seconds.")
    host, here = f"the clock of {urlsplit(response.url).netloc}", "the clock of this machine"
    ahead, behind = (host, here) if response.clock_offset > 0 else (here, host)
    message = f"{ahead[0].upper()}{ahead[1:]} is {seconds:.0f} seconds ahead of {behind}."
    hint = (
        "Let both follow NTP (`timedatectl set-ntp true`). Prosody refuses tokens when they are "
        f"a second too early or late; ours allow {CLOCK_LEEWAY.seconds} seconds of difference."
    )
    is_broken = verifies_tokens and seconds > CLOCK_LEEWAY.seconds
    return Finding("clock", message, hint, Level.BROKEN if is_broken else Level.WARNING)


def _keys(server: SelfHostedServer, site: Site) -> Iterator[Finding]:
    """Whether Prosody can get the public keys from this site."""
    if server.signing_key.key_id is None:
        return
    path = ""
    for key_id, pem in server.public_keys.items():
        path = reverse("jitsi_live:key", args=[key_digest(key_id)])
        for prefix, response in site.get(path):
            yield _key_finding(f"{prefix}keys", key_id, pem, response)
    address = f"{site.url or 'https://YOUR-SITE'}{path.rpartition('/')[0]}"
    message = "Prosody gets the public keys from this site when its configuration says so."
    hint = (
        "Write into Prosody's VirtualHost, or for docker-jitsi-meet into .env:\n"
        f'asap_key_server = "{address}"\nJWT_ASAP_KEYSERVER={address}'
    )
    yield Finding("key_server", message, hint, Level.INFO)


def _key_finding(check: str, key_id: str, pem: str, response: Response | RequestFailure) -> Finding:
    if isinstance(response, RequestFailure):
        return failure_finding(check, response)
    what = f"The public key {key_id!r} ({response.asked})"
    if response.redirect:
        message = f"{what} is not served: a redirect to {response.redirect}, which Prosody ignores."
        hint = "Exempt this address from the login, and from redirects to other addresses."
    elif response.status != 200:
        message = f"{what} is not served: HTTP status {response.status}."
        hint = status_hint(response)
    elif response.body.decode(errors="replace").strip() != pem.strip():
        message = f"{what} is not what is served there."
        hint = "Restart the site, so that it has these settings; and check what is in front of it."
    else:
        return Finding(check, f"{what} is served as Prosody asks for it.")
    return Finding(check, message, hint, Level.BROKEN)


def _moderators() -> Iterator[Finding]:
    # Only a participant can see roles, so the doctor cannot.
    message = "Is everybody a moderator there? Then the server promotes people of its own accord."
    hint = (
        "For docker-jitsi-meet write into .env (for Prosody and jicofo see the guides):\n"
        "JICOFO_ENABLE_AUTH=0\nENABLE_AUTO_OWNER=0\nWAIT_FOR_HOST_DISABLE_AUTO_OWNERS=1\n"
        "XMPP_MUC_MODULES=token_affiliation"
    )
    yield Finding("moderators", message, hint, Level.INFO)
