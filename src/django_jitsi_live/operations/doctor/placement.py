"""Keeps new sessions away from servers that are dead, and brings them back."""

from __future__ import annotations

from collections.abc import Iterator

from ...sessions import mark_server_down, mark_server_up, other_servers
from .findings import Finding, Level


def note_reach(alias: str, script: list[Finding]) -> Iterator[Finding]:
    """Note whether browsers reach the server, by the findings about its script."""
    broken = next((each for each in script if each.level is Level.BROKEN), None)
    if broken is None:
        mark_server_up(alias)
        return
    mark_server_down(alias, broken.message)
    if other_servers(alias):
        message = "New sessions are opened on other servers for the next 15 minutes."
        hint = "They come back when this command, or a call of this site, finds it well again."
        yield Finding("placement", message, hint, Level.INFO)
