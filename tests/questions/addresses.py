"""The addresses of the questions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

HTML = {"Accept": "text/html,application/xhtml+xml"}


def address(event: Any, name: str = "questions", question: Any = None) -> str:
    given = [event.pk] if question is None else [event.pk, question.pk]
    return reverse(f"jitsi_live_questions:{name}", args=given)
