"""Text that XMPP can carry, and names that are safe to show in a room. Pure."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME_LENGTH = 100

# Characters that XML 1.0 (section 2.2) does not allow. Prosody does not answer some of them, and
# sends others to everybody in the room, whose clients then stop reading.
NON_XML_CHARACTERS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def clean_name(name: str) -> str:
    """The name as one line of at most 100 characters, without line breaks, overrides of the
    writing direction and characters that XML does not allow. Joiners stay: emoji and some scripts
    need them."""
    kept = "".join(" " if _is_unsafe(each) else each for each in name)
    return " ".join(kept.split())[:MAX_NAME_LENGTH].rstrip()


def _is_unsafe(character: str) -> bool:
    is_control = unicodedata.category(character) in {"Cc", "Zl", "Zp"}
    is_override = unicodedata.bidirectional(character) in BIDI_CONTROLS
    return is_control or is_override or NON_XML_CHARACTERS.match(character) is not None
