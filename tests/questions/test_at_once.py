"""Real threads, each with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.models import AuditEntry
from django_jitsi_live.questions import services
from django_jitsi_live.questions.asking import MAX_UNANSWERED
from django_jitsi_live.questions.listing import listed_questions
from django_jitsi_live.questions.models import Question, Vote
from tests.projects.webinar.webinars.models import Registration
from tests.sessions.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

# SQLite has one writer at a time, and tells others after a while that it is locked.
needs_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="needs rows that are locked one by one"
)


def outcome(call: Callable[[], Any]) -> str:
    """The code of the error; empty for none."""
    try:
        call()
    except LiveError as error:
        return error.code
    return ""


@pytest.fixture
def question(event: Any, student: Any) -> Question:
    return services.ask(student, event.pk, "Why?")


@pytest.fixture
def other(event: Any, host: Any) -> Question:
    return services.ask(host, event.pk, "How?")


@pytest.mark.slow
@needs_postgresql
def test_a_thousand_voters_at_once_have_one_vote_each(event: Any, question: Question) -> None:
    model = get_user_model()
    model.objects.bulk_create(model(username=f"voter-{number}") for number in range(1000))
    voters = [*model.objects.filter(username__startswith="voter-")]
    Registration.objects.bulk_create(Registration(event=event, user=user) for user in voters)

    def vote_twice(number: int) -> None:
        for user in voters[number::25] * 2:
            services.vote(user, event.pk, question.pk)

    at_once(25, vote_twice)
    [shown] = listed_questions([question.session_id])[question.session_id]
    assert shown.vote_count == Vote.objects.count() == 1000


@needs_postgresql
def test_votes_of_one_person_at_once_are_one(event: Any, student: Any, question: Question) -> None:
    at_once(10, lambda number: services.vote(student, event.pk, question.pk))
    assert Vote.objects.count() == 1


@needs_postgresql
def test_person_who_asks_everywhere_at_once_passes_no_limit(event: Any, student: Any) -> None:
    services.ask(student, event.pk, "The first?")
    outcomes = at_once(
        MAX_UNANSWERED + 5,
        lambda number: outcome(lambda: services.ask(student, event.pk, f"Number {number}?")),
    )
    assert Question.objects.count() == MAX_UNANSWERED
    assert outcomes.count("too_many_questions") == 6


@needs_postgresql
def test_merges_in_a_circle_at_once_leave_one_question(
    event: Any, host: Any, question: Question, other: Question
) -> None:
    pairs = [(question.pk, other.pk), (other.pk, question.pk)] * 3
    outcomes = at_once(
        6,
        lambda number: outcome(
            lambda: services.merge(host, event.pk, pairs[number][0], into=pairs[number][1])
        ),
    )
    assert Question.objects.filter(merged_into=None).count() == 1
    assert {*outcomes} == {"", "not_mergeable"}
    assert AuditEntry.objects.filter(action="question_merged").count() == 1


@needs_postgresql
def test_chain_of_merges_at_once_has_one_end(
    event: Any, host: Any, question: Question, other: Question
) -> None:
    third = services.ask(host, event.pk, "When?")
    pairs = [(question.pk, other.pk), (other.pk, third.pk)]
    at_once(
        2, lambda number: services.merge(host, event.pk, pairs[number][0], into=pairs[number][1])
    )
    merged = Question.objects.exclude(pk=third.pk)
    assert {*merged.values_list("merged_into", flat=True)} == {third.pk}


@needs_postgresql
def test_two_hosts_who_put_aside_at_once_decide_once(
    event: Any, host: Any, question: Question
) -> None:
    at_once(8, lambda number: services.dismiss(host, event.pk, question.pk))
    assert AuditEntry.objects.filter(action="question_dismissed").count() == 1


@needs_postgresql
def test_answer_and_dismissal_at_once_lose_no_answer(
    event: Any, host: Any, question: Question
) -> None:
    calls = [
        lambda: services.answer(host, event.pk, question.pk, "So."),
        lambda: services.dismiss(host, event.pk, question.pk),
    ]
    outcomes = at_once(2, lambda number: outcome(calls[number]))
    found = Question.objects.get()
    assert (outcomes[0] == "question_changed") is (found.answer == "")
    assert found.state == "dismissed" or found.answer == "So."


@needs_postgresql
def test_vote_and_withdrawal_at_once_leave_no_orphan(
    event: Any, host: Any, student: Any, question: Question
) -> None:
    calls = [
        lambda: services.withdraw(student, event.pk, question.pk),
        lambda: services.vote(host, event.pk, question.pk),
    ]
    outcomes = at_once(2, lambda number: outcome(calls[number]))
    assert outcomes in (["", "question_not_found"], ["not_withdrawable", ""])
    assert Question.objects.count() == Vote.objects.count()
    assert connection.vendor == "postgresql"
