"""A hook that checks with another version than the project's own runs would argue with them."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOOKS = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")

pytestmark = pytest.mark.once


def installed_for_hooks(name: str) -> set[str]:
    return set(re.findall(rf'additional_dependencies: \["({re.escape(name)}[^"]+)"\]', HOOKS))


def test_ruff_of_the_hooks_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [ruff] = [each for each in project["dependency-groups"]["lint"] if each.startswith("ruff")]
    assert installed_for_hooks("ruff") == {ruff}


def test_biome_of_the_hooks_is_that_of_the_project() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    version = package["devDependencies"]["@biomejs/biome"]
    assert installed_for_hooks("@biomejs/biome") == {f"@biomejs/biome@{version}"}
