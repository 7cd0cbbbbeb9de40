"""What pages are told of the stage and the chat."""

from __future__ import annotations

from typing import Any

from ..models import Stage, TurnState
from ..policy import Visit
from .stage import needs_turn
from .store import server_supports
from .turns import listed_turns, own_turn_at

ENFORCED = ("moderation", "chat")
"""What a server does for a stage and a chat that are not open to everybody."""


def stage_of_visitor(visit: Visit) -> dict[str, Any]:
    """Who may be heard and seen, this visitor among them, and who may write."""
    if visit.role is None:
        return {}
    told: dict[str, Any] = {"stage": visit.stage, "chat": visit.chat}
    session = visit.open_session
    if session is None or not needs_turn(visit):
        return {**told, "is_on_stage": not needs_turn(visit)}
    turn = own_turn_at(visit, session)
    if turn is None:
        return told
    own = {"turn": turn.state, "turn_camera": turn.camera, "invited_by": turn.inviter}
    return {**told, **own, "is_on_stage": turn.state is TurnState.SPEAKING}


def stage_for_hosts(visit: Visit) -> dict[str, Any]:
    """Who asks to speak, and what the server does about those who were not asked."""
    session = visit.open_session
    if session is None:
        return {}
    told = {"enforces": {what: server_supports(session.server, what) for what in ENFORCED}}
    if visit.stage is Stage.OPEN:
        return told
    listed = listed_turns(session)
    return {**told, "turns": listed.turns, "speakers": listed.speakers}
