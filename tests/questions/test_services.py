"""What people do to questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from django_jitsi_live import services as live_services
from django_jitsi_live.exceptions import (
    EventNotFound,
    LinkWithdrawn,
    NotAuthenticated,
    NotHost,
    NotRegistered,
    Removed,
)
from django_jitsi_live.models import GuestLink, LiveSession
from django_jitsi_live.questions import services
from django_jitsi_live.questions.exceptions import (
    QuestionChanged,
    QuestionNotFound,
    QuestionsClosed,
)
from django_jitsi_live.questions.listing import (
    PUBLIC,
    counts_of,
    listed_questions,
    questions_for,
)
from django_jitsi_live.questions.models import Question, QuestionState, Vote
from django_jitsi_live.questions.policy import QuestionPolicy
from tests.personal_links import guest, make_link
from tests.projects.webinar.webinars.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def question(live: Any, student: Any) -> Question:
    return services.ask(student, live.pk, "Why?")


def texts_of_audience() -> list[str]:
    session = LiveSession.objects.get().pk
    listed = listed_questions([session]).get(session, [])
    return [each.text for each in listed if each.state in PUBLIC]


# Who is let in


ACTS: dict[str, Callable[[Any, Any, Any], Any]] = {
    "ask": lambda user, event, question: services.ask(user, event.pk, "Why?"),
    "vote": lambda user, event, question: services.vote(user, event.pk, question.pk),
    "unvote": lambda user, event, question: services.unvote(user, event.pk, question.pk),
    "withdraw": lambda user, event, question: services.withdraw(user, event.pk, question.pk),
    "approve": lambda user, event, question: services.approve(user, event.pk, question.pk),
    "pin": lambda user, event, question: services.pin(user, event.pk, question.pk, pinned=True),
    "answer": lambda user, event, question: services.answer(user, event.pk, question.pk, "So."),
    "dismiss": lambda user, event, question: services.dismiss(user, event.pk, question.pk),
    "restore": lambda user, event, question: services.restore(user, event.pk, question.pk),
    "merge": lambda user, event, question: services.merge(
        user, event.pk, question.pk, into=question.pk
    ),
}
OF_HOSTS = {"approve", "pin", "answer", "dismiss", "restore", "merge"}
OF_ONE = set(ACTS) - {"ask"}


@pytest.mark.parametrize("act", ACTS)
def test_only_people_with_a_role_do_anything(
    live: Any, question: Question, stranger: Any, act: str
) -> None:
    with pytest.raises(NotAuthenticated):
        ACTS[act](None, live, question)
    with pytest.raises(NotRegistered):
        ACTS[act](stranger, live, question)
    live.pk = 0
    with pytest.raises(EventNotFound):
        ACTS[act](stranger, live, question)


@pytest.mark.parametrize("act", ACTS)
def test_people_who_are_removed_are_told_so(
    live: Any, question: Question, host: Any, student: Any, act: str
) -> None:
    live_services.remove(host, live.pk, str(student.pk))
    with pytest.raises(Removed):
        ACTS[act](student, live, question)


@pytest.mark.parametrize("act", sorted(OF_HOSTS))
def test_attendees_decide_nothing(live: Any, question: Question, student: Any, act: str) -> None:
    with pytest.raises(NotHost):
        ACTS[act](student, live, question)


def test_speakers_answer_and_decide_nothing_else(
    live: Any, question: Question, speaker: Any
) -> None:
    for act in sorted(OF_HOSTS - {"answer"}):
        with pytest.raises(NotHost):
            ACTS[act](speaker, live, question)
    assert services.answer(speaker, live.pk, question.pk, "So.").answered_by == speaker


@pytest.mark.parametrize("act", sorted(OF_ONE))
def test_questions_of_other_events_are_not_found(
    live: Any, question: Question, host: Any, act: str
) -> None:
    other = Event.objects.create(title="Another", slug="another", organizer=host)
    with pytest.raises(QuestionNotFound):
        ACTS[act](host, other, question)
    services.ask(host, other.pk, "Here?")
    with pytest.raises(QuestionNotFound):
        ACTS[act](host, other, question)
    assert not Vote.objects.exists()


@pytest.mark.parametrize("act", sorted(OF_ONE))
def test_unknown_questions_are_not_found(
    live: Any, question: Question, host: Any, act: str
) -> None:
    question.pk = uuid4()
    with pytest.raises(QuestionNotFound):
        ACTS[act](host, live, question)


def test_guests_ask_and_vote_until_their_link_is_withdrawn(live: Any, question: Question) -> None:
    gina = guest(make_link(live))
    asked = services.ask(gina, live.pk, "May I?")
    assert (asked.user, asked.display_name) == (None, "Gina Guest")
    services.vote(gina, live.pk, question.pk)
    assert Vote.objects.get().user is None
    services.withdraw(gina, live.pk, asked.pk)
    GuestLink.objects.all().delete()
    with pytest.raises(LinkWithdrawn):
        services.ask(gina, live.pk, "Still?")


# To vote


@pytest.mark.django_db(transaction=True)
def test_end_of_the_event_holds_for_who_has_voted_a_moment_ago(
    live: Any, question: Question, student: Any, host: Any
) -> None:
    other = services.ask(host, live.pk, "And then?")
    services.vote(student, live.pk, question.pk)
    live_services.end(host, live.pk)
    with pytest.raises(QuestionsClosed):
        services.vote(student, live.pk, other.pk)
    live_services.reopen(host, live.pk)
    services.vote(student, live.pk, other.pk)
    assert Vote.objects.count() == 2


# What hosts decide


def test_what_was_put_aside_is_not_approved(live: Any, question: Question, host: Any) -> None:
    services.dismiss(host, live.pk, question.pk)
    assert services.approve(host, live.pk, question.pk).state == QuestionState.DISMISSED


# To merge


@pytest.fixture
def other(live: Any, host: Any, question: Question) -> Question:
    return services.ask(host, live.pk, "For what reason?")


def test_votes_of_merged_questions_count_once_a_person(
    live: Any, question: Question, other: Question, student: Any, host: Any
) -> None:
    for user, voted in ((student, question), (student, other), (host, question)):
        services.vote(user, live.pk, voted.pk)
    merged = services.merge(host, live.pk, question.pk, into=other.pk)
    assert (merged.pk, counts_of(other)) == (other.pk, (2, 1))
    session = LiveSession.objects.get().pk
    assert [each.has_voted for each in questions_for(session, str(host.pk), only_own=True)] == [
        True
    ]


def test_vote_for_a_merged_question_is_one_for_the_other(
    live: Any, question: Question, other: Question, student: Any, host: Any
) -> None:
    services.merge(host, live.pk, question.pk, into=other.pk)
    services.vote(student, live.pk, question.pk)
    assert counts_of(other) == (1, 1)
    services.unvote(student, live.pk, other.pk)
    assert counts_of(other) == (0, 1)


# The policy of the host project


class Odd(QuestionPolicy):
    """Gives what nobody expects, or raises."""

    given: Any = None

    def names(self, event: Any) -> Any:
        return self._answer()

    def needs_approval(self, event: Any) -> Any:
        return self._answer()

    def may_moderate(self, visit: Any) -> Any:
        return self._answer()

    def may_answer(self, visit: Any) -> Any:
        return self._answer()

    def _answer(self) -> Any:
        if isinstance(self.given, Exception):
            raise self.given
        return self.given


@pytest.mark.parametrize("given", ["often", object(), ValueError("no"), RuntimeError()])
def test_settings_hold_where_the_policy_fails(
    settings: Any, monkeypatch: Any, live: Any, student: Any, host: Any, given: Any
) -> None:
    monkeypatch.setattr(Odd, "given", given)
    settings.JITSI_LIVE_QUESTIONS_POLICY = f"{__name__}.Odd"
    settings.JITSI_LIVE_QUESTIONS_NAMES = "anonymous"
    asked = services.ask(student, live.pk, "Why?")
    assert (asked.is_anonymous, asked.state) == (True, QuestionState.OPEN)
    with pytest.raises(NotHost):
        services.dismiss(student, live.pk, asked.pk)
    services.dismiss(host, live.pk, asked.pk)


def test_policy_decides_by_event_and_person(
    settings: Any, monkeypatch: Any, live: Any, student: Any
) -> None:
    monkeypatch.setattr(Odd, "given", True)
    settings.JITSI_LIVE_QUESTIONS_POLICY = f"{__name__}.Odd"
    asked = services.ask(student, live.pk, "Why?")
    assert asked.state == QuestionState.WAITING
    assert services.approve(student, live.pk, asked.pk).state == QuestionState.OPEN


def test_answer_does_not_bring_back_what_was_put_aside(
    live: Any, question: Question, speaker: Any, host: Any
) -> None:
    services.dismiss(host, live.pk, question.pk)
    for person in (speaker, host):
        with pytest.raises(QuestionChanged):
            services.answer(person, live.pk, question.pk, "Because.")
    assert texts_of_audience() == []


def test_only_who_approves_answers_a_question_that_waits(
    settings: Any, live: Any, student: Any, speaker: Any, host: Any
) -> None:
    settings.JITSI_LIVE_QUESTIONS_APPROVAL = True
    asked = services.ask(student, live.pk, "Why?")
    with pytest.raises(QuestionNotFound):
        services.answer(speaker, live.pk, asked.pk, "Because.")
    assert texts_of_audience() == []
    services.answer(host, live.pk, asked.pk, "Because.")
    assert texts_of_audience() == ["Why?"]


def test_vote_shows_nobody_in_logs(event: Any, host: Any, student: Any) -> None:
    question = services.ask(student, event.pk, "Why?")
    services.vote(host, event.pk, question.pk)
    assert str(Vote.objects.get()) == f"Vote for question {question.pk}"
