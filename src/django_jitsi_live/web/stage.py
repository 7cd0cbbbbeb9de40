"""The stage over HTTP: hosts switch it and give people turns, people raise their hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..models import Stage
from .api_view import PayloadView, no_store

HANDS: dict[str, Callable[[Any, str], Any]] = {
    "raise": sessions.raise_hand,
    "lower": sessions.lower_hand,
    "accept": sessions.accept_turn,
    "decline": sessions.decline_turn,
}
"""What people do about their own turn to speak."""
CHECKED = (True, "true", "on")
"""How JSON, scripts and forms say yes."""


def stage_outcome(user: Any, event_id: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a switch of the stage has led to. Raises ``ParseError``, and as ``set_stage`` does."""
    stage = payload.get("stage")
    if stage not in Stage.values:
        raise drf.ParseError(_("stage has to be open or moderated."))
    return {"stage": sessions.set_stage(user, event_id, Stage(stage)).value}


def hand_outcome(user: Any, event_id: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """What has become of the person's own turn. Raises ``ParseError``, and as the service does."""
    hand = payload.get("hand")
    if not isinstance(hand, str) or hand not in HANDS:
        raise drf.ParseError(_("hand has to be raise, lower, accept or decline."))
    state = HANDS[hand](user, event_id)
    return {"turn": None if state is None else state.value}


def turn_outcome(
    user: Any, event_id: str, payload: Mapping[str, Any], participant: str
) -> dict[str, Any]:
    """All turns after a host's word about one. Raises ``ParseError``, and as the service does."""
    turn, has_camera = payload.get("turn"), payload.get("camera") in CHECKED
    if turn == "lower":
        turns = sessions.lower_hands(user, event_id, participant)
    elif not participant:
        raise drf.ParseError(_("participant has to be a participant id of the list of people."))
    elif turn == "invite":
        turns = sessions.invite_to_speak(user, event_id, participant, camera=has_camera)
    elif turn == "thank":
        turns = sessions.end_turn(user, event_id, participant)
    else:
        raise drf.ParseError(_("turn has to be invite, thank or lower."))
    return {"turns": [each.as_dict() for each in turns]}


@no_store
class StageView(PayloadView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(stage_outcome(self.visitor, event_id, self.payload(request)))


@no_store
class HandView(PayloadView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(hand_outcome(self.visitor, event_id, self.payload(request)))


@no_store
class TurnView(PayloadView):
    def post(self, request: Request, event_id: str) -> Response:
        payload = self.payload(request)
        given = payload.get("participant")
        participant = str(given) if isinstance(given, (str, int)) else ""
        return Response(turn_outcome(self.visitor, event_id, payload, participant))
