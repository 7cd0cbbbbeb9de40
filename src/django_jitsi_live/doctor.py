"""What is wrong with the Jitsi servers and with the site around them, and what to change.

Nothing secret is in a finding: no token, no key, no message of an error that might quote one.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.contrib.auth import get_user_model
from django.core.checks import ERROR
from django.core.checks.registry import registry
from django.db import router
from django.db.models import Exists, OuterRef, QuerySet
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from .conf import conf, get_event_model, get_policy
from .exceptions import EventNotFound
from .headers import FEATURES, INDISPENSABLE, csp_allows, csp_value, permissions_value, permits
from .login import Admission, log_in
from .models import LiveSession
from .policy import Policy, get_visit, is_callable_path, lookup_conditions
from .probe import Answer, Network, NoAnswer, Site, printable
from .servers import (
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

RENEW_WITHIN = dt.timedelta(days=14)
CLOCK_WARNING = 5.0  # seconds
USERS_ASKED = 500

ROOM_SCRIPT = "jitsi_live/room.js"
SAID_BY_SERVERS = {"jitsi_live.E010", "jitsi_live.E013", "jitsi_live.W003"}
SERVERS_LINE = (
    "Write in the settings, for example: JITSI_LIVE_SERVERS = "
    '{"default": {"BACKEND": "django_jitsi_live.servers.PublicServer"}}'
)
MOUNT_LINE = 'Add to the urlpatterns of your site: path("live/", include("django_jitsi_live.urls"))'


class CannotExamine(Exception):
    """There is no such server or event, or the site's address is none; the message says so."""


class Level(StrEnum):
    OK = "ok"
    INFO = "info"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    """A stable name."""
    message: str
    remedy: str = ""
    """What to change; empty where all is well."""
    level: Level = Level.OK
    subject: str = "site"
    """The server's alias, or "site"."""


def examine(
    alias: str | None = None,
    event_id: str | None = None,
    site_url: str = "",
    *,
    offline: bool = False,
) -> list[Finding]:
    """All there is to say of one server, or of all, and of the site. Raises ``CannotExamine``."""
    configured: object = conf.SERVERS
    known = [*configured] if isinstance(configured, dict) else []
    if alias is not None and alias not in known:
        choices = ", ".join(map(str, known)) or "none"
        raise CannotExamine(f"There is no server {alias!r} in JITSI_LIVE_SERVERS, only: {choices}.")
    if site_url and not re.fullmatch(r"(?i)https?://[^/?#@\s]+/?", site_url):
        raise CannotExamine("The site's address must be like https://www.example.org, no more.")
    site = Site(site_url.rstrip("/"), None if offline else Network())
    # There must be a default one.
    aliases = dict.fromkeys(["default", *known]) if alias is None else [alias]
    servers = [finding for each in aliases for finding in _server_findings(each, site)]
    return [*servers, *_site_findings(site, known, event_id)]


def _guarded(
    check: str, findings: Iterator[Finding], subject: str = "site", *, is_told: bool = False
) -> Iterator[Finding]:
    """The findings, and whatever goes wrong on the way as one more.

    Its message ``is_told`` where no server is involved, for those might quote a secret.
    """
    remedy = "Correct what is named here; `manage.py check` may tell more."
    try:
        for finding in findings:
            yield replace(finding, subject=subject)
    except CannotExamine:
        raise
    except NoReverseMatch:
        message = "The addresses of django_jitsi_live are not part of your site."
        yield Finding(check, message, MOUNT_LINE, Level.BROKEN, subject)
    except Exception as error:  # the host project's hooks are asked here, too
        told = f": {printable(str(error))}".rstrip(": .") if is_told else ""
        message = f"This fails with {type(error).__name__}{told}."
        yield Finding(check, message, remedy, Level.BROKEN, subject)


# One server


def _server_findings(alias: str, site: Site) -> Iterator[Finding]:
    yield from _guarded("options", _options(alias), alias)
    server = _usable(alias)
    if server is None:
        return  # the rest would only say the same again
    yield from _guarded("token", _token(server), alias)
    if site.network is not None and server.origin:
        script = [*_guarded("script", _script(server, site.network), alias)]
        yield from script
        if isinstance(server, SelfHostedServer) and _answers(script):
            yield from _guarded("login", _login(server, site.network), alias)
    if isinstance(server, SelfHostedServer):
        yield from _guarded("keys", _keys(server, site), alias)
        yield from _guarded("moderators", _moderators(), alias)


