"""Types and ranges of settings, the cache alias and the throttle rates."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ..conf import conf
from ..crowd import DEFAULT_RATES, LiveThrottle, get_rate
from ..spelling import did_you_mean
from ..wire import to_plain
from .hints import PUBLIC_SERVER, setting_hint

# The type of each setting, and an example for the hint.
TYPES: dict[str, tuple[type | tuple[type, ...], str]] = {
    "EVENT_LOOKUP_FIELD": (str, '"pk"'),
    "HOST_LOOKUP": (str, '"organizer"'),
    "SPEAKER_LOOKUP": ((str, type(None)), '"speakers"'),
    "REGISTRATION_LOOKUP": (str, '"registrations__user"'),
    "REGISTRATION_FILTER": (dict, '{"registrations__status": "confirmed"}'),
    "POLICY": (str, '"django_jitsi_live.policy.Policy"'),
    "STARTS_AT": ((str, type(None)), '"starts_at"'),
    "ENDS_AT": ((str, type(None)), '"ends_at"'),
    "DISPLAY_NAME": (str, '"get_full_name"'),
    "AVATAR_URL": ((str, type(None)), '"avatar_url"'),
    "USER_LANGUAGE": ((str, type(None)), '"language"'),
    "USER_TIME_ZONE": ((str, type(None)), '"time_zone"'),
    "SHARE_EMAIL": (bool, "False"),
    "OPENS_BEFORE": ((int, type(None)), "3600"),
    "CLOSE_AFTER": ((int, type(None)), "1800"),
    "MAX_LENGTH": ((int, type(None)), "43200"),
    "ENTERS_MUTED": (bool, "True"),
    "STAGE": (str, '"moderated"'),
    "CHAT": (str, '"team"'),
    "CAPACITY": ((int, str, type(None)), "300"),
    "SERVERS": (dict, PUBLIC_SERVER),
    "CONFIG": (dict, '{"startWithAudioMuted": True}'),
    "HOST_CONFIG": (dict, '{"startWithAudioMuted": False}'),
    "SPEAKER_CONFIG": (dict, '{"startWithAudioMuted": False}'),
    "ATTENDEE_CONFIG": (dict, '{"startWithVideoMuted": True}'),
    "JOIN_SPREAD": (int, "20"),
    "CACHE": (str, '"default"'),
    "PREPARED_QUERIES": (bool, "True"),
    "HEARTBEAT": (int, "60"),
    "ATTENDANCE_THRESHOLD": ((int, float), "0.5"),
    "ATTENDANCE_BASIS": (str, '"scheduled"'),
    "STREAM": (bool, "True"),
    "RECORDINGS_STORAGE": ((str, type(None)), '"recordings"'),
    "RECORDINGS_ACCEL_REDIRECT": ((str, type(None)), '"/recordings/"'),
    "RECORDING_VISIBILITY": (str, '"registered"'),
    "RECORDING_MAX_BYTES": (int, "5_000_000_000"),
    "RECORDING_DAYS": ((int, type(None)), "365"),
    "RECORD_AUTOMATICALLY": (bool, "True"),
    "NOTIFICATIONS": (dict, '{"reminder": [86400, 900]}'),
    "SITE_URL": ((str, type(None)), '"https://example.org"'),
    "CANCELLED": ((str, type(None)), '"is_cancelled"'),
    "ASK_TO_JOIN": (bool, "True"),
    "IDLE_END_AFTER": ((int, type(None)), "1800"),
    "RETENTION_DAYS": ((int, type(None)), "365"),
}

# Minimum and maximum of each number.
RANGES: dict[str, tuple[float, float]] = {
    "OPENS_BEFORE": (0, 366 * 86400),
    "CLOSE_AFTER": (0, 31 * 86400),
    "MAX_LENGTH": (60, 31 * 86400),
    "CAPACITY": (1, 1_000_000),
    "JOIN_SPREAD": (0, 600),
    "HEARTBEAT": (10, 3600),
    "ATTENDANCE_THRESHOLD": (0.01, 1),
    "RECORDING_MAX_BYTES": (1, float("inf")),
    "RECORDING_DAYS": (1, 36500),
    "IDLE_END_AFTER": (60, float("inf")),
    "RETENTION_DAYS": (1, 36500),
}


def type_errors() -> Iterator[CheckMessage]:
    for name, (types, example) in TYPES.items():
        value = getattr(conf, name)
        if not isinstance(value, types):
            yield Error(
                f"JITSI_LIVE_{name} must not be of the type {type(value).__name__}.",
                hint=setting_hint(name, example),
                id="jitsi_live.E011",
            )


def json_errors() -> Iterator[CheckMessage]:
    for name in ("CONFIG", "HOST_CONFIG", "SPEAKER_CONFIG", "ATTENDEE_CONFIG"):
        try:
            to_plain(getattr(conf, name))
        except (TypeError, ValueError) as error:
            yield Error(
                f"JITSI_LIVE_{name} cannot be sent to browsers as JSON: {error}.",
                hint=setting_hint(name, TYPES[name][1]),
                id="jitsi_live.E020",
            )


def range_errors() -> Iterator[CheckMessage]:
    for name, (minimum, maximum) in RANGES.items():
        value = getattr(conf, name)
        if isinstance(value, int | float) and not minimum <= value <= maximum:
            upper = "" if maximum == float("inf") else f" and at most {maximum}"
            yield Error(
                f"JITSI_LIVE_{name} = {value!r} must be at least {minimum}{upper}.",
                hint=setting_hint(name, TYPES[name][1]),
                id="jitsi_live.E014",
            )


# What a setting may be, where only some values mean something.
CHOICES: dict[str, tuple[str, ...]] = {
    "ATTENDANCE_BASIS": ("scheduled", "live"),
    "RECORDING_VISIBILITY": ("team", "registered", "everybody"),
    "STAGE": ("open", "moderated"),
    "CHAT": ("on", "team", "off"),
}


def choice_errors() -> Iterator[CheckMessage]:
    for name, choices in CHOICES.items():
        value = getattr(conf, name)
        if value not in choices:
            known = " or ".join(f'"{each}"' for each in choices)
            yield Error(
                f"JITSI_LIVE_{name} = {value!r} must be {known}.",
                hint=f"{did_you_mean(value, choices)}{setting_hint(name, TYPES[name][1])}",
                id="jitsi_live.E022",
            )


def cache_errors() -> Iterator[CheckMessage]:
    if conf.CACHE not in settings.CACHES:
        yield Error(
            f"JITSI_LIVE_CACHE = {conf.CACHE!r} is no alias in CACHES.",
            hint=setting_hint("CACHE", '"default"')
            + f" (choices: {', '.join(map(repr, settings.CACHES))})",
            id="jitsi_live.E015",
        )


def rate_errors() -> Iterator[CheckMessage]:
    for scope in DEFAULT_RATES:
        rate = get_rate(scope)
        try:
            LiveThrottle().parse_rate(rate)
        except (AttributeError, KeyError, IndexError, ValueError):
            yield Error(
                f'REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["{scope}"] = {rate!r} is no rate.',
                hint=f'Write in the settings, for example: "{scope}": "{DEFAULT_RATES[scope]}", '
                "or None for no limit.",
                id="jitsi_live.E016",
            )
