"""The OpenAPI schema says what is true: each answer is held against it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import URLPattern, path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.validation import validate_schema
from rest_framework import authentication
from rest_framework.schemas.openapi import AutoSchema as ForeignSchema
from rest_framework.serializers import Serializer
from rest_framework.test import APIClient
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from django_jitsi_live import api, exceptions, services, stays, urls
from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.openapi.operations import OPERATIONS
from tests.projects.process import run
from tests.web.openapi.described import check, codes, describe, objects, operations

ROOT = Path(__file__).parents[3]

SCHEMA = describe()
KNOWN = operations(SCHEMA)

STATES = ["before", "live", "ended"]
BODIES: dict[str, list[dict[str, str]]] = {
    "live_report_role": [{"role": "moderator"}, {"role": "participant"}, {"role": "none"}, {}],
    "live_record_stay": [
        {"action": "joined"},
        {"action": "seen", "stay": "unknown"},
        {"action": "left", "stay": "unknown"},
        {"action": "waved"},
        {},
    ],
}
STAYS = "live_record_stay"


@pytest.fixture
def state(request: Any, event: Any, host: Any) -> str:
    if request.param != "before":
        services.start(host, event.pk)
    if request.param == "ended":
        services.end(host, event.pk)
    return str(request.param)


def ask(client: Any, name: str, event_id: object, data: Any = None, **options: Any) -> Any:
    operation = KNOWN[name]
    path = operation["path"].format(event_id=event_id)
    given = data if operation["method"] == "get" else (data or {})
    return getattr(client, operation["method"])(path, given, **options)


def described(name: str, response: Any) -> Any:
    check(SCHEMA, KNOWN[name], response)
    return response


# The schema as such


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1"])
def test_schema_is_valid(version: str) -> None:
    validate_schema(describe(version))


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
if settings.ROOT_URLCONF == "tests.projects.urls":
    settings.REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"] = "rest_framework.schemas.openapi.AutoSchema"
call_command("spectacular", "--validate", "--fail-on-warn")
"""


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
    assert set(SCHEMA["paths"]) == {f"/api/live/{name}/{{event_id}}/" for name in names}
    assert len(KNOWN) == len(names) == len(OPERATIONS)


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


def test_status_is_open_to_everybody_and_nothing_else_is() -> None:
    assert [name for name, each in KNOWN.items() if {} in each["security"]] == ["live_status"]
    for each in KNOWN.values():
        assert {"jwtAuth": []} in each["security"]
        assert {"cookieAuth": []} in each["security"]


@pytest.mark.parametrize(("first", "status"), [("Session", "403"), ("Basic", "401")])
def test_first_authentication_class_says_how_a_missing_login_is_answered(
    monkeypatch: Any, first: str, status: str
) -> None:
    classes = [getattr(authentication, f"{first}Authentication")]
    monkeypatch.setattr(api.LiveView, "authentication_classes", classes)
    operation = operations(describe())["live_join"]
    assert (int(status), "not_authenticated") in codes(operation)
    assert ("401" in operation["responses"]) is (status == "401")


def test_without_authentication_no_security_is_described(monkeypatch: Any) -> None:
    monkeypatch.setattr(api.LiveView, "authentication_classes", [])
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

    class Other(api.LiveView):
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
        operation["responses"]["404"]["content"].clear()
    assert describe() == SCHEMA


# What is answered


@pytest.mark.parametrize("person", ["host", "student", "stranger", None])
@pytest.mark.parametrize("state", STATES, indirect=True)
@pytest.mark.parametrize("name", sorted(KNOWN))
def test_everybody_is_answered_what_is_described(
    as_user: Any, event: Any, name: str, state: str, person: str | None, request: Any
) -> None:
    user = request.getfixturevalue(person) if person else None
    for body in BODIES.get(name, [None]):
        for format in ("json", "multipart"):
            described(name, ask(as_user(user), name, event.pk, body, format=format))


def test_a_stay_is_answered_as_described(as_user: Any, live: Any, student: Any, host: Any) -> None:
    key = ""
    for action in stays.ACTIONS:
        told = {"action": action} | ({"stay": key} if key else {})
        answer = described(STAYS, ask(as_user(student), STAYS, live.pk, told))
        key = key or answer.json()["stay"]
    services.end(host, live.pk)
    last = {"action": "left", "stay": key}
    assert described(STAYS, ask(as_user(student), STAYS, live.pk, last)).json() == {
        "is_active": False
    }


@pytest.mark.parametrize("is_over", [False, True])
def test_attendance_is_answered_as_described(
    as_user: Any, live: Any, student: Any, host: Any, is_over: bool
) -> None:
    ask(as_user(student), STAYS, live.pk, {"action": "joined"})
    ask(as_user(host), STAYS, live.pk, {"action": "joined"})
    if is_over:
        services.end(host, live.pk)
    answer = described("live_attendance", ask(as_user(host), "live_attendance", live.pk))
    assert len(answer.json()["people"]) == 2
    table = ask(as_user(host), "live_attendance", live.pk, {"format": "csv"})
    assert table["Content-Type"].startswith("text/csv")
    described("live_attendance", table)


