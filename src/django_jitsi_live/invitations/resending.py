"""Mails that staff let be sent once more."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from .. import moments
from ..models import Delivery, Notification
from ..sessions import session_database


def send_again(notifications: QuerySet[Any]) -> int:
    """Let those of the mails be sent again that have failed, or of which it is not known; their
    number. Nothing is sent any more once the mailing is too late to be of use."""
    now = moments.now()
    again = notifications.filter(
        state__in=[Delivery.FAILED, Delivery.UNKNOWN], mailing__expires_at__gt=now
    )
    rows = Notification.objects.using(session_database())
    chosen = rows.filter(
        pk__in=[*again.values_list("pk", flat=True)],
        # Whatever has happened to one meanwhile.
        state__in=[Delivery.FAILED, Delivery.UNKNOWN],
    )
    return chosen.update(
        state=Delivery.DUE, next_attempt_at=now, claimed_at=None, attempts=0, problem=""
    )