def _usable(alias: str) -> Server | None:
    try:
        server = make_server(alias)
        return None if any(server.errors()) else server
    except Exception:
        return None  # the finding "options" says why


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
        yield _no_answer("certificate" if answer.is_untrusted else "script", answer)
        return
    yield _script_answer(answer)
    if answer.expires is not None:
        yield _certificate(answer.expires)
    yield _clock(answer, isinstance(server, TokenServer))


def _answers(script: list[Finding]) -> bool:
    return any(each.check == "script" and each.level is Level.OK for each in script)


def _login(server: SelfHostedServer, network: Network) -> Iterator[Finding]:
    """Whether the Jitsi server itself believes a token of ours, and asks for one at all."""
    room_name = f"doctor-{secrets.token_hex(8)}"
    now = timezone.now()
    seat = Seat(room_name, "doctor", "Doctor", False, now, now + dt.timedelta(minutes=1))
    tried = log_in(network, server.domain, room_name, server.token(seat))
    if isinstance(tried, NoAnswer):
        message = f"Whether the server believes our tokens could not be tried: {tried.message}"
        yield Finding("login", message, tried.remedy, Level.WARNING)
        return
    yield _login_answer(server, tried)
    unasked = log_in(network, server.domain, room_name, "")
    if isinstance(unasked, Admission) and unasked.is_granted:
        message = "The server lets people in without a token: anybody can open any room there."
        remedy = "Set allow_empty_token = false in Prosody (docker-jitsi-meet: JWT_ALLOW_EMPTY=0)."
        yield Finding("login", message, remedy, Level.BROKEN)


def _login_answer(server: SelfHostedServer, tried: Admission) -> Finding:
    if tried.is_granted:
        return Finding("login", f"A token of this site logs in to {server.domain}.")
    said = f" It says: {tried.why_not}." if tried.why_not else ""
    message = f"{server.domain} refuses the tokens of this site.{said}"
    signed_by = "APP_SECRET with app_secret"
    if server.public_keys:
        signed_by = "what Prosody gets from asap_key_server with KEY_ID and PRIVATE_KEY"
    remedy = (
        f"Compare APP_ID with app_id (asap_accepted_issuers), {signed_by}, AUDIENCE with "
        "asap_accepted_audiences, and the clocks; then restart Prosody."
    )
    return Finding("login", message, remedy, Level.BROKEN)


def _no_answer(check: str, answer: NoAnswer) -> Finding:
    return Finding(check, answer.message, answer.remedy, Level.BROKEN)


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


def _moderators() -> Iterator[Finding]:
    # Which cannot be seen from here: only a participant learns of roles.
    message = "Is everybody a moderator there? Then the server promotes people of its own accord."
    remedy = (
        "For docker-jitsi-meet write into .env (for Prosody and jicofo see the guides):\n"
        "JICOFO_ENABLE_AUTH=0\nENABLE_AUTO_OWNER=0\nWAIT_FOR_HOST_DISABLE_AUTO_OWNERS=1\n"
        "XMPP_MUC_MODULES=token_affiliation"
    )
    yield Finding("moderators", message, remedy, Level.INFO)


def _key_answer(check: str, key_id: str, pem: str, answer: Answer | NoAnswer) -> Finding:
    if isinstance(answer, NoAnswer):
        return _no_answer(check, answer)
    what = f"The public key {key_id!r} ({answer.url})"
    if answer.redirect:
        message = f"{what} is not served: a redirect to {answer.redirect}, which Prosody ignores."
        remedy = "Exempt this address from the login, and from redirects to other addresses."
    elif answer.status != 200:
        message = f"{what} is not served: HTTP status {answer.status}."
        remedy = _status_remedy(answer)
    elif answer.body.decode(errors="replace").strip() != pem.strip():
        message = f"{what} is not what is served there."
        remedy = (
            "Restart the site, so that it has these settings; and check what is in front of it."
        )
    else:
        return Finding(check, f"The public key {key_id!r} is served as Prosody asks for it.")
    return Finding(check, message, remedy, Level.BROKEN)


