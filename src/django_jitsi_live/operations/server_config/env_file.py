"""Reads and writes lines of a ``.env``, as Docker Compose does. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LINE = re.compile(
    r"""
    ^ [ \t]* (?:export[ \t]+)? (?P<name>[A-Za-z_]\w*) [ \t]* = [ \t]*
    (?: '(?P<literal>(?:\\'|[^'])*)'
      | "(?P<quoted>(?:\\.|[^"\\])*)"
      | (?P<plain>[^\n]*)
    )
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_REFERENCE = re.compile(
    r"\$(?:(?P<dollar>\$)|\{(?P<braced>\w+)(?:(?P<how>:?-)(?P<default>[^}]*))?\}|(?P<bare>[A-Za-z_]\w*))"
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}
_PLAIN = re.compile(r"[\w.,:/@+*-]*")


@dataclass(frozen=True, slots=True)
class Variable:
    value: str
    line: int
    """Where it got this value: the last line that has it."""


def read_env(text: str) -> dict[str, Variable]:
    """The variables by their names. A later line replaces an earlier one."""
    variables: dict[str, Variable] = {}
    for match in _LINE.finditer(text.replace("\r\n", "\n")):
        line = text.count("\n", 0, match.start("name")) + 1
        variables[match["name"]] = Variable(_value(match, variables), line)
    return variables


def _value(match: re.Match[str], variables: Mapping[str, Variable]) -> str:
    if match["literal"] is not None:
        return match["literal"].replace("\\'", "'")
    if match["quoted"] is not None:
        # A dollar that is escaped is none: it goes through the expansion as a doubled one.
        text = re.sub(r"\\(.)", _unescaped, match["quoted"], flags=re.DOTALL)
        return _expanded(text, variables)
    plain = re.split(r"(?:^|\s)#", match["plain"], maxsplit=1)[0]
    return _expanded(plain.strip(), variables)


def _unescaped(match: re.Match[str]) -> str:
    return "$$" if match[1] == "$" else _ESCAPES.get(match[1], match[1])


def _expanded(text: str, variables: Mapping[str, Variable]) -> str:
    def value(match: re.Match[str]) -> str:
        if match["dollar"]:
            return "$"
        known = variables.get(match["braced"] or match["bare"])
        if match["how"] and (known is None or (match["how"] == ":-" and not known.value)):
            return match["default"]
        return "" if known is None else known.value

    return _REFERENCE.sub(value, text)


def env_line(name: str, value: str) -> str:
    """The line for that value, as Compose and shells read it; ``${...}`` in it is a reference."""
    if _PLAIN.fullmatch(value):
        return f"{name}={value}"
    escaped = re.sub(r'[\\"`]|\$(?!\{)', lambda match: f"\\{match[0]}", value)
    return f'{name}="{escaped}"'
