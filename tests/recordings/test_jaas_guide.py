"""The guide to recordings from JaaS is followed as it is written, and says what is then seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from django_jitsi_live.attendance.inbox.jaas_files import KINDS
from django_jitsi_live.recordings import fetching, pace, responses
from tests.jaas_files import SECRET
from tests.keys import jaas
from tests.projects.on_disk import Site, blocks
from tests.projects.process import ROOT, new_database

from .file_server import FileServer

PAGE = (ROOT / "docs/howto/recordings-from-jaas.md").read_text(encoding="utf-8")
FILM = b"\x00\x00\x00\x10ftypisom\x00\x00\x00\x00" + bytes(100_000)

# A host goes live, and JaaS reports what was recorded.
EVENING = """
from django.contrib.auth import get_user_model
from django.test.utils import setup_test_environment
setup_test_environment()
from django_jitsi_live import services
from django_jitsi_live.models import LiveSession
from webinars.models import Event
from tests.jaas_files import recording_uploaded, send
helen = get_user_model().objects.create_user("helen")
event = Event.objects.create(title="Django in depth", organizer=helen)
services.start(helen, event.pk)
room = LiveSession.objects.get().room_name
send(recording_uploaded(room, {link!r}, initiatorId=str(helen.pk)))
"""
SEEN = """
from django_jitsi_live.models import Recording
recording = Recording.objects.get()
print(recording.state, recording.visibility, recording.size, repr(recording.link))
"""


@pytest.fixture
def server() -> Iterator[FileServer]:
    with FileServer().run() as server:
        yield server


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with new_database(tmp_path) as database:
        site = Site(tmp_path, database)
        site.add_webinars()
        own = f"from pathlib import Path\nBASE_DIR = Path({str(tmp_path)!r})\n"
        own += f"JITSI_LIVE_SERVERS = {{'default': {jaas(WEBHOOK_SECRET=SECRET)!r}}}\n"
        own += "DEBUG = True  # JaaS is on this machine here\n"
        site.write("config/settings.py", own)
        yield site


@pytest.mark.database
@pytest.mark.slow
def test_recordings_come_to_a_site_that_is_made_so(
    site: Site, server: FileServer, tmp_path: Path
) -> None:
    site.write_files("1. A place for the files", PAGE)
    site.manage("migrate", "-v0")
    assert "no issues" in site.manage("check", "--fail-level", "WARNING", "--database", "default")
    site.says(EVENING.format(link=server.link(FILM)))
    site.follow("3. Fetch the files", page=PAGE)
    assert site.says(SEEN) == f"here registered {len(FILM)} ''"
    [film] = (tmp_path / "recordings").rglob("*.mp4")
    assert film.read_bytes() == FILM


@pytest.mark.slow
def test_workers_do_the_same(site: Site) -> None:
    pytest.importorskip("django.tasks")
    [(_language, _title, code)] = blocks("Workers instead of cron", PAGE)
    assert "state=SUCCESSFUL" in site.says(code)


def test_cron_runs_a_command_that_there_is() -> None:
    [command] = set(re.findall(r"manage\.py (\w+)\n", PAGE))
    assert (ROOT / f"src/django_jitsi_live/management/commands/{command}.py").exists()


def test_every_event_that_is_made_use_of_is_named() -> None:
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.MULTILINE)) == set(KINDS)


def test_numbers_are_those_of_the_code() -> None:
    minutes = [fetching.FIRST_WAIT.seconds * 2**n // 60 for n in range(3)]
    assert f"tries again after {', '.join(map(str, minutes))} minutes" in PAGE
    assert fetching.MAX_WAIT.seconds == 3600
    assert fetching.STORAGE_GRACE.days == 7
    assert f"nothing comes for {pace.SILENCE_SECONDS:.0f} seconds" in PAGE
    assert f"less than {pace.WINDOW_BYTES / pace.WINDOW_SECONDS // 1000:.0f} kB" in PAGE
    assert responses.MAX_REDIRECTS == 5
