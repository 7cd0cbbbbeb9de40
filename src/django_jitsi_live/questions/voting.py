"""Votes: one a person, however many vote at once. A vote costs at most two queries."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from ..models import account_of
from ..policy import Detail, Given, recoverable
from ..sessions import participant_of, require_role, require_user, session_database
from .access import door, require_open, session_of
from .exceptions import AlreadyAnswered, QuestionNotFound
from .listing import PUBLIC, all_questions, all_votes
from .models import Question, QuestionState, Vote
from .public_list import note_votes
from .voters import Voter, known_voter, remember_voter

PARTICIPANT = Vote._meta.get_field("participant")


class Ballot(NamedTuple):
    """A question that a person wants to vote for."""

    root: UUID
    """The listed one, where the person names one that was merged into it."""
    state: str
    """Of the listed one."""
    has_voted: bool
    """For any part of it."""


def vote(user: Any, event_id: object, question: UUID) -> None:
    """Vote for an open question. To vote again changes nothing.

    Raises ``NotAuthenticated``, ``EventNotFound``, ``NotRegistered``, ``Removed``,
    ``QuestionNotFound``, ``QuestionsClosed``, ``AlreadyAnswered``.
    """
    participant = participant_of(user)
    voter = known_voter(event_id, participant)
    # The end of the event holds at once: a session that has ended leads to the door.
    ballot = None if voter is None else _quick_ballot(voter, question)
    if ballot is None:
        ballot = _ballot_at_the_door(user, event_id, question, participant)
    if ballot is None or ballot.state not in PUBLIC:
        raise QuestionNotFound
    if ballot.state == QuestionState.ANSWERED:
        raise AlreadyAnswered
    if not ballot.has_voted:
        _insert(Vote(question_id=ballot.root, participant=participant, user=account_of(user)))
        note_votes(event_id)


def _ballot_at_the_door(
    user: Any, event_id: object, question: UUID, participant: str
) -> Ballot | None:
    """The same query says who the person is, so the gate costs none of its own."""
    given = (Given(Question._meta.pk, question), Given(PARTICIPANT, participant))
    ballot = Detail("jitsi_live_ballot", _ballot_of_visitor, given)
    visit = require_user(user, event_id, using=session_database(), details=[ballot])
    require_role(visit)
    require_open(visit)
    if visit.session is not None:
        remember_voter(event_id, Voter(visit.session.pk, participant))
    told = visit.event.jitsi_live_ballot
    return told and Ballot(UUID(told["root"]), told["state"], bool(told["has_voted"]))


def _ballot_of_visitor(user: Any, question: Any, participant: Any) -> Subquery:
    ballots = _ballots(question, participant).filter(session=OuterRef("jitsi_live_session"))
    found = JSONObject(root="root", state="root_state", has_voted="has_voted")
    return Subquery(ballots.values_list(found)[:1])


def _quick_ballot(voter: Voter, question: UUID) -> Ballot | None:
    """Without a look at earlier votes, of which the constraint keeps one: a crowd votes by this."""
    rows = all_questions().filter(pk=question, session=voter.session_id, session__ended_at=None)
    for state, root in rows.values_list("state", "merged_into"):
        is_listed = root is None
        return Ballot(question, state, has_voted=False) if is_listed else _ballot(voter, question)
    return None


def _ballot(voter: Voter, question: UUID) -> Ballot | None:
    ballots = _ballots(question, voter.participant).filter(session=voter.session_id)
    told: Any = ballots.values_list("root", "root_state", "has_voted").first()
    return told and Ballot(*told)


def _ballots(question: Any, participant: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = all_questions().filter(pk=question).order_by()
    parts = Q(question=OuterRef("root")) | Q(question__merged_into=OuterRef("root"))
    found: QuerySet[Any] = rows.annotate(
        root=Coalesce("merged_into", "pk"),
        root_state=Coalesce("merged_into__state", "state"),
        has_voted=Exists(Vote.objects.filter(parts, participant=participant)),
    )
    return found


def _insert(vote: Vote) -> None:
    """In one statement, without a lock: the constraint lets each person vote once. Raises
    ``QuestionNotFound`` where the question was withdrawn at this moment."""
    try:
        with recoverable():
            all_votes().bulk_create([vote], ignore_conflicts=True)
    except IntegrityError:
        raise QuestionNotFound from None


def unvote(user: Any, event_id: object, question: UUID) -> None:
    """Take the vote back, also from what was merged into the question. Raises what ``door`` does,
    and ``QuestionNotFound``."""
    visit = door(user, event_id)
    participant = visit.policy.participant_id(visit.user)
    ballot = _ballot(Voter(session_of(visit).pk, participant), question)
    if ballot is None:
        raise QuestionNotFound
    if ballot.has_voted:
        parts = Q(question=ballot.root) | Q(question__merged_into=ballot.root)
        all_votes().filter(parts, participant=participant).delete()
        note_votes(event_id)
