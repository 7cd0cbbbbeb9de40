"""The ``state`` that Jitsi's client sends along when it asks for a login (jitsi-meet, config.js at
``tokenAuthUrl``): which client it is, and the options that came with the room's address. Pure.

It comes from an address, hence from anybody.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple
from urllib.parse import quote

MAX_STATE_LENGTH = 8000  # characters
# Proxies take some kilobytes of headers, and the token is in the same one.
MAX_OPTIONS_LENGTH = 2000

APPS = ("ios", "android", "electron")
OPTION = re.compile(r"(?:config|interfaceConfig)(?:\.[A-Za-z0-9_]{1,50}){1,5}")
# Names that Jitsi's client refuses, wherever they are in a value (react/features/base/util/
# parseURLParams.ts, and @hapi/bourne).
PROTOTYPE_NAMES = {"__proto__", "constructor", "prototype"}


class LoginState(NamedTuple):
    app: str = ""
    """One of ``APPS``; empty for a browser."""
    options: tuple[tuple[str, str], ...] = ()
    """Names such as ``config.startWithAudioMuted``, with values as JSON."""


def parse_state(text: str) -> LoginState:
    """What may be given back of the state; nothing of one that is malformed."""
    try:
        state = _load(text)
        options = _options(state) if isinstance(state, dict) else ()
    except (RecursionError, ValueError):
        return LoginState()
    return LoginState(_app(state), options)


def fragment(name: str, value_as_json: str) -> str:
    """The value as Jitsi's client reads it after the hash."""
    return f"{name}={quote(value_as_json, safe='')}"


def _load(text: str) -> Any:
    if len(text) > MAX_STATE_LENGTH:
        raise ValueError("too long")
    return json.loads(text, object_pairs_hook=_safe_object, parse_constant=_refuse)


def _safe_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if any(PROTOTYPE_NAMES & {*name.split(".")} for name, _value in pairs):
        raise ValueError("a name of JavaScript's prototypes")
    return dict(pairs)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _app(state: Any) -> str:
    if not isinstance(state, dict):
        return ""
    return next((app for app in APPS if state.get(app) is True), "")


def _options(state: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Those that fit."""
    options, length = [], 0
    for name, value in state.items():
        if not OPTION.fullmatch(name):
            continue
        as_json = json.dumps(value, allow_nan=False, separators=(",", ":"))
        length += len(fragment(name, as_json))
        if length <= MAX_OPTIONS_LENGTH:
            options.append((name, as_json))
    return tuple(options)
