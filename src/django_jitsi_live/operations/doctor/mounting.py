"""Examines whether the addresses of this app are the same for everybody, whatever the language."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from .findings import MOUNT_LINE, Finding, Level


def examine_mounting() -> Iterator[Finding]:
    """What Jitsi servers request must not depend on a language: they have none."""
    addresses = dict.fromkeys(map(_address, dict(settings.LANGUAGES)))
    ours = _address(settings.LANGUAGE_CODE)
    if [*addresses] == [ours]:
        return
    # With LANGUAGE_CODE = "en-us" and no such language, what commands print leads nowhere.
    level = Level.WARNING if ours in addresses else Level.BROKEN
    message = (
        f"The addresses of this app depend on the language ({', '.join([*addresses][:3])}), also "
        "those that Jitsi servers request. They fail when a language is removed or another one "
        f"becomes the first. Commands print {ours}."
    )
    hint = f"Take them out of i18n_patterns(). {MOUNT_LINE}"
    yield Finding("mounting", message, hint, level)


def _address(language: str) -> str:
    with translation.override(language):
        return reverse("jitsi_live:key", args=["x"]).rpartition("/")[0]
