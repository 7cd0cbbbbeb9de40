"""Who the occupants are whom a Jitsi server reports: users of this site, or guests.

One message may report thousands of people, so that all are looked up with a few queries, unless
the host project decides in Python.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from ...conf import conf, get_event_model
from ...exceptions import LiveError
from ...models import LiveSession, Role
from ...policy import (
    Policy,
    get_display_name,
    guarded_policy,
    is_callable_path,
    is_overridden,
    optional,
    parse_value,
)
from ...xmpp_text import clean_name
from .messages import Occupant, hash_key


class People:
    """The people of one piece of a message."""

    def __init__(self, session: LiveSession, occupants: Iterable[Occupant]) -> None:
        self._policy = guarded_policy()
        self._session = session
        ids = {each.participant for each in occupants if each.participant and not each.is_recorder}
        self._users = _find_users(self._policy, ids) if ids else {}
        self._hosts = _find_hosts(self._policy, session, self._users.values())

    def fields(self, occupant: Occupant) -> dict[str, Any]:
        """The fields of a stay that say who it is."""
        user = None if occupant.is_recorder else self._users.get(occupant.participant)
        reported = _reported_name(occupant)
        if user is None:
            guest = f"~{hash_key(occupant.address)[:32]}"
            return {"user": None, "participant": guest, "display_name": reported, "role": ""}
        name = get_display_name(self._policy, user)
        return {
            "user": user,
            "participant": self._policy.participant_id(user),
            "display_name": name,
            "jitsi_name": "" if reported == name else reported,
            "role": Role.HOST if user.pk in self._hosts else Role.ATTENDEE,
        }


def _reported_name(occupant: Occupant) -> str:
    """Empty where the server reports none."""
    if not occupant.name:
        return ""
    return clean_name(occupant.name) or gettext("Participant")


def _find_users(policy: Policy, ids: set[str]) -> dict[str, Any]:
    if is_overridden(policy, "user_for_participant"):
        found = {each: policy.user_for_participant(each) for each in ids}
        return {each: user for each, user in found.items() if user is not None}
    model = get_user_model()
    keys = {each: key for each in ids if (key := _parse_key(model, each)) is not None}
    users = model._default_manager.in_bulk([*keys.values()])
    return {each: users[key] for each, key in keys.items() if key in users}


def _parse_key(model: Any, participant: str) -> Any:
    try:
        key = parse_value(model._meta.pk, participant)
        model._meta.pk.run_validators(key)  # not all databases can compare what they cannot store
        return key
    except ValidationError:
        return None


def _find_hosts(policy: Policy, session: LiveSession, users: Iterable[Any]) -> set[Any]:
    """Primary keys of those of the users who host the event."""
    users = [*users]
    if is_overridden(policy, "is_host") or is_callable_path(conf.HOST_LOOKUP):
        return {user.pk for user in users if _is_host(policy, user, session)}
    events = get_event_model()._base_manager.filter(pk=session.event_id) if users else None
    if events is None:
        return set()
    key = f"{conf.HOST_LOOKUP}__pk"
    found = {f"{key}__in": [user.pk for user in users]}

    def ask() -> set[Any]:
        return set(events.filter(**found).values_list(key, flat=True))

    return optional(f"JITSI_LIVE_HOST_LOOKUP = {conf.HOST_LOOKUP!r}", ask, set())


def _is_host(policy: Policy, user: Any, session: LiveSession) -> bool:
    try:
        return policy.is_host(user, session.event)
    except LiveError:  # logged; a stay is worth more than its role
        return False
