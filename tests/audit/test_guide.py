"""What the guide "Who did what" has people type does what it says."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from django_jitsi_live.audit.search import COLUMNS
from django_jitsi_live.models import Action, AuditEntry
from tests.projects.process import ROOT

GUIDE = (ROOT / "docs/howto/who-did-what.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r'```sh title="([^"]+)"\npython manage\.py jitsi_live_audit(.*?)\|\n(.*?)```', re.DOTALL
)
PIPES = {title: (options, pipe) for title, options, pipe in BLOCK.findall(GUIDE)}
EXPECTED = {
    "refusals of one evening, by reason": "2 not_live\n1 removed\n",
    "who was let in, and as what": "8\tattendee\n9\thost\n",
    "what the video server has not carried out":
        '{"at":"2026-11-27T18:00:00Z","action":"ended","event":"7","server":"default"}\n',
    "who removed whom": "2026-11-27T18:00:00Z\t7\t9\t8\n",
}  # fmt: skip


@pytest.fixture
def entries(db: None) -> None:
    common = {"at": "2026-11-27T18:00:00Z", "event_key": "7", "server": "default"}
    for fields in [
        {"action": "granted", "participant": "9", "role": "host"},
        {"action": "granted", "participant": "8", "role": "attendee"},
        {"action": "granted", "participant": "8", "role": "attendee"},
        {"action": "removed", "participant": "9", "target": "8", "enforcement": "done"},
        {"action": "refused", "participant": "8", "reason": "removed"},
        {"action": "refused", "participant": "5", "reason": "not_live"},
        {"action": "refused", "participant": "6", "reason": "not_live"},
        {"action": "refused", "participant": "6", "reason": "not_live", "event_key": "8"},
        {"action": "ended", "participant": "9", "enforcement": "pending"},
    ]:
        AuditEntry.objects.create(**{**common, **fields})


def test_the_guide_has_these_pipes() -> None:
    assert PIPES.keys() == EXPECTED.keys()


@pytest.mark.once
@pytest.mark.parametrize("title", sorted(EXPECTED))
def test_a_pipe_of_the_guide_does_what_its_title_says(
    entries: None, tmp_path: Path, title: str
) -> None:
    require_jq()
    options, pipe = PIPES[title]
    with (tmp_path / "audit.jsonl").open("w", encoding="utf-8") as lines:
        call_command("jitsi_live_audit", *shlex.split(options), stdout=lines)
    with (tmp_path / "audit.jsonl").open(encoding="utf-8") as lines:
        done = subprocess.run(
            ["bash", "-c", pipe], stdin=lines, capture_output=True, encoding="utf-8", check=True
        )
    assert re.sub(r"^ +", "", done.stdout, flags=re.MULTILINE) == EXPECTED[title]


def require_jq() -> None:
    if shutil.which("jq") is None:
        assert "JITSI_LIVE_REQUIRE_JQ" not in os.environ, "Install jq."
        pytest.skip("jq is not installed")


def named_in(heading: str) -> set[str]:
    """What the first column of that table has as code."""
    table = GUIDE.partition(f"| {heading} | ")[2].partition("\n\n")[0]
    cells = re.findall(r"^\|([^|]+)\|", table, re.MULTILINE)
    return {*re.findall(r"`(\w+)`", "".join(cells))}


def test_the_guide_names_every_column_of_a_line() -> None:
    assert named_in("column") | {"id", "action"} == COLUMNS.keys()


def test_the_guide_names_every_action() -> None:
    assert named_in("action") == set(Action.values)
