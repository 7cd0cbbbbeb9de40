"""What the room page is posted about people: each action leads to an outcome, as in the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError

from .. import sessions
from .api import ANSWERS
from .stage import hand_outcome, stage_outcome, turn_outcome

Payload = Mapping[str, Any]
Outcome = Callable[[Any, str, Payload], Mapping[str, Any]]


def _whom(payload: Payload) -> str:
    # Not "participant", by which a page says for whom it was made.
    return str(payload.get("whom", ""))


def _remove(user: Any, event_id: str, payload: Payload) -> Mapping[str, Any]:
    return sessions.remove(user, event_id, _whom(payload)).as_dict()


def _readmit(user: Any, event_id: str, payload: Payload) -> Mapping[str, Any]:
    return sessions.readmit(user, event_id, _whom(payload)).as_dict()


def _ask(user: Any, event_id: str, payload: Payload) -> Mapping[str, Any]:
    return {"asked": sessions.ask(user, event_id).value}


def _admit(user: Any, event_id: str, payload: Payload) -> Mapping[str, Any]:
    answer = ANSWERS.get(payload.get("answer", ""))
    if answer is None:
        raise ParseError(_("answer has to be admit or decline."))
    return answer(user, event_id, _whom(payload)).as_dict()


def _turn(user: Any, event_id: str, payload: Payload) -> Mapping[str, Any]:
    return turn_outcome(user, event_id, payload, _whom(payload))


OUTCOMES: dict[str, Outcome] = {
    "remove": _remove,
    "readmit": _readmit,
    "ask": _ask,
    "admit": _admit,
    "stage": stage_outcome,
    "hand": hand_outcome,
    "turn": _turn,
}
"""By the name of the action; each takes the visitor, the event id and the form."""
