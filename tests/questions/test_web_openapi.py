"""The operations of the questions in the OpenAPI schema of the host project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.validation import validate_schema

from django_jitsi_live.questions import openapi, services
from django_jitsi_live.questions.web.reader_key import Audience, make_reader_key
from django_jitsi_live.web.openapi.errors import ERROR_DESCRIPTIONS
from django_jitsi_live.web.openapi.extension import ALL_COMPONENTS, ALL_OPERATIONS
from tests.questions.addresses import address
from tests.web.openapi.described import check, codes, describe, operations

URLCONF = "tests.projects.webinar.urls"
NAMES = {operation.id for operation in openapi.OPERATIONS.values()}
SCHEMA: dict[str, Any] = {}
KNOWN: dict[str, Any] = {}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def described() -> Iterator[None]:
    """In this module alone: all others describe the core without an app beside it."""
    registers: Any = (ALL_OPERATIONS, ALL_COMPONENTS, ERROR_DESCRIPTIONS)
    before = [{**each} for each in registers]
    openapi.describe_questions()
    SCHEMA.update(describe(urlconf=URLCONF))
    KNOWN.update({name: each for name, each in operations(SCHEMA).items() if name in NAMES})
    yield
    for each, known in zip(registers, before, strict=True):
        each.clear()
        each.update(known)


@pytest.fixture
def question(event: Any, student: Any) -> Any:
    return services.ask(student, event.pk, "Why?")


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1"])
def test_schema_is_valid(version: str) -> None:
    validate_schema(describe(version, URLCONF))


def test_every_operation_is_described() -> None:
    assert KNOWN.keys() == NAMES


def ask(client: Any, name: str, event: Any, question: Any, data: Any = None) -> Any:
    operation = KNOWN[name]
    path = operation["path"].format(event_id=event.pk, question=question.pk)
    given = data if operation["method"] == "get" else (data or {})
    answer = getattr(client, operation["method"])(path, given)
    check(SCHEMA, operation, answer)
    return answer


BODIES: dict[str, dict[str, str]] = {
    "live_ask_question": {"text": "How?"},
    "live_answer_question": {"text": "So."},
    "live_pin_question": {"pinned": "true"},
}


@pytest.mark.parametrize("name", sorted(NAMES - {"live_merge_question", "live_withdraw_question"}))
def test_answers_are_as_described(
    event: Any, question: Any, host: Any, as_user: Any, name: str
) -> None:
    answer = ask(as_user(host), name, event, question, BODIES.get(name))
    assert answer.status_code in {200, 201}


def test_merging_and_withdrawing_are_as_described(
    event: Any, question: Any, host: Any, as_user: Any
) -> None:
    other = services.ask(host, event.pk, "Why, again?")
    client = as_user(host)
    ask(client, "live_merge_question", event, other, {"into": str(question.pk)})
    third = services.ask(host, event.pk, "Never mind")
    assert ask(client, "live_withdraw_question", event, third).status_code == 200


def test_reader_is_answered_as_described(event: Any, question: Any, client: Any) -> None:
    key = make_reader_key(event.pk, Audience.MEMBERS)
    answer = client.get(address(event), {"key": key})
    check(SCHEMA, KNOWN["live_questions"], answer)
    same = client.get(address(event), {"key": key}, headers={"If-None-Match": answer["ETag"]})
    assert same.status_code == 304
    check(SCHEMA, KNOWN["live_questions"], same)


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("who", ["student", "stranger", "host"])
def test_refusals_are_as_described(
    event: Any, question: Any, as_user: Any, request: Any, name: str, who: str
) -> None:
    other = type(event).objects.create(
        title="Another", slug="another", organizer=request.getfixturevalue("host")
    )
    client = as_user(request.getfixturevalue(who))
    for asked in (event, other):
        ask(client, name, asked, question, {"pinned": "?", "into": "?"})


def test_csv_is_described(event: Any, question: Any, host: Any, as_user: Any) -> None:
    answer = as_user(host).get(address(event, "export"), {"format": "csv"})
    check(SCHEMA, KNOWN["live_export_questions"], answer)


def test_codes_of_asking_are_complete() -> None:
    found = {code for _, code in codes(KNOWN["live_ask_question"])}
    assert {"question_empty", "question_too_long", "too_many_questions", "csrf_failed"} <= found
