"""A server of a host project's own: it does what a test says, and remembers what it was asked."""

from __future__ import annotations

from typing import ClassVar

from django_jitsi_live.servers import CallFailed, PublicServer

SCRIPTED = "tests.servers.scripted.ScriptedServer"


class ScriptedServer(PublicServer):
    calls: ClassVar[list[tuple[str, ...]]] = []
    failure: ClassVar[Exception | None] = None
    abilities: ClassVar[set[str]] = {"end", "kick"}

    def supports(self, what: str) -> bool:
        return what in self.abilities

    def end_room(self, room_name: str) -> None:
        self._answer("end", self.alias, room_name)

    def kick(self, room_name: str, endpoint: str) -> None:
        self._answer("kick", self.alias, endpoint)

    def _answer(self, *call: str) -> None:
        self.calls.append(call)
        if self.failure is not None:
            raise self.failure


DOWN = CallFailed("It gives no answer. Start it.", is_down=True)
REFUSED = CallFailed("It refuses the key. Correct SYSTEM_KEY.")
