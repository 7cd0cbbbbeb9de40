"""Request and response bodies of the questions in the OpenAPI schema."""

from __future__ import annotations

from collections.abc import Callable

from ..web.openapi import (
    Schema,
    boolean,
    closed_object,
    date_time,
    described_ref,
    integer,
    nullable,
    ref,
    string,
)
from .models import QuestionState
from .policy import Names

QUESTION_ID: Schema = {
    "in": "path",
    "name": "question",
    "required": True,
    "schema": {"type": "string", "minLength": 1},
    "description": "The id of the question, as the list has it.",
}
KEY: Schema = {
    "in": "query",
    "name": "key",
    "schema": {"type": "string"},
    "description": "The `key` of an earlier answer: then the answer is `LiveQuestionList`, needs "
    "no credentials, and comes from a cache.",
}
FORMAT: Schema = {
    "in": "query",
    "name": "format",
    "schema": {"type": "string"},
    "description": "`csv` for a table; with anything else the answer is JSON.",
}
IF_NONE_MATCH: Schema = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The `ETag` of an earlier answer to the same key.",
}

TEXT_BODY: Schema = {
    "type": "object",
    "properties": {
        "text": string("The question, in plain text."),
        "anonymous": boolean("Whether it is shown without the name, where askers choose."),
    },
    "required": ["text"],
}
ANSWER_BODY: Schema = {
    "type": "object",
    "properties": {"text": string("The answer, in plain text; empty if it was answered live.")},
}
PIN_BODY: Schema = {
    "type": "object",
    "properties": {"pinned": boolean("Whether it stands above all others.")},
    "required": ["pinned"],
}
MERGE_BODY: Schema = {
    "type": "object",
    "properties": {"into": string("The id of the question that asks the same.")},
    "required": ["into"],
}


def report_section() -> Schema:
    """What the report of an event says of its questions."""
    listed = closed_object(
        id=string("By which it is named in addresses.", format="uuid"),
        text=string("The question, in plain text."),
        asked_by=nullable(string("Who has asked; null where that is not shown.")),
        asked_at=date_time("When it was asked."),
        votes=integer("How many people wanted to hear the answer."),
        state=string("`open` or `answered`."),
        answer=string("The answer in plain text; empty where there is none in writing."),
        is_answered_live=boolean("Whether it was answered in the room."),
        answered_at=nullable(date_time("When it was answered; null while it is not.")),
        merged=integer("How many questions were merged into this one."),
    )
    return closed_object(
        asked=integer("How many questions were asked, those put aside among them."),
        answered=integer("How many of them were answered."),
        votes=integer("How many votes they have got."),
        questions={"type": "array", "items": listed},
    )


def _question() -> Schema:
    return {
        **closed_object(
            id=string("By which it is named in addresses.", format="uuid"),
            text=string("The question, in plain text."),
            asked_by=nullable(string("Who asks it; null where that is not shown.")),
            asked_at=date_time("When it was asked."),
            votes=integer("How many people want to hear the answer."),
            state=described_ref(
                "LiveQuestionState",
                "`waiting` and `dismissed` ones are shown to those who asked, and to moderators.",
            ),
            is_pinned=boolean("Whether it stands above all others."),
            answer=string("The answer in plain text; empty where there is none in writing."),
            is_answered_live=boolean("Whether it was answered in the room."),
            answered_at=nullable(date_time("When it was answered; null while it is not.")),
            merged=integer("How many questions were merged into this one."),
        ),
        "additionalProperties": {"type": "string", "description": "`asker`, for moderators."},
    }


def _list() -> dict[str, Schema]:
    return {
        "version": string("Changes whenever the list does; the basis of its `ETag`."),
        "poll_after": integer("Seconds until it is worth asking again.", minimum=1),
        "questions": {"type": "array", "items": ref("LiveQuestion")},
    }


def _public_list() -> Schema:
    return closed_object(**_list())


def _page() -> Schema:
    own = closed_object(
        votes={"type": "array", "items": {"type": "string"}},
        questions={"type": "array", "items": ref("LiveQuestion")},
    )
    return closed_object(
        **_list(),
        key=string("Opens the list without credentials, for ten minutes."),
        stream_url=nullable(string("Where the list is pushed; null where it is not.")),
        may_ask=boolean("Whether the caller may ask and vote now."),
        may_moderate=boolean("Whether the caller approves, pins, merges and puts aside."),
        may_answer=boolean("Whether the caller answers."),
        needs_approval=boolean("Whether questions wait until they are approved."),
        names=described_ref(
            "LiveQuestionNames", "Whether askers are shown by name: as they choose, always, never."
        ),
        max_length=integer("Of a question, in characters."),
        own={**own, "description": "What the caller has voted for and asked."},
        csrf_token=string("For what a page sends; empty for callers without cookies."),
    )


def _vote() -> Schema:
    return closed_object(id=string("The question."), voted=boolean("Whether the vote counts now."))


COMPONENTS: dict[str, Callable[[], Schema]] = {
    "LiveQuestion": _question,
    "LiveQuestionList": _public_list,
    "LiveQuestionPage": _page,
    "LiveVote": _vote,
    # With names of their own: drf-spectacular would make one up for each.
    "LiveQuestionState": lambda: {"type": "string", "enum": [*QuestionState.values]},
    "LiveQuestionNames": lambda: {"type": "string", "enum": [*Names]},
}
