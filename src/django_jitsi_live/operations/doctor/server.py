"""Examines one server: its options, its token, its script, its clock and its keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils import timezone

from ...servers import (
    CLOCK_LEEWAY,
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
from .findings import (
    SERVERS_LINE,
    Finding,
    Level,
    guarded,
    no_answer_finding,
    status_remedy,
    usable_server,
)
from .probe import Answer, Network, NoAnswer, Site

RENEW_WITHIN = dt.timedelta(days=14)
CLOCK_WARNING = 5.0  # seconds


# One server


def examine_server(alias: str, site: Site) -> Iterator[Finding]:
    yield from guarded("options", _options(alias), alias)
    server = usable_server(alias)
    if server is None:
        return  # the rest would only say the same again
    yield from guarded("token", _token(server), alias)
    if site.network is not None and server.origin:
        script = [*guarded("script", _script(server, site.network), alias)]
        yield from script
        if isinstance(server, SelfHostedServer) and does_answer(script):
            yield from guarded("login", examine_login(server, site.network), alias)
    if isinstance(server, SelfHostedServer):
        yield from guarded("keys", _keys(server, site), alias)
        yield from guarded("moderators", _moderators(), alias)


def _options(alias: str) -> Iterator[Finding]:
    try:
        server = make_server(alias)
        problems = [*server.errors()]
    except UnusableServer as error:
        yield Finding("options", str(error), SERVERS_LINE, Level.BROKEN)
        return
    for each in problems:
        yield Finding("options", f"{each.option} {each.text}.", each.hint, Level.BROKEN)
    if problems:
        return
    yield Finding("options", f"The options of {type(server).__name__} {server.domain} are usable.")
    remedy = (
        f"Fine for a first look. For your site, let JITSI_LIVE_SERVERS[{alias!r}] be a server "
        "of your own (SelfHostedServer) or JaaS (JaaSServer)."
    )
    for caution in server.warnings():
        yield Finding("cautions", f"{alias!r} {caution}.", remedy, Level.WARNING)


def _token(server: Server) -> Iterator[Finding]:
    if not isinstance(server, TokenServer):
        message = "It asks for no token: anyone who has a room's link can come in."
        remedy = "To let in only hosts and attendees, use a SelfHostedServer or a JaaSServer."
        yield Finding("token", message, remedy, Level.INFO)
        return
    if wrong := {*_wrong_claims(server, True), *_wrong_claims(server, False)}:
        message = f"The claims of its tokens are not as expected: {', '.join(sorted(wrong))}."
        yield Finding("token", message, "Correct claims() of your backend.", Level.BROKEN)
    else:
        message = "A host's and an attendee's token were signed, and verified with the same key."
        yield Finding("token", message)


def _wrong_claims(server: TokenServer, is_moderator: bool) -> list[str]:
    now = timezone.now()
    seat = Seat("doctor", "1", "Doctor", is_moderator, now, now + dt.timedelta(minutes=1))
    claims = server.signing_key.verify(server.token(seat), server.audience)
    wanted = {"iss": server.issuer, "sub": server.subject, "room": room_claim(seat.room_name)}
    return [name for name, value in wanted.items() if claims.get(name) != value]


def _script(server: Server, network: Network) -> Iterator[Finding]:
    answer = network.get(server.script_url)
    if isinstance(answer, NoAnswer):
        yield no_answer_finding("certificate" if answer.is_untrusted else "script", answer)
        return
    yield _script_answer(answer)
    if answer.expires is not None:
        yield _certificate(answer.expires)
    yield _clock(answer, isinstance(server, TokenServer))


def does_answer(script: list[Finding]) -> bool:
    return any(each.check == "script" and each.level is Level.OK for each in script)


def _script_answer(answer: Answer) -> Finding:
    if answer.redirect:
        target = urlsplit(answer.redirect).netloc
        message = f"{answer.url} redirects to {answer.redirect}."
        remedy = f'Set DOMAIN to the server that answers in the end: "{target}".'
    elif answer.status != 200:
        message = f"{answer.url} answers with the HTTP status {answer.status}, not with a script."
        remedy = "Check that DOMAIN (for JaaS also APP_ID) names a Jitsi Meet web server."
    elif b"JitsiMeetExternalAPI" not in answer.body:
        message = f"{answer.url} is not Jitsi's external API."
        remedy = "Let DOMAIN name the Jitsi Meet web server, not another site or a login before it."
    else:
        return Finding("script", f"{answer.url} is Jitsi's external API.")
    return Finding("script", message, remedy, Level.BROKEN)


def _certificate(expires: dt.datetime) -> Finding:
    message = f"The TLS certificate is valid until {expires:%Y-%m-%d}."
    if expires - timezone.now() > RENEW_WITHIN:
        return Finding("certificate", message)
    remedy = "Renew it now, and see why that does not happen by itself (certbot renew --dry-run)."
    return Finding("certificate", message, remedy, Level.WARNING)


def _clock(answer: Answer, asks_for_tokens: bool) -> Finding:
    if answer.ahead is None:
        remedy = "Compare the clocks yourself: `date -u` on both machines."
        return Finding("clock", "The server does not tell the time.", remedy, Level.INFO)
    seconds = abs(answer.ahead)
    if seconds <= CLOCK_WARNING:
        return Finding("clock", f"The clocks agree within {CLOCK_WARNING:.0f} seconds.")
    host, here = f"the clock of {urlsplit(answer.url).netloc}", "the clock of this machine"
    ahead, behind = (host, here) if answer.ahead > 0 else (here, host)
    message = f"{ahead[0].upper()}{ahead[1:]} is {seconds:.0f} seconds ahead of {behind}."
    remedy = (
        "Let both follow NTP (`timedatectl set-ntp true`). Prosody refuses tokens when they are "
        f"a second too early or late; ours allow {CLOCK_LEEWAY.seconds} seconds of difference."
    )
    is_broken = asks_for_tokens and seconds > CLOCK_LEEWAY.seconds
    return Finding("clock", message, remedy, Level.BROKEN if is_broken else Level.WARNING)


def _keys(server: SelfHostedServer, site: Site) -> Iterator[Finding]:
    """Whether Prosody will get the public keys from this site."""
    if server.signing_key.key_id is None:
        return
    path = ""
    for key_id, pem in server.public_keys.items():
        path = reverse("jitsi_live:key", args=[key_digest(key_id)])
        for prefix, answer in site.ask(path):
            yield _key_answer(f"{prefix}keys", key_id, pem, answer)
    address = f"{site.url or 'https://YOUR-SITE'}{path.rpartition('/')[0]}"
    message = "Prosody gets the public keys from this site when its configuration says so."
    remedy = (
        "Write into Prosody's VirtualHost, or for docker-jitsi-meet into .env:\n"
        f'asap_key_server = "{address}"\nJWT_ASAP_KEYSERVER={address}'
    )
    yield Finding("key_server", message, remedy, Level.INFO)


def _key_answer(check: str, key_id: str, pem: str, answer: Answer | NoAnswer) -> Finding:
    if isinstance(answer, NoAnswer):
        return no_answer_finding(check, answer)
    what = f"The public key {key_id!r} ({answer.url})"
    if answer.redirect:
        message = f"{what} is not served: a redirect to {answer.redirect}, which Prosody ignores."
        remedy = "Exempt this address from the login, and from redirects to other addresses."
    elif answer.status != 200:
        message = f"{what} is not served: HTTP status {answer.status}."
        remedy = status_remedy(answer)
    elif answer.body.decode(errors="replace").strip() != pem.strip():
        message = f"{what} is not what is served there."
        remedy = (
            "Restart the site, so that it has these settings; and check what is in front of it."
        )
    else:
        return Finding(check, f"The public key {key_id!r} is served as Prosody asks for it.")
    return Finding(check, message, remedy, Level.BROKEN)


def _moderators() -> Iterator[Finding]:
    # Which cannot be seen from here: only a participant learns of roles.
    message = "Is everybody a moderator there? Then the server promotes people of its own accord."
    remedy = (
        "For docker-jitsi-meet write into .env (for Prosody and jicofo see the guides):\n"
        "JICOFO_ENABLE_AUTH=0\nENABLE_AUTO_OWNER=0\nWAIT_FOR_HOST_DISABLE_AUTO_OWNERS=1\n"
        "XMPP_MUC_MODULES=token_affiliation"
    )
    yield Finding("moderators", message, remedy, Level.INFO)
