"""What may hold for events of this site, as far as settings and the policy's methods tell."""

from __future__ import annotations

from ..conf import conf
from ..models import Chat, Stage
from .guarded import guarded_policy, is_overridden


def may_be_moderated() -> bool:
    """Whether there are events with a moderated stage, beside those that a host makes so."""
    return conf.STAGE == Stage.MODERATED or is_overridden(guarded_policy(), "stage")


def may_restrict_chat() -> bool:
    """Whether there are events in whose chat not everybody may write."""
    return conf.CHAT in {Chat.TEAM, Chat.OFF} or is_overridden(guarded_policy(), "chat")
