"""The API of the questions in the OpenAPI schema of the host project. Loaded where drf-spectacular
is."""

from __future__ import annotations

from rest_framework import exceptions as drf

from ..exceptions import LinkWithdrawn, NotHost, NotRegistered, Removed
from ..web import CsrfFailed
from ..web.openapi import (
    BODY_ERRORS,
    ETAG,
    JSON,
    LOGIN_ERRORS,
    ErrorClass,
    Operation,
    Response,
    Schema,
    add_operations,
    closed_object,
    json_response,
    ref,
    string,
)
from .exceptions import (
    AlreadyAnswered,
    KeyExpired,
    NotMergeable,
    NotWithdrawable,
    QuestionChanged,
    QuestionEmpty,
    QuestionNotFound,
    QuestionsClosed,
    QuestionTooLong,
    TooManyQuestions,
)
from .openapi_schemas import (
    ANSWER_BODY,
    COMPONENTS,
    FORMAT,
    IF_NONE_MATCH,
    KEY,
    MERGE_BODY,
    PIN_BODY,
    QUESTION_ID,
    TEXT_BODY,
    report_section,
)

MEMBER_ERRORS: tuple[ErrorClass, ...] = (NotRegistered, LinkWithdrawn, Removed, *LOGIN_ERRORS)
SENT_ERRORS: tuple[ErrorClass, ...] = (*BODY_ERRORS, drf.UnsupportedMediaType, CsrfFailed)
QUESTION_ERRORS: tuple[ErrorClass, ...] = (QuestionNotFound, *SENT_ERRORS, *MEMBER_ERRORS)
ASK_ERRORS: tuple[ErrorClass, ...] = (
    QuestionEmpty,
    QuestionTooLong,
    TooManyQuestions,
    QuestionsClosed,
)


def _moderation(
    operation: str,
    summary: str,
    description: str,
    body: Schema | None = None,
    errors: tuple[ErrorClass, ...] = (),
) -> Operation:
    return Operation(
        operation,
        summary,
        description,
        {200: json_response("The question as it is now.", ref("LiveQuestion"))},
        (NotHost, QuestionChanged, *errors, *QUESTION_ERRORS),
        body=body,
        parameters=(QUESTION_ID,),
    )


def _voting(operation: str, summary: str, description: str) -> Operation:
    return Operation(
        operation,
        summary,
        description,
        {200: json_response("Whether the vote counts.", ref("LiveVote"))},
        (AlreadyAnswered, QuestionsClosed, *QUESTION_ERRORS),
        parameters=(QUESTION_ID,),
    )


# By the name of the view, with the method where there are several.
OPERATIONS: dict[str, Operation] = {
    "QuestionsView": Operation(
        "live_questions",
        "Read the questions",
        "The list, with what the caller may do, has voted for and has asked. Ask again with `key` "
        "after `poll_after` seconds: that costs the site next to nothing. Once the key ends, ask "
        "with credentials again. Browsers, which accept `text/html`, get a page instead.",
        {
            200: Response(
                "The questions.",
                {JSON: {"oneOf": [ref("LiveQuestionPage"), ref("LiveQuestionList")]}},
                ETAG,
            ),
            304: Response("Nothing has changed since the answer of that `ETag`.", headers=ETAG),
        },
        (KeyExpired, *MEMBER_ERRORS),
        parameters=(KEY, IF_NONE_MATCH),
    ),
    "QuestionsView.post": Operation(
        "live_ask_question",
        "Ask a question",
        "For hosts, speakers and attendees, before the event is live and until its end. Where "
        "`needs_approval`, the others see it once a moderator has approved it.",
        {201: json_response("The question.", ref("LiveQuestion"))},
        (*ASK_ERRORS, *SENT_ERRORS, *MEMBER_ERRORS),
        body=TEXT_BODY,
    ),
    "VoteView": _voting(
        "live_vote", "Vote for a question", "One vote a person; voting twice is no error."
    ),
    "VoteView.delete": _voting(
        "live_unvote", "Take a vote back", "That there is none is no error."
    ),
    "AnswerView": _moderation(
        "live_answer_question",
        "Answer a question",
        "In text, or with an empty text as answered live.",
        ANSWER_BODY,
        (QuestionTooLong,),
    ),
    "ApproveView": _moderation(
        "live_approve_question", "Approve a question", "From now on everybody sees it."
    ),
    "PinView": _moderation(
        "live_pin_question", "Pin a question", "To stand above all others, or no more.", PIN_BODY
    ),
    "DismissView": _moderation(
        "live_dismiss_question",
        "Put a question aside",
        "From now on only moderators see it, and who has asked it.",
    ),
    "RestoreView": _moderation(
        "live_restore_question", "Take a question up again", "It is in the list again."
    ),
    "MergeView": _moderation(
        "live_merge_question",
        "Merge a question into another",
        "Both ask the same: the votes are added up, one a person.",
        MERGE_BODY,
        (NotMergeable,),
    ),
    "WithdrawView": Operation(
        "live_withdraw_question",
        "Withdraw one's own question",
        "While it has neither an answer nor the votes of others.",
        {200: json_response("The question that was withdrawn.", ref("LiveQuestion"))},
        (NotWithdrawable, *QUESTION_ERRORS),
        parameters=(QUESTION_ID,),
    ),
    "ExportView": Operation(
        "live_export_questions",
        "Take all questions along",
        "For hosts, with all that was put aside.",
        {
            200: Response(
                "The questions.",
                {
                    JSON: closed_object(
                        event=string("The id of the event."),
                        questions={"type": "array", "items": ref("LiveQuestion")},
                    ),
                    "text/csv": {"type": "string"},
                },
            )
        },
        (NotHost, *MEMBER_ERRORS),
        parameters=(FORMAT,),
    ),
}

ERRORS: dict[ErrorClass, str] = {
    KeyExpired: "The key of the list has ended, or is none of this event. Ask with credentials.",
    QuestionNotFound: "None of the questions of this event has that id.",
    QuestionEmpty: "There is no text. Write the question first.",
    QuestionTooLong: "The text is longer than the site accepts; `detail` says how long it may be.",
    TooManyQuestions: "The caller has many questions that are not answered yet.",
    QuestionsClosed: "The event has ended.",
    AlreadyAnswered: "The question is answered.",
    NotWithdrawable: "The question is another person's, others have voted for it, or it is "
    "answered.",
    NotMergeable: "One of the two is answered, put aside, or merged already, or both are the same.",
    QuestionChanged: "Somebody else has changed the question at the same moment. Look, then try "
    "again.",
    CsrfFailed: "The CSRF token of the page is missing or wrong.",
}


def describe_questions() -> None:
    """Called from ``AppConfig.ready()``."""
    add_operations(OPERATIONS, COMPONENTS, ERRORS, {"questions": report_section})
