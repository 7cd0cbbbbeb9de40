"""What the template of the list shows of each question, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import QuestionState
from .description import Description

MAX_LABEL_LENGTH = 60
"""Of a question where its text names a button, in characters."""
MAX_ROWS = 100
"""So many questions are listed under each heading: a page with a thousand forms is for nobody."""
MAX_OTHERS = 25
"""So many questions are offered to merge one into."""

PARTS = {
    QuestionState.OPEN: _("Open questions"),
    QuestionState.ANSWERED: _("Answered"),
    QuestionState.WAITING: _("Waiting for approval"),
    QuestionState.DISMISSED: _("Put aside"),
}
OWN_STATES = {
    QuestionState.OPEN: _("In the list"),
    QuestionState.ANSWERED: _("Answered"),
    QuestionState.WAITING: _("Waits for a host to approve it"),
    QuestionState.DISMISSED: _("The hosts have put it aside"),
}


class Button(NamedTuple):
    """A form with one button."""

    url: str
    label: str | Promise
    field: str = ""
    value: str = ""


class Row(NamedTuple):
    question: dict[str, Any]
    short: str
    """Its text, cut off where it is long."""
    asker: str
    is_voted: bool
    can_vote: bool
    can_answer: bool
    can_moderate: bool
    buttons: list[Button]
    others: list[tuple[str, str]]
    """Into which it can be merged: their ids and texts."""


class OwnRow(NamedTuple):
    question: dict[str, Any]
    short: str
    state: str | Promise
    can_withdraw: bool


class Part(NamedTuple):
    title: str | Promise
    rows: list[Row]
    more: int
    """How many are not listed."""


def parts_of(shown: Description, event_id: str) -> list[Part]:
    """The list under headings; those without a question are left out."""
    by_state: dict[str, list[dict[str, Any]]] = {state: [] for state in PARTS}
    for each in shown.questions:
        by_state[each["state"]].append(each)
    return [
        Part(
            title,
            [_row(shown, event_id, each) for each in by_state[state][:MAX_ROWS]],
            max(0, len(by_state[state]) - MAX_ROWS),
        )
        for state, title in PARTS.items()
        if by_state[state]
    ]


def own_rows(shown: Description) -> list[OwnRow]:
    return [
        OwnRow(
            each,
            _short(each),
            OWN_STATES[QuestionState(each["state"])],
            can_withdraw=each["state"] in {QuestionState.OPEN, QuestionState.WAITING},
        )
        for each in shown.own["questions"]
    ]


def _row(shown: Description, event_id: str, question: dict[str, Any]) -> Row:
    state = QuestionState(question["state"])
    is_open = state is QuestionState.OPEN
    return Row(
        question=question,
        short=_short(question),
        asker=_asker(question),
        is_voted=question["id"] in shown.own["votes"],
        can_vote=is_open and shown.may_ask,
        can_answer=shown.may_answer and state in {QuestionState.OPEN, QuestionState.ANSWERED},
        can_moderate=shown.may_moderate,
        buttons=[*_buttons(event_id, question, state)] if shown.may_moderate else [],
        others=_others(shown, question) if shown.may_moderate and is_open else [],
    )


def _buttons(event_id: str, question: dict[str, Any], state: QuestionState) -> Iterator[Button]:
    def url(name: str) -> str:
        return reverse(f"jitsi_live_questions:{name}", args=[event_id, question["id"]])

    if state is QuestionState.WAITING:
        yield Button(url("approve"), _("Approve"))
    if state is QuestionState.OPEN and question["is_pinned"]:
        yield Button(url("pin"), _("Unpin"), "pinned", "false")
    elif state is QuestionState.OPEN:
        yield Button(url("pin"), _("Pin"), "pinned", "true")
    if state is QuestionState.DISMISSED:
        yield Button(url("restore"), _("Take up again"))
    else:
        yield Button(url("dismiss"), _("Put aside"))


def _others(shown: Description, question: dict[str, Any]) -> list[tuple[str, str]]:
    others = (
        each
        for each in shown.questions
        if each["id"] != question["id"] and each["state"] == QuestionState.OPEN
    )
    return [(each["id"], _short(each)) for each, _ in zip(others, range(MAX_OTHERS), strict=False)]


def _asker(question: dict[str, Any]) -> str:
    if question["asked_by"]:
        return str(question["asked_by"])
    known = question.get("asker")
    if known:
        return gettext("Anonymous (you see: %(name)s)") % {"name": known}
    return gettext("Anonymous")


def _short(question: dict[str, Any]) -> str:
    return Truncator(question["text"]).chars(MAX_LABEL_LENGTH)
