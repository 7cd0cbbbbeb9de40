"""What is uploaded. ``tox -e package`` builds it, and says where in JITSI_LIVE_DISTRIBUTIONS."""

from __future__ import annotations

import os
import re
import tarfile
from email.message import Message
from email.parser import Parser
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
PACKAGE = "django_jitsi_live"
TARGET = re.compile(r"\]\(([^)\s]+)|(?:src|href)=\"([^\"]+)")
MADE_BY_TOOLS = {"__pycache__", "node_modules", ".venv", ".tox", "mutants", "site", "dist", "build"}
NEEDED_TO_BUILD_AND_TEST = {
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "pyproject.toml",
    "tox.ini",
    "dev.py",
    "mkdocs.yml",
    "biome.json",
    "package.json",
    "package-lock.json",
    "src/js/build.mjs",
    "example_project/manage.py",
    "example_project/react/package-lock.json",
}

pytestmark = [pytest.mark.once, pytest.mark.distribution]


@pytest.fixture(scope="module")
def distributions() -> Path:
    directory = os.environ.get("JITSI_LIVE_DISTRIBUTIONS")
    if directory is None:
        pytest.skip("nothing was built; `tox -e package` builds it")
    return Path(directory)


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> set[str]:
    with ZipFile(the_one(distributions, "*.whl")) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def sdist(distributions: Path) -> set[str]:
    with tarfile.open(the_one(distributions, "*.tar.gz")) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


@pytest.fixture(scope="module")
def metadata(distributions: Path) -> Message:
    with ZipFile(the_one(distributions, "*.whl")) as archive:
        [name] = [each for each in archive.namelist() if each.endswith(".dist-info/METADATA")]
        return Parser().parsestr(archive.read(name).decode())


def the_one(directory: Path, pattern: str) -> Path:
    [path] = directory.glob(pattern)
    return path


def files(base: Path, folder: str, pattern: str = "*") -> set[str]:
    """The files below a folder of this clone, but for what tools have left there."""
    found = (path.relative_to(base) for path in (base / folder).rglob(pattern))
    return {
        path.as_posix()
        for path in found
        if (base / path).is_file() and not MADE_BY_TOOLS & set(path.parts)
    }


def test_description_leads_nowhere_that_only_a_clone_has(metadata: Message) -> None:
    description = str(metadata.get_payload())
    targets = {one or other for one, other in TARGET.findall(description)}
    version = metadata["Version"]
    assert not {each for each in targets if not each.startswith(("https://", "#"))}
    assert {each for each in targets if each.endswith(".png") and f"/v{version}/" in each}
    assert any(each.endswith(f"/v{version}/docs/tutorial.md") for each in targets)


def test_description_links_to_files_that_exist(metadata: Message) -> None:
    version = re.escape(metadata["Version"])
    ours = re.findall(rf"/v{version}/([^)#\s]+)", str(metadata.get_payload()))
    assert ours
    assert not [path for path in ours if not (ROOT / path).is_file()]


@pytest.mark.parametrize("folder", ["templates", "static", "migrations"])
def test_wheel_has_every_file_that_django_looks_for(wheel: set[str], folder: str) -> None:
    expected = files(SOURCE, f"{PACKAGE}/{folder}")
    assert expected
    assert expected <= wheel


def test_wheel_is_typed(wheel: set[str]) -> None:
    assert f"{PACKAGE}/py.typed" in wheel


def test_wheel_has_the_package_and_nothing_else(wheel: set[str]) -> None:
    package = {name for name in wheel if ".dist-info/" not in name}
    assert package == files(SOURCE, PACKAGE)


def test_sdist_has_what_builds_and_tests_it(sdist: set[str]) -> None:
    assert not NEEDED_TO_BUILD_AND_TEST - sdist
    for folder in ("src", "tests", "docs"):
        assert not files(ROOT, folder) - sdist


def test_sdist_has_no_output_of_tools(sdist: set[str]) -> None:
    assert not [name for name in sdist if MADE_BY_TOOLS & set(PurePosixPath(name).parts)]
