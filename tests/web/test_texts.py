"""Texts of pages are looked up once for each language, and are those of the language now."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils import translation

from django_jitsi_live.web import replay_texts
from django_jitsi_live.web.replay_texts import Texts

WORDS = Texts({"day": "Monday", "nobody": "A text that nobody has translated"})


def test_texts_are_those_of_the_active_language() -> None:
    found = []
    for language in ("de", "fr", "en", "de"):
        with translation.override(language):
            found.append(WORDS.translated())
    assert found == [{"day": "Montag"}, {"day": "lundi"}, {}, {"day": "Montag"}]


def test_texts_are_looked_up_once_for_each_language(monkeypatch: Any) -> None:
    texts = Texts({"day": "Monday"})
    with translation.override("de"):
        first = texts.translated()
        monkeypatch.setattr(replay_texts, "gettext", None)
        assert texts.translated() == first == {"day": "Montag"}


def test_site_without_translations_has_none(monkeypatch: Any) -> None:
    # Not by its settings: Django chooses once in a process how it translates.
    monkeypatch.setattr(replay_texts, "settings", SimpleNamespace(USE_I18N=False))
    with translation.override("de"):
        assert WORDS.translated() == {}
