"""The base of all views of the REST API."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import wraps
from typing import Any, NoReturn, TypeVar

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.authentication import SessionAuthentication
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS, AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler

from ..crowd import WRITE_SCOPE, LiveThrottle, check_failed_logins, record_failed_login
from ..exceptions import BodyTooLarge, LiveError, NotAuthenticated, Throttled
from ..models import Guest
from ..sessions import require_user
from ..wire import WireRenderer
from .body import limit_body
from .caching import never_cached
from .visitor import visitor

V = TypeVar("V", bound=APIView)

# Django answers these with 400 in HTML: too many fields, not a form, or cut off.
MALFORMED_BODY_ERRORS = (
    BadRequest,
    MultiPartParserError,
    SuspiciousOperation,
    UnreadablePostError,
)


class AlwaysJSON(DefaultContentNegotiation):
    """There is only one representation, whatever the client accepts."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class LiveView(APIView):
    """The host project's DRF settings authenticate the caller; everything else is set here.

    The gate is in the services, so that no default of the host project opens or closes it.
    """

    permission_classes = (AllowAny,)
    throttle_classes = (LiveThrottle,)
    throttle_scope = WRITE_SCOPE
    renderer_classes = (WireRenderer,)
    content_negotiation_class = AlwaysJSON
    versioning_class = None
    visitor: Any = None
    """The user, or the guest of the event; None for nobody."""

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        drf_request = super().initialize_request(request, *args, **kwargs)
        # Otherwise the caller names the codec of the body, and some of Python's codecs fail.
        drf_request.parser_context["encoding"] = "utf-8"
        return drf_request

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in SAFE_METHODS:
            self.limit(request)
        super().initial(request, *args, **kwargs)
        self.visitor = visitor(request, kwargs.get("event_id"))
        if isinstance(self.visitor, Guest) and request.method not in SAFE_METHODS:
            # As for a login by cookie: no other site may act for the guest.
            SessionAuthentication().enforce_csrf(request)

    def limit(self, request: Request) -> None:
        """Bound the body. Raises ``BodyTooLarge``."""
        limit_body(request._request)

    def perform_authentication(self, request: Request) -> None:
        """An address whose credentials are refused again and again is not asked for more: to
        examine a password costs far more than to send one."""
        check_failed_logins(request, self.throttle_scope)
        try:
            super().perform_authentication(request)
        except drf.AuthenticationFailed:
            record_failed_login(request, self.throttle_scope)
            raise

    def is_exempt(self, request: Request) -> bool:
        """Whether the request is answered although it is beyond the rate."""
        return False

    def get_exception_handler(self) -> Any:
        return error_response

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, NotAuthenticated):
            # DRF knows whether the host project's authentication makes this a 401 or a 403.
            exc = drf.NotAuthenticated(str(exc))
        elif isinstance(exc, RequestDataTooBig):  # the host project accepts even less
            exc = BodyTooLarge()
        elif isinstance(exc, MALFORMED_BODY_ERRORS):
            exc = drf.ParseError(_("The request is malformed."))
        return super().handle_exception(exc)

    def throttled(self, request: Request, wait: float | None) -> NoReturn:
        raise Throttled(math.ceil(wait or 1))


def error_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """``{"detail", "code"}`` for errors of ours and of DRF; None, hence a 500, for all others."""
    if isinstance(exc, LiveError):
        # Not rolled back: of what is refused only the audit is written.
        return Response(exc.as_dict(), status=exc.status, headers=exc.headers)
    response = exception_handler(exc, context)
    if response is not None:
        response.data = _detail_and_code(exc, response.data)
    return response


def _detail_and_code(exc: Exception, data: Any) -> dict[str, str]:
    # A host project's authentication may raise an error with details of its own form.
    detail = data.get("detail", exc) if isinstance(data, dict) else exc
    # Whatever code the host project's authentication uses, our callers get one.
    unknown_caller = isinstance(exc, (drf.NotAuthenticated, drf.AuthenticationFailed))
    code = getattr(detail, "code", None) or getattr(exc, "default_code", LiveError.code)
    return {"detail": str(detail), "code": NotAuthenticated.code if unknown_caller else str(code)}


def no_store(view: type[V]) -> type[V]:
    """Decorates a view whose answers no cache may keep: once, where Django's ``never_cache`` as a
    ``method_decorator`` would do it anew at each request."""
    dispatch = view.dispatch

    @wraps(dispatch)
    def dispatched(self: V, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return never_cached(dispatch(self, request, *args, **kwargs))

    view.dispatch = dispatched  # type: ignore[assignment]  # the same, of this view
    return view


class PayloadView(LiveView):
    """A view that takes a payload from front ends, as JSON or as a form."""

    parser_classes = (JSONParser, FormParser, MultiPartParser)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.visitor is None:  # refuse, before the body is parsed
            if "event_id" in kwargs:
                require_user(None, kwargs["event_id"])
            raise NotAuthenticated

    @staticmethod
    def payload(request: Request) -> Mapping[str, Any]:
        try:
            data = request.data
        except RecursionError:
            raise drf.ParseError(_("The request is nested too deeply.")) from None
        return data if isinstance(data, Mapping) else {}
