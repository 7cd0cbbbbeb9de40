"""Every setting, its default and its meaning.

Read a setting as ``conf.NAME``: it comes from ``django.conf.settings.JITSI_LIVE_NAME`` at each
access, so that overrides in tests and per-process changes are honoured.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from appconf import AppConf
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.module_loading import import_string

DEFAULT_SERVERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django_jitsi_live.servers.PublicServer"}
}


class JitsiLiveConf(AppConf):  # type: ignore[misc]  # appconf is untyped
    EVENT_MODEL: str | None = None
    """Your event model, as ``"app_label.Model"``. Required."""

    EVENT_LOOKUP_FIELD: str = "pk"
    """The unique field of the event that URLs carry: ``"pk"``, ``"slug"``, ``"uuid"``."""

    HOST_LOOKUP: str = "organizer"
    """Who hosts. Without a dot an ORM lookup from the event to a user (``"organizer"``,
    ``"course__teachers"``); with a dot the import path of a callable ``(user, event) -> bool``."""

    SPEAKER_LOOKUP: str | None = None
    """Who is on stage without being a moderator; the same grammar as ``HOST_LOOKUP``, or None where
    events have no speakers. Speakers need not be registered."""

    REGISTRATION_LOOKUP: str = "registrations__user"
    """Who is registered; the same grammar as ``HOST_LOOKUP``."""

    REGISTRATION_FILTER: dict[str, Any] = {}
    """Further ORM conditions on the same registration row, such as
    ``{"registrations__status": "confirmed"}``."""

    POLICY: str = "django_jitsi_live.policy.Policy"
    """Import path of the policy class; subclass ``Policy`` to decide in Python."""

    STARTS_AT: str | None = None
    """When the event is scheduled to start. Without a dot an attribute or method of the event;
    with a dot the import path of a callable ``(event) -> aware datetime or None``."""

    ENDS_AT: str | None = None
    """When the event is scheduled to end; the same grammar as ``STARTS_AT``."""

    DISPLAY_NAME: str = "get_full_name"
    """The name shown in the room: an attribute or method of the user, or the import path of a
    callable ``(user) -> str``. Where it gives nothing, the username is shown."""

    AVATAR_URL: str | None = None
    """Address of the user's picture: an attribute or method of the user, or the import path of a
    callable ``(user) -> str``. Jitsi shows it to everyone in the room."""

    USER_LANGUAGE: str | None = None
    """The user's language, a code of ``LANGUAGES``: an attribute or method of the user, or the
    import path of a callable ``(user) -> str``. Where it gives nothing, ``LANGUAGE_CODE``."""

    USER_TIME_ZONE: str | None = None
    """The name of the user's time zone, such as ``Europe/Berlin``; the same grammar as
    ``USER_LANGUAGE``. Where it gives nothing, ``TIME_ZONE``."""

    SHARE_EMAIL: bool = False
    """Whether the Jitsi server learns the user's e-mail address."""

    OPENS_BEFORE: int | None = None
    """Seconds before the scheduled start from which hosts may go live; None for any time. The
    backstage is always open to them."""

    CLOSE_AFTER: int | None = 30 * 60
    """Seconds after the scheduled end at which a session ends by itself, unless people are still
    in; None if the schedule ends nothing."""

    MAX_LENGTH: int | None = 12 * 60 * 60
    """Seconds after its start at which a session ends whatever happens; None for never."""

    ENTERS_MUTED: bool = True
    """Whether people whom the page lets in without a click come with microphone and camera off."""

    STAGE: str = "open"
    """Who may be heard and seen: ``"open"`` for everybody, ``"moderated"`` for the team and whom a
    host invites. A policy may decide by event, and hosts switch it while their event is live."""

    CHAT: str = "on"
    """Who may write in Jitsi's chat: ``"on"`` for everybody, ``"team"`` for hosts and speakers,
    ``"off"`` for nobody. A policy may decide by event."""

    CAPACITY: int | str | None = None
    """How many attendees a room takes, beside hosts and speakers: a number, an attribute or method
    of the event, or the import path of a callable ``(event) -> int or None``. None for no limit."""

    SERVERS: dict[str, dict[str, Any]] = DEFAULT_SERVERS
    """Jitsi servers by alias: ``BACKEND`` and the backend's own upper-case options."""

    CONFIG: dict[str, Any] = {}
    """Jitsi's ``configOverwrite`` for everyone."""

    HOST_CONFIG: dict[str, Any] = {}
    """``configOverwrite`` for hosts, merged over ``CONFIG``."""

    SPEAKER_CONFIG: dict[str, Any] = {}
    """``configOverwrite`` for speakers, merged over ``CONFIG``."""

    ATTENDEE_CONFIG: dict[str, Any] = {}
    """``configOverwrite`` for attendees, merged over ``CONFIG``."""

    JOIN_SPREAD: int = 0
    """Seconds after the start over which the clients that were waiting spread their joins."""

    CACHE: str = "default"
    """The alias in ``CACHES`` of the cache for public answers and for counting requests; best one
    that all processes share."""

    PREPARED_QUERIES: bool = True
    """Whether the queries of the gate are compiled once, where nothing in them can change between
    two requests. Otherwise each request builds them anew."""

    HEARTBEAT: int = 60
    """Seconds between two heartbeats of a page that is in a room. Without one for two and a half
    times as long, the person counts as having left at the last one."""

    ATTENDANCE_THRESHOLD: float = 0.5
    """The share of the live time, above 0 and at most 1, that confirms a person's attendance."""

    ATTENDANCE_BASIS: str = "scheduled"
    """What shares are of: ``"scheduled"``, the live time within the schedule of the event, where it
    has one; or ``"live"``, all of the live time."""

    STREAM: bool = False
    """Whether waiting clients may open an event stream, under ASGI, to learn of the start."""

    RECORDINGS_STORAGE: str | None = None
    """The alias in ``STORAGES`` of the storage of recordings; None for no recordings."""

    RECORDINGS_ACCEL_REDIRECT: str | None = None
    """The internal location of nginx, such as ``/recordings/``, under which it serves the files of
    a storage on this machine; None where the storage has addresses of its own."""

    RECORDING_VISIBILITY: str = "registered"
    """Who may watch new recordings: ``"team"``, ``"registered"`` or ``"everybody"``. Those that
    somebody else than a host has started are for the team."""

    RECORDING_MAX_BYTES: int = 20 * 1024**3
    """The largest file that is accepted as a recording."""

    RECORDING_DAYS: int | None = None
    """Days after which ``jitsi_live_tidy`` deletes recordings, and who has watched them."""

    RECORD_AUTOMATICALLY: bool = False
    """Whether the page of a host starts to record when the event goes live."""

    NOTIFICATIONS: dict[str, Any] = {}
    """Which kinds of mails are sent, such as ``{"reminder": [86400, 900], "replay": True}``: for
    reminders the seconds before the start, for ``"not_started"`` the seconds after it."""

    SITE_URL: str | None = None
    """Where people find this site, such as ``https://example.org``: for addresses in mails and in
    the output of commands. None for the current site of ``django.contrib.sites``, if that is
    installed."""

    CANCELLED: str | None = None
    """Whether an event is cancelled; the same grammar as ``STARTS_AT``, with True or False."""

    ASK_TO_JOIN: bool = False
    """Whether users who are not registered may ask the hosts to be let in."""

    IDLE_END_AFTER: int | None = None
    """Seconds without participants after which ``jitsi_live_tidy`` ends a live session."""

    RETENTION_DAYS: int | None = None
    """Days after which ``jitsi_live_tidy`` deletes who was in a session."""

    class Meta:
        prefix = "JITSI_LIVE"


