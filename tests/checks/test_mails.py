"""Mails: kinds that exist, with values that mean something, and what they need around them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django
import pytest
from django.apps import apps
from django.core.checks import run_checks

from django_jitsi_live.checks import mails as module
from django_jitsi_live.models import Kind
from django_jitsi_live.policy import Policy
from tests.checks.messages import found, ids

OWN_SENDER = "Our webinars <webinars@example.org>"
TIMED_SMTP = {"BACKEND": module.SMTP, "OPTIONS": {"host": "localhost", "timeout": 10}}


class Answers(Policy):
    def starts_at(self, event: Any) -> None:
        return None

    def is_cancelled(self, event: Any) -> bool:
        return False

    def sender(self, event: Any) -> str:
        return OWN_SENDER


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.JITSI_LIVE_SITE_URL = "https://example.org"
    settings.JITSI_LIVE_STARTS_AT = "starts_at"


def test_every_kind_is_known(settings: Any) -> None:
    settings.JITSI_LIVE_CANCELLED = "slug"
    others = {kind.value: True for kind in Kind}
    settings.JITSI_LIVE_NOTIFICATIONS = {**others, "reminder": [86400, 900], "not_started": 300}
    assert "jitsi_live.E027" not in ids()
    assert "jitsi_live.E028" not in ids()


@pytest.mark.parametrize(
    ("kind", "meant"),
    [("reminders", 'Did you mean "reminder"? '), ("REPLAY", 'Did you mean "replay"? '), (7, "")],
)
def test_unknown_kind_is_named_with_the_nearest(settings: Any, kind: Any, meant: str) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {kind: True}
    [message] = found()
    assert message.id == "jitsi_live.E027"
    assert repr(kind) in message.msg
    assert str(message.hint).startswith(f"{meant}The kinds are: invitation, ")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("reminder", True),
        ("reminder", 900),
        ("reminder", "900"),
        ("reminder", [True]),
        ("reminder", [0]),
        ("reminder", [-900]),
        ("reminder", ["900"]),
        ("reminder", [900, 900]),
        ("reminder", [10**9]),
        ("not_started", True),
        ("not_started", [300]),
        ("not_started", 0),
        ("replay", 1),
        ("replay", "yes"),
        ("invitation", []),
    ],
)
def test_value_that_means_nothing_is_named(settings: Any, kind: str, value: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {kind: value}
    [message] = found()
    assert message.id == "jitsi_live.E028"
    assert f'["{kind}"] = {value!r}' in message.msg
    assert f'JITSI_LIVE_NOTIFICATIONS = {{"{kind}": ' in str(message.hint)


@pytest.mark.parametrize("value", [None, False])
@pytest.mark.parametrize("kind", ["reminder", "not_started", "replay"])
def test_kinds_may_be_switched_off(settings: Any, kind: str, value: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {kind: value}
    assert ids() == []


def test_value_of_another_type_is_named_by_its_own_check(settings: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = ["reminder"]
    assert ids() == ["jitsi_live.E011"]
    assert module.check_mails_deployed(None) == []


# The address of the site


@pytest.mark.parametrize(
    "url",
    ["https://example.org", "https://example.org/", "http://localhost:8000", "https://[::1]"],
)
def test_address_of_a_site_is_one(settings: Any, url: str) -> None:
    settings.JITSI_LIVE_SITE_URL = url
    assert ids() == []


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "//example.org",
        "ftp://example.org",
        "https://",
        "https://example.org/live",
        "https://example.org?a=1",
        "https://example.org#a",
        "https://user@example.org",
        "https://example.org:http",
        "https://[::1",
        "https://example.org ",
        "https://exa\nmple.org",
    ],
)
def test_address_that_is_none_is_named(settings: Any, url: str) -> None:
    settings.JITSI_LIVE_SITE_URL = url
    [message] = found()
    assert (message.id, repr(url) in message.msg) == ("jitsi_live.E029", True)


@pytest.mark.parametrize(
    ("has_sites", "notifications", "expected"),
    [
        (False, {"replay": True}, ["jitsi_live.E030"]),
        (True, {"replay": True}, []),
        (False, {}, []),
        (False, {"replay": False}, []),
    ],
)
def test_mails_need_the_address_of_the_site(
    settings: Any, has_sites: bool, notifications: Any, expected: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: has_sites)
    settings.JITSI_LIVE_SITE_URL = None
    settings.JITSI_LIVE_NOTIFICATIONS = notifications
    assert [each.id for each in module.check_mails(None)] == expected


# What kinds need


@pytest.mark.parametrize(("kind", "is_warned"), [("invitation", True), ("replay", False)])
def test_mails_without_a_calendar_are_warned_of(
    settings: Any, monkeypatch: Any, kind: str, is_warned: bool
) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {kind: True}
    assert ids() == []
    monkeypatch.setattr(module, "has_calendar", lambda: False)
    assert ids() == (["jitsi_live.W027"] if is_warned else [])


def test_kinds_that_go_by_the_start_need_one(settings: Any) -> None:
    settings.JITSI_LIVE_STARTS_AT = None
    settings.JITSI_LIVE_NOTIFICATIONS = {"reminder": [900], "moved": True, "replay": True}
    [message] = found()
    assert message.id == "jitsi_live.W028"
    assert "moved and reminder are never sent" in message.msg
    settings.JITSI_LIVE_POLICY = f"{__name__}.Answers"
    assert ids() == []


def test_cancellations_need_to_be_known(settings: Any) -> None:
    settings.JITSI_LIVE_NOTIFICATIONS = {"cancelled": True}
    [message] = found()
    assert (message.id, "cancelled are" in message.msg) == ("jitsi_live.W028", True)
    settings.JITSI_LIVE_POLICY = f"{__name__}.Answers"
    assert ids() == []


# Deployed


def deployed() -> list[str | None]:
    messages = run_checks(include_deployment_checks=True)
    ours = {"jitsi_live.W029", "jitsi_live.W030"}
    return [each.id for each in messages if each.id in ours]


@pytest.fixture
def mail_settings(settings: Any) -> Callable[[str, int | None], None]:
    """Those of a host project that sends mails by SMTP, in the words of its Django."""
    settings.JITSI_LIVE_NOTIFICATIONS = {"replay": True}
    settings.DEFAULT_FROM_EMAIL = OWN_SENDER

    def write(backend: str, timeout: int | None) -> None:
        if django.VERSION >= (6, 1):
            options = {"host": "localhost", "timeout": timeout}
            settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        else:
            settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = backend, timeout

    return write


@pytest.mark.parametrize(
    ("backend", "timeout", "expected"),
    [
        (module.SMTP, None, ["jitsi_live.W030"]),
        (module.SMTP, 10, []),
        ("django.core.mail.backends.locmem.EmailBackend", None, []),
    ],
)
def test_mail_server_that_may_never_answer_is_warned_of(
    mail_settings: Any, backend: str, timeout: Any, expected: Any
) -> None:
    mail_settings(backend, timeout)
    assert deployed() == expected


def test_older_settings_of_mail_are_read_where_they_are_used(
    settings: Any, monkeypatch: Any
) -> None:
    class Older:
        EMAIL_BACKEND, EMAIL_TIMEOUT, DEFAULT_FROM_EMAIL = module.SMTP, None, OWN_SENDER
        MAILERS: Any = {}  # for the next version of Django

    settings.JITSI_LIVE_NOTIFICATIONS = {"replay": True}
    monkeypatch.setattr(module, "settings", Older)
    monkeypatch.setattr(django, "VERSION", (6, 0, 9, "final", 0))
    [message] = module.check_mails_deployed(None)
    assert "EMAIL_TIMEOUT = 10" in str(message.hint)


def test_newer_settings_of_mail_are_read_where_they_are_used(
    settings: Any, monkeypatch: Any
) -> None:
    class Newer:
        MAILERS: Any = {"default": {"OPTIONS": {"host": "localhost"}}}
        DEFAULT_FROM_EMAIL = OWN_SENDER

    settings.JITSI_LIVE_NOTIFICATIONS = {"replay": True}
    monkeypatch.setattr(module, "settings", Newer)
    monkeypatch.setattr(django, "VERSION", (6, 1, 0, "final", 0))
    [message] = module.check_mails_deployed(None)
    assert "MAILERS = " in str(message.hint)
    Newer.MAILERS = {"default": TIMED_SMTP}
    assert module.check_mails_deployed(None) == []


def test_sender_that_no_mail_server_takes_is_warned_of(settings: Any, mail_settings: Any) -> None:
    mail_settings(module.SMTP, 10)
    settings.DEFAULT_FROM_EMAIL = "webmaster@localhost"
    assert deployed() == ["jitsi_live.W029"]
    settings.JITSI_LIVE_POLICY = f"{__name__}.Answers"
    assert deployed() == []


def test_site_that_sends_no_mails_needs_nothing(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "webmaster@localhost"
    assert deployed() == []
