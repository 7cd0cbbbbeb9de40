"""Many people at one moment: real threads, each with a database connection of its own."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.models import Action, AuditEntry
from django_jitsi_live.questions import services
from django_jitsi_live.questions.exceptions import (
    NotMergeable,
    QuestionChanged,
    QuestionNotFound,
)
from django_jitsi_live.questions.models import Question, QuestionState, Vote
from tests.sessions.test_races import at_once
from tests.transactions import needs_postgresql, overlap

pytestmark = [pytest.mark.django_db(transaction=True), needs_postgresql]

THREADS = 40


@pytest.fixture
def question(live: Any, student: Any) -> Question:
    return services.ask(student, live.pk, "Why?")


def error_of(call: Any) -> type[LiveError] | None:
    try:
        call()
    except LiveError as error:
        return type(error)
    return None


def test_the_first_questions_of_an_event_find_one_session(
    event: Any, student: Any, host: Any
) -> None:
    people = [student, host]
    at_once(10, lambda number: services.ask(people[number % 2], event.pk, f"And {number}?"))
    assert Question.objects.values("session").distinct().count() == 1
    assert Question.objects.count() == 10


def test_a_vote_during_a_withdrawal_waits_and_finds_no_question(
    live: Any, question: Question, student: Any, host: Any
) -> None:
    errors: list[type[LiveError] | None] = []
    overlap(
        lambda: services.withdraw(student, live.pk, question.pk),
        lambda: errors.append(error_of(lambda: services.vote(host, live.pk, question.pk))),
    )
    assert errors == [QuestionNotFound]
    assert not Vote.objects.exists()


def test_two_hosts_who_merge_two_questions_into_each_other_make_no_circle(
    live: Any, question: Question, student: Any, host: Any
) -> None:
    other = services.ask(student, live.pk, "For what reason?")
    pairs = [(question, other), (other, question)]
    errors: list[type[LiveError] | None] = []

    def merge(pair: tuple[Question, Question]) -> None:
        one, into = pair
        errors.append(error_of(lambda: services.merge(host, live.pk, one.pk, into=into.pk)))

    overlap(lambda: merge(pairs[0]), lambda: merge(pairs[1]))
    assert errors.count(None) == 1
    assert set(errors) <= {None, NotMergeable, QuestionChanged}
    assert Question.objects.filter(merged_into=None).count() == 1


def test_two_people_who_answer_at_once_do_not_overwrite_each_other(
    live: Any, question: Question, host: Any
) -> None:
    errors: dict[str, type[LiveError] | None] = {}

    def answer(text: str) -> None:
        errors[text] = error_of(lambda: services.answer(host, live.pk, question.pk, text))

    overlap(lambda: answer("Because."), lambda: answer("No idea."))
    assert errors == {"Because.": None, "No idea.": QuestionChanged}
    assert Question.objects.get().answer == "Because."
    assert AuditEntry.objects.filter(action=Action.QUESTION_ANSWERED).count() == 1


def test_a_question_that_is_put_aside_while_it_is_answered_keeps_the_answer(
    live: Any, question: Question, host: Any
) -> None:
    overlap(
        lambda: services.answer(host, live.pk, question.pk, "Because."),
        lambda: services.dismiss(host, live.pk, question.pk),
    )
    found = Question.objects.get()
    assert (found.state, found.answer) == (QuestionState.DISMISSED, "Because.")
    restored = services.restore(host, live.pk, question.pk)
    assert (restored.state, restored.answer) == (QuestionState.ANSWERED, "Because.")


def test_an_answer_to_a_question_that_is_being_put_aside_is_refused_or_seen(
    live: Any, question: Question, host: Any
) -> None:
    errors: list[type[LiveError] | None] = []
    overlap(
        lambda: services.dismiss(host, live.pk, question.pk),
        lambda: errors.append(
            error_of(lambda: services.answer(host, live.pk, question.pk, "Because."))
        ),
    )
    assert errors == [QuestionChanged]
    assert Question.objects.get().state == QuestionState.DISMISSED
