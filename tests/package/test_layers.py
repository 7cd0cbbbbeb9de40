"""Arrows between wings point downwards, from door to door, and never in a circle."""

from __future__ import annotations

import ast

import pytest

from tests.package.modules import PACKAGE, external_imports, imports, is_folder, modules

# Each line may import from the lines above it.
LAYERS = [
    {"moments", "plain", "printable", "secret", "signals", "spelling", "xmpp_text"},
    {"exceptions"},
    {"wire"},
    {"conf"},
    {"prepared"},
    {"models"},
    {"policy", "servers"},
    {"audit", "crowd", "presence"},
    {"sessions"},
    {"recordings"},
    {"invitations"},
    {"attendance"},
    {"operations", "web"},
    {
        "services",
        "practice",
        "admin",
        "checks",
        "tasks",
        "templatetags",
        "management",
        "urls",
        "migrations",
    },
    {"apps"},
    # An app of its own that is built on all of it.
    {"questions"},
]

# Optional parts are not in the door of their wing.
SIDE_DOORS = {
    "apps": {"web.openapi"},
    "practice": {"servers.practice"},
    "questions.openapi": {"web.openapi"},
    "questions.openapi_schemas": {"web.openapi"},
}

WINGS = sorted(name for name in modules() if name and "." not in name and is_folder(name))
CODE = sorted(name for name in modules() if name)


def top(name: str) -> str:
    return name.partition(".")[0]


def layer(name: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if top(name) in layer)


@pytest.mark.parametrize("name", CODE)
def test_arrows_point_downwards(name: str) -> None:
    other_wings = {target for target in imports(name) if top(target) != top(name)}
    assert {each for each in other_wings if layer(each) >= layer(name)} == set()


@pytest.mark.parametrize("name", CODE)
def test_wings_are_entered_by_their_doors(name: str) -> None:
    inside = {each for each in imports(name) if not is_at_a_door(name, each)}
    assert inside <= SIDE_DOORS.get(name, set())


def is_at_a_door(name: str, target: str) -> bool:
    """Whether the target is a neighbour of the module, or of one of the folders it is in."""
    folder = target.rpartition(".")[0]
    return not folder or f"{name}.".startswith(f"{folder}.")


@pytest.mark.parametrize("wing", WINGS)
def test_a_door_hands_on_names_and_has_no_code(wing: str) -> None:
    for node in without_docstring(modules()[wing]):
        is_all = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        assert isinstance(node, ast.ImportFrom) or is_all


def without_docstring(tree: ast.Module) -> list[ast.stmt]:
    return tree.body[1:] if ast.get_docstring(tree) else tree.body


# These know neither settings nor the database, so that anybody can call them.
PURE = {
    "xmpp_text",
    "secret",
    "servers.tokens",
    "servers.keys",
    "presence.evidence",
    "presence.intervals",
    "attendance.inbox.messages",
    "attendance.inbox.event_sync",
    "attendance.inbox.jaas",
    "attendance.inbox.jaas_files",
    "recordings.announcement",
    "recordings.contents",
    "recordings.webm",
    "recordings.webvtt",
    "web.byte_ranges",
    "operations.server_config.debian",
    "operations.server_config.debian_comparison",
    "operations.server_config.difference",
    "operations.server_config.docker",
    "operations.server_config.docker_comparison",
    "operations.server_config.env_file",
    "operations.server_config.jicofo",
    "operations.server_config.lua",
    "operations.server_config.needs",
    "operations.server_config.prosody",
    "operations.server_config.prosody_file",
    "operations.server_config.remarks",
    "operations.server_config.values",
}


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_modules_stay_pure(name: str) -> None:
    assert imports(name) <= PURE
    assert "django" not in external_imports(name)


def test_there_are_no_circles() -> None:
    above = {name: imports(name) for name in CODE}
    while free := [name for name, targets in above.items() if not targets & above.keys()]:
        for name in free:
            del above[name]
    assert above == {}


def test_the_root_is_empty() -> None:
    assert (PACKAGE / "__init__.py").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("name", CODE)
def test_no_module_is_long(name: str) -> None:
    path = PACKAGE / name.replace(".", "/")
    path = path / "__init__.py" if is_folder(name) else path.with_suffix(".py")
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
