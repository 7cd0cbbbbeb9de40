"""The REST API: authenticate as the host project does, call one service, answer JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from rest_framework import exceptions as drf
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler, set_rollback

from . import attendance, reports, services, stays
from .exceptions import LiveError, NotAuthenticated

# What Django answers 400 in HTML: a body that is too large, has too many fields or is no form.
UNREADABLE = (BadRequest, MultiPartParserError, SuspiciousOperation)


class AlwaysJSON(DefaultContentNegotiation):
    """There is one representation; whatever a client accepts, it gets that."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class LiveView(APIView):
    """Who the caller is says the host project's own DRF configuration; all else is said here.

    The gate is in the services, so that no default of the host project opens or closes it.
    """

    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJSON
    versioning_class = None

    def get_exception_handler(self) -> Any:
        return error_response

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, NotAuthenticated):
            # DRF knows whether the host project's authentication makes this a 401 or a 403.
            exc = drf.NotAuthenticated(str(exc))
        elif isinstance(exc, UNREADABLE):
            exc = drf.ParseError(_("The request is too large or malformed."))
        return super().handle_exception(exc)


def error_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """``{"detail", "code"}`` for what we and DRF raise; None, hence a 500, for all else."""
    if isinstance(exc, LiveError):
        set_rollback()
        return Response({"detail": str(exc), "code": exc.code}, status=exc.status)
    response = exception_handler(exc, context)
    if response is not None:
        response.data = _detail_and_code(exc, response.data)
    return response


def _detail_and_code(exc: Exception, data: Any) -> dict[str, str]:
    detail = data["detail"]
    # However the host project's authentication words it, this is one code for our callers.
    unknown_caller = isinstance(exc, (drf.NotAuthenticated, drf.AuthenticationFailed))
    return {"detail": str(detail), "code": NotAuthenticated.code if unknown_caller else detail.code}


no_store = method_decorator(never_cache, name="dispatch")


@no_store
class StartView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(services.start(request.user, event_id).as_dict())


@no_store
class JoinView(LiveView):
    def get(self, request: Request, event_id: str) -> Response:
        return Response(services.join(request.user, event_id).as_dict())


@no_store
class EndView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        session = services.end(request.user, event_id)
        return Response({"is_active": session.is_active, "ended_at": session.ended_at})


@no_store
class StatusView(LiveView):
    def perform_authentication(self, request: Request) -> None:
        """An expired token makes the caller anonymous: whether it is live, anybody may ask."""
        try:
            request.user  # noqa: B018
        except drf.APIException:
            request.user = AnonymousUser()

    def get(self, request: Request, event_id: str) -> Response:
        return Response(services.status(event_id, request.user).as_dict())


class Told(LiveView):
    """What front ends tell, as JSON or as a form."""

    parser_classes = (JSONParser, FormParser, MultiPartParser)

    @staticmethod
    def told(request: Request) -> Mapping[str, Any]:
        try:
            data = request.data
        except RecursionError:
            raise drf.ParseError(_("The request is nested too deeply.")) from None
        return data if isinstance(data, Mapping) else {}


@no_store
class RoleView(Told):
    """What Jitsi made of the person who asks, told by a front end of the host project's own."""

    def post(self, request: Request, event_id: str) -> Response:
        role = self.told(request).get("role")
        if not isinstance(role, str):
            raise drf.ParseError(_("role has to be what Jitsi calls it, such as moderator."))
        services.report_role(request.user, event_id, role)
        return Response({"is_active": True})


@no_store
class StaysView(Told):
    """What a page tells of its own stay in the room: that it joined, is there, and left."""

    def post(self, request: Request, event_id: str) -> Response:
        told = self.told(request)
        if told.get("action") not in stays.ACTIONS:
            raise drf.ParseError(_("action has to be joined, seen or left."))
        answer, status = stays.tell(told["action"], request.user, event_id, told.get("stay"))
        return Response(answer, status=status)


@no_store
class AttendanceView(LiveView):
    def get(self, request: Request, event_id: str) -> HttpResponseBase:
        report = attendance.report(request.user, event_id)
        if reports.wants_csv(request._request):
            return reports.csv_response(report)
        return Response(report.as_dict())
