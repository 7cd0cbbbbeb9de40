"""What a value of the host project may be, and what is made of it. Pure but for the time zone.

Each function takes any value, and raises ``UnusableValue`` for those that it cannot use.
"""

from __future__ import annotations

import datetime as dt
import inspect
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model, TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_supported_language_variant

from ..models import Chat, Stage
from ..moments import as_moment, day_start
from ..secret import SecretStr
from ..xmpp_text import NON_XML_CHARACTERS

C = TypeVar("C", bound=TextChoices)

MAX_TEXT_LENGTH = 1000  # characters
MAX_ADDRESS_LENGTH = 2000
MAX_ID_LENGTH = 255

ONE_DAY = dt.timedelta(days=1)

# Not "javascript:", which would run as the site's own.
SCHEMES = {"", "http", "https", "mailto"}


class UnusableValue(TypeError):
    """A hook gave what cannot be used. The text says what was wrong, without the value."""

    def __init__(self, value: Any, expected: str) -> None:
        if inspect.iscoroutine(value):
            value.close()  # otherwise Python warns that it was never awaited
        super().__init__(f"it gave a value of the type {type(value).__name__}, not {expected}")


def as_bool(value: Any) -> bool:
    """Yes or no. No other object: a function that was not called is true, as is any manager."""
    if value is None or isinstance(value, (bool, int)):
        return bool(value)
    raise UnusableValue(value, "True or False")


def as_text(value: Any) -> str:
    """A text without characters that cannot be sent, cut where it is endless; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, Promise, int, UUID, Model)):
        raise UnusableValue(value, "a text")
    return NON_XML_CHARACTERS.sub("", str(value)[:MAX_TEXT_LENGTH])


def as_count(value: Any) -> int | None:
    """A number of people; None for no limit."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise UnusableValue(value, "a whole number of people, or None")
    return value


def as_secret(value: Any) -> SecretStr:
    """A secret of one line; empty for None."""
    if value is None:
        return SecretStr()
    if not isinstance(value, str) or len(value) > MAX_ADDRESS_LENGTH:
        raise UnusableValue(value, f"a text of at most {MAX_ADDRESS_LENGTH} characters")
    text = value.strip()
    if not (text.isprintable() or not text):
        raise UnusableValue(value, "a text of one line")
    return SecretStr(text)


def as_address(value: Any) -> str:
    """An address for a link; empty for None."""
    if value is None:
        return ""
    if not isinstance(value, (str, Promise)):
        raise UnusableValue(value, "an address")
    address = str(value)
    if len(address) > MAX_ADDRESS_LENGTH or not (address.isprintable() or not address):
        raise UnusableValue(value, f"an address of at most {MAX_ADDRESS_LENGTH} characters")
    if urlsplit(address).scheme not in SCHEMES:
        raise UnusableValue(value, "an address that begins with https:// or a slash")
    return address


def as_id(value: Any) -> str:
    """The id of a participant: a text that XML can carry and that is the same for nobody else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, UUID)):
        raise UnusableValue(value, "a text")
    text = str(value)
    # To remove characters could make one of two people.
    if not 0 < len(text) <= MAX_ID_LENGTH or NON_XML_CHARACTERS.search(text):
        expected = f"a text of 1 to {MAX_ID_LENGTH} characters without control characters"
        raise UnusableValue(value, expected)
    return text


def as_alias(value: Any) -> str:
    """The alias of a server."""
    if not isinstance(value, str):
        raise UnusableValue(value, "a text")
    return value


def as_stage(value: Any) -> Stage:
    """Who may be heard and seen."""
    return _as_choice(Stage, value, '"open" or "moderated"')


def as_chat(value: Any) -> Chat:
    """Who may write in the chat."""
    return _as_choice(Chat, value, '"on", "team" or "off"')


def _as_choice(choices: type[C], value: Any, expected: str) -> C:
    try:
        return choices(value)
    except ValueError:
        raise UnusableValue(value, expected) from None


def as_language(value: Any) -> str:
    """The language of ``LANGUAGES`` that is meant; empty for none."""
    if value in (None, ""):
        return ""
    try:
        return get_supported_language_variant(value.replace("_", "-").lower())
    except (AttributeError, LookupError):
        raise UnusableValue(value, "the code of a language in LANGUAGES") from None


def as_zone(value: Any) -> str:
    """The name of a time zone; empty for none."""
    if value in (None, ""):
        return ""
    try:
        return ZoneInfo(str(value)).key
    except (LookupError, OSError, ValueError):  # of zoneinfo, for names that are none
        raise UnusableValue(value, "the name of a time zone") from None


def as_start(value: Any) -> dt.datetime | None:
    """A moment; a date stands for the whole day in the site's time zone, which begins then."""
    return _moment(value, dt.timedelta())


def as_end(value: Any) -> dt.datetime | None:
    """A moment; a date stands for the whole day in the site's time zone, which ends then."""
    return _moment(value, ONE_DAY)


def _moment(value: Any, of_a_day: dt.timedelta) -> dt.datetime | None:
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return as_moment(value)
    if isinstance(value, dt.date):
        return day_start(value + of_a_day)
    raise UnusableValue(value, "a date and time")
