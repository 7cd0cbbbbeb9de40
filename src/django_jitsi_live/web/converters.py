"""What stands in addresses in the place of events and rows."""

from __future__ import annotations

from uuid import UUID


class EventIdConverter:
    """Any text that a URL can carry: the services know which events exist."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


class RowIdConverter(EventIdConverter):
    """The id of a row; for any other text the one that no row has, so that the API answers as it
    does for a row that is not there."""

    regex = "[^/]+"

    def to_python(self, value: str) -> UUID:  # type: ignore[override]  # Django's is typed to give a string
        try:
            return UUID(value)
        except ValueError:
            return UUID(int=0)
