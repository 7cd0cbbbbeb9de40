"""The data of one person: export and anonymise, also after the account is deleted."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from ..models import Confirmation, JitsiMessage, Stay
from ..policy import guarded_policy
from ..presence import all_stays, stay_database
from .records import ANONYMOUS


def export(user: Any) -> dict[str, Any]:
    """Everything that is stored about the user's attendance."""
    return _export(guarded_policy().participant_id(user), user)


def export_participant(participant: str) -> dict[str, Any]:
    """The same by the participant id, which outlives the account."""
    return _export(participant, None)


def anonymise(user: Any) -> int:
    """Make the user's stays an anonymous person's. Returns the number of stays.

    Pages that are open go on with the anonymous stay.
    """
    return _anonymise(guarded_policy().participant_id(user), user)


def anonymise_participant(participant: str) -> int:
    """The same by the participant id, which outlives the account."""
    return _anonymise(participant, None)


def _is_person(participant: str, user: Any) -> Q:
    # The account is gone from rows that it has outlived, and was unknown to some that a server
    # reported.
    is_participant = Q(participant=participant)
    return is_participant if user is None else is_participant | Q(user=user)


def _stays(participant: str, user: Any) -> QuerySet[Stay]:
    return all_stays().filter(_is_person(participant, user))


def _confirmations(participant: str, user: Any) -> QuerySet[Confirmation]:
    rows = Confirmation.objects.using(stay_database())
    return rows.filter(_is_person(participant, user))


def _export(participant: str, user: Any) -> dict[str, Any]:
    names = (
        "display_name",
        "jitsi_name",
        "role",
        "joined_at",
        "left_at",
        "source",
    )
    event = {"event_id": F("run__session__event_id")}
    stays, confirmed = _stays(participant, user), _confirmations(participant, user)
    return {
        "participant": participant,
        "stays": list(stays.order_by("joined_at").values(*names, **event)),
        "confirmed": list(confirmed.values("confirmed_at", **event)),
    }


def _anonymise(participant: str, user: Any) -> int:
    with transaction.atomic(using=stay_database()):
        runs = {
            *_stays(participant, user).values_list("run", flat=True),
            *_confirmations(participant, user).values_list("run", flat=True),
        }
        changed = sum(_anonymise_run(participant, user, run) for run in runs)
        # The messages that are kept name people in forms that are not known here.
        messages = JitsiMessage.objects.using(stay_database())
        messages.filter(body__contains=f'"{participant}"').update(body="")
    return changed


def _anonymise_run(participant: str, user: Any, run_id: int) -> int:
    anonymous = {"user": None, "participant": f"{ANONYMOUS}{secrets.token_hex(16)}"}
    _confirmations(participant, user).filter(run=run_id).update(**anonymous)
    stays = _stays(participant, user).filter(run=run_id)
    return stays.update(display_name="", jitsi_name="", **anonymous)