class PerAccess:
    """Reads the settings of an ``AppConf`` at each access; also for an app beside this one."""

    def __init__(self, of: type[AppConf]) -> None:
        self._of = of
        self._prefix = of._meta.prefix

    def __getattr__(self, name: str) -> Any:
        setting = f"{self._prefix}_{name}"
        try:
            return getattr(settings, setting)
        except AttributeError as error:
            # appconf has put the default on settings that are gone: this module was imported while
            # the host project's settings were being loaded, or within override_settings.
            defaults = self._of._meta.defaults
            if setting not in defaults:
                raise AttributeError(setting) from error
            setattr(settings, setting, defaults[setting])  # to look here again costs ten times more
            return defaults[setting]


conf = cast(JitsiLiveConf, PerAccess(JitsiLiveConf))

_of_other_apps: set[str] = set()


def add_settings(names: Iterable[str]) -> None:
    """Let another app that is built on this one have settings whose names begin as ours do."""
    _of_other_apps.update(names)


def setting_names() -> set[str]:
    """Every setting that has an effect."""
    return {*JitsiLiveConf._meta.defaults, *_of_other_apps}


EVENT_MODEL_LINE = 'JITSI_LIVE_EVENT_MODEL = "webinars.Event"'


_settings_file_has_debug = False


def remember_debug() -> None:
    """Remember what the settings file says about ``DEBUG``, before a test runner turns it off."""
    global _settings_file_has_debug
    _settings_file_has_debug = settings.DEBUG


def is_development() -> bool:
    """Whether ``DEBUG`` is on, or was when the site was set up, as in its tests."""
    return settings.DEBUG or _settings_file_has_debug


def event_model_label() -> str:
    """``"app_label.Model"`` of the event model; ``ImproperlyConfigured`` if unset or malformed."""
    label = conf.EVENT_MODEL
    if label is None:
        raise ImproperlyConfigured(
            "JITSI_LIVE_EVENT_MODEL is not set. "
            f"Name your event model in the settings, for example {EVENT_MODEL_LINE}"
        )
    parts = str(label).split(".")
    if len(parts) != 2 or not all(part.isidentifier() for part in parts):
        raise ImproperlyConfigured(
            f'JITSI_LIVE_EVENT_MODEL must be "app_label.Model", not {label!r}. '
            f"Write for example {EVENT_MODEL_LINE}"
        )
    return label


def get_event_model() -> type[Model]:
    """The host project's event model; ``ImproperlyConfigured`` when there is none such."""
    label = event_model_label()
    try:
        return apps.get_model(label, require_ready=False)
    except LookupError as error:
        raise ImproperlyConfigured(
            f"JITSI_LIVE_EVENT_MODEL names {label!r}, which is not installed: {error} "
            "Use the app's label and the model's name, and add the app to INSTALLED_APPS."
        ) from error


def get_policy() -> Any:
    """An instance of ``JITSI_LIVE_POLICY``, a ``Policy``. Raises ``ImproperlyConfigured``."""
    try:
        return import_string(conf.POLICY)()
    except (ImportError, TypeError) as error:
        raise ImproperlyConfigured(
            f"JITSI_LIVE_POLICY names {conf.POLICY!r}, which cannot be used: {error}. "
            "Name a subclass of django_jitsi_live.policy.Policy by its import path."
        ) from error
