"""The page that says where code lives is complete."""

from __future__ import annotations

import pytest

from tests.package import layout
from tests.package.modules import PACKAGE, modules, summary

ROOT_FOLDERS = sorted(path.name for path in PACKAGE.iterdir() if path.is_dir())


def test_the_page_is_what_the_docstrings_say() -> None:
    page = layout.PAGE.read_text(encoding="utf-8")
    assert page == layout.written(), "run python -m tests.package.layout"


@pytest.mark.parametrize("name", sorted(name for name, tree in modules().items() if tree.body))
def test_every_module_says_what_it_is_for(name: str) -> None:
    assert summary(name)


@pytest.mark.parametrize("folder", [name for name in ROOT_FOLDERS if name != "__pycache__"])
def test_every_folder_is_on_the_page(folder: str) -> None:
    assert f"`{folder}/" in layout.PAGE.read_text(encoding="utf-8")
