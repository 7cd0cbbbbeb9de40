"""What jicofo must be told, and what a ``jicofo.conf`` lacks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .difference import Difference, problem
from .needs import Part, ServerNeeds

# HOCON, as far as jicofo's file has it: comments, blocks, paths, and a value to the line's end.
_TOKEN = re.compile(
    r"""
      (?: \# | // ) [^\n]*
    | (?P<close> \} )
    | "? (?P<path> [\w.-]+ ) "? [ \t]*
      (?: [=:]? \s* (?P<open> \{ )
        | [=:] [ \t]* (?P<value> "(?:\\.|[^"\\])*" | [^\n,}]* )
      )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class JicofoOption:
    path: str
    value: str
    """As the file writes it."""
    comment: str


def jicofo_options(needs: ServerNeeds) -> Iterator[JicofoOption]:
    yield JicofoOption(
        "jicofo.conference.enable-auto-owner", "false", "The first who comes is no moderator."
    )
    yield JicofoOption(
        "jicofo.authentication.enabled", "false", "A login alone makes nobody a moderator."
    )
    if needs.needs(Part.RECORDING):
        brewery = f'"JibriBrewery@internal.auth.{needs.xmpp_domain}"'
        yield JicofoOption(
            "jicofo.jibri.brewery-jid", brewery, "Where recorders register, as jibri.conf says."
        )


def is_jicofo(text: str) -> bool:
    """Whether that is jicofo's file, not Prosody's."""
    has_hosts = "VirtualHost" in text  # and jicofo's lines in comments
    return not has_hosts and any(path.startswith("jicofo.") for path in read_jicofo(text))


def read_jicofo(text: str) -> dict[str, str]:
    """The values by their paths. A later one replaces an earlier one."""
    values: dict[str, str] = {}
    blocks: list[str] = []
    for match in _TOKEN.finditer(text):
        if match["close"]:
            del blocks[-1:]
        elif match["open"]:
            blocks.append(match["path"])
        elif match["path"]:
            value = re.split(r"\s+(?:#|//)", match["value"])[0]
            values[".".join([*blocks, match["path"]])] = value.strip().strip('"')
    return values


def jicofo_differences(needs: ServerNeeds, text: str) -> Iterator[Difference]:
    file = read_jicofo(text)
    for option in jicofo_options(needs):
        found = file.get(option.path)
        # Without a line, nobody must log in; the name of the recorders' room is theirs.
        is_fine = {
            "jicofo.authentication.enabled": found != "true",
            "jicofo.jibri.brewery-jid": bool(found),
        }.get(option.path, found == option.value)
        if not is_fine:
            what = problem(option.path, is_missing=found is None)
            yield Difference(what, f"{option.path} = {option.value}")