def _status_remedy(answer: Answer) -> str:
    if answer.status == 400:
        return f'Add "{urlsplit(answer.url).hostname}" to ALLOWED_HOSTS.'
    return "Open that address without logging in, and see the site's log for the reason."


# The site


def _site_findings(site: Site, aliases: list[str], event_id: str | None) -> Iterator[Finding]:
    said = [*_guarded("settings", _settings())]
    if _are_usable(said):  # the lookups rely on them
        said = said or [Finding("settings", "The settings of django_jitsi_live are in order.")]
        said += _guarded("event", _lookups(event_id), is_told=True)
    yield from said
    addresses = [*_guarded("urls", _addresses(), is_told=True)]
    yield from addresses
    servers = [*filter(None, map(_usable, aliases))]
    if servers and _are_usable(addresses):
        yield from _guarded("headers_to_set", _headers_to_set(servers))
        yield from _guarded("room_page", _room_page(site, servers))


def _are_usable(findings: list[Finding]) -> bool:
    return all(each.level is not Level.BROKEN for each in findings)


def _settings() -> Iterator[Finding]:
    """What our system checks say: they do not stop this command."""
    databases = [router.db_for_write(LiveSession)]
    messages = [
        message
        for check in registry.get_checks()
        if check.__module__.startswith(f"{__package__}.")
        for message in check(app_configs=None, databases=databases)
    ]
    for each in sorted(messages, key=lambda each: str(each.id)):
        if each.id not in SAID_BY_SERVERS and not each.is_silenced():
            level = Level.BROKEN if each.level >= ERROR else Level.WARNING
            yield Finding("settings", f"{each.msg} ({each.id})", str(each.hint), level)


def _lookups(event_id: str | None) -> Iterator[Finding]:
    event = _event(event_id)
    if event is None:
        message = "There is no event yet to try hosts and registrations on."
        yield Finding("event", message, "Create one, and run this again.", Level.INFO)
        return
    hosts = _people(event, "host", "HOST_LOOKUP", "is_host")
    yield from _guarded("hosts", hosts, is_told=True)
    registered = _people(event, "registered", "REGISTRATION_LOOKUP", "is_registered")
    yield from _guarded("registrations", registered, is_told=True)


def _event(event_id: str | None) -> Any:
    if event_id is None:
        return get_policy().events().order_by("-pk").first()
    try:
        return get_visit(None, event_id).event
    except EventNotFound:
        what = f"{conf.EVENT_MODEL} with the {conf.EVENT_LOOKUP_FIELD} {event_id!r}"
        raise CannotExamine(f"There is no {what}.") from None


def _people(event: Any, kind: str, setting: str, method: str) -> Iterator[Finding]:
    policy, lookup, users = get_policy(), getattr(conf, setting), _active_users()
    is_overridden = getattr(type(policy), method) is not getattr(Policy, method)
    if is_overridden or is_callable_path(lookup):
        asked = [*users[:USERS_ASKED]]
        count = sum(bool(getattr(policy, method)(user, event)) for user in asked)
        judge = f"{type(policy).__name__}.{method}" if is_overridden else lookup
        how = f"{judge} decides in Python, asked about {len(asked)} active users"
    else:
        conditions = lookup_conditions(kind, lookup, OuterRef("pk"))
        events = get_event_model()._base_manager.filter(pk=event.pk, **conditions)
        count = users.filter(Exists(events)).count()
        how = f'JITSI_LIVE_{setting} = "{lookup}"'
    yield _people_finding(event, kind, count, how)


def _people_finding(event: Any, kind: str, count: int, how: str) -> Finding:
    what = f"{type(event).__name__} {printable(str(event.pk))}"
    if kind == "registered":
        message = f"Active users registered for {what}: {count} ({how})."
        remedy = "Right if nobody has registered; else change what says who is registered."
        return _unless_nobody(count, Finding("registrations", message, remedy, Level.INFO))
    message = f"Active hosts of {what}: {count} ({how}).{'' if count else ' Nobody can start it.'}"
    remedy = "Give the event a host, or change what says who hosts it."
    return _unless_nobody(count, Finding("hosts", message, remedy, Level.WARNING))


