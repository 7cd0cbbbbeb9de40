"""Who is who at an event. Subclass ``Policy`` and name it in ``JITSI_LIVE_POLICY`` to decide."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from .conf import conf, get_event_model, get_policy
from .exceptions import EventNotFound
from .models import LiveSession, Role, session_of
from .tokens import NOT_XML

# Tokens travel in addresses, where long ones fail: no pictures in data: addresses. All ASCII, as
# addresses are (RFC 3986).
WEB_ADDRESS = re.compile(r"https?://[!-~]{1,500}")


class Policy:
    """The answers that the settings give. Override a method to answer otherwise.

    Users handed to these methods are logged in and active; nobody else is ever asked about.
    """

    def events(self) -> QuerySet[Any]:
        """The events that exist for visitors: the default manager of the event model."""
        return get_event_model()._default_manager.all()

    def is_host(self, user: Any, event: Any) -> bool:
        return _matches(user, event, "host", conf.HOST_LOOKUP)

    def is_registered(self, user: Any, event: Any) -> bool:
        return _matches(user, event, "registered", conf.REGISTRATION_LOOKUP)

    def display_name(self, user: Any) -> str:
        """The name that others see in the room; never empty."""
        # Not every custom user model has Django's get_full_name().
        name = _value(user, conf.DISPLAY_NAME) if _has(user, conf.DISPLAY_NAME) else ""
        return " ".join(str(name or "").split()) or _username(user)

    def participant_id(self, user: Any) -> str:
        """What Jitsi knows the user by."""
        return str(user.pk)

    def user_for_participant(self, participant_id: str) -> Any:
        """The user whom Jitsi knows by that id; None for nobody. Override both or neither."""
        model = get_user_model()
        try:
            return model._default_manager.filter(pk=parsed(model._meta.pk, participant_id)).first()
        except ValidationError:
            return None

    def starts_at(self, event: Any) -> dt.datetime | None:
        """The scheduled start, aware, or None where the event has none."""
        return _moment(event, conf.STARTS_AT)

    def ends_at(self, event: Any) -> dt.datetime | None:
        """The scheduled end, aware, or None where the event has none."""
        return _moment(event, conf.ENDS_AT)

    def register_url(self, event: Any) -> str:
        """Where people register for the event; empty for none."""
        return page_of(event)

    def server_for(self, event: Any) -> str:
        """The alias in ``JITSI_LIVE_SERVERS`` of the server that a new session uses."""
        return "default"


@dataclass(frozen=True, slots=True)
class Visit:
    """One person at one event. ``user`` is None for nobody: anonymous or inactive."""

    policy: Policy
    event: Any
    user: Any
    role: Role | None
    session: LiveSession | None

    @property
    def live_session(self) -> LiveSession | None:
        """The session, if it is live."""
        return self.session if self.session is not None and self.session.is_active else None


def somebody(user: Any) -> Any:
    """The user, or None for one who is anonymous or inactive."""
    return user if user is not None and user.is_authenticated and user.is_active else None


def get_visit(
    user: Any,
    event_id: object,
    *,
    using: str | None = None,
    also: Mapping[str, Subquery] | None = None,
) -> Visit:
    """Load event, session and role: one query when both lookups are ORM lookups.

    ``also`` are annotations of the event that are loaded for people who are logged in.
    ``event_id`` is what the URL carries: the text of ``JITSI_LIVE_EVENT_LOOKUP_FIELD``.
    Raises ``EventNotFound`` when it is unknown or malformed.
    """
    person = somebody(user)
    policy = get_policy()
    events = policy.events().select_related("jitsi_live_session")
    if using is not None:
        events = events.using(using)
    if person is not None:
        events = events.annotate(**_role_annotations(person), **(also or {}))
    event = _find(events, event_id)
    if person is not None:
        event._jitsi_live_annotated_for = person.pk
    return Visit(policy, event, person, _role(policy, person, event), session_of(event))


def _role(policy: Policy, person: Any, event: Any) -> Role | None:
    if person is None:
        return None
    if policy.is_host(person, event):
        return Role.HOST
    return Role.ATTENDEE if policy.is_registered(person, event) else None


# The lookups


def is_callable_path(setting: str) -> bool:
    """With a dot, a setting names a callable to import; without one, a lookup or an attribute."""
    return "." in setting


def lookup_conditions(kind: str, lookup: str, user_pk: Any) -> dict[str, Any]:
    """Conditions that an event fulfils when the user is its host, or is registered for it."""
    extra = conf.REGISTRATION_FILTER if kind == "registered" else {}
    return {f"{lookup}__pk": user_pk, **extra}


def _lookup_exists(kind: str, lookup: str, user_pk: Any) -> Exists:
    # A subquery, so that several matching rows are one match and the event is one row.
    same_event = get_event_model()._base_manager.filter(pk=OuterRef("pk"))
    return Exists(same_event.filter(**lookup_conditions(kind, lookup, user_pk)))


def _role_annotations(user: Any) -> dict[str, Exists]:
    lookups = {"host": conf.HOST_LOOKUP, "registered": conf.REGISTRATION_LOOKUP}
    return {
        f"jitsi_live_is_{kind}": _lookup_exists(kind, lookup, user.pk)
        for kind, lookup in lookups.items()
        if not is_callable_path(lookup) and not _column(kind, lookup)
    }


def _column(kind: str, lookup: str) -> str | None:
    """The attribute of the event in which it has the user's key itself, with nothing to look up."""
    field: Any = get_event_model()._meta.get_field(lookup) if "__" not in lookup else None
    is_own = field is not None and field.concrete and (field.many_to_one or field.one_to_one)
    has_conditions = kind == "registered" and conf.REGISTRATION_FILTER
    if not is_own or has_conditions or not field.target_field.primary_key:
        return None
    return str(field.attname)


