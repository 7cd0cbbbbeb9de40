"""The policy as this package asks it: whatever a subclass does, the answers can be used."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from itertools import chain
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError
from django.db.models import Manager, QuerySet, TextChoices

from ..conf import conf, get_policy
from ..models import GUEST, Chat, Guest, Role, Stage
from ..secret import SecretStr
from .attributes import is_callable_path
from .base import Policy
from .hooks import optional, required
from .lookups import registered_users
from .recipients import Recipient, as_iterable, read, read_users
from .savepoints import recoverable
from .values import (
    UnusableValue,
    as_address,
    as_alias,
    as_bool,
    as_chat,
    as_end,
    as_id,
    as_secret,
    as_stage,
    as_start,
    as_text,
)

T = TypeVar("T")
C = TypeVar("C", bound=TextChoices)

NO_GUEST = "user:"
"""What is put before the ids of users that look like those of guests."""

GUESTS: dict[str, Callable[[Guest], Any]] = {
    "is_host": lambda guest: False,
    "is_speaker": lambda guest: guest.role is Role.SPEAKER,
    "may_open_backstage": lambda guest: False,
    "is_registered": lambda guest: guest.role is Role.ATTENDEE,
    "participant_id": lambda guest: guest.pk,
    "may_watch": lambda guest: False,
    "display_name": lambda guest: guest.name,
}
"""What holds for guests, of whom the host project's policy is never asked."""

DATABASE_GONE = (InterfaceError, OperationalError)

# What the methods of Policy itself ask.
SETTINGS = {
    "is_host": "HOST_LOOKUP",
    "is_speaker": "SPEAKER_LOOKUP",
    "is_registered": "REGISTRATION_LOOKUP",
    "recipients": "REGISTRATION_LOOKUP",
    "hosts": "HOST_LOOKUP",
    "is_cancelled": "CANCELLED",
    "display_name": "DISPLAY_NAME",
    "stage": "STAGE",
    "chat": "CHAT",
    "starts_at": "STARTS_AT",
    "ends_at": "ENDS_AT",
}


def guarded_policy() -> GuardedPolicy:
    """The policy of the settings. Raises ``SiteMisconfigured`` where there is none."""
    return GuardedPolicy(required("JITSI_LIVE_POLICY", get_policy))


def guard(policy: Policy) -> Policy:
    return policy if isinstance(policy, GuardedPolicy) else GuardedPolicy(policy)


def is_overridden(policy: Policy, method: str) -> bool:
    """Whether the host project answers by a method of its own."""
    asked = policy._policy if isinstance(policy, GuardedPolicy) else policy
    return getattr(type(asked), method) is not getattr(Policy, method)


def role_source(policy: Policy, role: Role) -> str:
    """What decides that a user has the role: a setting with its value, or a method."""
    method = {Role.HOST: "is_host", Role.SPEAKER: "is_speaker", Role.ATTENDEE: "is_registered"}
    asked = policy if isinstance(policy, GuardedPolicy) else GuardedPolicy(policy)
    return asked._name(method[role])


def id_of_user(participant_id: str) -> str:
    """What the policy calls the user with that participant id; empty where no user has it."""
    if not participant_id.startswith((GUEST, NO_GUEST)):
        return participant_id
    own_id = participant_id.removeprefix(NO_GUEST)
    is_ours = own_id != participant_id and own_id.startswith((GUEST, NO_GUEST))
    return own_id if is_ours else ""


