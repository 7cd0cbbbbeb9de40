"""Texts that must not be shown."""

from __future__ import annotations

from secrets import compare_digest
from typing import Any


class SecretStr(str):
    """A text that ``repr`` hides, hence tracebacks, error pages and logs of objects too."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'<hidden>'"


class SecretBytes(bytes):
    """The same for bytes, such as a body with secrets in it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "b'<hidden>'"


class Secrets(tuple[SecretStr, ...]):
    """The secrets of an option, of which each is accepted, so that they can be changed without a
    gap. ``repr`` hides them."""

    __slots__ = ()

    @classmethod
    def of(cls, value: Any) -> Secrets:
        """Those of a text, or of a list or tuple of texts; what is no text is left out."""
        values = value if isinstance(value, (list, tuple)) else [value]
        return cls(SecretStr(each) for each in values if isinstance(each, str) and each)

    def __repr__(self) -> str:
        return "<hidden>"

    @property
    def first(self) -> str:
        """The one that is used where one is sent; empty for none."""
        return self[0] if self else ""

    def match(self, given: str) -> bool:
        """Whether one of them was given, in a time that does not tell which."""
        equal = [compare_digest(given.encode(), each.encode()) for each in self]
        return any(equal)
