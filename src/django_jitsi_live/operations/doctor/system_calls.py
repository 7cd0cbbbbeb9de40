"""Examines whether this site's calls to Prosody have their effect, and nobody else's do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from django.urls import reverse

from ...attendance import new_trial_room
from ...conf import conf
from ...servers import CallFailed, SelfHostedServer
from ...sessions import mark_server_down
from .door import Door, make_token
from .findings import Finding, Level
from .own_site import Site
from .probe import Network, RequestFailure, Response

CHECK = "system_calls"
PORT_SECONDS = 1.0
PORT = 5280
"""On which Prosody answers HTTP, if nothing else is configured."""
CLOSED = (
    "Let only this site reach Prosody's HTTP: close its port in the firewall, bind it to an "
    'internal address (http_interfaces = { "127.0.0.1" }), and let no web server pass it on.'
)


UNTRIED_KICK = Finding(
    "kick",
    "Whether calls throw people out could not be tried: Prosody answers 200 to all of them, and "
    "the doctor was in no room.",
    "See on a session of your own whether somebody whom you remove is out at once.",
    Level.INFO,
)


def examine_calls(server: SelfHostedServer, site: Site, door: Door | None) -> Iterator[Finding]:
    if not server.supports("end"):
        message = "No call of this site ends a conference there: the page of the host does."
        hint = "Set PROSODY_URL, which with a shared secret needs Jitsi older than August 2026."
        if server.public_keys:
            hint = "Set PROSODY_URL and SYSTEM_KEY: `manage.py jitsi_live_newkey --system`."
        yield Finding(CHECK, message, hint, Level.INFO)
        return
    if site.network is None:
        return
    failure = _failure(server, site)
    if failure is not None:
        yield failure
    else:
        yield from _effects(server, site, door)
        yield from _foreign_calls(server, site, site.network)
    yield from _open_ports(server, site.network)


def _failure(server: SelfHostedServer, site: Site) -> Finding | None:
    """What Prosody says to the end of a conference that there is not."""
    try:
        server.end_room(new_trial_room())
    except CallFailed as failed:
        if failed.is_down:
            mark_server_down(server.alias, str(failed))
        return Finding(CHECK, str(failed), _hint(server, site), Level.BROKEN)
    return None


def _effects(server: SelfHostedServer, site: Site, door: Door | None) -> Iterator[Finding]:
    """What calls do to the doctor in its own room; the end comes last."""
    inside = door if door is not None and door.was_entered else None
    room_name = inside.room_name if inside else ""
    effect = Effect(inside, _hint(server, site))
    if server.supports("kick"):
        kick = effect.finding(
            "kick", "throws people out", lambda endpoint: server.kick(room_name, endpoint)
        )
        yield kick or UNTRIED_KICK
    what = "ends conferences"
    end = effect.finding(CHECK, what, lambda _endpoint: server.end_room(room_name))
    yield end or Finding(CHECK, f"A call of this site {what} there.")


class Effect(NamedTuple):
    inside: Door | None
    hint: str

    def finding(self, check: str, what: str, call: Callable[[str], object]) -> Finding | None:
        """Whether the call has its effect; None where the doctor is in no room to see that."""
        try:
            is_out = None if self.inside is None else self.inside.is_thrown_out(call)
        except CallFailed as failed:
            return Finding(check, str(failed), self.hint, Level.BROKEN)
        if is_out is None:
            return None
        if is_out:
            return Finding(check, f"A call of this site {what} there.")
        message = f"Prosody answers as if a call {what} there, but the doctor stayed in its room."
        return Finding(check, message, self.hint, Level.BROKEN)


def _hint(server: SelfHostedServer, site: Site) -> str:
    if not server.system_public_keys:
        return (
            "Load the module in Prosody's main VirtualHost; in Jitsi of August 2026 or newer it "
            'needs a key pair and SYSTEM_KEY:\nmodules_enabled = { "muc_end_meeting"; }'
        )
    modules = 'modules_enabled = { "muc_end_meeting"; "muc_kick_participant"; }'
    path = reverse("jitsi_live:system_key", args=[server.alias, "x"]).rpartition("/")[0]
    address = f"{site.url or 'https://YOUR-SITE'}{path}"
    # mod_muc_end_meeting is a global module, and reads the global section only.
    return (
        "Load the modules in Prosody's main VirtualHost, and write the address above the first "
        "VirtualHost; compare PROSODY_URL, XMPP_DOMAIN and MUC_DOMAIN:\n"
        f'{modules}\nprosody_password_public_key_repo_url = "{address}"'
    )


def _foreign_calls(server: SelfHostedServer, site: Site, network: Network) -> Iterator[Finding]:
    """Whether the token with which an attendee joins makes the same call."""
    room_name = new_trial_room()
    token = make_token(server, room_name, "attendee")
    room = quote(f"{server.room_node(room_name)}@{server.muc_domain}")
    headers = {"Host": server.xmpp_domain, "Authorization": f"Bearer {token}"}
    url = f"{_prosody_url(server)}/end-meeting?conference={room}"
    response = network.post(url, "", headers)
    if isinstance(response, RequestFailure):
        return  # it has gone down since the call before
    if not _is_taken(response):
        yield Finding("foreign_calls", "Prosody refuses calls with the token of an attendee.")
    elif server.system_public_keys:
        message = (
            "Prosody takes calls with the token of an attendee: whoever joins can end the "
            "conference and throw people out."
        )
        hint = (
            "Take out cache_keys_url, whose keys come first. Write the address of system-keys, not "
            "that of keys, and above the first VirtualHost, because muc_end_meeting reads it only "
            "there:\n" + _hint(server, site).splitlines()[-1]
        )
        yield Finding("foreign_calls", message, hint, Level.BROKEN)
    else:
        message = (
            "With a shared secret, Prosody takes calls with the token of everybody who joins: "
            "only who cannot reach its HTTP is kept from them."
        )
        hint = f"{CLOSED} Or use a key pair, and SYSTEM_KEY."
        yield Finding("foreign_calls", message, hint, Level.INFO)


def _is_taken(response: Response) -> bool:
    """A room that does not exist: an empty 404 of the module, no page of Prosody itself."""
    return response.status == 200 or (response.status == 404 and not response.body)


def _open_ports(server: SelfHostedServer, network: Network) -> Iterator[Finding]:
    """Whether Prosody's calls, which know no visitors from operators, are open to the public."""
    public = f"https://{server.domain}"
    host = server.domain.partition(":")[0]
    direct = f"http://{host}:{PORT}"
    places = [(public, network)]
    if urlsplit(_prosody_url(server)).netloc != f"{host}:{PORT}":
        places.append((direct, Network(PORT_SECONDS)))
    for url, asked in places:
        if _is_prosody(asked.post(f"{url}/end-meeting", "", {"Host": server.xmpp_domain})):
            message = f"Prosody's calls are reached at {url}, and so by everybody who can do that."
            yield Finding("public_calls", message, CLOSED, Level.WARNING)


def _is_prosody(response: object) -> bool:
    """Without a query the module answers 400, and without a token 401; web servers send pages."""
    return isinstance(response, Response) and response.status in {400, 401} and not response.body


def _prosody_url(server: SelfHostedServer) -> str:
    return str(conf.SERVERS[server.alias]["PROSODY_URL"]).rstrip("/")
