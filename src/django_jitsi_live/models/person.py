"""Whose a row is."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from .guest import Guest


def of_person(
    participant: str, user: Any, *, id_field: str = "participant", user_field: str = "user"
) -> Q:
    """Rows of the participant id, and of the account, if there still is one: it is gone from rows
    that it has outlived, and was unknown to some that a server reported."""
    is_participant = Q(**{id_field: participant})
    return is_participant if user is None else is_participant | Q(**{user_field: user})


def of_visitor(user: Any) -> Q:
    """Rows of the user, or of the guest, who has no account."""
    return Q(participant=user.pk) if isinstance(user, Guest) else Q(user=user.pk)