def _unless_nobody(count: int, finding: Finding) -> Finding:
    return replace(finding, remedy="", level=Level.OK) if count else finding


def _active_users() -> QuerySet[Any]:
    names = {field.name for field in get_user_model()._meta.get_fields()}
    users = get_user_model()._default_manager.order_by("pk")
    return users.filter(is_active=True) if "is_active" in names else users


# What browsers let the page do


def _addresses() -> Iterator[Finding]:
    page, script = reverse("jitsi_live:room", args=["1"]), static(ROOM_SCRIPT)
    yield Finding("urls", f"Rooms have pages like {page}, with the script {script}.")


def _headers_to_set(servers: list[Server]) -> Iterator[Finding]:
    values = {
        "Content-Security-Policy": _csp_value(servers),
        "Permissions-Policy": permissions_value(_origins(servers)),
    }
    for name, value in values.items():
        message = f"If your site sends a {name}, let it allow what rooms need."
        yield Finding("headers_to_set", message, f"{name}: {value}", Level.INFO)


def _csp_value(servers: list[Server]) -> str:
    return csp_value(_origins(servers), urlsplit(static(ROOM_SCRIPT)))


def _origins(servers: list[Server]) -> list[str]:
    return [*dict.fromkeys(each.origin for each in servers)]


def _room_page(site: Site, servers: list[Server]) -> Iterator[Finding]:
    """What the room's page says to a visitor who is not logged in; middleware sets the headers."""
    for prefix, answer in site.ask(reverse("jitsi_live:room", args=["1"])):
        if isinstance(answer, NoAnswer):
            yield _no_answer(f"{prefix}room_page", answer)
            continue
        if answer.status != 200 and not answer.redirect:
            message = f"{answer.url} answers with the HTTP status {answer.status}."
            remedy = _status_remedy(answer)
            yield Finding(f"{prefix}room_page", message, remedy, Level.BROKEN)
            continue  # for its headers may be those of an error page
        yield Finding(f"{prefix}room_page", f"{answer.url} answers.")
        yield _permissions(f"{prefix}permissions_policy", answer, servers)
        yield _csp(f"{prefix}content_security_policy", answer, servers)


def _permissions(check: str, answer: Answer, servers: list[Server]) -> Finding:
    header = answer.headers.get("Permissions-Policy", "")
    denied = [
        feature
        for feature in FEATURES
        if not all(permits(header, feature, each, answer.url) for each in _origins(servers))
    ]
    if not denied:
        return Finding(check, "No Permissions-Policy keeps the room from camera and microphone.")
    level = Level.BROKEN if INDISPENSABLE.intersection(denied) else Level.WARNING
    message = f"The Permissions-Policy of {answer.url} keeps the room from: {', '.join(denied)}."
    remedy = f"Write into it: {permissions_value(_origins(servers), denied)}"
    return Finding(check, message, remedy, level)


def _csp(check: str, answer: Answer, servers: list[Server]) -> Finding:
    header = answer.headers.get("Content-Security-Policy", "")
    needs = [("script-src", urljoin(answer.url, each.script_url)) for each in servers]
    needs += [("frame-src", urljoin(answer.url, each.url("room", None))) for each in servers]
    needs += [("connect-src", answer.url)]
    denied = dict.fromkeys(
        f"{directive} {_source(url, answer.url)}"
        for directive, url in needs
        if not csp_allows(header, directive, url, answer.url)
    )
    if not denied:
        return Finding(check, "No Content-Security-Policy keeps the page from the room.")
    message = f"The Content-Security-Policy of {answer.url} lacks: {'; '.join(denied)}."
    remedy = f"Let it have at least: {_csp_value(servers)}"
    return Finding(check, message, remedy, Level.BROKEN)


def _source(url: str, page: str) -> str:
    place = urlsplit(url).netloc
    return "'self'" if place == urlsplit(page).netloc else f"https://{place}"
