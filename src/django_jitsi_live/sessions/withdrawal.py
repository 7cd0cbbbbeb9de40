"""A personal link is withdrawn: whoever is in the room with it is put out."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ..models import Action, LiveSession
from ..signals import link_withdrawn
from .decisions import BY_PAGE, decision, kick_call, outcome, write_decision
from .removal import BY_SERVER
from .store import session_database
from .transitions import send_on_commit


def put_out(
    session: LiveSession,
    participant: str,
    user: Any,
    action: Action = Action.LINK_WITHDRAWN,
) -> str:
    """Put out the guest whose link does not hold any more, on every device, and write that to the
    audit as a decision of the user; None for the site itself. No permission is checked.

    Call it in the transaction that withdraws the link. Returns ``"server"`` where the video server
    has thrown the person out, ``"pending"`` where it could not be told yet, and ``"page"`` where
    the person's own page leaves, at its next heartbeat.
    """
    call = kick_call(session, participant)
    entry = decision(action, session, user, target=participant, enforcement=call)
    with transaction.atomic(using=session_database()):
        send_on_commit(link_withdrawn, session, participant=participant, by=user)
        write_decision(session, entry)
    return outcome(entry, BY_SERVER) if call else BY_PAGE