def _matches(user: Any, event: Any, kind: str, lookup: str) -> bool:
    if is_callable_path(lookup):
        return bool(import_string(lookup)(user, event))
    if column := _column(kind, lookup):
        return bool(getattr(event, column) == user.pk)
    if getattr(event, "_jitsi_live_annotated_for", None) == user.pk:
        return bool(getattr(event, f"jitsi_live_is_{kind}"))
    conditions = lookup_conditions(kind, lookup, user.pk)
    return get_event_model()._base_manager.filter(pk=event.pk, **conditions).exists()


# Event ids


def _find(events: QuerySet[Any], event_id: object) -> Any:
    name, value = event_lookup(event_id)
    try:
        return events.get(**{name: value})
    except events.model.DoesNotExist:
        raise EventNotFound from None


def event_lookup(event_id: object) -> tuple[str, Any]:
    """The field of the event by which URLs name it, and its value there.

    Raises ``EventNotFound`` when the id is malformed.
    """
    name = conf.EVENT_LOOKUP_FIELD
    meta = get_event_model()._meta
    field = meta.pk if name == "pk" else meta.get_field(name)
    try:
        return name, parsed(field, str(event_id))
    except ValidationError:
        raise EventNotFound from None


def parsed(field: Any, text: str) -> Any:
    """The value of the field that is written like that; ``ValidationError`` for none."""
    try:
        text.encode()  # lone surrogates
        value = field.to_python(text)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValidationError(str(error)) from None
    # int() takes " 1", "+1", "1_0" and digits of other scripts; PostgreSQL takes no NUL in text.
    if "\x00" in text or (isinstance(value, int) and str(value) != text):
        raise ValidationError("Not the text of a value.")
    return value


# Values of the host project's objects


def page_of(event: Any) -> str:
    """Address of the event's own page; empty where it has none."""
    address = getattr(event, "get_absolute_url", None)
    return str(address()) if callable(address) else ""


def email_of(user: Any) -> str:
    """The user's e-mail address, if it is to be told; else empty."""
    address = getattr(user, user.get_email_field_name(), "") if conf.SHARE_EMAIL else ""
    return NOT_XML.sub("", str(address or ""))


def avatar_of(user: Any) -> str:
    """The address of the user's picture; empty without one, or one too long for a token."""
    address = str(_value(user, conf.AVATAR_URL) or "")
    return address if WEB_ADDRESS.fullmatch(address) else ""


def _value(source: Model, setting: str | None) -> Any:
    if setting is None:
        return None
    if is_callable_path(setting):
        return import_string(setting)(source)
    value = getattr(source, setting)
    return value() if callable(value) else value


def _has(source: Any, setting: str) -> bool:
    return is_callable_path(setting) or hasattr(source, setting)


def _moment(event: Any, setting: str | None) -> dt.datetime | None:
    moment = _value(event, setting)
    return None if moment is None else aware(moment)


def aware(moment: dt.datetime) -> dt.datetime:
    """The moment in the site's time zone, where it names none (as all do without USE_TZ)."""
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _username(user: Any) -> str:
    # Where people log in with their e-mail address, it is not for everyone in the room to see.
    username = str(user.get_username())
    return username.partition("@")[0] or username.strip("@") or gettext("Participant")
