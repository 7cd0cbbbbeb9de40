"""Who the occupants are whom a Jitsi server reports: users of this site, guests of a personal
link, or somebody else.

One message may report thousands of people, so that all are looked up with a few queries, unless
the host project decides in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from ...conf import conf, get_event_model
from ...exceptions import LiveError
from ...models import GuestLink, LiveSession, Role, guest_of
from ...policy import (
    Policy,
    get_display_name,
    guarded_policy,
    id_of_user,
    is_callable_path,
    is_overridden,
    optional,
    parse_value,
)
from ...sessions import all_links
from ...xmpp_text import clean_name
from .messages import Occupant, hash_key


class People:
    """The people of one piece of a message."""

    def __init__(self, session: LiveSession, occupants: Iterable[Occupant]) -> None:
        self._policy = guarded_policy()
        self._session = session
        ids = {each.participant for each in occupants if each.participant and not each.is_recorder}
        self._users = _find_users(self._policy, ids) if ids else {}
        self._roles = _find_roles(self._policy, session, [*self._users.values()])
        self._links = _find_links(session, ids)

    def fields(self, occupant: Occupant) -> dict[str, Any]:
        """The fields of a stay that say who it is."""
        user = None if occupant.is_recorder else self._users.get(occupant.participant)
        reported = _reported_name(occupant)
        link = None if occupant.is_recorder else self._links.get(occupant.participant)
        if link is not None:
            return {
                "user": None,
                "participant": link.participant,
                "display_name": link.name,
                "jitsi_name": "" if reported == link.name else reported,
                "role": link.role,
            }
        if user is None:
            guest = f"~{hash_key(occupant.address)[:32]}"
            return {"user": None, "participant": guest, "display_name": reported, "role": ""}
        name = get_display_name(self._policy, user)
        return {
            "user": user,
            "participant": self._policy.participant_id(user),
            "display_name": name,
            "jitsi_name": "" if reported == name else reported,
            "role": self._roles.get(user.pk, Role.ATTENDEE),
        }


def _reported_name(occupant: Occupant) -> str:
    """Empty where the server reports none."""
    if not occupant.name:
        return ""
    return clean_name(occupant.name) or gettext("Participant")


def _find_links(session: LiveSession, ids: set[str]) -> dict[str, GuestLink]:
    """The personal links to this event, by the id of the guest; withdrawn ones, too."""
    keys = {key for each in ids if (key := guest_of(each)) is not None}
    links = all_links().filter(session=session, pk__in=keys) if keys else []
    return {link.participant: link for link in links}


def _find_users(policy: Policy, ids: set[str]) -> dict[str, Any]:
    if is_overridden(policy, "user_for_participant"):
        found = {each: policy.user_for_participant(each) for each in ids}
        return {each: user for each, user in found.items() if user is not None}
    model = get_user_model()
    own_ids = {each: own_id for each in ids if (own_id := id_of_user(each))}
    keys = {
        each: key for each, own in own_ids.items() if (key := _parse_key(model, own)) is not None
    }
    users = model._default_manager.in_bulk([*keys.values()])
    return {each: users[key] for each, key in keys.items() if key in users}


def _parse_key(model: Any, participant: str) -> Any:
    try:
        key = parse_value(model._meta.pk, participant)
        model._meta.pk.run_validators(key)  # not all databases can compare what they cannot store
        return key
    except ValidationError:
        return None


def _find_roles(policy: Policy, session: LiveSession, users: list[Any]) -> dict[Any, Role]:
    """The roles of the event's hosts and speakers among the users, by primary key."""
    hosts = _find(policy, session, users, "is_host", "HOST_LOOKUP")
    others = [user for user in users if user.pk not in hosts]
    speakers = _find(policy, session, others, "is_speaker", "SPEAKER_LOOKUP")
    return dict.fromkeys(speakers, Role.SPEAKER) | dict.fromkeys(hosts, Role.HOST)


def _find(
    policy: Policy, session: LiveSession, users: list[Any], method: str, setting: str
) -> set[Any]:
    """Primary keys of those of the users for whom the policy's method says yes."""
    lookup: str | None = getattr(conf, setting)
    is_own = is_overridden(policy, method)
    if is_own or (lookup is not None and is_callable_path(lookup)):
        judge = getattr(policy, method)
        return {user.pk for user in users if _is(judge, user, session)}
    if lookup is None or not users:
        return set()
    key = f"{lookup}__pk"
    events = get_event_model()._base_manager.filter(pk=session.event_id)
    found = {f"{key}__in": [user.pk for user in users]}

    def ask() -> set[Any]:
        return set(events.filter(**found).values_list(key, flat=True))

    return optional(f"JITSI_LIVE_{setting} = {lookup!r}", ask, set())


def _is(judge: Callable[[Any, Any], bool], user: Any, session: LiveSession) -> bool:
    try:
        return judge(user, session.event)
    except LiveError:  # logged; a stay is worth more than its role
        return False
