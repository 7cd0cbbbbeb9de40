"""The sources in src/js: what is shipped is built from them, and node tests them."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.once, pytest.mark.slow]

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "src/django_jitsi_live/static/jitsi_live"
QUESTIONS = ROOT / "src/django_jitsi_live/questions/static/jitsi_live_questions"
BUNDLES = ["room.js", "replay.js", "practice/room.js", "questions.js"]
# The stage is a fifth of the room: moderation, the queue of hands, the own turn and their words.
MAX_BYTES = {
    "room.js": 192_000,
    "replay.js": 16_500,
    "practice/room.js": 40_000,
    "questions.js": 73_000,
}
MAX_GZIPPED_BYTES = {
    "room.js": 55_800,
    "replay.js": 5_600,
    "practice/room.js": 12_500,
    "questions.js": 20_600,
}


def unavailable(problem: str) -> None:
    if os.environ.get("JITSI_LIVE_REQUIRE_NODE"):
        pytest.fail(f"The JavaScript cannot be built: {problem}.", pytrace=False)
    pytest.skip(f"no build of the JavaScript: {problem}")


@pytest.fixture(scope="module")
def node() -> str:
    program = shutil.which("node")
    if program is None:
        unavailable("there is no node on the PATH")
    if not (ROOT / "node_modules").exists():
        unavailable("its tools are not installed; run npm ci")
    return str(program)


def run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


@pytest.fixture(scope="module")
def built(node: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run(node, "src/js/build.mjs", folder)
    return folder


def shipped(name: str) -> bytes:
    return ((QUESTIONS if name == "questions.js" else STATIC) / name).read_bytes()


@pytest.mark.parametrize("name", BUNDLES)
def test_what_is_shipped_is_what_the_sources_make(built: Path, name: str) -> None:
    assert (built / name).read_bytes() == shipped(name), "run npm run build"


@pytest.mark.parametrize("name", BUNDLES)
def test_bundle_is_small_and_one_file(name: str) -> None:
    content = shipped(name)
    assert len(content) <= MAX_BYTES[name]
    assert len(gzip.compress(content)) <= MAX_GZIPPED_BYTES[name]
    assert b"sourceMappingURL" not in content
    assert not re.search(rb"^import\b|\bimport\(", content, re.MULTILINE)


def test_sources_pass_their_own_tests(node: str) -> None:
    run(node, "--test", "tests/js/room", "tests/js/replay", "tests/js/questions")


def test_page_of_states_is_the_table_of_transitions(node: str, tmp_path: Path) -> None:
    run(node, "src/js/states.mjs", tmp_path / "page.md")
    shown = (ROOT / "docs/reference/room-states.md").read_text()
    assert shown == (tmp_path / "page.md").read_text(), "run npm run states"


@pytest.mark.parametrize(
    "source", sorted((ROOT / "src/js").rglob("*.*js")), ids=lambda path: path.name
)
def test_source_is_no_longer_than_400_lines(source: Path) -> None:
    assert len(source.read_text().splitlines()) <= 400
