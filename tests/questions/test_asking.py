"""What people ask, as text and by name, and what they withdraw."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from django_jitsi_live import services as live
from django_jitsi_live.exceptions import (
    LinkWithdrawn,
    NotAuthenticated,
    NotRegistered,
    Removed,
)
from django_jitsi_live.questions import services
from django_jitsi_live.questions.asking import MAX_UNANSWERED
from django_jitsi_live.questions.exceptions import (
    NotWithdrawable,
    QuestionEmpty,
    QuestionNotFound,
    QuestionsClosed,
    QuestionTooLong,
    TooManyQuestions,
)
from django_jitsi_live.questions.models import Question
from django_jitsi_live.sessions import prepared_session
from tests.personal_links import guest, make_link
from tests.projects.webinar.webinars.models import Event

pytestmark = pytest.mark.django_db


def asked(event: Any, person: Any, text: str = "Why?", **more: Any) -> Question:
    return services.ask(person, event.pk, text, **more)


# Who asks


def test_student_asks_before_the_event_is_live(event: Any, student: Any) -> None:
    question = Question.objects.get(pk=asked(event, student).pk)
    assert (question.text, question.state, question.run) == ("Why?", "open", None)
    assert (question.user, question.display_name) == (student, "Sam Student")


def test_question_in_the_room_is_of_its_run(event: Any, host: Any, student: Any) -> None:
    live.start(host, event.pk)
    question = asked(event, student)
    assert question.run_id == event.jitsi_live_session.run_id is not None


def test_hosts_and_speakers_ask_too(event: Any, host: Any, speaker: Any) -> None:
    assert asked(event, host).display_name == "Helen Host"
    assert asked(event, speaker).display_name == "Sofia Speaker"


def test_guest_asks_by_the_personal_link(event: Any) -> None:
    link = make_link(event, role="attendee")
    question = asked(event, guest(link))
    assert (question.user, question.display_name) == (None, "Gina Guest")
    assert question.participant == guest(link).pk


def test_guest_whose_link_is_withdrawn_asks_nothing(event: Any, host: Any) -> None:
    link = make_link(event, role="attendee")
    live.revoke_link(host, event.pk, link.pk)
    with pytest.raises(LinkWithdrawn):
        asked(event, guest(link))


def test_stranger_and_visitor_ask_nothing(event: Any, stranger: Any) -> None:
    with pytest.raises(NotRegistered):
        asked(event, stranger)
    with pytest.raises(NotAuthenticated):
        asked(event, None)
    assert not Question.objects.exists()


def test_removed_person_asks_nothing(event: Any, host: Any, student: Any) -> None:
    live.start(host, event.pk)
    live.remove(host, event.pk, str(student.pk))
    with pytest.raises(Removed):
        asked(event, student)


def test_nobody_asks_after_the_event(event: Any, host: Any, student: Any) -> None:
    live.start(host, event.pk)
    live.end(host, event.pk)
    with pytest.raises(QuestionsClosed):
        asked(event, student)


# By name


@pytest.mark.parametrize(
    ("names", "wish", "is_anonymous"),
    [
        ("choice", True, True),
        ("choice", False, False),
        ("named", True, False),
        ("anonymous", False, True),
        ("rubbish", True, True),
    ],
)
def test_site_says_whether_askers_are_shown(
    settings: Any, event: Any, student: Any, names: str, wish: bool, is_anonymous: bool
) -> None:
    settings.JITSI_LIVE_QUESTIONS_NAMES = names
    assert asked(event, student, anonymous=wish).is_anonymous is is_anonymous


def test_question_waits_where_the_site_approves(settings: Any, event: Any, student: Any) -> None:
    settings.JITSI_LIVE_QUESTIONS_APPROVAL = True
    assert asked(event, student).state == "waiting"


# Text


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u2060", "\0\0", "\ud800", "\u202e\u2069"])
def test_what_cannot_be_seen_is_no_question(event: Any, student: Any, text: str) -> None:
    with pytest.raises(QuestionEmpty):
        asked(event, student, text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  <b>Why</b> & how?  ", "<b>Why</b> & how?"),
        ("One\r\ntwo\r\n\r\n\r\n\r\nthree", "One\ntwo\n\nthree"),
        ("Wh\0y\ud800?", "Wh y ?"),
        ("abc\u202egnp.exe", "abc gnp.exe"),
        ("لماذا؟ 👩\u200d🔬", "لماذا؟ 👩\u200d🔬"),
    ],
)
def test_text_is_kept_as_text(event: Any, student: Any, text: str, kept: str) -> None:
    asked(event, student, text)
    assert Question.objects.get().text == kept


@pytest.mark.parametrize("length", [501, 6000, 1_000_000])
def test_long_text_is_refused_with_the_limit(event: Any, student: Any, length: int) -> None:
    with pytest.raises(QuestionTooLong, match="500 characters"):
        asked(event, student, "x" * length)
    assert len(asked(event, student, "é" * 500).text) == 500


# Limits


def test_twenty_questions_of_a_person_may_wait(event: Any, host: Any, student: Any) -> None:
    questions = [asked(event, student) for _ in range(MAX_UNANSWERED)]
    with pytest.raises(TooManyQuestions):
        asked(event, student)
    asked(event, host)
    services.answer(host, event.pk, questions[0].pk)
    asked(event, student)


def test_to_ask_costs_three_queries(
    event: Any, student: Any, django_assert_num_queries: Any
) -> None:
    asked(event, student)
    with django_assert_num_queries(5):  # two of them a savepoint, in the transaction of the test
        asked(event, student)


def test_several_at_once_is_another_number(event: Any, student: Any, monkeypatch: Any) -> None:
    first = asked(event, student)
    original = Question.save
    taken = []

    def save(question: Question, *args: Any, **kwargs: Any) -> None:
        if not taken:
            taken.append(question.number)
            question.number = first.number  # as if the other request had been faster
        original(question, *args, **kwargs)

    monkeypatch.setattr(Question, "save", save)
    assert asked(event, student).number == 2
    assert Question.objects.count() == 2


def test_numbers_that_are_always_taken_are_too_many(
    event: Any, student: Any, monkeypatch: Any
) -> None:
    first = asked(event, student)
    original = Question.save

    def save(question: Question, *args: Any, **kwargs: Any) -> None:
        question.number = first.number
        original(question, *args, **kwargs)

    monkeypatch.setattr(Question, "save", save)
    with pytest.raises(TooManyQuestions):
        asked(event, student)


# Withdrawal


def test_asker_withdraws_the_own_question(event: Any, student: Any) -> None:
    question = asked(event, student)
    services.vote(student, event.pk, question.pk)
    assert services.withdraw(student, event.pk, question.pk).pk == question.pk
    assert not Question.objects.exists()


def test_question_of_others_cannot_be_withdrawn(event: Any, host: Any, student: Any) -> None:
    question = asked(event, student)
    with pytest.raises(QuestionNotFound):
        services.withdraw(host, event.pk, question.pk)


@pytest.mark.parametrize("why", ["vote", "answer", "merge"])
def test_question_that_others_care_for_stays(event: Any, host: Any, student: Any, why: str) -> None:
    question, other = asked(event, student), asked(event, host)
    if why == "vote":
        services.vote(host, event.pk, question.pk)
    elif why == "answer":
        services.answer(host, event.pk, question.pk, "So.")
    else:
        services.merge(host, event.pk, other.pk, into=question.pk)
    with pytest.raises(NotWithdrawable):
        services.withdraw(student, event.pk, question.pk)


def test_question_of_another_event_is_not_found(event: Any, host: Any, student: Any) -> None:
    other = Event.objects.create(title="Other", slug="other", organizer=host)
    question = asked(event, student)
    for service in (services.vote, services.unvote, services.dismiss, services.withdraw):
        with pytest.raises(QuestionNotFound):
            service(host, other.pk, question.pk)
    prepared_session(other)
    for service in (services.vote, services.unvote, services.dismiss, services.withdraw):
        with pytest.raises(QuestionNotFound):
            service(host, other.pk, question.pk)
    with pytest.raises(QuestionNotFound):
        services.merge(host, event.pk, question.pk, into=uuid4())
