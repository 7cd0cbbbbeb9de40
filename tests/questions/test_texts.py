"""The words of the questions: the same in script and Python, and in the visitor's language."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from django_jitsi_live.questions.web.texts import QUESTIONS_TEXTS, questions_texts

SOURCES = Path(__file__).parents[2] / "src/js"
TEXT = re.compile(r'^  (\w+):\s+("(?:[^"\\]|\\.)*"),?$', re.MULTILINE)


def test_words_are_the_same_in_script_and_python() -> None:
    source = (SOURCES / "questions/texts.js").read_text()  # of which what is shipped is built
    assert {key: json.loads(text) for key, text in TEXT.findall(source)} == QUESTIONS_TEXTS


def test_english_needs_no_words_of_the_site() -> None:
    assert questions_texts() == {}


def test_words_of_another_language_are_sent(monkeypatch: Any) -> None:
    words = {"Pin": "Anheften", "Merge": "Merge"}
    monkeypatch.setattr(
        "django_jitsi_live.questions.web.texts.gettext", lambda text: words.get(text, text)
    )
    with translation.override("de"):
        assert questions_texts() == {"pin": "Anheften"}


@pytest.mark.parametrize("key", ["counter", "vote", "newMany", "moreAbout", "anonymousPerson"])
def test_words_have_a_place_for_what_they_are_about(key: str) -> None:
    assert re.search(r"\{\w+\}", QUESTIONS_TEXTS[key])
