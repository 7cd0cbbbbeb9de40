"""The door of a Jitsi server: connections to it with tokens of this site, or without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ... import moments
from ...attendance import new_trial_room, reserve_trial_room
from ...servers import Seat, SelfHostedServer
from .connection import Admission, BrokenOff, Connection, Entry
from .probe import Network, RequestFailure, Response
from .xmpp_names import XmppNames, parse_names


@dataclass
class Door:
    server: SelfHostedServer
    names: XmppNames
    network: Network
    room_name: str = field(default_factory=new_trial_room)
    entry: Entry | None = None
    """What became of entering the doctor's own room; None before that."""
    role: str = "attendee"
    """As what the doctor gets in."""
    is_reserved: bool = False
    """Whether a room was refused for which there was no reservation."""

    @property
    def was_entered(self) -> bool:
        return self.entry is not None and self.entry.is_inside

    def token(self, role: str = "attendee", **claims: Any) -> str:
        """A token for a minute, with other claims where some are given."""
        return make_token(self.server, self.room_name, role, **claims)

    def _connect(self, network: Network, token: str) -> Connection:
        return Connection(network, self.path, self.names, self.room_name, token)

    def log_in(self, token: str) -> Admission | RequestFailure:
        connection = self._connect(self.network, token)
        try:
            admission = connection.log_in()
            connection.close()
        except BrokenOff as error:
            return error.failure
        return admission

    def is_open_to(self, claims: Mapping[str, Any]) -> bool:
        """Whether a token that differs by these claims logs in."""
        tried = self.log_in(self.token(**claims))
        return isinstance(tried, Admission) and tried.is_granted

    def enter_first(self) -> Entry:
        """Enter the doctor's own room. Where only reserved rooms exist, and this site says which,
        that is another one, which the site says exists."""
        [self.entry] = self.enter(self.token())
        if self.entry.refusal == "reservation" and self.server.reservations_tokens:
            self.is_reserved = True
            self.room_name = reserve_trial_room(self.server.alias)
            [self.entry] = self.enter(self.token())
        return self.entry

    def enter(self, *tokens: str) -> list[Entry]:
        """Enter the room with each token, while those before are still inside; then all leave."""
        network, connections, entries = Network(), [], []  # with time of their own
        try:
            for token in tokens:
                connections.append(self._connect(network, token))
                connections[-1].log_in()
                entries.append(connections[-1].enter())
            for connection in connections:
                connection.close()
        except BrokenOff:
            entries += [Entry(is_inside=False)] * (len(tokens) - len(entries))
        return entries

    def is_thrown_out(self, call: Callable[[str], object]) -> bool | None:
        """Whether the doctor is put out of its room by that call, which takes the endpoint id; None
        where the doctor did not get in. Raises what the call does."""
        connection = self._connect(Network(), self.token(self.role))
        try:
            connection.log_in()
            if not connection.enter().is_inside:
                return None
            call(connection.endpoint)
            is_out = connection.is_put_out()
            connection.close()
        except BrokenOff:
            return None
        return is_out

    @property
    def path(self) -> str:
        tenant = _tenant(self.server)
        return f"{self.server.domain}/{tenant}" if tenant else self.server.domain


def find_door(server: SelfHostedServer, network: Network) -> Door:
    """With the names that the server's ``config.js`` tells."""
    config = network.get(f"{server.origin}/config.js")
    text = config.body.decode(errors="replace") if isinstance(config, Response) else ""
    names = parse_names(text, server.xmpp_domain, server.muc_domain, _tenant(server))
    return Door(server, names, network)


def make_token(server: SelfHostedServer, room_name: str, role: str, **claims: Any) -> str:
    now = moments.now()
    ends = now + dt.timedelta(minutes=1)
    seat = Seat(room_name, f"doctor-{role}", "Doctor", role, now, ends)
    return server.signing_key.sign({**server.claims(seat), **claims})


def _tenant(server: SelfHostedServer) -> str:
    return server.room("").rpartition("/")[0]
