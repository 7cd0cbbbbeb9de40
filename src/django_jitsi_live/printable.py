"""Foreign text for logs and terminals. Pure."""

from __future__ import annotations


def printable(text: str, max_length: int = 300) -> str:
    """The text: short, and without any characters that control a terminal or begin a line."""
    return "".join(each if each.isprintable() else " " for each in text)[:max_length]
