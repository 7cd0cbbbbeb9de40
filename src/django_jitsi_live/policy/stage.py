"""The part of the policy that is about who may speak and write."""

from __future__ import annotations

from typing import Any

from ..conf import conf


class StagePolicy:
    """Who may be heard and seen, and who may write in the chat. Each answer is for one event."""

    def stage(self, event: Any) -> str:
        """``"open"``, or ``"moderated"`` where only the team speaks, and whom a host invites."""
        return conf.STAGE

    def chat(self, event: Any) -> str:
        """Who may write in Jitsi's chat: ``"on"`` for everybody, ``"team"``, ``"off"`` for
        nobody."""
        return conf.CHAT
