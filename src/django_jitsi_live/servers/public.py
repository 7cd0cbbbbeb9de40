"""Servers that ask for no token."""

from __future__ import annotations

from collections.abc import Iterator

from .base import Server


class PublicServer(Server):
    """A server that asks for no token. Option: ``DOMAIN`` (default ``meet.jit.si``)."""

    default_domain = "meet.jit.si"

    def warnings(self) -> Iterator[str]:
        if self.domain == self.default_domain:
            yield (
                "is meet.jit.si, which cuts off embedded calls after five minutes and gives your "
                "hosts no rights in the room"
            )
