"""Sites that are made as the how-tos say do what these promise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.projects.on_disk import Site, blocks
from tests.projects.process import ROOT, new_database

pytestmark = [pytest.mark.database, pytest.mark.slow]

RECURRING = (ROOT / "docs/howto/recurring-events.md").read_text(encoding="utf-8")
FULL_HOUSE = (ROOT / "docs/howto/a-full-house.md").read_text(encoding="utf-8")
RECIPES = (ROOT / "docs/howto/webinar-recipes.md").read_text(encoding="utf-8")
STREAM = (ROOT / "docs/howto/stream-to-youtube-or-peertube.md").read_text(encoding="utf-8")

PAGES = """
from django.urls import path
from tests.projects.urls import urlpatterns
from {app}.views import {view}

urlpatterns += [path("{address}/<int:pk>/", {view})]
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with new_database(tmp_path) as database:
        site = Site(tmp_path, database)
        # So that commands of an app are found.
        site.write("config/__init__.py", "")
        yield site


def set_up(site: Site, app: str = "", **page: str) -> None:
    if page:
        site.write("config/urls.py", PAGES.format(app=app, **page))
        site.write("config/settings.py", 'ROOT_URLCONF = "config.urls"')
    if app:
        site.manage("makemigrations", app, "-v0")
    site.manage("migrate", "-v0")
    said = site.manage("check", "--fail-level", "WARNING", "--database", "default")
    assert "no issues" in said


def play(site: Site, name: str, *arguments: str) -> str:
    """What is said meanwhile."""
    return site.run("-m", f"tests.package.guides.{name}", *arguments)


def test_one_event_moves_on_from_week_to_week(site: Site) -> None:
    site.write_files("One event that moves on", RECURRING)
    site.write("config/settings.py", 'TIME_ZONE = "Europe/Berlin"')
    set_up(site, "webinars")
    assert play(site, "weekly") == ""


def test_each_date_of_a_series_is_an_event(site: Site) -> None:
    site.write_files("An event for each date", RECURRING)
    site.write("config/settings.py", "DEBUG = True")
    set_up(site, "courses", view="series_page", address="series")
    [shown] = [text for language, _title, text in blocks("An event for each date", RECURRING)
               if language == "text"]  # fmt: skip
    logged = play(site, "occurrences", shown)
    assert " ".join(shown.split()) in " ".join(logged.split())


def test_each_room_of_a_conference_is_live_for_itself(site: Site) -> None:
    site.write_files("Several rooms for one event", RECIPES)
    set_up(site, "conferences", view="event_page", address="conference")
    assert play(site, "conference") == ""


def test_full_house_has_a_line_and_a_stream(site: Site) -> None:
    site.write_files("Say how many", FULL_HOUSE)
    site.write_files("Say where to watch meanwhile", FULL_HOUSE)
    set_up(site, "webinars")
    assert play(site, "full_house") == ""
    # What the guide says that the doctor prints.
    headers = site.manage("jitsi_live_doctor", "--offline", "--format", "json")
    assert "frame-src https://meet.jit.si https://www.youtube-nocookie.com" in headers


@pytest.mark.parametrize(
    ("heading", "recipe"),
    [
        ("The audience comes in muted", "muted"),
        ("Hide Jitsi's chat", "chat"),
        ("Rehearse the day before", "rehearsal"),
    ],
)
def test_recipe_for_the_room(site: Site, monkeypatch: Any, heading: str, recipe: str) -> None:
    monkeypatch.setenv("JITSI_SECRET", "only-for-the-tests-and-long-enough")
    site.add_webinars()
    site.write("config/settings.py", "import os")
    site.write_files(heading, RECIPES)
    set_up(site)
    assert play(site, "webinar", recipe) == ""


def test_hosts_stream_to_where_the_site_says(site: Site, monkeypatch: Any) -> None:
    monkeypatch.setenv("JITSI_APP_SECRET", "only-for-the-tests-and-long-enough")
    monkeypatch.setenv("STREAM_TARGET", "rtmps://a.rtmps.youtube.com/live2/abcd-efgh-ijkl-mnop")
    site.add_webinars()
    for heading in ("Name the target and where to watch", "Say that the server can stream"):
        site.write_files(heading, STREAM)
    set_up(site)
    assert play(site, "webinar", "stream") == ""
