"""What people read in an answer, without what chance has made.

Keys, tokens and room names are random letters: now and then they hold a short word, such as a
name that a test looks for.
"""

from __future__ import annotations

import re

# Longer than any word or address of a file's folder, shorter than any signed value.
RANDOM = re.compile(r"[A-Za-z0-9_-]{20,}")


def words(text: str) -> str:
    """The text without letters and digits that go on for 20 and more."""
    return RANDOM.sub("…", text)


# RFC 7519: a header and claims in base64url, both of which begin as ``{"`` does.
TOKEN = re.compile(r"eyJ[\w-]+\.eyJ")


def holds_token(text: str) -> bool:
    """Whether a JSON Web Token is in the text."""
    return bool(TOKEN.search(text))
