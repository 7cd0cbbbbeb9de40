"""Language tags of Django, and Jitsi's codes for the same languages. Pure."""

from __future__ import annotations

import re

SUBTAG = re.compile("[a-z0-9]+")
LANGUAGE = re.compile("[a-z]{2,3}")

# Jitsi's names of its translations (jitsi-meet, lang/) where they are not the language of the tag.
OTHER_NAMES = {"nb": "no", "nn": "no", "iw": "he", "in": "id"}
TRADITIONAL_CHINESE = {"hant", "tw", "hk", "mo"}


def jitsi_language(tag: str) -> str:
    """Jitsi's code of the language of a tag such as ``"pt-br"``, ``"nb_NO"`` or ``"zh-hant"``.

    English for what is no tag. Jitsi ignores a language that it has no translation for.
    """
    # A POSIX locale goes on with its encoding or variant: de_DE.UTF-8, ca_ES@valencia.
    language, *others = SUBTAG.findall(re.split("[.@]", tag.lower())[0]) or [""]
    if not LANGUAGE.fullmatch(language):
        return "en"
    variant = _variant(language, {*others})
    return variant or OTHER_NAMES.get(language, language)


def _variant(language: str, subtags: set[str]) -> str:
    """Jitsi's code of a regional translation; empty if the general one is meant."""
    if language == "zh":
        return "zh-TW" if subtags & TRADITIONAL_CHINESE else "zh-CN"
    if language == "fr" and "ca" in subtags:
        return "fr-CA"
    if language == "pt" and "br" in subtags:
        return "pt-BR"
    # Its Spanish of the Americas has the code of the United States.
    return "es-US" if language == "es" and subtags - {"es"} else ""
