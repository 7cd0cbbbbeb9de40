"""The OpenAPI schema is valid and complete."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.validation import validate_schema
from rest_framework import authentication
from rest_framework.schemas.openapi import AutoSchema as ForeignSchema
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from django_jitsi_live import exceptions, urls
from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.web import api, api_view
from django_jitsi_live.web.openapi.extension import ALL_OPERATIONS
from tests.projects.process import run
from tests.web.openapi.described import codes, describe, objects, operations
from tests.web.openapi.requests import KNOWN, SCHEMA

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1"])
def test_schema_is_valid(version: str) -> None:
    validate_schema(describe(version))


@pytest.mark.slow
@pytest.mark.parametrize("project", ["openapi", "webinar", "odd_drf"])
def test_command_writes_the_schema_without_a_warning(project: str, tmp_path: Path) -> None:
    done = run(
        "-c",
        COMMAND,
        settings=f"tests.projects.{project}.settings",
        database=str(tmp_path / "db.sqlite3"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    for operation in KNOWN:
        assert f"operationId: {operation}\n" in done.stdout


# As in the settings, of which some projects do without drf-spectacular.
COMMAND = """
import django
from django.conf import settings
from django.core.management import call_command

if "drf_spectacular" not in settings.INSTALLED_APPS:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "drf_spectacular"]
django.setup()
if settings.ROOT_URLCONF != "tests.projects.openapi.urls":
    settings.REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "rest_framework.schemas.openapi.AutoSchema"
call_command("spectacular", "--validate", "--fail-on-warn")
"""


@pytest.mark.slow
def test_the_package_works_without_drf_spectacular(tmp_path: Path) -> None:
    done = run(
        "-c",
        "import sys; sys.modules['drf_spectacular'] = None\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command; call_command('check')",
        settings="tests.projects.webinar.settings",
        database=str(tmp_path / "db.sqlite3"),
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_view_of_the_api_is_described() -> None:
    patterns = [each for each in urls.urlpatterns if isinstance(each, URLPattern)]
    views = {each.name: getattr(each.callback, "cls", object) for each in patterns}
    names = [name for name, view in views.items() if issubclass(view, APIView)]
    others = {
        "sessions": "/api/live/sessions/",
        "calendar": "/api/live/calendar/{event_id}.ics",
        "watch": "/api/live/watch/{recording_id}/",
        "captions": "/api/live/captions/{recording_id}.vtt",
        "recording": "/api/live/recording/{recording_id}/",
        "stream_target": "/api/live/stream-target/{event_id}/",
        "restore_recording": "/api/live/recording/{recording_id}/restore/",
        "recording_file": "/api/live/recording/{recording_id}/file/",
    }
    assert set(SCHEMA["paths"]) == {
        others.get(name, f"/api/live/{name}/{{event_id}}/") for name in names
    }
    assert len(KNOWN) == len(ALL_OPERATIONS)
    assert len(names) == len({name.partition(".")[0] for name in ALL_OPERATIONS})


def test_objects_have_the_keys_that_are_described_and_no_others() -> None:
    for each in objects(SCHEMA).values():
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])


def test_every_code_of_an_error_is_described() -> None:
    said = {code for operation in KNOWN.values() for _status, code in codes(operation)}
    classes = [each for each in vars(exceptions).values() if isinstance(each, type)]
    ours = {each for each in classes if issubclass(each, LiveError) and each is not LiveError}
    assert {each.code for each in ours} <= said
    assert said == set(SCHEMA["components"]["schemas"]["LiveErrorCode"]["enum"])
    reference = (ROOT / "docs/reference/http-api.md").read_text(encoding="utf-8")
    for code in said:
        assert f"| `{code}` |" in reference


def test_what_everybody_may_ask_needs_no_login_and_nothing_else_does() -> None:
    of_everybody = {
        "live_calendar",
        "live_captions",
        "live_recordings",
        "live_status",
        "live_watch",
    }
    assert {name for name, each in KNOWN.items() if {} in each["security"]} == of_everybody
    for each in KNOWN.values():
        assert {"jwtAuth": []} in each["security"]
        assert {"cookieAuth": []} in each["security"]


@pytest.mark.parametrize(("first", "status"), [("Session", "403"), ("Basic", "401")])
def test_first_authentication_class_says_how_a_missing_login_is_answered(
    monkeypatch: Any, first: str, status: str
) -> None:
    classes = [getattr(authentication, f"{first}Authentication")]
    monkeypatch.setattr(api_view.LiveView, "authentication_classes", classes)
    operation = operations(describe())["live_join"]
    assert (int(status), "not_authenticated") in codes(operation)
    assert ("401" in operation["responses"]) is (status == "401")


def test_without_authentication_no_security_is_described(monkeypatch: Any) -> None:
    monkeypatch.setattr(api_view.LiveView, "authentication_classes", [])
    assert "security" not in operations(describe())["live_join"]


def test_a_view_that_is_derived_from_ours_is_described_alike() -> None:
    class Start(api.StartView):
        schema = ForeignSchema()

    [found] = views_described(Start)
    assert found["operationId"] == "live_start"
    assert isinstance(Start.schema, ForeignSchema)


def test_a_view_of_another_kind_is_left_alone() -> None:
    class Said(AutoSchema):
        def get_operation_id(self) -> str:
            return "other"

    class Other(api_view.LiveView):
        schema = Said()
        serializer_class = Serializer

        def get(self, request: Any, event_id: str) -> None: ...

    [found] = views_described(Other)
    assert found["operationId"] == "other"


def views_described(view: type[APIView]) -> list[Any]:
    patterns = [path("<str:event_id>/", view.as_view())]
    paths = SchemaGenerator(patterns=patterns).get_schema(public=True)["paths"]
    return [operation for each in paths.values() for operation in each.values()]


def test_what_a_hook_of_the_host_project_changes_is_not_changed_for_good() -> None:
    changed = describe()
    for operation in operations(changed).values():
        operation["parameters"][0]["description"] = "mine"
        operation["responses"]["405"]["content"].clear()
    assert describe() == SCHEMA
