"""The REST API: authenticate as the host project does, call one service, answer JSON."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache, wraps
from types import NoneType
from typing import Any, NoReturn, TypeVar, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import transaction
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.http import parse_etags
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
from .exceptions import LiveError, NotAuthenticated, Throttled
from .policy import somebody
from .throttles import JOIN, STATUS, WRITE, LiveThrottle, is_chosen

Answer = TypeVar("Answer", bound=HttpResponseBase)

PUBLIC = "public, max-age=2, stale-while-revalidate=10"

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
    throttle_classes = (LiveThrottle,)
    throttle_scope = WRITE
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = AlwaysJSON
    versioning_class = None

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        asked = super().initialize_request(request, *args, **kwargs)
        # Else callers name the codec of a body, and with some of Python's codecs reading it fails.
        asked.parser_context["encoding"] = "utf-8"
        return asked

    def get_exception_handler(self) -> Any:
        return error_response

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, NotAuthenticated):
            # DRF knows whether the host project's authentication makes this a 401 or a 403.
            exc = drf.NotAuthenticated(str(exc))
        elif isinstance(exc, UNREADABLE):
            exc = drf.ParseError(_("The request is too large or malformed."))
        return super().handle_exception(exc)

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        raise Throttled(math.ceil(wait or 1))


def error_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """``{"detail", "code"}`` for what we and DRF raise; None, hence a 500, for all else."""
    if isinstance(exc, LiveError):
        set_rollback()
        return Response(exc.as_dict(), status=exc.status, headers=exc.headers)
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
    throttle_scope = JOIN

    def get(self, request: Request, event_id: str) -> Response:
        return Response(services.join(request.user, event_id).as_dict())


@no_store
class EndView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        session = services.end(request.user, event_id)
        return Response({"is_active": session.is_active, "ended_at": session.ended_at})


class StatusView(LiveView):
    """Before the start nearly all requests are for this, by nobody in particular.

    These get an answer that caches may keep, whoever asks. Everybody else gets one of her own.
    """

    throttle_scope = STATUS

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """With a short way in front, as whom it is takes longer to find out than the answer."""
        view = super().as_view(**initkwargs)
        if initkwargs or not _are_known(cls.authentication_classes):
            return view

        @wraps(view)
        def short(request: HttpRequest, event_id: str) -> HttpResponseBase:
            if _is_surely_nobody(request) and not is_chosen(STATUS):
                status = services.remembered_status(event_id)
                if status is not None:
                    return _public(request, status)
            return cast("HttpResponseBase", view(request, event_id=event_id))

        return short

    @transaction.non_atomic_requests
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self._tell_one(request, *args, **kwargs)
        session = getattr(request, "session", None)
        was_accessed = session is not None and session.accessed
        asked = self.initialize_request(request, *args, **kwargs)
        self.perform_authentication(asked)
        if somebody(asked.user) is not None:
            return self._tell_one(request, *args, **kwargs)
        if session is not None and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            # It was looked into for somebody who is logged in. The answer does not depend on it.
            session.accessed = was_accessed
        return self._tell_all(asked, kwargs["event_id"])

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """One and the same for both ways, so that nobody is authenticated twice."""
        if self._asked is None:
            self._asked = super().initialize_request(request, *args, **kwargs)
        return self._asked

    _asked: Request | None = None

    def perform_authentication(self, request: Request) -> None:
        """An expired token makes the caller anonymous: whether it is live, anybody may ask."""
        try:
            request.user  # noqa: B018  # looking at it authenticates
        except drf.APIException:
            request.user = AnonymousUser()

    def _tell_all(self, request: Request, event_id: str) -> HttpResponseBase:
        try:
            self.check_throttles(request)
            return _public(request._request, services.status(event_id))
        except LiveError as error:
            self.headers = self.default_response_headers
            return _uncached(self.finalize_response(request, self.handle_exception(error)))

    def _tell_one(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return _uncached(super().dispatch(request, *args, **kwargs))

    def get(self, request: Request, event_id: str) -> Response:
        return Response(services.status(event_id, request.user).as_dict())


# They find who somebody is in a cookie or in the header Authorization.
KNOWN = {
    "rest_framework.authentication.BasicAuthentication",
    "rest_framework.authentication.SessionAuthentication",
    "rest_framework.authentication.TokenAuthentication",
    "rest_framework_simplejwt.authentication.JWTAuthentication",
}


def _are_known(authentication: Iterable[type]) -> bool:
    names = {f"{each.__module__}.{each.__qualname__}" for each in authentication}
    return names <= KNOWN and "AUTH_HEADER_NAME" not in getattr(settings, "SIMPLE_JWT", {})


def _is_surely_nobody(request: HttpRequest) -> bool:
    return (
        not request.META.get("HTTP_COOKIE")
        and "HTTP_AUTHORIZATION" not in request.META
        # A middleware of the host project's that knows who it is has put that user there.
        and type(getattr(request, "user", None)) in {SimpleLazyObject, NoneType}
        # So has the test client of REST framework.
        and getattr(request, "_force_auth_user", None) is None
        and request.method in {"GET", "HEAD"}
    )


def _public(request: HttpRequest, status: services.Status) -> HttpResponse:
    etag = f'W/"{status.version}"'
    if_none_match = request.META.get("HTTP_IF_NONE_MATCH")
    if if_none_match and etag in parse_etags(if_none_match):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(_json(status), content_type="application/json")
    response.headers["ETag"] = etag
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        # Django may renew or delete that cookie in the answer, which is then for nobody else.
        return _uncached(response)
    response.headers["Cache-Control"] = PUBLIC
    return response


@lru_cache(maxsize=256)
def _json(status: services.Status) -> bytes:
    return JSONRenderer().render(status.as_dict())


def _uncached(response: Answer) -> Answer:
    add_never_cache_headers(response)
    return response


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
        if not role or not isinstance(role, str):
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
