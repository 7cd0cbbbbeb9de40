"""What people write, as text that every database, page and file can carry. Pure but for a
setting."""

from __future__ import annotations

import re

from ..xmpp_text import clean_name, one_line
from .conf import conf
from .exceptions import QuestionEmpty, QuestionTooLong

MAX_ANSWER_LENGTH = 5000  # characters
MANY_LINES = re.compile(r"\n{3,}")


def question_text(text: str) -> str:
    """The question. Raises ``QuestionEmpty``, ``QuestionTooLong``."""
    found = _cleaned(text, conf.MAX_LENGTH)
    if not clean_name(found):
        raise QuestionEmpty
    return found


def answer_text(text: str) -> str:
    """The answer; empty where nothing of it can be seen. Raises ``QuestionTooLong``."""
    found = _cleaned(text, MAX_ANSWER_LENGTH)
    return found if clean_name(found) else ""


def _cleaned(text: str, max_length: int) -> str:
    """Lines without overrides of the writing direction and without what no database takes."""
    # What is far too long, whatever of it is blank, is not worth looking at.
    found = text if len(text) > 10 * max_length else _lines(text)
    if len(found) > max_length:
        raise QuestionTooLong(max_length)
    return found


def _lines(text: str) -> str:
    lines = "\n".join(one_line(line) for line in text.splitlines())
    return MANY_LINES.sub("\n\n", lines).strip()
