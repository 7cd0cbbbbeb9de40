"""What people do to questions, whichever way they send it: one service for each address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError

from ...crowd import WRITE_SCOPE
from .. import services
from ..models import Question
from .rates import ASK_SCOPE, VOTE_SCOPE

Payload = Mapping[str, Any]

TRUE = {"1", "on", "true", "yes"}
FALSE = {"", "0", "false", "no", "off"}


@dataclass(frozen=True, slots=True)
class Action:
    """Of a person, to a question; to ask is one to none."""

    scope: str
    """Under which it is counted."""
    act: Callable[[Any, str, UUID, Payload], Any]
    """Returns the question, if it has changed."""


def _ask(user: Any, event_id: str, question: UUID, payload: Payload) -> Question:
    anonymous = _flag(payload, "anonymous")
    return services.ask(user, event_id, _text(payload), anonymous=anonymous)


def _vote(user: Any, event_id: str, question: UUID, payload: Payload) -> None:
    """A form cannot send DELETE: with ``vote=withdraw`` it takes a vote back."""
    act = services.unvote if payload.get("vote") == "withdraw" else services.vote
    act(user, event_id, question)


def _answer(user: Any, event_id: str, question: UUID, payload: Payload) -> Question:
    return services.answer(user, event_id, question, text=_text(payload))


def _pin(user: Any, event_id: str, question: UUID, payload: Payload) -> Question:
    return services.pin(user, event_id, question, pinned=_flag(payload, "pinned"))


def _merge(user: Any, event_id: str, question: UUID, payload: Payload) -> Question:
    return services.merge(user, event_id, question, into=_row_id(payload, "into"))


def _plain(service: Callable[[Any, str, UUID], Question]) -> Action:
    return Action(
        WRITE_SCOPE, lambda user, event_id, question, _: service(user, event_id, question)
    )


# By the last part of the address.
ACTIONS = {
    "ask": Action(ASK_SCOPE, _ask),
    "vote": Action(VOTE_SCOPE, _vote),
    "answer": Action(WRITE_SCOPE, _answer),
    "pin": Action(WRITE_SCOPE, _pin),
    "merge": Action(WRITE_SCOPE, _merge),
    "approve": _plain(services.approve),
    "dismiss": _plain(services.dismiss),
    "restore": _plain(services.restore),
    "withdraw": _plain(services.withdraw),
}


def _text(payload: Payload) -> str:
    text = payload.get("text", "")
    if not isinstance(text, str):
        raise ParseError(_("text has to be a text."))
    return text


def _flag(payload: Payload, name: str) -> bool:
    value = payload.get(name, False)
    if isinstance(value, str) and value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    if not isinstance(value, bool):
        raise ParseError(_("%(name)s has to be true or false.") % {"name": name})
    return value


def _row_id(payload: Payload, name: str) -> UUID:
    """For what is no id the one that no question has."""
    try:
        return UUID(str(payload.get(name, "")))
    except ValueError:
        return UUID(int=0)
