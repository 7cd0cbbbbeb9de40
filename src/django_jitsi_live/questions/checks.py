"""System checks of the questions: their settings, and that their addresses are mounted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from .conf import conf
from .policy import Names, QuestionPolicy

MAX_LENGTHS = range(1, 10_001)
POLICY = "django_jitsi_live.questions.policy.QuestionPolicy"


@register()
def check_questions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_value_errors(), *_policy_errors(), *_address_warnings()]


def _value_errors() -> Iterator[CheckMessage]:
    if conf.NAMES not in [*Names]:
        yield _error("NAMES", 'must be "choice", "named" or "anonymous"', '"choice"', "E001")
    if not isinstance(conf.APPROVAL, bool):
        yield _error("APPROVAL", "must be True or False", "False", "E002")
    length: object = conf.MAX_LENGTH
    if isinstance(length, bool) or not isinstance(length, int) or length not in MAX_LENGTHS:
        allowed = f"must be a number from {MAX_LENGTHS[0]} to {MAX_LENGTHS[-1]}"
        yield _error("MAX_LENGTH", allowed, "500", "E003")


def _policy_errors() -> Iterator[CheckMessage]:
    try:
        policy = import_string(conf.POLICY)
    except Exception:  # whatever the module does when it is imported
        policy = None
    if not isinstance(policy, type) or not issubclass(policy, QuestionPolicy):
        wanted = "must be the import path of a subclass of QuestionPolicy"
        yield _error("POLICY", wanted, f'"{POLICY}"', "E004")


def _error(name: str, what: str, example: str, number: str) -> CheckMessage:
    setting = f"JITSI_LIVE_QUESTIONS_{name}"
    return Error(
        f"{setting} = {getattr(conf, name)!r} {what}.",
        hint=f"Write in the settings, for example: {setting} = {example}",
        id=f"jitsi_live_questions.{number}",
    )


def _address_warnings() -> Iterator[CheckMessage]:
    if not getattr(settings, "ROOT_URLCONF", None):
        return  # a project without any addresses
    try:
        reverse("jitsi_live_questions:questions", args=["1"])
    except NoReverseMatch:
        yield Warning(
            "The questions have no addresses, so no page can show them.",
            hint="Write in urls.py: "
            'path("questions/", include("django_jitsi_live.questions.urls"))',
            id="jitsi_live_questions.W001",
        )
