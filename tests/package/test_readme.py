"""The README and the documentation say what is true; the quick start is executed as written."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern

from django_jitsi_live import apps, checks, exceptions, urls
from django_jitsi_live.conf import JitsiLiveConf
from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.practice import PracticeServer
from django_jitsi_live.servers import JaaSServer, PublicServer, SelfHostedServer, Server
from django_jitsi_live.services import JoinGrant

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
QUICK_START = README.partition("[start:quickstart]")[2].partition("[end:quickstart]")[0]
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
REFERENCE = ROOT / "docs" / "reference"
FRONT = [ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING", "SECURITY")]
PAGES = [*FRONT, *sorted(ROOT.glob("docs/**/*.md"))]

FILE_NAMED_BEFORE_BLOCK = re.compile(r"`([\w/]+\.\w+)`[^`\n]*:\n\n```\w+\n(.*?)```", re.DOTALL)
FILE_IN_TITLE = re.compile(r'```\w+ title="([^"]+)"\n(.*?)```', re.DOTALL)
COMMAND = re.compile(
    r"^(?:\$ )?python (manage\.py (?:makemigrations|migrate|check)\b.*)$", re.MULTILINE
)
SPECTACULAR = re.compile(r"^\$ python (manage\.py spectacular .+)$", re.MULTILINE)
SETTING_ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \|", re.MULTILINE)
SETTING_HEADING = re.compile(r"^## `JITSI_LIVE_([A-Z_]+)`\n\n(.+?)\.\n", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?://)([^)#\s]*)#?([^)\s]*)\)")
CODE_BLOCK = re.compile(r"^( *)```.*?^\1```", re.MULTILINE | re.DOTALL)

# The host project that the quick start takes for granted, and what its visitors do afterwards.
MODELS = """
from django.conf import settings
from django.db import models


class Event(models.Model):
    organizer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)


