"""Arrows between our modules point one way."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import django_jitsi_live.apps

PACKAGE = Path(django_jitsi_live.apps.__file__).parent

# A module may import those of its own line's left, and the pure ones.
PURE = {"exceptions", "signals", "texts", "tokens", "messages", "prosody", "jaas"}
LAYERS = [
    "conf",
    "models",
    "shared_cache",
    "throttles",
    "servers",
    "policy",
    "waiting",
    "services",
    "attendance",
    "reports",
    "stays",
    "housekeeping",
    "room",
]
EDGES = {"admin", "api", "stream", "views", "templatetags.jitsi_live"}
ALLOWED: dict[str, set[str]] = {
    **dict.fromkeys(PURE, PURE),
    **{name: PURE | set(LAYERS[:index]) for index, name in enumerate(LAYERS)},
    **{name: PURE | set(LAYERS) for name in EDGES},
    "operations": set(),
    "checks.__init__": {"checks.database", "checks.servers", "checks.settings"},
    "checks.hints": set(),
    "checks.values": {"checks.hints", "conf", "throttles"},
    "checks.event_model": {"checks.hints", "conf"},
    "checks.hooks": {"checks.hints", "checks.values", "conf", "policy"},
    "checks.lookups": {"checks.hints", "checks.hooks", "conf", "policy"},
    "checks.servers": {"checks.hints", "checks.values", "conf", "servers"},
    "checks.settings": {
        *(f"checks.{name}" for name in ("event_model", "hooks", "lookups", "servers", "values")),
        "conf",
    },
    "checks.database": {"checks.event_model", "conf", "models", "operations"},
    "apps": {"attendance", "checks", "conf", "openapi"},
    "openapi.__init__": set(),
    "openapi.builders": set(),
    "openapi.errors": {"exceptions"},
    "openapi.schemas": {"openapi.builders", "openapi.errors"},
    "openapi.responses": {"openapi.builders", "openapi.errors"},
    "openapi.operations": {
        *(f"openapi.{name}" for name in ("builders", "errors", "responses", "schemas")),
        "exceptions",
    },
    "openapi.extension": {
        *(f"openapi.{name}" for name in ("builders", "errors", "operations")),
        *("exceptions", "openapi.responses", "openapi.schemas"),
    },
    "jitsi": PURE | {"conf", "models", "servers", "stays"},
    "urls": {"api", "jitsi", "stream", "views"},
    "practice": {"practice_room.server"},
    "practice_room.__init__": set(),
    "practice_room.errors": {"exceptions"},
    "practice_room.server": {"practice_room.errors", "servers", "tokens"},
    "practice_room.rooms": {"practice_room.errors"},
    "practice_room.actions": {"practice_room.errors", "practice_room.rooms", "tokens"},
    "practice_room.switchboard": {
        *(f"practice_room.{name}" for name in ("actions", "errors", "rooms")),
        "tokens",
    },
    "practice_room.views": {
        *(f"practice_room.{name}" for name in ("errors", "rooms", "server", "switchboard")),
        *("conf", "servers", "tokens"),
    },
    "practice_room.urls": {"practice_room.views"},
    "login": {"probe"},
    "probe": set(),
    "headers": set(),
    "doctor": PURE | {"conf", "headers", "login", "models", "policy", "probe", "servers"},
    "management.commands.jitsi_live_doctor": {"doctor"},
    "management.commands.jitsi_live_person": {"housekeeping"},
    "management.commands.jitsi_live_tidy": {"housekeeping"},
    "management.__init__": set(),
    "management.commands.__init__": set(),
    "management.commands.jitsi_live_newkey": PURE,
    "migrations.0001_initial": {"migrations._event_dependency"},
    "migrations.0002_role_mismatch": set(),
    "migrations.0003_stays": set(),
    "migrations._event_dependency": {"conf"},
    "__init__": set(),
    "migrations.__init__": set(),
    "templatetags.__init__": set(),
}


def modules() -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(path.read_text())
        for path in PACKAGE.rglob("*.py")
    }


def imported(tree: ast.AST, package: list[str]) -> Iterator[str]:
    """Names of our modules that are imported when the code runs."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            if node.module:
                yield ".".join([*base, node.module])
            else:
                yield from (".".join([*base, alias.name]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not str(node.module).startswith("django_jitsi_live"), "import relatively"
        yield from imported(node, package)


@pytest.mark.parametrize("name", sorted(modules()))
def test_a_module_imports_only_what_is_below_it(name: str) -> None:
    found = set(imported(modules()[name], name.split(".")[:-1]))
    assert found <= ALLOWED[name]


def test_init_is_empty() -> None:
    assert (PACKAGE / "__init__.py").read_text() == ""
