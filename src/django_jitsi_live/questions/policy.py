"""Who may do what to questions, and what is shown of those who ask.

Subclass ``QuestionPolicy`` and name the subclass in ``JITSI_LIVE_QUESTIONS_POLICY`` to decide in
Python. Whatever it raises or gives, the settings hold instead.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from django.utils.module_loading import import_string

from ..models import TEAM, Role
from ..policy import UnusableValue, Visit, as_bool, optional
from .conf import conf

T = TypeVar("T")


class Names(StrEnum):
    """Whether askers are shown by name."""

    CHOICE = "choice"
    NAMED = "named"
    ANONYMOUS = "anonymous"


class QuestionPolicy:
    """The answers that the settings give. Override a method to answer otherwise."""

    def names(self, event: Any) -> str:
        """``"choice"``, ``"named"`` or ``"anonymous"``."""
        return conf.NAMES

    def needs_approval(self, event: Any) -> bool:
        """Whether questions wait until they are approved."""
        return conf.APPROVAL

    def may_moderate(self, visit: Visit) -> bool:
        """Whether this person approves, pins, merges and puts aside: hosts."""
        return visit.role is Role.HOST

    def may_answer(self, visit: Visit) -> bool:
        """Whether this person answers: hosts and speakers."""
        return visit.role in TEAM


def names_of(event: Any) -> str:
    """Whether askers are shown by name: a value of ``Names``."""
    otherwise = conf.NAMES if conf.NAMES in [*Names] else Names.CHOICE
    return _asked("names", _as_names, str(otherwise), event)


def needs_approval(event: Any) -> bool:
    return _asked("needs_approval", as_bool, bool(conf.APPROVAL), event)


def may_moderate(visit: Visit) -> bool:
    return _asked("may_moderate", as_bool, QuestionPolicy().may_moderate(visit), visit)


def may_answer(visit: Visit) -> bool:
    """Whoever moderates answers, too."""
    otherwise = QuestionPolicy().may_answer(visit)
    return _asked("may_answer", as_bool, otherwise, visit) or may_moderate(visit)


def _asked(method: str, convert: Callable[[Any], T], otherwise: T, about: Any) -> T:
    path = str(conf.POLICY)
    return optional(
        f"{path}.{method}()",
        lambda: convert(getattr(import_string(path)(), method)(about)),
        otherwise,
    )


def _as_names(value: Any) -> str:
    if value not in [*Names]:
        raise UnusableValue(value, '"choice", "named" or "anonymous"')
    return str(value)
