"""The REST API of the questions: authenticate, call one service, answer JSON."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponseBase
from rest_framework import exceptions as drf
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from ...crowd import STATUS_SCOPE
from ...web import CsrfFailed, PayloadView, no_store
from .. import services
from .actions import ACTIONS
from .description import describe
from .export import export_response
from .question_json import asked_json, changed_json
from .rates import ASK_SCOPE, PersonThrottle

NO_QUESTION = UUID(int=0)


class PageAuthentication(SessionAuthentication):
    """Of people who are logged in to the site, whatever authentication its API uses: the page that
    shows the list asks as they do."""


class QuestionView(PayloadView):
    """Does to a question what the last part of its address says."""

    action = ""
    throttle_classes = (PersonThrottle,)

    def get_authenticators(self) -> list[Any]:
        found = super().get_authenticators()
        is_known = any(isinstance(each, SessionAuthentication) for each in found)
        # A schema describes those of the host project.
        if is_known or getattr(self, "swagger_fake_view", False):
            return found
        return [*found, PageAuthentication()]

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, drf.PermissionDenied) and str(exc.detail).startswith("CSRF Failed"):
            exc = CsrfFailed()  # by which a page knows that it needs another token
        return super().handle_exception(exc)

    def post(self, request: Request, event_id: str, question: UUID) -> Response:
        changed = ACTIONS[self.action].act(self.visitor, event_id, question, self.payload(request))
        return Response(None if changed is None else changed_json(changed))


def scope_of(action: str) -> str:
    return ACTIONS[action].scope


@no_store
class QuestionsView(QuestionView):
    """The list with what the caller may do; takes a new question."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.throttle_scope = STATUS_SCOPE if request.method in SAFE_METHODS else ASK_SCOPE
        super().initial(request, *args, **kwargs)

    def get(self, request: Request, event_id: str) -> Response:
        return Response(describe(request._request, self.visitor, event_id).as_dict())

    def post(self, request: Request, event_id: str) -> Response:  # type: ignore[override]  # of no question
        asked = ACTIONS["ask"].act(self.visitor, event_id, NO_QUESTION, self.payload(request))
        return Response(asked_json(asked), status=201)


@no_store
class VoteView(QuestionView):
    throttle_scope = scope_of("vote")

    def post(self, request: Request, event_id: str, question: UUID) -> Response:
        services.vote(self.visitor, event_id, question)
        return Response({"id": str(question), "voted": True})

    def delete(self, request: Request, event_id: str, question: UUID) -> Response:
        services.unvote(self.visitor, event_id, question)
        return Response({"id": str(question), "voted": False})


@no_store
class AnswerView(QuestionView):
    action = "answer"


@no_store
class ApproveView(QuestionView):
    action = "approve"


@no_store
class PinView(QuestionView):
    action = "pin"


@no_store
class DismissView(QuestionView):
    action = "dismiss"


@no_store
class RestoreView(QuestionView):
    action = "restore"


@no_store
class MergeView(QuestionView):
    action = "merge"


@no_store
class WithdrawView(QuestionView):
    action = "withdraw"


@no_store
class ExportView(QuestionView):
    """All questions, for hosts to take with them."""

    throttle_scope = STATUS_SCOPE
    http_method_names = ("get", "head", "options")

    def get(self, request: Request, event_id: str) -> HttpResponseBase:
        return export_response(request._request, self.visitor, event_id)
