"""The texts of ``<jitsi-live-replay>``, for translation. ``replay.js`` has the same in English."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

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


def replay_texts() -> dict[str, str]:
    """The texts in the active language that differ from the English ones."""
    return translated(REPLAY_TEXTS)


def translated(texts: dict[str, str]) -> dict[str, str]:
    """Those that are not the same in the active language."""
    found = {key: gettext(text) for key, text in texts.items()}
    return {key: text for key, text in found.items() if text != texts[key]}
