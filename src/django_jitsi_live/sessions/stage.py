"""The stage: who of the audience may be heard and seen. Hosts switch it, and give people turns.

The site keeps who asks, who is invited and who speaks, so that a reload, another host and another
connection undo nothing. What the video server enforces of that, a host's page asks it for.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from ..exceptions import NotInvited, NotLive, ParticipantNotFound
from ..models import (
    TEAM,
    Action,
    AuditEntry,
    LiveSession,
    Role,
    Stage,
    Turn,
    TurnState,
    account_of,
)
from ..policy import Visit, get_display_name
from .decisions import audited, decision, write_decision
from .gate import refused, require_host, require_member, require_participant_id
from .store import session_database
from .turns import ListedTurn, listed_turns, person_in_room, turns_of


@audited
def set_stage(user: Any, event_id: object, stage: Stage) -> Stage:
    """Let everybody speak, or only the team and whom a host invites, until the session ends.

    Hands and invitations stay as they are. Raises ``NotAuthenticated``, ``EventNotFound``,
    ``NotHost``, ``NotLive``.
    """
    visit, session = _require_host_of_open(user, event_id)
    if visit.stage is not stage:
        # Of a session that has ended meanwhile, nothing is left to switch.
        rows = LiveSession.objects.using(session_database())
        unchanged = rows.filter(pk=session.pk, room_name=session.room_name, stage=session.stage)
        entry = decision(Action.STAGE_CHANGED, session, visit.user, reason=stage.value)
        with transaction.atomic(using=session_database()):
            if unchanged.update(stage=stage):
                write_decision(session, entry)
    return stage


def raise_hand(user: Any, event_id: object) -> TurnState | None:
    """Ask for a turn to speak, and return how that stands; None where nobody needs one.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``Removed``, ``NotLive``.
    """
    visit, session, state = _own(user, event_id)
    if state is None and needs_turn(visit) and session.run_id is not None:
        rows = Turn.objects.using(session_database())
        # Nothing is read first: two tabs may do this at once.
        rows.bulk_create([_new_turn(visit, session)], ignore_conflicts=True)
        state = TurnState.RAISED
    return state


def lower_hand(user: Any, event_id: object) -> TurnState | None:
    """Ask no more. Who is invited or speaks stays so. Raises as ``raise_hand`` does."""
    visit, session, state = _own(user, event_id)
    if state is not TurnState.RAISED:
        return state
    _own_row(visit, session).filter(state=TurnState.RAISED).delete()
    return None


def accept_turn(user: Any, event_id: object) -> TurnState:
    """Take the invitation to speak. Raises as ``raise_hand`` does, and ``NotInvited``."""
    visit, session, state = _own(user, event_id)
    if state is TurnState.SPEAKING:
        return state
    invited = _own_row(visit, session).filter(state=TurnState.INVITED)
    if state is not TurnState.INVITED or not invited.update(state=TurnState.SPEAKING):
        raise refused(visit, NotInvited())
    return TurnState.SPEAKING


def decline_turn(user: Any, event_id: object) -> None:
    """Do not speak, or no longer, and lower the hand. Raises as ``raise_hand`` does."""
    visit, session, state = _own(user, event_id)
    if state is not None:
        _own_row(visit, session).delete()


@audited
def invite_to_speak(
    user: Any, event_id: object, participant: str, *, camera: bool = False
) -> list[ListedTurn]:
    """Let somebody of the audience speak, with a picture or without, and return all turns.

    ``participant`` is a participant id of the list of people. Who speaks already goes on.
    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotLive``,
    ``ParticipantNotFound``.
    """
    visit, session = _require_host_of_open(user, event_id)
    require_participant_id(participant)
    turn = _turn_of_other(session, participant)
    invited = {
        "has_camera": camera,
        "invited_by": account_of(visit.user),
        "inviter_name": get_display_name(visit.policy, visit.user),
    }
    entry = _about(turn, Action.INVITED_TO_SPEAK, session, visit)
    rows = turns_of(session).filter(participant=participant)
    with transaction.atomic(using=session_database()):
        # The person may lower the hand at this moment: the host's word is the later one.
        rows.bulk_create([turn], ignore_conflicts=True)
        rows.filter(state=TurnState.RAISED).update(state=TurnState.INVITED)
        rows.update(**invited)
        write_decision(session, entry)
    return listed_turns(session).turns


@audited
def end_turn(user: Any, event_id: object, participant: str) -> list[ListedTurn]:
    """Take a turn back, whatever its state: such people are in the audience again.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotLive``.
    """
    visit, session = _require_host_of_open(user, event_id)
    require_participant_id(participant)
    turn = turns_of(session).filter(participant=participant).first()
    if turn is not None:
        entry = _about(turn, Action.TOOK_TURN_BACK, session, visit)
        with transaction.atomic(using=session_database()):
            if turns_of(session).filter(pk=turn.pk).delete()[0]:
                write_decision(session, entry)
    return listed_turns(session).turns


@audited
def lower_hands(user: Any, event_id: object, participant: str = "") -> list[ListedTurn]:
    """Lower one hand, or all of them without a participant id; nobody's turn to speak ends.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotHost``, ``NotLive``.
    """
    _visit, session = _require_host_of_open(user, event_id)
    require_participant_id(participant)
    raised = turns_of(session).filter(state=TurnState.RAISED)
    (raised.filter(participant=participant) if participant else raised).delete()
    return listed_turns(session).turns


def needs_turn(visit: Visit) -> bool:
    """Whether this person speaks only when invited."""
    return visit.role not in TEAM and visit.stage is Stage.MODERATED


def _require_host_of_open(user: Any, event_id: object) -> tuple[Visit, LiveSession]:
    visit = require_host(user, event_id)
    if visit.open_session is None:
        raise refused(visit, NotLive())
    return visit, visit.open_session


def _own(user: Any, event_id: object) -> tuple[Visit, LiveSession, TurnState | None]:
    visit, session = require_member(user, event_id, using=session_database())
    found = _own_row(visit, session).values_list("state", flat=True).first()
    return visit, session, None if found is None else TurnState(found)


def _own_row(visit: Visit, session: LiveSession) -> QuerySet[Turn]:
    return turns_of(session).filter(participant=visit.policy.participant_id(visit.user))


def _new_turn(visit: Visit, session: LiveSession) -> Turn:
    return Turn(
        run_id=session.run_id,
        user=account_of(visit.user),
        participant=visit.policy.participant_id(visit.user),
        display_name=get_display_name(visit.policy, visit.user),
    )


def _turn_of_other(session: LiveSession, participant: str) -> Turn:
    """Of somebody who has not asked. Raises ``ParticipantNotFound``."""
    known = turns_of(session).filter(participant=participant).select_related("user").first()
    if known is not None:
        account, name = known.user, known.display_name
    elif (person := person_in_room(session, participant)) is not None:
        account, name = person
    else:
        raise ParticipantNotFound
    return Turn(run_id=session.run_id, user=account, participant=participant, display_name=name)


def _about(turn: Turn, action: Action, session: LiveSession, visit: Visit) -> AuditEntry:
    whom = {"target": turn.participant, "target_user_id": turn.user_id}
    return decision(action, session, visit.user, role=Role.HOST, **whom)
