"""The templates of mails, which a host project overrides one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string

from ..policy import log_failure, recoverable
from ..xmpp_text import one_line
from .unsendable import Unsendable

FOLDER = "jitsi_live/mail"
MAX_SUBJECT_LENGTH = 150  # characters
BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


class Texts(NamedTuple):
    """What people read of a mail."""

    subject: str
    text: str
    html: str


def render_texts(kind: str, context: Mapping[str, Any]) -> Texts:
    """The texts in the language and zone that are active. Raises ``Unsendable``, and logs why."""
    subject = one_line(_rendered(f"{kind}.subject.txt", context)) or str(context["title"])
    text = _rendered(f"{kind}.txt", context)
    html = _rendered(f"{kind}.html", context)
    # Lines that a template leaves empty, as where a condition is not met, are for nobody.
    text = BLANK_LINES.sub("\n\n", text).strip() + "\n"
    return Texts(shortened(subject, MAX_SUBJECT_LENGTH), text, html)


def shortened(text: str, max_length: int) -> str:
    return text if len(text) <= max_length else f"{text[: max_length - 1].rstrip()}…"


def _rendered(name: str, context: Mapping[str, Any]) -> str:
    path = f"{FOLDER}/{name}"
    try:
        with recoverable():  # templates of the host project may ask the database
            rendered = render_to_string(path, dict(context))
    except Exception as error:  # templates of the host project raise anything
        log_failure(f"The template {path}", error, "Mails of this kind are not sent.")
        raise Unsendable(_problem(path, error)) from error
    # No mail carries half a character.
    return rendered.encode(errors="replace").decode()


def _problem(path: str, error: Exception) -> str:
    """With the text of the errors of templates alone: that of others may quote anything."""
    is_of_template = isinstance(error, TemplateSyntaxError | TemplateDoesNotExist)
    text = f": {one_line(str(error))}" if is_of_template else ""
    problem = f"The template {path}, or one that it uses, fails with {type(error).__name__}"
    advice = ". Correct it, then send the mail again; the log says more."
    return shortened(problem + text, 300 - len(advice)) + advice
