"""The guide to old sessions is followed as it is written, and says what is then seen."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from django_jitsi_live.management.commands import jitsi_live_import
from tests.projects.webinar.webinars.models import Event

from .old_app import OldApp

PAGE = (Path(__file__).parents[2] / "docs/howto/bring-sessions-over.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"^```console\n\$ python manage\.py (.+?)\n```\n+```text\n(.*?)^```$", re.M | re.S
)
JULY = dt.datetime(2024, 7, 1, 18, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_the_command_says_what_the_guide_shows(old: OldApp, host: Any, student: Any) -> None:
    event = Event.objects.create(pk=1, title="Django in depth", slug="django", organizer=host)
    old.session(event, (host, JULY), (student, JULY), id=1, started_at=JULY, ended_at=JULY + HOUR)
    later = JULY + 7 * 24 * HOUR
    old.session(event, (student, later), id=2, started_at=later, ended_at=later + HOUR)
    old.session(event, id=3, is_active=True, created_at=later + HOUR)
    old.session(99, id=4, started_at=JULY)
    steps = STEP.findall(PAGE)
    assert len(steps) == 3
    for command, shown in steps:
        said = io.StringIO()
        call_command(*command.split(), stdout=said)
        for line in re.split(r"(?<=\.)\n|\n(?= )", shown):
            assert " ".join(line.split()) in " ".join(said.getvalue().split())


def test_the_guide_names_every_option() -> None:
    parser = jitsi_live_import.Command().create_parser("manage.py", "jitsi_live_import")
    common = BaseCommand().create_parser("manage.py", "anything")
    options = set(parser._option_string_actions) - set(common._option_string_actions)
    assert options == set(re.findall(r"`(--[a-z-]+)", PAGE)) | {"--dry-run"}
