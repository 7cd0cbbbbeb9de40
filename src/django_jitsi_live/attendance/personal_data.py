"""The data of one user: export and anonymise."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction

from ..models import Confirmation, JitsiMessage
from ..policy import guarded_policy
from .records import all_stays, stay_database


def export(user: Any) -> dict[str, Any]:
    """Everything that is stored about the user's attendance."""
    names = (
        "session__event_id",
        "display_name",
        "jitsi_name",
        "role",
        "joined_at",
        "left_at",
        "source",
    )
    own = all_stays().filter(user=user).order_by("joined_at")
    confirmed = Confirmation.objects.using(stay_database()).filter(user=user)
    return {
        "participant": guarded_policy().participant_id(user),
        "stays": list(own.values(*names)),
        "confirmed": list(confirmed.values("session__event_id", "confirmed_at")),
    }


def anonymise(user: Any) -> int:
    """Make the user's stays an anonymous person's. Returns the number of stays."""
    participant = guarded_policy().participant_id(user)
    own = all_stays().filter(user=user)
    with transaction.atomic(using=stay_database()):
        runs = set(own.values_list("session_id", "room_name"))
        changed = sum(_anonymise_run(user, *run) for run in runs)
        # The messages that are kept name people in forms that are not known here.
        messages = JitsiMessage.objects.using(stay_database())
        messages.filter(body__contains=f'"{participant}"').update(body="")
    return changed


def _anonymise_run(user: Any, session_id: int, room_name: str) -> int:
    anonymous = {"user": None, "participant": f"anonymous-{secrets.token_hex(16)}"}
    run = {"user": user, "session_id": session_id, "room_name": room_name}
    Confirmation.objects.using(stay_database()).filter(**run).update(**anonymous)
    return all_stays().filter(**run).update(display_name="", jitsi_name="", **anonymous)
