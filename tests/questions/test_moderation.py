"""What hosts do to questions, who answers them, and what is merged."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from django_jitsi_live.exceptions import NotHost
from django_jitsi_live.models import Action, AuditEntry
from django_jitsi_live.questions import services
from django_jitsi_live.questions.exceptions import (
    AlreadyAnswered,
    NotMergeable,
    QuestionChanged,
    QuestionNotFound,
    QuestionTooLong,
)
from django_jitsi_live.questions.listing import listed_questions, questions_for
from django_jitsi_live.questions.models import Question, Vote
from django_jitsi_live.questions.policy import QuestionPolicy

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(event: Any, student: Any) -> Question:
    return services.ask(student, event.pk, "Why?")


@pytest.fixture
def other(event: Any, student: Any) -> Question:
    return services.ask(student, event.pk, "How?")


def listed(question: Question) -> list[Any]:
    return listed_questions([question.session_id])[question.session_id]


def decisions() -> list[str]:
    rows = AuditEntry.objects.filter(action__startswith="question_").order_by("pk")
    return [*rows.values_list("action", flat=True)]


# Decisions


def test_host_approves_once(settings: Any, event: Any, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_QUESTIONS_APPROVAL = True
    question = services.ask(student, event.pk, "Why?")
    with pytest.raises(QuestionNotFound):
        services.vote(student, event.pk, question.pk)
    assert services.approve(host, event.pk, question.pk).state == "open"
    assert services.approve(host, event.pk, question.pk).state == "open"
    assert decisions() == ["question_approved"]


def test_host_pins_and_unpins(event: Any, host: Any, question: Question) -> None:
    assert services.pin(host, event.pk, question.pk, pinned=True).is_pinned
    assert not services.pin(host, event.pk, question.pk, pinned=False).is_pinned
    assert decisions() == ["question_pinned", "question_unpinned"]


def test_host_puts_aside_and_takes_up_again(event: Any, host: Any, question: Question) -> None:
    services.pin(host, event.pk, question.pk, pinned=True)
    dismissed = services.dismiss(host, event.pk, question.pk)
    assert (dismissed.state, dismissed.is_pinned) == ("dismissed", False)
    assert services.restore(host, event.pk, question.pk).state == "open"


def test_answer_outlives_being_put_aside(event: Any, host: Any, question: Question) -> None:
    services.answer(host, event.pk, question.pk, "So.")
    services.dismiss(host, event.pk, question.pk)
    restored = services.restore(host, event.pk, question.pk)
    assert (restored.state, restored.answer) == ("answered", "So.")


def test_host_answers_in_writing(event: Any, host: Any, question: Question) -> None:
    answered = services.answer(host, event.pk, question.pk, " <i>So.</i>\0 ")
    assert (answered.state, answered.answer) == ("answered", "<i>So.</i>")
    assert (answered.answered_by, answered.is_answered_live) == (host, False)
    assert services.answer(host, event.pk, question.pk, "Better so.").answer == "Better so."


def test_to_answer_live_keeps_what_is_written(event: Any, host: Any, question: Question) -> None:
    services.answer(host, event.pk, question.pk, "So.")
    answered = services.answer(host, event.pk, question.pk)
    assert (answered.answer, answered.is_answered_live) == ("So.", True)


def test_answer_that_is_too_long_is_refused(event: Any, host: Any, question: Question) -> None:
    with pytest.raises(QuestionTooLong, match="5000"):
        services.answer(host, event.pk, question.pk, "x" * 5001)


def test_speaker_answers_and_does_not_moderate(
    event: Any, speaker: Any, question: Question
) -> None:
    assert services.answer(speaker, event.pk, question.pk, "So.").answered_by == speaker
    with pytest.raises(NotHost):
        services.dismiss(speaker, event.pk, question.pk)


def test_attendees_decide_nothing(event: Any, student: Any, question: Question) -> None:
    for service in (services.approve, services.answer, services.dismiss, services.restore):
        with pytest.raises(NotHost):
            service(student, event.pk, question.pk)


def test_decision_about_no_question_is_none(event: Any, host: Any, question: Question) -> None:
    for service in (services.approve, services.answer, services.dismiss, services.restore):
        with pytest.raises(QuestionNotFound):
            service(host, event.pk, uuid4())


def test_audit_names_the_host_and_not_the_asker(
    event: Any, host: Any, student: Any, question: Question
) -> None:
    services.dismiss(host, event.pk, question.pk)
    entry = AuditEntry.objects.get(action=Action.QUESTION_DISMISSED)
    assert (entry.user, entry.reason, entry.role) == (host, str(question.pk), "host")
    assert (entry.target, entry.target_user) == ("", None)


class AnotherAnswer(QuestionPolicy):
    """As if a co-host answered at the moment at which this host does."""

    def may_answer(self, visit: Any) -> bool:
        return True


def test_answer_of_another_host_is_not_lost(
    event: Any, host: Any, question: Question, monkeypatch: Any
) -> None:
    from django_jitsi_live.questions import moderation

    original = moderation.loaded

    def faster(session: Any, rows: Any) -> Question:
        found = original(session, rows)
        if not found.answer:
            services_answered = {"answer": "First.", "state": "answered"}
            Question.objects.filter(pk=found.pk).update(
                **services_answered, answered_at=found.asked_at
            )
        return found

    monkeypatch.setattr(moderation, "loaded", faster)
    with pytest.raises(QuestionChanged):
        services.answer(host, event.pk, question.pk, "Second.")
    assert Question.objects.get(pk=question.pk).answer == "First."


# Policy


class Raising(QuestionPolicy):
    def names(self, event: Any) -> str:
        raise RuntimeError

    def needs_approval(self, event: Any) -> bool:
        return "perhaps"  # type: ignore[return-value]  # what a host project may give

    def may_moderate(self, visit: Any) -> bool:
        raise RuntimeError

    def may_answer(self, visit: Any) -> bool:
        raise RuntimeError


class Open(QuestionPolicy):
    def names(self, event: Any) -> str:
        return "anonymous"

    def may_moderate(self, visit: Any) -> bool:
        return True


class Rubbish(QuestionPolicy):
    def names(self, event: Any) -> str:
        return "loud"


@pytest.mark.parametrize("name", ["Raising", "Rubbish"])
def test_policy_that_fails_leaves_the_settings(
    settings: Any, event: Any, host: Any, student: Any, name: str
) -> None:
    settings.JITSI_LIVE_QUESTIONS_POLICY = f"{__name__}.{name}"
    question = services.ask(student, event.pk, "Why?")
    assert (question.state, question.is_anonymous) == ("open", False)
    services.answer(host, event.pk, question.pk)
    with pytest.raises(NotHost):
        services.dismiss(student, event.pk, question.pk)


def test_policy_decides(settings: Any, event: Any, student: Any) -> None:
    settings.JITSI_LIVE_QUESTIONS_POLICY = f"{__name__}.Open"
    question = services.ask(student, event.pk, "Why?")
    assert question.is_anonymous
    assert services.answer(student, event.pk, question.pk).state == "answered"


# Merging


def test_votes_of_merged_questions_count_once_a_person(
    event: Any, host: Any, student: Any, question: Question, other: Question
) -> None:
    services.vote(host, event.pk, question.pk)
    services.vote(host, event.pk, other.pk)
    services.vote(student, event.pk, question.pk)
    target = services.merge(host, event.pk, question.pk, into=other.pk)
    assert target.pk == other.pk
    [shown] = listed(question)
    assert (shown.pk, shown.vote_count, shown.merged_count) == (other.pk, 2, 1)
    assert decisions() == ["question_merged"]


def test_vote_for_a_merged_question_is_one_for_its_target(
    event: Any, host: Any, student: Any, question: Question, other: Question
) -> None:
    services.merge(host, event.pk, question.pk, into=other.pk)
    services.vote(student, event.pk, question.pk)
    services.vote(student, event.pk, other.pk)
    assert Vote.objects.get().question_id == other.pk


def test_vote_is_taken_back_from_all_parts(
    event: Any, host: Any, student: Any, question: Question, other: Question
) -> None:
    services.vote(student, event.pk, question.pk)
    services.merge(host, event.pk, question.pk, into=other.pk)
    [shown] = questions_for(question.session_id, str(student.pk), only_own=True)
    assert shown.has_voted
    services.unvote(student, event.pk, other.pk)
    services.unvote(student, event.pk, other.pk)
    assert not Vote.objects.exists()


def test_chain_of_merges_has_one_end(
    event: Any, host: Any, student: Any, question: Question, other: Question
) -> None:
    third = services.ask(student, event.pk, "When?")
    services.merge(host, event.pk, question.pk, into=other.pk)
    services.merge(host, event.pk, other.pk, into=third.pk)
    assert {*Question.objects.exclude(pk=third.pk).values_list("merged_into", flat=True)} == {
        third.pk
    }
    fourth = services.ask(student, event.pk, "Where?")
    assert services.merge(host, event.pk, fourth.pk, into=question.pk).pk == third.pk


def test_circle_of_merges_is_refused(
    event: Any, host: Any, question: Question, other: Question
) -> None:
    services.merge(host, event.pk, question.pk, into=other.pk)
    assert services.merge(host, event.pk, question.pk, into=other.pk).pk == other.pk
    for source in (other, question):
        with pytest.raises(NotMergeable):
            services.merge(host, event.pk, other.pk, into=source.pk)


def test_merge_after_another_hosts_merge_is_refused(
    event: Any, host: Any, student: Any, question: Question, other: Question
) -> None:
    third = services.ask(student, event.pk, "When?")
    services.merge(host, event.pk, question.pk, into=other.pk)
    with pytest.raises(QuestionChanged):
        services.merge(host, event.pk, question.pk, into=third.pk)
    with pytest.raises(QuestionNotFound):
        services.merge(host, event.pk, uuid4(), into=third.pk)


def test_answered_question_is_not_merged(
    event: Any, host: Any, question: Question, other: Question
) -> None:
    services.answer(host, event.pk, question.pk, "So.")
    with pytest.raises(NotMergeable):
        services.merge(host, event.pk, question.pk, into=other.pk)
    services.merge(host, event.pk, other.pk, into=question.pk)


def test_nothing_is_merged_into_what_is_put_aside(
    event: Any, host: Any, question: Question, other: Question
) -> None:
    services.dismiss(host, event.pk, other.pk)
    with pytest.raises(NotMergeable):
        services.merge(host, event.pk, question.pk, into=other.pk)


# Votes


def test_person_votes_once(event: Any, student: Any, host: Any, question: Question) -> None:
    for _ in range(2):
        services.vote(student, event.pk, question.pk)
    assert Vote.objects.count() == 1
    services.vote(host, event.pk, question.pk)
    assert listed(question)[0].vote_count == 2


@pytest.mark.parametrize("service", [services.answer, services.dismiss])
def test_nobody_votes_for_what_is_not_open(
    event: Any, student: Any, host: Any, question: Question, service: Any
) -> None:
    service(host, event.pk, question.pk)
    error = AlreadyAnswered if service is services.answer else QuestionNotFound
    with pytest.raises(error):
        services.vote(student, event.pk, question.pk)


def test_vote_costs_two_queries(event: Any, student: Any, question: Question) -> None:
    with CaptureQueriesContext(connection) as first:
        services.vote(student, event.pk, question.pk)
    statements = [each["sql"].partition(" ")[0] for each in first]
    assert [each for each in statements if each in {"SELECT", "INSERT"}] == ["SELECT", "INSERT"]


def test_vote_for_a_question_that_is_gone_at_this_moment_is_refused(
    event: Any, student: Any, question: Question, monkeypatch: Any
) -> None:
    from django.db import IntegrityError

    def insert(rows: Any, *args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr("django.db.models.QuerySet.bulk_create", insert)
    with pytest.raises(QuestionNotFound):
        services.vote(student, event.pk, question.pk)
    monkeypatch.undo()
    services.vote(student, event.pk, question.pk)


def test_list_costs_one_query(
    event: Any, student: Any, question: Question, other: Question, django_assert_num_queries: Any
) -> None:
    services.vote(student, event.pk, other.pk)
    with django_assert_num_queries(1):
        assert [each.pk for each in listed(question)] == [other.pk, question.pk]
    assert listed_questions([]) == {}
