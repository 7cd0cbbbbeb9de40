"""Recipients: the users who are registered for an event, with what a message to them needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from ..conf import conf
from .attributes import get_value
from .hooks import log_failure, optional
from .values import UnusableValue, as_language, as_text, as_zone

CHUNK = 1000
"""How many are read at a time."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """A registered user. What is empty is not known."""

    user: Any = field(repr=False)
    email: str = field(default="", repr=False)
    language: str = ""
    """A code of ``LANGUAGES``; where it is not known, ``LANGUAGE_CODE``."""
    time_zone: str = ""
    """The name of a zone, such as ``Europe/Berlin``; where it is not known, ``TIME_ZONE``."""

    def __post_init__(self) -> None:
        language, zone = self.language or settings.LANGUAGE_CODE, self.time_zone
        object.__setattr__(self, "language", language)
        object.__setattr__(self, "time_zone", zone or settings.TIME_ZONE)

    @classmethod
    def of(cls, user: Any) -> Recipient:
        """The user with the address of the account, and the language and zone of the settings."""
        return cls(user, _email(user), _language(user), _time_zone(user))


def _email(user: Any) -> str:
    stored = vars(user).get(getattr(user, "EMAIL_FIELD", ""))
    if isinstance(stored, str):  # a column, as almost always: there may be 100,000 of them
        return as_text(stored)

    def ask() -> str:
        return as_text(getattr(user, user.get_email_field_name(), ""))

    return optional("The e-mail field of the user model", ask, "")


def _language(user: Any) -> str:
    name = conf.USER_LANGUAGE
    if name is None:
        return ""
    hook = f"JITSI_LIVE_USER_LANGUAGE = {name!r}"
    return optional(hook, lambda: as_language(get_value(user, name)), "")


def _time_zone(user: Any) -> str:
    name = conf.USER_TIME_ZONE
    if name is None:
        return ""
    hook = f"JITSI_LIVE_USER_TIME_ZONE = {name!r}"
    return optional(hook, lambda: as_zone(get_value(user, name)), "")


class RecipientsUnknown(Exception):
    """They could not be read to their end. The reason is logged."""


def as_iterable(value: Any) -> Iterable[Any] | None:
    if value is None or isinstance(value, Iterable):
        return value
    raise UnusableValue(value, "an iterable of recipients, or None")


def read(
    hook: str, recipients: Iterable[Any], guard: Callable[[], AbstractContextManager[None]]
) -> Iterator[list[Recipient]]:
    """What the hook gives, everybody once, in chunks, each read within the guard.

    Raises ``RecipientsUnknown`` where it fails.
    """
    return _once(_chunks(hook, recipients, guard, _as_recipients), attrgetter("user.pk"))


def read_users(hook: str, users: QuerySet[Any]) -> Iterator[list[Any]]:
    """The same of a query of our own, which gives users and needs no savepoint."""
    return _once(_chunks(hook, users.iterator(CHUNK), nullcontext, list), attrgetter("pk"))


def _chunks(
    hook: str,
    found: Iterable[Any],
    guard: Callable[[], AbstractContextManager[None]],
    convert: Callable[[Iterable[Any]], list[Any]],
) -> Iterator[list[Any]]:
    left: Iterator[Any] | None = None
    while True:
        try:
            with guard():
                left = iter(found) if left is None else left
                chunk = convert(islice(left, CHUNK))
        except Exception as error:  # hooks of the host project raise anything
            log_failure(hook, error, "It is not known who is registered, and who was absent.")
            raise RecipientsUnknown from error
        if not chunk:
            return
        yield chunk


def _once(chunks: Iterable[list[Any]], key: Callable[[Any], Any]) -> Iterator[list[Any]]:
    seen: set[Any] = set()
    for chunk in chunks:
        new = []
        for each in chunk:
            if key(each) not in seen:
                seen.add(key(each))
                new.append(each)
        yield new


def _as_recipients(values: Iterable[Any]) -> list[Recipient]:
    model = get_user_model()._meta.concrete_model or ()
    found = []
    for value in values:
        if not isinstance(value, Recipient):
            raise UnusableValue(value, "a Recipient")
        if not isinstance(value.user, model):
            raise UnusableValue(value.user, "a user")
        found.append(value)
    return found
