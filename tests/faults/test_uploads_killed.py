"""The site, the script of Jibri and its machine die in the middle of uploads: no recording is lost,
none is there twice.

``JITSI_LIVE_FAULTS_UPLOAD_KILLS`` is how many, ``JITSI_LIVE_FAULTS_SEED`` makes them the same ones.
"""

from __future__ import annotations

import json
import os
import random
import secrets
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.faults.database import Database
from tests.faults.dying import Order
from tests.faults.site import WORKERS, Site
from tests.patience import PATIENCE, until
from tests.recordings import jibri
from tests.recordings.finalize import NEEDED, Script

pytestmark = pytest.mark.skipif(bool(NEEDED), reason=f"not installed: {', '.join(NEEDED)}")

KILLS = int(os.environ.get("JITSI_LIVE_FAULTS_UPLOAD_KILLS", "100"))
SEED = int(os.environ.get("JITSI_LIVE_FAULTS_SEED", secrets.randbelow(10**6)))
FILM_BYTES = 700_000

AT_THE_SITE = [
    *("before announce", "after announce"),
    *("before file", "while reading", "before saving", "while saving", "after saving"),
    *("after file", "before done", "after done"),
]
PROGRAMS = {"curl": 3, "rm": 2, "rmdir": 1}
"""What the script runs, and how often for one recording."""
AT_THE_SCRIPT = [
    f"{when} {name} {number} {who}"
    for name, times in PROGRAMS.items()
    for number in range(1, times + 1)
    for when in ("before", "after")
    for who in ("script", "machine")
]
STEPS = [*AT_THE_SITE, "while sending", *AT_THE_SCRIPT]

DYING = """
echo x >>"$0.count"
number=$(wc -l <"$0.count")
name=${0##*/}
die() {
    [ "$(cat "$JIBRI_ORDERS/script" 2>/dev/null)" = "$1 $name $number $2" ] || return 0
    rm_real "$JIBRI_ORDERS/script"
    if [ "$2" = machine ]; then kill -9 0; fi
    kill -9 "$(cut -d ' ' -f 5 /proc/$$/stat)"
}
rm_real() { mv "$1" "$1.obeyed"; }
die before script; die before machine
"$real" "$@"
status=$?
die after script; die after machine
exit $status
"""


class Recorder:
    """A Jibri with its recordings, its script, and a site to which it uploads them."""

    def __init__(self, site: Site, database: Database, folder: Path, room: str) -> None:
        self.folder = folder
        self.order = Order(folder)
        self._database = database
        self._site = site
        self._room = room
        self.films: dict[str, bytes] = {}
        self.script = self._set_up()

    def _set_up(self) -> Script:
        url = f"http://127.0.0.1:{self._site.port}"
        text = self._run_django("jitsi_live_server", "jibri", "--site-url", url)
        config = self.folder / "config"
        config.mkdir()
        config.joinpath("recordings-token").write_text(jibri.TOKEN)
        script = Script(config / "jitsi-live.sh")
        script.path.write_text(text)
        for name in PROGRAMS:
            script.use(name, DYING)
        script.environment["JIBRI_ORDERS"] = str(self.folder)
        return script

    def _run_django(self, *arguments: str) -> str:
        return self._database.run("-m", "django", *arguments)

    def record(self) -> Path:
        session = secrets.token_hex(8)
        self.films[session] = jibri.FILM + os.urandom(FILM_BYTES)
        return jibri.folder(self.folder / "jibri", self._room, self.films[session], session)

    def upload(self, made: Path, step: str = "", byte: int = 0) -> int:
        """The exit status of the script, in which something dies at that step."""
        until(lambda: len(self._site.workers()) == WORKERS)
        for count in self.script.path.parent.glob("programs/*.count"):
            count.unlink()
        if step in AT_THE_SCRIPT:
            self.folder.joinpath("script").write_text(step)
        elif step in AT_THE_SITE:
            self.order.give(step, byte)
        process = self.begin(made)
        if step == "while sending":
            self.order.give("while reading", byte, process.pid)
        process.communicate(timeout=PATIENCE)
        self.order.take_back()
        self.folder.joinpath("script").unlink(missing_ok=True)
        return process.returncode

    def begin(self, made: Path) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["sh", self.script.path, made],
            env={**os.environ, **self.script.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def finish(self, made: Path) -> None:
        """As cron does. An empty folder may stay: it may be one that Jibri has just made."""
        until(lambda: not is_there(made) or (self.upload(made) == 0 and not is_there(made)))

    def assert_complete(self) -> None:
        """Each film is here once, and nothing else lies anywhere."""
        assert self._database.run("-c", DELETE_DUE) == "Nothing is left.\n"
        rows = self._database.rows("SELECT * FROM jitsi_live_recording")
        assert {row["state"] for row in rows} <= {"here"}
        stored = self.folder / "stored"
        found = {row["key"].split("/")[0]: stored / row["file_name"] for row in rows}
        assert found.keys() == self.films.keys()
        assert len(found) == len(rows)
        assert {key: path.read_bytes() for key, path in found.items()} == self.films
        assert {path for path in stored.rglob("*") if path.is_file()} == {*found.values()}
        assert not any(map(is_there, self.folder.joinpath("jibri").iterdir()))


def is_there(made: Path) -> bool:
    return made.exists() and any(made.iterdir())


DELETE_DUE = """
import django
django.setup()
from django_jitsi_live import moments
from django_jitsi_live.models import FileDeletion
from django_jitsi_live.recordings import delete_due_files
FileDeletion.objects.update(due_at=moments.now())
delete_due_files()
assert not FileDeletion.objects.exists()
print("Nothing is left.")
"""


@pytest.fixture
def recorder(
    deploy: Callable[..., Site], database: Database, tmp_path: Path, monkeypatch: Any
) -> Recorder:
    wanted = {"uploads": str(tmp_path), "middleware": ["tests.faults.dying.dying"]}
    # Also for the commands of the site.
    monkeypatch.setenv("JITSI_LIVE_FAULTS_WANTED", json.dumps(wanted))
    database.rows("TRUNCATE jitsi_live_livesession CASCADE")
    database.rows("TRUNCATE jitsi_live_filedeletion")
    site = deploy(**wanted)
    event = database.events.pop()
    assert site.start(event).status == 200
    [room] = database.runs(event)
    return Recorder(site, database, tmp_path, room)


def test_death_at_any_step_loses_and_doubles_nothing(recorder: Recorder) -> None:
    for step in STEPS:
        made = recorder.record()
        recorder.upload(made, step, FILM_BYTES // 2)
        recorder.finish(made)
    recorder.assert_complete()


def test_any_deaths_lose_and_double_nothing(recorder: Recorder) -> None:
    print(f"seed: {SEED}")
    chance = random.Random(SEED)
    kills = 0
    while kills < KILLS:
        made = recorder.record()
        for _ in range(chance.randint(1, 8)):
            if is_there(made):
                recorder.upload(made, chance.choice(STEPS), chance.randrange(FILM_BYTES))
                kills += 1
        recorder.finish(made)
    recorder.assert_complete()


def test_deaths_of_one_script_do_not_harm_another(recorder: Recorder) -> None:
    """Two machines cannot have one folder, but cron and Jibri can, where there is no flock."""
    recorder.script.use("flock", "exit 0\n")
    for step in STEPS:
        made = recorder.record()
        other = recorder.begin(made)
        recorder.upload(made, step, FILM_BYTES // 2)
        other.communicate(timeout=PATIENCE)
        recorder.finish(made)
    recorder.assert_complete()
