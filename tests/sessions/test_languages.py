"""Jitsi's codes of Django's languages."""

from __future__ import annotations

import re

import pytest
from django.conf.locale import LANG_INFO

from django_jitsi_live.sessions.languages import jitsi_language


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("nb", "no"),
        ("nn", "no"),
        ("nb-no", "no"),
        ("no", "no"),
        ("NN_NO.UTF-8", "no"),
        ("en-gb", "en"),
        ("de_AT", "de"),
        ("de-ch-1996", "de"),
        ("ca_ES@valencia", "ca"),
        ("es", "es"),
        ("es-es", "es"),
        ("es-mx", "es-US"),
        ("es-419", "es-US"),
        ("fr", "fr"),
        ("fr-ca", "fr-CA"),
        ("fr-ch", "fr"),
        ("pt", "pt"),
        ("pt-pt", "pt"),
        ("pt_BR", "pt-BR"),
        ("sr-latn", "sr"),
        ("zh", "zh-CN"),
        ("zh-cn", "zh-CN"),
        ("zh-hans", "zh-CN"),
        ("zh-sg", "zh-CN"),
        ("zh-tw", "zh-TW"),
        ("zh-hk", "zh-TW"),
        ("zh-mo", "zh-TW"),
        ("zh-hant", "zh-TW"),
        ("zh-Hant-HK", "zh-TW"),
        ("iw", "he"),
        ("kab", "kab"),
        ("C", "en"),
        ("", "en"),
        ("-", "en"),
        ("tlh-klingon", "tlh"),
        ("english", "en"),
    ],
)
def test_a_tag_becomes_jitsis_code(tag: str, code: str) -> None:
    assert jitsi_language(tag) == code


@pytest.mark.parametrize("tag", sorted(LANG_INFO))
def test_every_language_of_django_gets_a_code(tag: str) -> None:
    assert re.fullmatch("[a-z]{2,3}(-[A-Z]{2})?", jitsi_language(tag))
