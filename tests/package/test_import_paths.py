"""The table of public import paths in docs/reference/python-api.md is true."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/reference/python-api.md"
ROW = re.compile(r"^\| `(django_jitsi_live\.[\w.]+)` \| ((?:`\w+`(?:, )?)+) \|", re.MULTILINE)


def table() -> str:
    text = PAGE.read_text(encoding="utf-8")
    return text.partition("\n## Import paths\n")[2].partition("\n## ")[0]


def import_paths() -> list[tuple[str, str]]:
    rows = ROW.findall(table())
    return [(module, name) for module, names in rows for name in re.findall(r"\w+", names)]


@pytest.mark.parametrize(("module", "name"), import_paths(), ids=str)
def test_every_public_import_path_works(module: str, name: str) -> None:
    door = import_module(module)
    assert hasattr(door, name)
    assert name in getattr(door, "__all__", [name])


def test_every_row_of_the_table_is_read() -> None:
    rows = [line for line in table().splitlines() if line.startswith("| `")]
    assert len(rows) == len(ROW.findall(table())) > 0


def test_no_import_path_is_listed_twice() -> None:
    assert len(set(import_paths())) == len(import_paths())


def test_examples_import_listed_names_only() -> None:
    text = PAGE.read_text(encoding="utf-8")
    imports = re.findall(r"^from (django_jitsi_live[\w.]*) import (.+)$", text, re.MULTILINE)
    paths = {f"{module}.{name}" for module, name in import_paths()}
    modules = {module for module, _name in import_paths()}
    used = {f"{module}.{name}" for module, names in imports for name in names.split(", ")}
    assert used <= paths | modules
