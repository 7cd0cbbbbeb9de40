"""The entries of ``JITSI_LIVE_SERVERS``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from ..conf import DEFAULT_SERVERS, conf
from ..servers import OptionError, Server, UnusableServer, make_server
from .hints import PUBLIC_SERVER, setting_hint
from .stage import chat_warnings, stage_warnings
from .values import type_errors


@register()
def check_servers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of servers that the project has chosen. The default is meant for first attempts."""
    if conf.SERVERS is DEFAULT_SERVERS:
        return []
    servers = _usable_servers()
    return [
        *_server_warnings(servers),
        *_refusals(servers, Warning, "jitsi_live.W010"),
        *_idle_options(servers),
        *_key_role_errors(servers),
        *stage_warnings(servers),
    ]


@register(deploy=True)
def check_servers_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of the default server only where the project is deployed.

    What works in development alone is an error there. Elsewhere it would keep ``manage.py test``
    from running, which turns ``DEBUG`` off.
    """
    servers = _usable_servers()
    if conf.SERVERS is DEFAULT_SERVERS:
        return _server_warnings(servers)
    return [*_refusals(servers, Error, "jitsi_live.E013"), *chat_warnings(servers)]


def server_errors() -> list[CheckMessage]:
    return _servers_and_errors()[1]


def _servers_and_errors() -> tuple[list[Server], list[CheckMessage]]:
    servers: list[Server] = []
    errors: list[CheckMessage] = []
    for alias in {"default": None, **conf.SERVERS}:
        try:
            servers.append(make_server(alias))
        except UnusableServer as error:
            hint = setting_hint("SERVERS", PUBLIC_SERVER)
            errors.append(Error(str(error), hint=hint, id="jitsi_live.E010"))
        else:
            errors += _option_errors(servers[-1])
    return servers, errors


def _option_errors(server: Server) -> Iterator[CheckMessage]:
    for problem in server.errors():
        yield _option_message(Error, server, problem, "jitsi_live.E013")


def _option_message(
    level: type[Error | Warning], server: Server, problem: OptionError, check_id: str
) -> CheckMessage:
    return level(
        f"JITSI_LIVE_SERVERS[{server.alias!r}]: {problem.option} {problem.text}.",
        hint=problem.hint,
        id=check_id,
    )


def _refusals(
    servers: list[Server], level: type[Error | Warning], check_id: str
) -> Iterator[CheckMessage]:
    for server in servers:
        for problem in server.refusals():
            yield _option_message(level, server, problem, check_id)


def _idle_options(servers: list[Server]) -> Iterator[CheckMessage]:
    for server in servers:
        for problem in server.idle_options():
            yield _option_message(Warning, server, problem, "jitsi_live.W023")


def _usable_servers() -> list[Server]:
    """All of them, or none as long as check_settings has an error for one."""
    if list(type_errors()):
        return []
    # Keys take long to parse: these servers have parsed theirs.
    servers, errors = _servers_and_errors()
    return [] if errors else servers


def _server_warnings(servers: list[Server]) -> list[CheckMessage]:
    return [
        Warning(
            f"JITSI_LIVE_SERVERS[{server.alias!r}] {caution}.",
            hint="Fine for a first look. For your site, name a server of your own or JaaS: "
            'JITSI_LIVE_SERVERS = {"default": {"BACKEND": '
            '"django_jitsi_live.servers.SelfHostedServer", ...}}',
            id="jitsi_live.W003",
        )
        for server in servers
        for caution in server.warnings()
    ]


def _key_role_errors(servers: list[Server]) -> Iterator[CheckMessage]:
    """Keys of tokens that are keys of calls to another server. Each server looks at its own."""
    for caller in servers:
        for server in servers:
            shared = {*caller.system_public_keys.values()} & {*server.public_keys.values()}
            if shared and server is not caller:
                yield _key_role_error(caller.alias, server.alias)


def _key_role_error(caller: str, server: str) -> CheckMessage:
    return Error(
        f"JITSI_LIVE_SERVERS[{caller!r}]: a key of its calls is also a key of tokens, in "
        f"JITSI_LIVE_SERVERS[{server!r}].",
        hint="Everybody with a token could make these calls. Make a key that does nothing else: "
        "manage.py jitsi_live_newkey --system /etc/jitsi-live/system.pem",
        id="jitsi_live.E023",
    )