class Registration(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
"""
LOGIN_PAGE = """
from django.urls import include

urlpatterns += [path("accounts/", include("django.contrib.auth.urls"))]
"""
VISITORS = """
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import setup_test_environment

from webinars.models import Event, Registration

setup_test_environment()
helen, sam = (User.objects.create_user(name) for name in ("helen", "sam"))
event = Event.objects.create(organizer=helen)
Registration.objects.create(event=event, user=sam)
host, attendee = Client(), Client()
host.force_login(helen)
attendee.force_login(sam)

request = RequestFactory().get("/")
request.user = helen
page = render_to_string("webinars/event_detail.html", {"event": event}, request)
assert "Go live" in page

status, join = f"/live/status/{event.pk}/", f"/live/join/{event.pk}/"
assert not Client().get(status).json()["is_active"]
started = host.post(f"/live/start/{event.pk}/").json()
joined = attendee.get(join).json()
assert (started["role"], joined["role"]) == ("host", "attendee")
assert started["room_name"] == joined["room_name"]
assert Client().get(status).json()["is_active"]
assert "Join live session" in host.get(f"/live/room/{event.pk}/").content.decode()
"""

HOST_TESTS = """
from django.contrib.auth.models import User
from django.test import TestCase
from webinars.models import Event


class LiveTest(TestCase):
    def test_host_goes_live(self):
        helen = User.objects.create_user("helen")
        event = Event.objects.create(organizer=helen)
        self.client.force_login(helen)
        response = self.client.post(f"/live/start/{event.pk}/")
        self.assertEqual(response.status_code, STATUS)
        if response.status_code == 200:
            script = self.client.get(response.json()["script_url"])
            self.assertEqual(script["Content-Type"], "text/javascript; charset=utf-8")
"""

READERS = """
from django.test import Client
from django.test.utils import setup_test_environment

setup_test_environment()
for name, sees in (("helen", "Go live"), ("sam", "The host has not started yet")):
    client = Client()
    client.post("/accounts/login/", {"username": name, "password": "demo"})
    assert sees in client.get("/events/1/").content.decode()
assert "Log in to join" in Client().get("/events/1/").content.decode()
assert "Sourdough" in Client().get("/").content.decode()
"""

CLIENT_DEVELOPER = """
from django.test import Client
from django.test.utils import setup_test_environment

setup_test_environment()
assert b"live_start" in Client().get("/api/schema/").content
assert b"swagger-ui" in Client().get("/api/docs/").content
"""


@pytest.fixture
def new_project(tmp_path: Path) -> Path:
    django(tmp_path, "-m", "django", "startproject", "config", ".")
    django(tmp_path, "manage.py", "startapp", "webinars")
    return tmp_path


@pytest.fixture
def host_project(new_project: Path) -> Path:
    append(new_project / "config/settings.py", 'INSTALLED_APPS += ["webinars"]\n')
    append(new_project / "config/urls.py", LOGIN_PAGE)
    append(new_project / "webinars/models.py", MODELS)
    django(new_project, "manage.py", "makemigrations", "-v0")
    django(new_project, "manage.py", "migrate", "-v0")
    return new_project


@pytest.mark.slow
def test_quick_start_goes_live(host_project: Path) -> None:
    named = dict(FILE_NAMED_BEFORE_BLOCK.findall(QUICK_START))
    append(host_project / "config/settings.py", named.pop("settings.py"))
    append(host_project / "config/urls.py", named.pop("urls.py"))
    [(template, source)] = named.items()
    append(host_project / "webinars/templates" / template, source)
    for command in COMMAND.findall(QUICK_START):
        django(host_project, *command.split())
    django(host_project, "manage.py", "check", "--fail-level", "WARNING")
    django(host_project, "manage.py", "makemigrations", "--check")
    django(host_project, "manage.py", "shell", "-v0", "-c", VISITORS)


@pytest.mark.slow
def test_tutorial_shows_a_room(new_project: Path) -> None:
    files = dict(FILE_IN_TITLE.findall(TUTORIAL))
    append(new_project / "config/settings.py", files.pop("config/settings.py"))
    for name, source in files.items():
        (new_project / name).unlink(missing_ok=True)
        append(new_project / name, source)
    for command in COMMAND.findall(TUTORIAL):
        django(new_project, *command.split())
    django(new_project, "manage.py", "shell", "-v0", "-c", files["people.py"])
    django(new_project, "manage.py", "shell", "-v0", "-c", READERS)


@pytest.mark.slow
@pytest.mark.parametrize(("debug", "status"), [(True, 200), (False, 503)])
def test_host_project_with_the_practice_server_runs_its_tests(
    host_project: Path, debug: bool, status: int
) -> None:
    guide = (ROOT / "docs/howto/test-without-jitsi.md").read_text(encoding="utf-8")
    named = dict(FILE_NAMED_BEFORE_BLOCK.findall(QUICK_START))
    append(host_project / "config/settings.py", named["settings.py"])
    append(host_project / "config/settings.py", dict(FILE_IN_TITLE.findall(guide))["settings.py"])
    append(host_project / "config/settings.py", f"DEBUG = {debug}\nALLOWED_HOSTS = ['*']\n")
    append(host_project / "config/urls.py", named["urls.py"])
    append(host_project / "webinars/tests.py", HOST_TESTS.replace("STATUS", str(status)))
    done = run_django(host_project, "manage.py", "test")
    assert (done.returncode, "Ran 1 test" in done.stderr) == (0, True), done.stderr
    assert ("jitsi_live.W010" in done.stderr) is not debug


WITH_QUESTIONS = [
    ("config/settings.py", 'INSTALLED_APPS += ["django_jitsi_live.questions"]\n'),
    (
        "config/urls.py",
        'urlpatterns += [path("questions/", include("django_jitsi_live.questions.urls"))]\n',
    ),
]


@pytest.mark.slow
def test_guide_to_openapi_describes_the_api(host_project: Path) -> None:
    guide = (ROOT / "docs/howto/openapi.md").read_text(encoding="utf-8")
    named = dict(FILE_NAMED_BEFORE_BLOCK.findall(QUICK_START))
    files = [("config/settings.py", named["settings.py"]), ("config/urls.py", named["urls.py"])]
    for name, source in [*files, *FILE_IN_TITLE.findall(guide), *WITH_QUESTIONS]:
        append(host_project / name, source)
    django(host_project, *SPECTACULAR.search(guide)[1].split())
    django(host_project, "manage.py", "migrate", "-v0")
    django(host_project, "manage.py", "shell", "-v0", "-c", CLIENT_DEVELOPER)
    schema = (host_project / "schema.yml").read_text(encoding="utf-8")
    operations = set(re.findall(r"^ +operationId: (live_\w+)$", schema, re.MULTILINE))
    found = re.findall(r"^  /live/(.+):$", schema, re.MULTILINE)
    paths = {name for path in found for name in re.findall(r"[\w-]+/", re.sub(r"{\w+}", "", path))}
    assert operations == set(re.findall(r"`(live_\w+)`", guide))
    assert paths == set(re.findall(r"`([\w-]+/)`", guide))


def django(directory: Path, *arguments: str) -> None:
    done = run_django(directory, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), f"{done.stdout}{done.stderr}"


def run_django(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    ours = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    command = [sys.executable, "-W", "error", *arguments]
    return subprocess.run(
        command, cwd=directory, env=environment, capture_output=True, text=True, check=False
    )


def append(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(text)


def defaults() -> dict[str, Any]:
    known = JitsiLiveConf._meta.defaults
    return {name.removeprefix("JITSI_LIVE_"): value for name, value in known.items()}


def literal(text: str) -> Any:
    return None if text.lower() == "required" else ast.literal_eval(text.strip("`"))


def test_readme_lists_every_setting_with_its_default() -> None:
    rows = SETTING_ROW.findall(README)
    assert {name: literal(default) for name, default in rows} == defaults()


def test_reference_describes_every_setting_with_its_default() -> None:
    sections = SETTING_HEADING.findall((REFERENCE / "settings.md").read_text(encoding="utf-8"))
    found = {name: literal(line.removeprefix("Default: ")) for name, line in sections}
    assert found == defaults()


def test_reference_describes_every_check() -> None:
    sources = [
        path.read_text(encoding="utf-8") for path in Path(checks.__file__).parent.glob("*.py")
    ]
    ids = set(re.findall(r"\b[EW]\d{3}\b", "".join(sources)))
    text = (REFERENCE / "checks.md").read_text(encoding="utf-8")
    assert ids == set(re.findall(r"^## jitsi_live\.([EW]\d{3})", text, re.MULTILINE))


def error_codes() -> set[str]:
    classes = [each for each in vars(exceptions).values() if isinstance(each, type)]
    return {each.code for each in classes if issubclass(each, LiveError) and each is not LiveError}


def test_every_error_code_is_documented() -> None:
    reference = (REFERENCE / "http-api.md").read_text(encoding="utf-8")
    for code in error_codes():
        assert f"| `{code}` |" in README
        assert f"| `{code}` |" in reference


def test_every_url_is_documented() -> None:
    reference = (REFERENCE / "http-api.md").read_text(encoding="utf-8")
    for name in [each.name for each in urls.urlpatterns if isinstance(each, URLPattern)]:
        assert f"| `jitsi_live:{name}` |" in README
        assert f"| `jitsi_live:{name}` |" in reference


def test_every_management_command_is_documented() -> None:
    reference = (REFERENCE / "python-api.md").read_text(encoding="utf-8")
    for module in (Path(apps.__file__).parent / "management/commands").glob("[!_]*.py"):
        assert f"`manage.py {module.stem} " in reference


def test_every_field_of_the_join_grant_is_documented() -> None:
    reference = (REFERENCE / "http-api.md").read_text(encoding="utf-8")
    for field in fields(JoinGrant):
        assert f"`{field.name}`" in README
        assert f"| `{field.name}` |" in reference


@pytest.mark.parametrize("backend", [PublicServer, SelfHostedServer, JaaSServer, PracticeServer])
def test_reference_describes_every_option_of_a_server(backend: type[Server]) -> None:
    assert options_in(backend.__name__) == set(backend.OPTIONS)
    assert options_in("Every server") == set(backend.COMMON_OPTIONS)


def options_in(heading: str) -> set[str]:
    text = (REFERENCE / "servers.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for path, anchor in LINK.findall(CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        target = page.parent / path if path else page
        assert target.is_file(), path
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), f"{path}#{anchor}"


def anchors(page: Path) -> set[str]:
    text = CODE_BLOCK.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
