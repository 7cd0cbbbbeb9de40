"""Print the lowest versions that pyproject.toml allows: ``python -m tests.lowest``.

They are read where they are claimed, so that nobody can raise one and test another. What the tests
use is taken at its lowest, too: it shares dependencies with the package.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
LOWER_BOUND = re.compile(r"(?P<name>[\w.-]+(?:\[[\w,-]+\])?)>=(?P<version>[\w.]+)")


def lowest_versions() -> list[str]:
    """Every requirement of the package, its extras and the group ``test``, at its lower bound.

    Raises ValueError when a requirement has no lower bound.
    """
    return sorted({_at_its_lowest(requirement) for requirement in _requirements()})


def _requirements() -> Iterator[str]:
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    yield from project["project"]["dependencies"]
    for extra in project["project"]["optional-dependencies"].values():
        yield from extra
    yield from project["dependency-groups"]["test"]


def _at_its_lowest(requirement: str) -> str:
    found = LOWER_BOUND.match(requirement)
    if found is None:
        raise ValueError(f"{requirement} has no lower bound")
    return f"{found['name']}=={found['version']}"


if __name__ == "__main__":
    print("\n".join(lowest_versions()))
