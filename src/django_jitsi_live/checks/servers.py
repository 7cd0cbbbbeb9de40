"""The entries of ``JITSI_LIVE_SERVERS``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from ..conf import DEFAULT_SERVERS, conf
from ..servers import OptionError, Server, UnusableServer, make_server
from .hints import PUBLIC_SERVER, setting_hint
from .values import type_errors


@register()
def check_servers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of servers that the project has chosen. The default is meant for first attempts."""
    if conf.SERVERS is DEFAULT_SERVERS:
        return []
    return [*_server_warnings(), *_refusals(Warning, "jitsi_live.W010")]


@register(deploy=True)
def check_servers_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of the default server only where the project is deployed.

    What works in development alone is an error there. Elsewhere it would keep ``manage.py test``
    from running, which turns ``DEBUG`` off.
    """
    if conf.SERVERS is DEFAULT_SERVERS:
        return _server_warnings()
    return [*_refusals(Error, "jitsi_live.E013")]


def server_errors() -> Iterator[CheckMessage]:
    for alias in {"default": None, **conf.SERVERS}:
        try:
            server = make_server(alias)
        except UnusableServer as error:
            yield Error(
                str(error), hint=setting_hint("SERVERS", PUBLIC_SERVER), id="jitsi_live.E010"
            )
        else:
            yield from _option_errors(server)


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


def _refusals(level: type[Error | Warning], check_id: str) -> Iterator[CheckMessage]:
    for server in _usable_servers():
        for problem in server.refusals():
            yield _option_message(level, server, problem, check_id)


def _usable_servers() -> list[Server]:
    if list(type_errors()) or list(server_errors()):
        return []  # check_settings reports these
    return [make_server(alias) for alias in conf.SERVERS]


def _server_warnings() -> list[CheckMessage]:
    return [
        Warning(
            f"JITSI_LIVE_SERVERS[{server.alias!r}] {caution}.",
            hint="Fine for a first look. For your site, name a server of your own or JaaS: "
            'JITSI_LIVE_SERVERS = {"default": {"BACKEND": '
            '"django_jitsi_live.servers.SelfHostedServer", ...}}',
            id="jitsi_live.W003",
        )
        for server in _usable_servers()
        for caution in server.warnings()
    ]
