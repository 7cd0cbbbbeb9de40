"""Texts that must not be shown."""

from __future__ import annotations


class SecretStr(str):
    """A text that ``repr`` hides, hence tracebacks, error pages and logs of objects too."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'<hidden>'"
