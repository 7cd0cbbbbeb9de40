"""Reads Prosody's configuration, to compare it. Pure.

It knows what configurations consist of, and takes everything else, such as the result of a
function, for unreadable. It runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

UNREADABLE = object()
"""A value that only Lua could tell."""

GLOBAL = "*"
"""Prosody's name for the options of all hosts."""


@dataclass
class ProsodyFile:
    """The options of a configuration, host by host."""

    options: dict[str, dict[str, Any]] = field(default_factory=lambda: {GLOBAL: {}})
    components: dict[str, str] = field(default_factory=dict)
    """The module that serves a component, by its host."""

    def option(self, host: str, name: str) -> Any:
        """What Prosody reads there; None for nothing."""
        everywhere = self.options[GLOBAL].get(name)
        return self.options.get(host, {}).get(name, everywhere)

    def own_list(self, host: str, name: str) -> list[Any]:
        value = self.options.get(host, {}).get(name)
        return value if isinstance(value, list) else []


def read_prosody(text: str) -> ProsodyFile:
    return _Reader(text).read()


_TOKEN = re.compile(
    r"""
      (?P<comment> --\[(?P<c>=*)\[.*?\](?P=c)\] | --[^\n]* )
    | (?P<long> \[(?P<l>=*)\[(?P<body>.*?)\](?P=l)\] )
    | (?P<string> "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*' )
    | (?P<number> \d[\w.]* )
    | (?P<name> [A-Za-z_]\w* )
    | (?P<symbol> \.\.\.? | [=~<>]= | \S )
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_CONSTANTS = {"true": True, "false": False, "nil": None}
_OPENING = {"function", "do", "if"}
_HOSTS = {"VirtualHost", "Host", "host"}
_COMPONENTS = {"Component", "component"}
_OPERATORS = {"and", "or", "==", "~=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "^"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


_END = _Token("end", "")


def _tokens(text: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if match["comment"] is not None:
            continue
        if match["long"] is not None:
            yield _Token("string", match["body"].removeprefix("\n"))
        elif kind == "string":
            yield _Token("string", _unescaped(match[0][1:-1]))
        else:
            yield _Token(kind, match[0])


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), text, flags=re.DOTALL)


class _Reader:
    def __init__(self, text: str) -> None:
        self._tokens = [*_tokens(text)]
        self._position = 0
        self._locals: dict[str, Any] = {}
        self._host = GLOBAL
        self._file = ProsodyFile()

    def read(self) -> ProsodyFile:
        while self._peek() is not _END:
            self._statement()
        return self._file

    def _peek(self, ahead: int = 0) -> _Token:
        place = self._position + ahead
        return self._tokens[place] if place < len(self._tokens) else _END

    def _next(self) -> _Token:
        token = self._peek()
        self._position += 1
        return token

    def _take(self, text: str) -> bool:
        """Whether that symbol or word was next, and is taken."""
        token = self._peek()
        if token.kind == "string" or token.text != text:
            return False
        self._position += 1
        return True

    def _statement(self) -> None:
        token = self._next()
        if token.kind != "name":
            return
        if token.text in _HOSTS:
            self._enter(self._argument())
            self._table_of_options()
        elif token.text in _COMPONENTS:
            self._component()
        elif token.text == "function":
            self._skip_block()
        elif token.text == "local":
            self._local()
        elif self._take("="):
            self._file.options[self._host][token.text] = self._expression()

    def _enter(self, host: str) -> None:
        self._host = host.lower()
        self._file.options.setdefault(self._host, {})

    def _component(self) -> None:
        self._enter(self._argument())
        if self._peek().kind == "string" or self._peek().text == "(":
            self._file.components[self._host] = self._argument()
        self._table_of_options()

    def _argument(self) -> str:
        """The text of a call with one text, with or without parentheses."""
        is_in_parentheses = self._take("(")
        token = self._next()
        if is_in_parentheses:
            self._take(")")
        return token.text if token.kind == "string" else ""

    def _table_of_options(self) -> None:
        if self._take("{"):
            options = self._table()
            if isinstance(options, dict):
                self._file.options[self._host].update(options)
            self._host = GLOBAL

    def _local(self) -> None:
        name = self._next().text
        if name == "function":
            self._skip_block()
        elif self._take("="):
            self._locals[name] = self._expression()

    def _expression(self) -> Any:
        value = self._primary()
        while True:
            if self._take(".."):
                value = _joined(value, self._primary())
            elif self._peek().kind != "string" and self._peek().text in _OPERATORS:
                self._next()
                self._primary()
                value = UNREADABLE
            else:
                return value

    def _primary(self) -> Any:
        token = self._next()
        if token.kind == "string":
            return token.text
        if token.kind == "number":
            return _number(token.text)
        if token.text == "{":
            return self._table()
        if token.text == "(":
            value = self._expression()
            self._take(")")
            return value
        if token.text in {"not", "-", "#"}:
            self._primary()
            return UNREADABLE
        if token.text == "function":
            self._skip_block()
            return UNREADABLE
        return self._named(token)

    def _named(self, token: _Token) -> Any:
        if token.text in _CONSTANTS:
            return _CONSTANTS[token.text]
        value = self._locals.get(token.text, UNREADABLE)
        while self._is_used():
            value = UNREADABLE
        return value

    def _is_used(self) -> bool:
        """Whether a call or an index follows, which is taken."""
        if self._take("."):
            self._next()
        elif self._take("("):
            self._skip_to(")")
        elif self._take("["):
            self._skip_to("]")
        elif self._take("{"):
            self._skip_to("}")
        elif self._peek().kind == "string":
            self._next()
        else:
            return False
        return True

    def _table(self) -> Any:
        """A list, a dictionary for names, or unreadable for both at once."""
        items: list[Any] = []
        named: dict[str, Any] = {}
        is_whole = True
        while not self._take("}"):
            if self._peek() is _END:
                return UNREADABLE
            if self._take("["):
                key = self._expression()
                is_whole &= self._take("]") and self._take("=")
                named[str(key)] = self._expression()
            elif self._peek().kind == "name" and self._peek(1) == _Token("symbol", "="):
                key = self._next().text
                self._next()
                named[key] = self._expression()
            else:
                items.append(self._expression())
            is_whole &= self._take(";") or self._take(",") or self._peek().text == "}"
        if not is_whole or (items and named):
            return UNREADABLE
        return named if named else items

    def _skip_to(self, closing: str) -> None:
        opening = {")": "(", "]": "[", "}": "{"}[closing]
        depth = 1
        while depth and self._peek() is not _END:
            token = self._next()
            if token.kind == "symbol":
                depth += (token.text == opening) - (token.text == closing)

    def _skip_block(self) -> None:
        depth = 1
        while depth and self._peek() is not _END:
            token = self._next()
            if token.kind == "name":
                depth += (token.text in _OPENING) - (token.text == "end")


def _joined(left: Any, right: Any) -> Any:
    is_text = isinstance(left, str) and isinstance(right, str)
    return left + right if is_text else UNREADABLE


def _number(text: str) -> Any:
    return int(text) if text.isdigit() else UNREADABLE
