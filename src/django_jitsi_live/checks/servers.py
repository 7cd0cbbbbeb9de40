"""The entries of ``JITSI_LIVE_SERVERS``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register

from ..conf import DEFAULT_SERVERS, conf
from ..servers import Server, UnusableServer, make_server
from .hints import PUBLIC_SERVER, setting_hint
from .values import type_errors


@register()
def check_servers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of servers that the project has chosen. The default is meant for first attempts."""
    return [] if conf.SERVERS is DEFAULT_SERVERS else _server_warnings()


@register(deploy=True)
def check_servers_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of the default server only where the project is deployed."""
    return _server_warnings() if conf.SERVERS is DEFAULT_SERVERS else []


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
        yield Error(
            f"JITSI_LIVE_SERVERS[{server.alias!r}]: {problem.option} {problem.text}.",
            hint=problem.hint,
            id="jitsi_live.E013",
        )


def _server_warnings() -> list[CheckMessage]:
    if list(type_errors()) or list(server_errors()):
        return []  # check_settings reports these
    return [
        Warning(
            f"JITSI_LIVE_SERVERS[{alias!r}] {caution}.",
            hint="Fine for a first look. For your site, name a server of your own or JaaS: "
            'JITSI_LIVE_SERVERS = {"default": {"BACKEND": '
            '"django_jitsi_live.servers.SelfHostedServer", ...}}',
            id="jitsi_live.W003",
        )
        for alias in conf.SERVERS
        for caution in make_server(alias).warnings()
    ]
