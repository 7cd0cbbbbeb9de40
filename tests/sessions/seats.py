"""People who want into a room that takes so many."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import TestCase

from django_jitsi_live import services
from django_jitsi_live.attendance import stays
from django_jitsi_live.exceptions import Full
from django_jitsi_live.models import Seat


def committed(act: Callable[[], object]) -> None:
    """Do it, and what follows its commit."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        act()


class Person:
    """Asks to come in, and has a page that says when the person is in, and when not any more."""

    def __init__(self, user: Any, event: Any) -> None:
        self.user, self.event = user, event
        self.pages: list[str] = []

    def ask(self) -> bool:
        """Whether the person is let in."""
        return self.refusal() is None

    def refusal(self) -> Full | None:
        try:
            services.join(self.user, self.event.pk)
        except Full as full:
            return full
        return None

    def come(self) -> bool:
        """Ask, and be in the room."""
        is_let_in = self.ask()
        if is_let_in:
            self.enter()
        return is_let_in

    def enter(self) -> None:
        self.pages.append(stays.begin(self.user, self.event.pk)["stay"])

    def beat(self) -> None:
        for key in self.pages:
            stays.heartbeat(self.user, self.event.pk, key)

    def leave(self, page: int = 0) -> None:
        key = self.pages.pop(page)
        committed(lambda: stays.leave(self.user, self.event.pk, key))

    @property
    def participant(self) -> str:
        return str(self.user.pk)

    @property
    def number(self) -> int | None:
        """Of the seat, whoever may have left it."""
        numbers = Seat.objects.filter(participant=self.participant).values_list("number", flat=True)
        return numbers.first()
