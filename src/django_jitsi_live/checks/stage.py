"""What servers do for a moderated stage and for a chat that is not open to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.checks import CheckMessage, Warning

from ..conf import conf
from ..models import Chat, Stage
from ..servers import Server
from .hooks import policy_overrides


def stage_warnings(servers: Iterable[Server]) -> Iterator[CheckMessage]:
    """Of servers on which nothing but Jitsi's page keeps an audience from speaking."""
    if conf.STAGE != Stage.MODERATED and not policy_overrides("stage"):
        return
    for server in servers:
        if not server.supports("moderation"):
            yield Warning(
                f"JITSI_LIVE_SERVERS[{server.alias!r}] has no moderation: whoever wants to speak "
                "uninvited in a moderated event can.",
                hint="Take a Jitsi Meet of your own with av_moderation_component, or JaaS; or let "
                "the policy's server() choose another one for such events.",
                id="jitsi_live.W031",
            )


def chat_warnings(servers: Iterable[Server]) -> Iterator[CheckMessage]:
    """Of servers that could refuse messages, and are not known to."""
    if conf.CHAT not in {Chat.TEAM, Chat.OFF} and not policy_overrides("chat"):
        return
    for server in servers:
        if "CHAT_FILTER" in server.OPTIONS and not server.supports("chat"):
            yield Warning(
                f"JITSI_LIVE_SERVERS[{server.alias!r}] is not known to refuse messages of people "
                "who may not write in the chat.",
                hint="Load Prosody's module filter_messages, as manage.py jitsi_live_server prints "
                'it, and add "CHAT_FILTER": True.',
                id="jitsi_live.W032",
            )
