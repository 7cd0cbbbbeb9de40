"""What the questions do: people ask, vote and withdraw; hosts approve, pin, answer, dismiss,
restore and merge. Every edge calls these."""

from .access import door, is_open
from .asking import ask, withdraw
from .merging import merge
from .moderation import answer, approve, dismiss, pin, restore
from .voting import unvote, vote

__all__ = [
    "answer",
    "approve",
    "ask",
    "dismiss",
    "door",
    "is_open",
    "merge",
    "pin",
    "restore",
    "unvote",
    "vote",
    "withdraw",
]
