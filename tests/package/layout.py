"""The page that says where code lives. ``python -m tests.package.layout`` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.package.modules import is_folder, modules, summary

PAGE = Path(__file__).parents[2] / "docs/reference/package-layout.md"
MARK = "<!-- From here on written by: python -m tests.package.layout -->"


def written() -> str:
    """The page as it has to be: its own introduction, then every folder with its modules."""
    introduction = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    return "\n".join([introduction + MARK, *_sections(), ""])


def _sections() -> Iterator[str]:
    yield from ("", "## Top level", "", *_table(""))
    for folder in sorted(name for name in modules() if name and is_folder(name)):
        if table := _table(folder):
            path = folder.replace(".", "/")
            purpose = [summary(folder), ""] if summary(folder) else []
            yield from ("", f"## `{path}/`", "", *purpose, *table)


def _table(folder: str) -> list[str]:
    inside = sorted(name for name in modules() if name and name.rpartition(".")[0] == folder)
    rows = [
        f"| `{name.rpartition('.')[2]}.py` | {summary(name)} |"
        for name in inside
        if not is_folder(name)
    ]
    return ["| module | what it is for |", "|---|---|", *rows] if rows else []


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
