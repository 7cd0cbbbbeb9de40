"""Who joined an old session: participants of the older app become people of this site."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError

from ... import moments
from ...conf import conf
from ...exceptions import LiveError, SiteMisconfigured
from ...models import Role
from ...policy import active_user, get_display_name, guarded_policy, parse_value
from ...sessions import session_database
from .outcome import What
from .rows import Join

MAX_NAMED = 10


class Participant(NamedTuple):
    """Who joined, and when."""

    key: Any
    user: Any
    joined_at: dt.datetime


class Selection:
    """Chooses the participants of one session who can be brought over, and counts the others."""

    def __init__(self, counts: Counter[What]) -> None:
        self._counts = counts
        self.unknown_users: list[str] = []
        """The first ones of those who do not exist."""
        days = conf.RETENTION_DAYS
        self._since = None if days is None else moments.now() - dt.timedelta(days=days)

    def select(self, batches: Iterable[list[Join]]) -> Iterator[list[Participant]]:
        for batch in batches:
            users = find_users(join.user for join in batch)
            found = ((join, users.get(join.user)) for join in batch)
            yield [
                Participant(join.key, user, join.joined_at)  # type: ignore[arg-type]  # checked
                for join, user in found
                if self._is_usable(join, user)
            ]

    def _is_usable(self, join: Join, user: Any) -> bool:
        if join.joined_at is None:
            self._counts[What.NEVER_JOINED] += 1
        elif self._since is not None and join.joined_at < self._since:
            self._counts[What.EXPIRED] += 1
        elif user is None:
            self._counts[What.NO_USER] += 1
            if len(self.unknown_users) <= MAX_NAMED:
                is_last = len(self.unknown_users) == MAX_NAMED
                self.unknown_users.append("..." if is_last else str(join.user))
        else:
            return True
        return False


def find_users(keys: Iterable[Any]) -> dict[Any, Any]:
    """The users by the keys that the older app has of them; others are missing."""
    model: Any = get_user_model()
    values = parse_keys(model._meta.pk, keys)
    users = model._base_manager.using(session_database()).in_bulk([*values.values()])
    return {key: users[value] for key, value in values.items() if value in users}


def parse_keys(field: Any, keys: Iterable[Any]) -> dict[Any, Any]:
    """Values of the field by what another table has of them."""
    found = {}
    for key in keys:
        try:
            found[key] = parse_value(field, "" if key is None else str(key))
        except ValidationError:
            continue
    return found


def describe_person(user: Any, event: Any, started_by: Any) -> dict[str, Any]:
    """What a stay says of the person, as far as it is known today.

    Raises ``SiteMisconfigured`` where the policy fails.
    """
    policy = guarded_policy()
    return {
        "participant": policy.participant_id(user),
        "display_name": get_display_name(policy, user),
        "role": Role.HOST if user.pk == started_by else _role(user, event),
    }


def _role(user: Any, event: Any) -> Role:
    """Whoever has joined was let in, also if the policy would not do so any more."""
    member, policy = active_user(user), guarded_policy()
    try:
        if member and policy.is_host(member, event):
            return Role.HOST
        if member and policy.is_speaker(member, event):
            return Role.SPEAKER
    except SiteMisconfigured:
        raise
    except LiveError:
        pass  # refused
    return Role.ATTENDEE
