"""Values as Prosody's configuration, which is Lua, writes them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from .values import SecretReference, Value


def lua_text(value: Value, secret: Callable[[SecretReference], str], quote: str = '"') -> str:
    """The value in Lua. Items are separated by semicolons: some readers split at commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, SecretReference):
        return secret(value)
    if isinstance(value, str):
        escaped = re.sub(rf"[\\{quote}\n]", lambda match: f"\\{match[0]}", value)
        return f"{quote}{escaped}{quote}"
    if isinstance(value, Mapping):
        items = [
            f"[{quote}{key}{quote}] = {lua_text(each, secret, quote)}"
            for key, each in value.items()
        ]
    else:
        items = [lua_text(each, secret, quote) for each in value]
    return f"{{ {'; '.join(items)} }}"
