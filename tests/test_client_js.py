"""client.js against the real API, in node; its types and those of room.js, in TypeScript."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from rest_framework_simplejwt.tokens import AccessToken

from django_jitsi_live.models import LiveSession
from tests.projects.webinar.webinars.models import Event, Registration

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent / "js"
MODULES = HERE.parents[1] / "node_modules"
CSRF = "c" * 32
EVENTS = 45


def unavailable(problem: str) -> None:
    if os.environ.get("JITSI_LIVE_REQUIRE_NODE"):
        pytest.fail(f"The JavaScript tests cannot run: {problem}.", pytrace=False)
    pytest.skip(f"no JavaScript tests: {problem}")


@pytest.fixture
def node() -> str:
    program = shutil.which("node")
    if program is None:
        unavailable("there is no node on the PATH")
    return str(program)


@pytest.fixture
def typescript(node: str) -> list[str]:
    compiler = MODULES / "typescript" / "bin" / "tsc"
    if not compiler.exists():
        unavailable("TypeScript is not installed; run npm ci")
    return [node, str(compiler)]


def shipped(name: str) -> Path:
    found = finders.find(f"jitsi_live/{name}")
    assert isinstance(found, str)
    return Path(found)


def run(command: Sequence[str | Path], directory: Path, **environment: str) -> None:
    done = subprocess.run(
        command,
        cwd=directory,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"


def person(user: Any) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {
        "cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF}",
        "csrf": CSRF,
        "token": str(AccessToken.for_user(user)),
    }


def make_events(host: Any, student: Any, slug: str = "webinar {}") -> list[Event]:
    new = [Event(title="T", slug=slug.format(n), organizer=host) for n in range(EVENTS)]
    events = Event.objects.bulk_create(new)
    Registration.objects.bulk_create(Registration(event=each, user=student) for each in events)
    return events


@pytest.fixture
def run_node(live_server: Any, tmp_path: Path, node: str, request: Any) -> Any:
    # A module, whatever node makes of files named .js.
    client = shutil.copy(shipped("client.js"), tmp_path / "client.mjs")

    def run_node(test: str, ids: Sequence[object], **more: object) -> None:
        names = ("host", "student", "stranger")
        people = {name: person(request.getfixturevalue(name)) for name in names}
        site = {"client": client.as_uri(), "origin": live_server.url, "people": people, **more}
        site["events"] = [str(each) for each in ids]
        run([node, "--test", HERE / test], HERE, JITSI_LIVE_TEST_SITE=json.dumps(site))

    return run_node


def test_client_talks_to_the_api(run_node: Any, host: Any, student: Any) -> None:
    broken, *events = make_events(host, student)
    LiveSession.objects.create(
        event=broken, room_name="r", is_active=True, server="gone", started_at="2026-01-01T00:00Z"
    )
    run_node("client.test.mjs", [each.pk for each in events], broken=broken.pk)


def test_client_tells_that_the_site_is_busy(
    run_node: Any, monkeypatch: Any, host: Any, student: Any
) -> None:
    monkeypatch.setattr("django_jitsi_live.sessions.services.ATTEMPTS", 0)
    run_node("busy.test.mjs", [each.pk for each in make_events(host, student)])


def test_client_encodes_ids(run_node: Any, settings: Any, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    events = make_events(host, student, slug="ä/{}?#% &+;=é")
    run_node("ids.test.mjs", [each.slug for each in events])


@pytest.mark.once
@pytest.mark.parametrize("project", ["tsconfig.json", "tsconfig.react.json"])
def test_types_fit_what_front_ends_write(
    typescript: list[str], tmp_path: Path, project: str
) -> None:
    front_end = shutil.copytree(HERE / "types", tmp_path / "types")
    (front_end / "node_modules").symlink_to(MODULES)
    (front_end / "jitsi_live").mkdir()
    for types in shipped("client.d.ts").parent.glob("*.d.ts"):
        shutil.copy(types, front_end / "jitsi_live")
    run([*typescript, "-p", project], front_end)
