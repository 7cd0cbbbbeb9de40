"""Examines one server: its options, its token, and what is seen of it from outside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ... import moments
from ...servers import (
    ROLES,
    JaaSServer,
    Seat,
    SelfHostedServer,
    Server,
    TokenServer,
    UnusableServer,
    make_server,
    room_claim,
)
from .attendance import examine_jaas_reports
from .findings import (
    SERVERS_LINE,
    Finding,
    Level,
    guarded,
    usable_server,
)
from .own_server import examine_own_server
from .own_site import Site
from .placement import note_reach
from .script import examine_script, is_reachable
from .stage import examine_stage


def examine_server(alias: str, site: Site) -> Iterator[Finding]:
    yield from guarded("options", _options(alias), alias)
    server = usable_server(alias)
    if server is None:
        return  # every other examination would only repeat these errors
    yield from guarded("token", _token(server), alias)
    yield from guarded("stage", examine_stage(server), alias)
    script = [*guarded("script", examine_script(server, site.network), alias)]
    yield from script
    if script:
        yield from guarded("placement", note_reach(alias, script), alias)
    if isinstance(server, SelfHostedServer):
        yield from examine_own_server(server, site, is_reachable=is_reachable(script))
    elif isinstance(server, JaaSServer):
        yield from guarded("attendance", examine_jaas_reports(server, site), alias)


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
