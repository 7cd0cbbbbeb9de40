"""What is stored of a person who asks, votes and answers."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import attendance
from django_jitsi_live import services as live_services
from django_jitsi_live.questions import services
from django_jitsi_live.questions.listing import counts_of
from django_jitsi_live.questions.models import Question, Vote
from tests.personal_links import guest, make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(live: Any, student: Any) -> Question:
    return services.ask(student, live.pk, "Why?")


def test_vote_of_a_person_made_anonymous_counts_once_for_merged_questions(
    event: Any, student: Any, host: Any
) -> None:
    early = services.ask(host, event.pk, "Why?")
    services.vote(student, event.pk, early.pk)
    live_services.start(host, event.pk)
    late = services.ask(host, event.pk, "For what reason?")
    services.vote(student, event.pk, late.pk)
    services.merge(host, event.pk, early.pk, into=late.pk)
    attendance.anonymise(student)
    assert counts_of(late) == (1, 1)


def test_votes_under_an_earlier_participant_id_are_forgotten_too(
    live: Any, question: Question, student: Any
) -> None:
    services.vote(student, live.pk, question.pk)
    Vote.objects.create(question=question, participant="earlier", user=student)
    attendance.anonymise(student)
    assert not Vote.objects.exclude(user=None, participant__startswith="anonymous-").exists()
    assert Vote.objects.count() == 2


def test_questions_of_a_deleted_account_and_of_a_guest_are_found_by_the_id(
    live: Any, question: Question, student: Any
) -> None:
    asked = services.ask(guest(make_link(live)), live.pk, "May I?")
    student.delete()
    for each in (question.participant, asked.participant):
        [found] = Question.objects.filter(participant=each)
        assert attendance.export_participant(each)["questions_asked"][0]["text"] == found.text
        attendance.anonymise_participant(each)
        assert attendance.export_participant(each)["questions_asked"] == []
    assert not Question.objects.exclude(display_name="").exists()
