"""JITSI_LIVE_EVENT_MODEL changed after migrating, as the how-to says; and never set aright."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projects.on_disk import Refused, Site, blocks
from tests.projects.process import ROOT, copy_database, new_database

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/howto/change-event-model.md").read_text(encoding="utf-8")

GO_LIVE = """
from django.contrib.auth import get_user_model
from django_jitsi_live import services
from django_jitsi_live.conf import get_event_model

helen = get_user_model().objects.create_user("helen")
get_event_model().objects.create(pk=7, organizer=helen)
print(services.start(helen, "7").room_name)
"""

ROOM_OF_7 = """
from django_jitsi_live.conf import get_event_model

print(get_event_model().objects.get(pk=7).jitsi_live_session.room_name)
"""

SESSION_OF_NOTHING = """
from django.db import IntegrityError
from django_jitsi_live.models import LiveSession

try:
    LiveSession.objects.create(event_id=8, room_name="of-nothing")
except IntegrityError:
    print("refused")
"""


ROUTER = """
class LiveElsewhere:
    def allow_migrate(self, db, app_label, **hints):
        return False if app_label == "jitsi_live" else None
"""

MOVE, BACK, RENAME = "Move the sessions to another model", "Go back", "Rename the event model"
NO_ISSUES = "System check identified no issues (0 silenced)."
[W002] = re.findall(r"^\(jitsi_live\.W002\)[^`]*", PAGE, re.MULTILINE)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with new_database(tmp_path) as database:
        site = Site(tmp_path, database)
        site.add_webinars()
        yield site


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A database with a session that is live before anything changes, and its room."""
    directory = tmp_path_factory.mktemp("template")
    with new_database(directory) as database:
        site = Site(directory, database)
        site.add_webinars()
        site.manage("migrate", "-v0")
        yield database, site.says(GO_LIVE)


@pytest.fixture
def room(site: Site, template: tuple[str, str]) -> str:
    """The room of a session that is live before anything changes."""
    database, room = template
    copy_database(database, site.database)
    return room


@pytest.fixture
def another_database(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "another").mkdir()
    with new_database(tmp_path / "another") as database:
        yield database


@pytest.mark.database
def test_sessions_move_to_another_model_and_back(site: Site, room: str) -> None:
    site.follow(MOVE, page=PAGE)
    assert site.says(ROOM_OF_7) == room
    assert site.says(SESSION_OF_NOTHING) == "refused"
    site.follow(BACK, page=PAGE)
    assert site.says(ROOM_OF_7) == room
    assert site.says(SESSION_OF_NOTHING) == "refused"


@pytest.mark.database
def test_new_database_refers_to_the_new_model_from_the_start(
    site: Site, another_database: str
) -> None:
    site.follow(MOVE, page=PAGE)
    site.database = another_database
    assert "Point live sessions from webinars.Event" in site.manage("migrate", "--plan")
    site.manage("migrate", "-v0")
    assert NO_ISSUES in site.manage("check", "--database", "default")
    assert site.says(GO_LIVE) == site.says(ROOM_OF_7)
    assert site.says(SESSION_OF_NOTHING) == "refused"


@pytest.mark.database
@pytest.mark.usefixtures("room")
def test_sessions_whose_event_has_no_counterpart_stay_where_they_are(site: Site) -> None:
    with pytest.raises(Refused, match="IntegrityError"):
        site.follow(MOVE, page=PAGE.replace("Event.objects.all()", "Event.objects.none()"))
    assert "jitsi_live.W002" in site.manage("check", "--database", "default")


@pytest.mark.database
def test_database_without_live_sessions_is_left_alone(site: Site) -> None:
    site.write("config/routers.py", ROUTER)
    site.write("config/settings.py", 'DATABASE_ROUTERS = ["config.routers.LiveElsewhere"]')
    site.follow(MOVE, page=PAGE.replace(W002, f"{NO_ISSUES}\n"))
    site.follow(BACK, page=PAGE)


@pytest.mark.database
def test_event_model_is_renamed(site: Site, room: str) -> None:
    rename_class(site)
    site.follow(RENAME, page=PAGE)
    assert site.says(ROOM_OF_7) == room
    assert site.says(SESSION_OF_NOTHING) == "refused"


@pytest.mark.database
def test_renamed_event_model_on_a_new_database(site: Site) -> None:
    rename_class(site)
    for _language, title, text in blocks(RENAME, PAGE):
        if title:
            site.write(title, text)
    site.manage("migrate", "-v0")
    site.manage("makemigrations", "--check")
    assert site.says(GO_LIVE) == site.says(ROOM_OF_7)


def rename_class(site: Site) -> None:
    models = site.directory / "webinars/models.py"
    text = re.sub(r"\bEvent\b", "Webinar", models.read_text(encoding="utf-8"))
    models.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        ("del JITSI_LIVE_EVENT_MODEL", "E001"),
        ("JITSI_LIVE_EVENT_MODEL = None", "E001"),
        ('JITSI_LIVE_EVENT_MODEL = ""', "E002"),
        ('JITSI_LIVE_EVENT_MODEL = "Event"', "E002"),
        ('JITSI_LIVE_EVENT_MODEL = "a.b.Event"', "E002"),
        ("JITSI_LIVE_EVENT_MODEL = 42", "E002"),
        ('JITSI_LIVE_EVENT_MODEL = "webinars.Nothing"', "E003"),
        ('JITSI_LIVE_EVENT_MODEL = "nowhere.Event"', "E003"),
    ],
)
def test_check_names_the_setting_and_shows_the_line_to_write(
    site: Site, line: str, id_: str
) -> None:
    site.write("config/settings.py", line)
    with pytest.raises(Refused) as refused:
        site.manage("check")
    said = str(refused.value)
    about_our_field = {"fields.E300", "fields.E307"} if id_ == "E003" else set()
    assert set(re.findall(r"\((\w+\.\w\d+)\)", said)) - about_our_field == {f"jitsi_live.{id_}"}
    assert (
        'HINT: Name your event model in the settings, for example: JITSI_LIVE_EVENT_MODEL = "'
        in (said)
    )
    assert "Traceback" not in said


@pytest.mark.parametrize("value", [None, "Event", "nowhere.Event"])
@pytest.mark.parametrize("command", ["migrate", "makemigrations", "migrate --skip-checks"])
def test_commands_that_need_the_event_model_name_the_setting(
    site: Site, value: str | None, command: str
) -> None:
    site.write("config/settings.py", f"JITSI_LIVE_EVENT_MODEL = {value!r}")
    with pytest.raises(Refused, match="JITSI_LIVE_EVENT_MODEL"):
        site.manage(*command.split())
