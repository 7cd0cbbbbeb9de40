"""The settings of the questions, their defaults and their meaning. Read them as ``conf.NAME``, as
those of the core."""

from __future__ import annotations

from typing import cast

from appconf import AppConf

from ..conf import PerAccess


class QuestionsConf(AppConf):  # type: ignore[misc]  # appconf is untyped
    NAMES: str = "choice"
    """Whether askers are shown by name: ``"choice"`` as each of them likes, ``"named"`` always,
    ``"anonymous"`` never, not even to hosts. A policy may decide by event."""

    APPROVAL: bool = False
    """Whether questions wait until a host has approved them. A policy may decide by event."""

    MAX_LENGTH: int = 500
    """The longest question, in characters."""

    POLICY: str = "django_jitsi_live.questions.policy.QuestionPolicy"
    """Import path of the policy class; subclass ``QuestionPolicy`` to decide in Python."""

    class Meta:
        prefix = "JITSI_LIVE_QUESTIONS"


conf = cast(QuestionsConf, PerAccess(QuestionsConf))