def test_a_grant_with_a_token_is_answered_as_described(
    settings: Any, as_user: Any, live: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": SELF_HOSTED}
    settings.JITSI_LIVE_CONFIG = {"toolbarButtons": ["chat"]}
    grant = described("live_join", ask(as_user(student), "live_join", live.pk)).json()
    assert grant["jwt"]
    assert grant["expires_at"]


SELF_HOSTED = {
    "BACKEND": "django_jitsi_live.servers.SelfHostedServer",
    "DOMAIN": "meet.example.org",
    "APP_ID": "app",
    "APP_SECRET": "s" * 64,
}


@pytest.mark.parametrize("state", STATES, indirect=True)
def test_status_that_has_not_changed_is_answered_as_described(event: Any, state: str) -> None:
    first = described("live_status", ask(APIClient(), "live_status", event.pk))
    known = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    again = described("live_status", ask(APIClient(), "live_status", event.pk, **known))
    assert again.status_code == 304


# Each error that is described is answered somewhere: nothing is said that is not so


class OncePerHour(AnonRateThrottle):
    scope = "openapi"
    rate = "1/hour"

    def get_cache_key(self, request: Any, view: Any) -> str:
        return f"{self.scope}-{type(view).__name__}"


def deny(user: object, event: object) -> bool:
    raise PermissionDenied


class Asking:
    """Somebody who gets one error out of an operation."""

    def __init__(self, name: str, request: Any) -> None:
        self.name, self.request = name, request
        self.event = request.getfixturevalue("event")
        self.settings = request.getfixturevalue("settings")
        self.monkeypatch = request.getfixturevalue("monkeypatch")
        self.method = KNOWN[name]["method"]
        self.body = BODIES.get(name, [{}])[0]

    def person(self, name: str) -> Any:
        client = APIClient()
        client.force_login(self.request.getfixturevalue(name))
        return client

    def ask(self, client: Any, event_id: object = None, **options: Any) -> Any:
        return ask(client, self.name, event_id or self.event.pk, self.body, **options)

    def raw(self, client: Any, body: bytes, content_type: str, **headers: Any) -> Any:
        path = KNOWN[self.name]["path"].format(event_id=self.event.pk)
        return client.generic("POST", path, body, content_type, **headers)

    def not_authenticated(self) -> Any:
        return self.ask(APIClient())

    def not_host(self) -> Any:
        return self.ask(self.person("student"))

    def not_registered(self) -> Any:
        return self.ask(self.person("stranger"))

    def not_live(self) -> Any:
        return self.ask(self.person("student"))

    def not_found(self) -> Any:
        return self.ask(self.person("host"), event_id="0")

    def permission_denied(self) -> Any:
        if self.method == "get":
            self.settings.JITSI_LIVE_HOST_LOOKUP = "tests.web.openapi.test_openapi.deny"
            return self.ask(self.person("stranger"))
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(self.request.getfixturevalue("host"))
        return self.ask(client)

    def parse_error(self) -> Any:
        client = APIClient(enforce_csrf_checks=True)
        client.force_login(self.request.getfixturevalue("host"))
        client.cookies["csrftoken"] = "a" * 32
        content_type, token = "multipart/form-data; boundary=x", {"HTTP_X_CSRFTOKEN": "a" * 32}
        return self.raw(client, PART * 1001 + b"--x--\r\n", content_type, **token)

    def unsupported_media_type(self) -> Any:
        return self.raw(self.person("student"), b"<a/>", "text/xml")

    def method_not_allowed(self) -> Any:
        client = self.person("host")
        return client.delete(KNOWN[self.name]["path"].format(event_id=self.event.pk))

    def throttled(self) -> Any:
        self.monkeypatch.setattr(api.LiveView, "throttle_classes", [OncePerHour])
        client = self.person("student")
        return [self.ask(client) for _time in range(2)][-1]

    def server_misconfigured(self) -> Any:
        services.start(self.event.organizer, self.event.pk)
        services.end(self.event.organizer, self.event.pk)
        if self.name == "live_join":
            services.start(self.event.organizer, self.event.pk)
        self.settings.JITSI_LIVE_SERVERS = {"default": {"BACKEND": "nowhere.Server"}}
        return self.ask(self.person("host"))

    def busy(self) -> Any:
        self.monkeypatch.setattr(services, "ATTEMPTS", 0)
        return self.ask(self.person("host"))


PART = b'--x\r\nContent-Disposition: form-data; name="action"\r\n\r\njoined\r\n'

ERRORS = [
    (name, status, code)
    for name, operation in sorted(KNOWN.items())
    for status, code in sorted(codes(operation))
]


@pytest.mark.parametrize(("name", "status", "code"), ERRORS, ids=str)
def test_every_error_that_is_described_is_answered(
    name: str, status: int, code: str, request: Any
) -> None:
    provoke: Callable[[], Any] = getattr(Asking(name, request), code)
    response = described(name, provoke())
    assert (response.status_code, response.json()["code"]) == (status, code)