class GuardedPolicy(Policy):
    """Asks another policy. The gate depends on the methods that raise ``SiteMisconfigured``."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._names: dict[str, str] = {}

    # What the gate depends on

    def events(self) -> QuerySet[Any]:
        return self._required("events", _as_queryset)

    def is_host(self, user: Any, event: Any) -> bool:
        return self._required("is_host", as_bool, user, event)

    def is_speaker(self, user: Any, event: Any) -> bool:
        return self._required("is_speaker", as_bool, user, event)

    def may_open_backstage(self, user: Any, event: Any) -> bool:
        return self._required("may_open_backstage", as_bool, user, event)

    def is_registered(self, user: Any, event: Any) -> bool:
        return self._required("is_registered", as_bool, user, event)

    def participant_id(self, user: Any) -> str:
        return self._required("participant_id", _as_id_of_user, user)

    def participant_ids(self, users: Iterable[Any]) -> list[str]:
        """Of many users, none of them a guest."""
        hook, ask = self._name("participant_id"), self._policy.participant_id
        return required(hook, lambda: [_as_id_of_user(ask(user)) for user in users])

    def server_for(self, event: Any) -> str:
        return self._required("server_for", as_alias, event)

    def may_watch(self, user: Any, event: Any) -> bool:
        return self._required("may_watch", as_bool, user, event)

    # What may be missing

    def stream_target(self, event: Any) -> SecretStr:
        return self._optional("stream_target", as_secret, SecretStr(), event)

    def watch_url(self, event: Any) -> str:
        return self._optional("watch_url", as_address, "", event)

    def display_name(self, user: Any) -> str:
        """Empty where there is none."""
        return self._optional("display_name", as_text, "", user)

    def user_for_participant(self, participant_id: str) -> Any:
        own_id = id_of_user(participant_id)
        if not own_id:
            return None

        def ask() -> Any:
            try:
                return _as_user(self._policy.user_for_participant(own_id))
            except DATABASE_GONE as error:
                return error

        found = optional(self._name("user_for_participant"), ask, None)
        if isinstance(found, Exception):
            raise found  # so that the server's message is sent again, instead of losing a person
        return found

    def recipients(self, event: Any) -> Iterator[Recipient] | None:
        """None where they are not known. The iterator may raise ``RecipientsUnknown``."""
        found = self._people("recipients", event) if self.knows_recipients else None
        return None if found is None else chain.from_iterable(found)

    def registered(self, event: Any) -> Iterator[list[Any]] | None:
        """The users of ``recipients()``, in chunks, for reports: they need no address of each."""
        if is_overridden(self, "recipients"):
            found = self._people("recipients", event)
            return None if found is None else ([each.user for each in chunk] for chunk in found)
        hook = self._name("recipients")
        users = optional(hook, lambda: registered_users(event), None)
        return read_users(hook, users) if users is not None and self.knows_recipients else None

    @property
    def knows_recipients(self) -> bool:
        """Whether the policy can list whom its ``is_registered()`` lets in."""
        if is_overridden(self, "recipients"):
            return True
        by_lookup = not is_callable_path(conf.REGISTRATION_LOOKUP)
        return by_lookup and not is_overridden(self, "is_registered")

    def hosts(self, event: Any) -> Iterator[Recipient] | None:
        """None where they are not known. The iterator may raise ``RecipientsUnknown``."""
        if not is_overridden(self, "hosts") and is_overridden(self, "is_host"):
            return None
        found = self._people("hosts", event)
        return None if found is None else chain.from_iterable(found)

    def _people(self, method: str, event: Any) -> Iterator[list[Recipient]] | None:
        hook, ask = self._name(method), getattr(self._policy, method)
        found = optional(hook, lambda: as_iterable(ask(event)), None)
        # Our own query needs no savepoint.
        guard = recoverable if is_overridden(self, method) else nullcontext
        return None if found is None else read(hook, found, guard)

    def is_cancelled(self, event: Any) -> bool:
        return self._optional("is_cancelled", as_bool, False, event)

    def wants(self, user: Any, kind: str) -> bool | None:
        def as_choice(value: Any) -> bool | None:
            return None if value is None else as_bool(value)

        return self._optional("wants", as_choice, None, user, kind)

    def sender(self, event: Any) -> str:
        return self._optional("sender", as_text, settings.DEFAULT_FROM_EMAIL, event)

    def is_calendar_public(self, event: Any) -> bool:
        return self._optional("is_calendar_public", as_bool, False, event)

    def may_link_attendees(self, event: Any) -> bool:
        return self._optional("may_link_attendees", as_bool, False, event)

    def stage(self, event: Any) -> Stage:
        return self._optional("stage", as_stage, _or_first(Stage, conf.STAGE), event)

    def chat(self, event: Any) -> Chat:
        return self._optional("chat", as_chat, _or_first(Chat, conf.CHAT), event)

    def starts_at(self, event: Any) -> dt.datetime | None:
        return self._optional("starts_at", as_start, None, event)

    def ends_at(self, event: Any) -> dt.datetime | None:
        return self._optional("ends_at", as_end, None, event)

    def register_url(self, event: Any) -> str:
        return self._optional("register_url", as_address, "", event)

    def _required(self, method: str, convert: Callable[[Any], T], *arguments: Any) -> T:
        return required(self._name(method), lambda: self._answer(method, convert, arguments))

    def _optional(
        self, method: str, convert: Callable[[Any], T], otherwise: T, *arguments: Any
    ) -> T:
        def ask() -> T:
            return self._answer(method, convert, arguments)

        return optional(self._name(method), ask, otherwise)

    def _answer(self, method: str, convert: Callable[[Any], T], arguments: tuple[Any, ...]) -> T:
        if arguments and isinstance(arguments[0], Guest):
            return cast("T", GUESTS[method](arguments[0]))
        return convert(getattr(self._policy, method)(*arguments))

    def _name(self, method: str) -> str:
        """Where to look for the mistake: the setting, or the method of the subclass."""
        if method not in self._names:
            self._names[method] = self._described(method)
        return self._names[method]

    def _described(self, method: str) -> str:
        own = type(self._policy)
        setting = SETTINGS.get(method)
        if setting and getattr(own, method, None) is getattr(Policy, method):
            return f"JITSI_LIVE_{setting} = {getattr(conf, setting)!r}"
        return f"{own.__module__}.{own.__qualname__}.{method}()"


def _or_first(choices: type[C], value: Any) -> C:
    """The setting, where a method of the host project gives no answer; the first choice where the
    setting is none, which a check names."""
    try:
        return choices(value)
    except ValueError:
        return next(iter(choices))


def _as_queryset(value: Any) -> QuerySet[Any]:
    if isinstance(value, Manager):
        return value.all()
    if isinstance(value, QuerySet):
        return value
    raise UnusableValue(value, "a queryset")


def _as_id_of_user(value: Any) -> str:
    """Whatever a host project calls its users: nobody has the id of a guest."""
    found = as_id(value)
    return f"{NO_GUEST}{found}" if found.startswith((GUEST, NO_GUEST)) else found


def _as_user(value: Any) -> Any:
    model = get_user_model()._meta.concrete_model
    if value is None or (getattr(value, "_meta", None) and value._meta.concrete_model is model):
        return value
    raise UnusableValue(value, "a user or None")
