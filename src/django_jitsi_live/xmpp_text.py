"""Text that XMPP can carry, and names that are safe to show in a room. Pure."""

from __future__ import annotations

import re
import unicodedata

MAX_NAME_LENGTH = 100

# Characters that XML 1.0 (section 2.2) does not allow. Prosody does not answer some of them, and
# sends others to everybody in the room, whose clients then stop reading.
NON_XML_CHARACTERS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


# By their names: Unicode has no property for characters that take up room and show nothing, and for
# the others of these ``unicodedata`` has none.
BLANK = re.compile("(FILLER|BLANK|NULL NOTEHEAD|OBJECT REPLACEMENT CHARACTER)$")


def clean_name(name: str) -> str:
    """The name as one line of at most 100 characters, without line breaks, overrides of the
    writing direction and characters that XML does not allow; empty if nothing of it can be seen.
    Joiners stay: emoji and some scripts need them."""
    if name.isascii() and name.isprintable():  # as most are: a report may have 100,000 names
        return " ".join(name.split())[:MAX_NAME_LENGTH].rstrip()
    kept = "".join(" " if _is_unsafe(each) else each for each in name)
    start = next((number for number, each in enumerate(kept) if _is_visible(each)), len(kept))
    return " ".join(kept[start:].split())[:MAX_NAME_LENGTH].rstrip()


def one_line(text: str) -> str:
    """The same without a limit, whether or not anything of it can be seen."""
    return " ".join("".join(" " if _is_unsafe(each) else each for each in text).split())


def _is_visible(character: str) -> bool:
    """Whether it shows something by itself: letters, numbers, punctuation and symbols do.

    Marks need a letter to stand on. Spaces, format characters and what is not assigned are blank.
    """
    if unicodedata.category(character)[0] not in "LNPS":
        return False
    return not BLANK.search(unicodedata.name(character, ""))


def _is_unsafe(character: str) -> bool:
    is_control = unicodedata.category(character) in {"Cc", "Zl", "Zp"}
    is_override = unicodedata.bidirectional(character) in BIDI_CONTROLS
    return is_control or is_override or NON_XML_CHARACTERS.match(character) is not None
