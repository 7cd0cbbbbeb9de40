"""Says what a server does for a moderated stage and a restricted chat, where the site has those.

As far as this site knows: Prosody shows its modules to nobody, so that a host's page tries the
moderation when an event is live.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...policy import may_be_moderated, may_restrict_chat
from ...servers import Server
from .findings import Finding, Level

CHAT_HINT = (
    "On a server of your own, load Prosody's module filter_messages as manage.py jitsi_live_server "
    'prints it, and write in JITSI_LIVE_SERVERS:\n"CHAT_FILTER": True'
)


def examine_stage(server: Server) -> Iterator[Finding]:
    if may_be_moderated():
        yield _moderation(server)
    if may_restrict_chat():
        yield _chat(server)


def _moderation(server: Server) -> Finding:
    if server.supports("moderation"):
        return Finding("stage", "Hosts' pages turn on its moderation, and say whether it works.")
    message = "It has no moderation: whoever wants to speak uninvited in a moderated event can."
    hint = "Take a Jitsi Meet of your own with av_moderation_component, or JaaS."
    return Finding("stage", message, hint, Level.WARNING)


def _chat(server: Server) -> Finding:
    if server.supports("chat"):
        message = "It refuses messages where a moderator has restricted the chat in Jitsi."
        return Finding("chat", message)
    message = "It is not known to refuse messages of people who may not write in the chat."
    return Finding("chat", message, CHAT_HINT, Level.INFO)
