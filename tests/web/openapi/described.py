"""Whether an answer is the one that the OpenAPI schema describes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings
from jsonschema import Draft202012Validator, FormatChecker

from django_jitsi_live.questions.openapi_schemas import report_section
from django_jitsi_live.web.openapi.extension import REPORT_SECTIONS

# Reports of the test project have it, whether or not the addresses of the questions are there.
REPORT_SECTIONS["questions"] = report_section

Schema = dict[str, Any]

formats = FormatChecker(formats=())


@formats.checks("date-time", raises=ValueError)
def is_moment(text: object) -> bool:
    return not isinstance(text, str) or dt.datetime.fromisoformat(text).tzinfo is not None


def describe(version: str = "3.1.1", urlconf: str = "tests.projects.urls") -> Schema:
    """The schema of a project with these addresses; OpenAPI 3.1 is plain JSON Schema."""
    with patched_settings({"OAS_VERSION": version}):
        schema: Schema = SchemaGenerator(urlconf=urlconf).get_schema(public=True)
    return schema


def operations(schema: Schema) -> dict[str, Schema]:
    """By operation id, each with its path and method."""
    return {
        operation["operationId"]: {**operation, "path": path, "method": method}
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    }


def codes(operation: Schema) -> set[tuple[int, str]]:
    """The status and the code of each error that the operation may answer."""
    return {
        (int(status), code)
        for status, answer in operation["responses"].items()
        if status >= "400" and "content" in answer
        for code in answer["content"]["application/json"]["schema"]["allOf"][1]["properties"][
            "code"
        ]["enum"]
    }


def check(schema: Schema, operation: Schema, response: Any) -> None:
    """Raise unless status, headers and body are what the operation says."""
    answer = operation["responses"][str(response.status_code)]
    for name in answer["headers"]:
        if name != "ETag":
            assert name in response.headers
    if "content" not in answer:
        assert not response.content
        return
    media_type = response.headers["Content-Type"].partition(";")[0]
    said = answer["content"][media_type]["schema"]
    is_json = media_type == "application/json"
    body = response.json() if is_json else response.getvalue().decode("latin-1")
    whole = {**said, "components": schema["components"]}
    Draft202012Validator(whole, format_checker=formats).validate(body)


def objects(schema: Schema) -> dict[str, Schema]:
    found = schema["components"]["schemas"]
    return {name: each for name, each in found.items() if each.get("type") == "object"}
