"""The texts of ``<jitsi-live-replay>``, for translation. ``replay.js`` has the same in English."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.utils.translation.trans_real import catalog

REPLAY_TEXTS = {
    "replayLength": _("Length: {time}"),
    "replayAgain": _("Loading the recording again …"),
    "replayOffline": _(
        "The connection is lost. The recording goes on by itself as soon as it is back."
    ),
    "replayFailed": _("The recording does not come. Check your connection and try again."),
    "replayRefused": _(
        "This site does not show you the recording any more. Reload the page; you may have to log "
        "in again."
    ),
    "replayGone": _("This recording is not here any more."),
    "replayUnplayable": _(
        "This browser cannot play the recording. Try another one, such as a current Chrome, Edge, "
        "Firefox or Safari."
    ),
    "replayRetry": _("Try again"),
}


class Texts:
    """Texts by key, in English, which pages get translated."""

    def __init__(self, english: dict[str, str]) -> None:
        self._english = english
        self._of_catalogs: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()

    def translated(self) -> dict[str, str]:
        """Those that are not the same in the active language. Looked up once for each catalog."""
        if not settings.USE_I18N:
            return {}
        active = catalog()
        if active not in self._of_catalogs:
            found = {key: gettext(text) for key, text in self._english.items()}
            other = {key: text for key, text in found.items() if text != self._english[key]}
            self._of_catalogs[active] = other
        return self._of_catalogs[active]


_TEXTS = Texts(REPLAY_TEXTS)


def replay_texts() -> dict[str, str]:
    """The texts in the active language that differ from the English ones."""
    return _TEXTS.translated()
