"""Mails: kinds that exist, with values that mean something, and what they need around them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import django
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from ..conf import conf
from ..invitations import has_calendar
from ..models import Kind
from ..spelling import did_you_mean
from .hints import setting_hint
from .hooks import policy_overrides
from .values import TYPES, type_errors

MAX_SECONDS = 366 * 86400
KINDS = [kind.value for kind in Kind]
EXAMPLES = {
    Kind.REMINDER.value: '{"reminder": [86400, 900]}',
    Kind.NOT_STARTED.value: '{"not_started": 300}',
}
WITH_CALENDAR = {Kind.INVITATION, Kind.MOVED, Kind.CANCELLED, Kind.REMINDER}
SITE_LINE = setting_hint("SITE_URL", TYPES["SITE_URL"][1])
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@register()
def check_mails(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if list(type_errors()):
        return []  # check_settings reports these
    kinds = {str(kind) for kind, value in conf.NOTIFICATIONS.items() if value}
    return [*_kind_errors(), *_site_errors(kinds), *_needs(kinds)]


@register(deploy=True)
def check_mails_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a sender that nobody reads, and of a mail server that may keep a worker for ever."""
    if list(type_errors()) or not any(conf.NOTIFICATIONS.values()):
        return []
    return [*_sender_warnings(), *_timeout_warnings()]


def _kind_errors() -> Iterator[CheckMessage]:
    for kind, value in conf.NOTIFICATIONS.items():
        if kind not in KINDS:
            yield Error(
                f"JITSI_LIVE_NOTIFICATIONS has the unknown kind {kind!r}.",
                hint=f"{did_you_mean(kind, KINDS)}The kinds are: {', '.join(KINDS)}.",
                id="jitsi_live.E027",
            )
        elif problem := _value_problem(str(kind), value):
            example = EXAMPLES.get(str(kind), f'{{"{kind}": True}}')
            yield Error(
                f'JITSI_LIVE_NOTIFICATIONS["{kind}"] = {value!r} {problem}.',
                hint=setting_hint("NOTIFICATIONS", example),
                id="jitsi_live.E028",
            )


def _value_problem(kind: str, value: Any) -> str:
    """What is wrong with the value of a kind; empty for nothing."""
    if value is None or value is False:
        return ""
    if kind == Kind.REMINDER:
        is_list = isinstance(value, list | tuple)
        if not is_list or not all(map(_is_seconds, value)):
            return f"must be a list of seconds before the start, each from 1 to {MAX_SECONDS}"
        return "" if len({*value}) == len(value) else "has the same seconds twice"
    if kind == Kind.NOT_STARTED:
        wanted = f"must be a number of seconds after the start, from 1 to {MAX_SECONDS}"
        return "" if _is_seconds(value) else wanted
    return "" if value is True else "must be True or False"


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_SECONDS


def _site_errors(kinds: set[str]) -> Iterator[CheckMessage]:
    url = conf.SITE_URL
    if url and not _is_site(url):
        yield Error(
            f"JITSI_LIVE_SITE_URL = {url!r} is not the address of a site: https://, the name of "
            "the host, and nothing behind it.",
            hint=SITE_LINE,
            id="jitsi_live.E029",
        )
    if kinds and not url and not apps.is_installed("django.contrib.sites"):
        yield Error(
            "Mails are sent, and nothing says where people find this site: their addresses would "
            "lead nowhere.",
            hint=SITE_LINE,
            id="jitsi_live.E030",
        )


def _is_site(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_complete = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, half an IPv6 address
        return False
    has_more = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
    is_clean = url.isprintable() and " " not in url
    return parts.scheme in {"http", "https"} and is_complete and is_clean and not has_more


def _needs(kinds: set[str]) -> Iterator[CheckMessage]:
    if kinds & WITH_CALENDAR and not has_calendar():
        yield Warning(
            "Mails have no entry for the calendar: icalendar is not installed.",
            hint='pip install "django-jitsi-live[calendar]"',
            id="jitsi_live.W027",
        )
    has_start = conf.STARTS_AT is not None or policy_overrides("starts_at")
    by_start = sorted(kinds & {Kind.MOVED, Kind.REMINDER, Kind.NOT_STARTED})
    if by_start and not has_start:
        yield _never_sent(by_start, "no event has a start", "STARTS_AT")
    has_status = conf.CANCELLED is not None or policy_overrides("is_cancelled")
    if Kind.CANCELLED in kinds and not has_status:
        yield _never_sent([Kind.CANCELLED], "no event is ever cancelled", "CANCELLED")


def _never_sent(kinds: list[Any], reason: str, name: str) -> CheckMessage:
    return Warning(
        f"Mails of the kind {' and '.join(map(str, kinds))} are never sent: {reason}.",
        hint=setting_hint(name, TYPES[name][1]),
        id="jitsi_live.W028",
    )


def _sender_warnings() -> Iterator[CheckMessage]:
    is_default = settings.DEFAULT_FROM_EMAIL == "webmaster@localhost"
    if is_default and not policy_overrides("sender"):
        yield Warning(
            "Mails come from webmaster@localhost, which no mail server takes.",
            hint='Write in the settings, for example: DEFAULT_FROM_EMAIL = "Our webinars '
            '<webinars@example.org>"',
            id="jitsi_live.W029",
        )


def _timeout_warnings() -> Iterator[CheckMessage]:
    """By ``MAILERS`` where Django has it, else by the settings that it takes the place of."""
    mailers = getattr(settings, "MAILERS", None) if django.VERSION >= (6, 1) else None
    if mailers is None:
        waits = settings.EMAIL_BACKEND == SMTP and settings.EMAIL_TIMEOUT is None
        line = "EMAIL_TIMEOUT = 10"
    else:
        mailer = mailers.get("default", {})
        options = mailer.get("OPTIONS", {})
        waits = mailer.get("BACKEND", SMTP) == SMTP and options.get("timeout") is None
        line = 'MAILERS = {"default": {..., "OPTIONS": {..., "timeout": 10}}}'
    if waits:
        yield Warning(
            "A mail server that does not answer keeps jitsi_live_notify waiting for ever.",
            hint=f"Write in the settings, for example: {line}",
            id="jitsi_live.W030",
        )
