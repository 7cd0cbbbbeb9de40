"""The status view. Visitors who are not logged in get the public answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import wraps
from types import NoneType
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject
from rest_framework import exceptions as drf
from rest_framework.request import Request
from rest_framework.response import Response

from .. import sessions
from ..crowd import STATUS_SCOPE, has_custom_rate, is_known_event
from ..exceptions import LiveError
from ..policy import active_user
from .api_view import LiveView
from .caching import never_cached
from .public_answer import PublicAnswer, kept_answer


class StatusView(LiveView):
    """Before the start nearly all requests are anonymous requests for the status.

    They get one public answer, which caches may keep. Users who are logged in get a private one.
    """

    throttle_scope = STATUS_SCOPE

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """With a fast path in front: authentication would cost more than the answer."""
        view = super().as_view(**initkwargs)
        if initkwargs or not _use_cookie_or_header(cls.authentication_classes):
            return view

        @wraps(view)
        def fast_path(request: HttpRequest, event_id: str) -> HttpResponseBase:
            if _has_no_credentials(request) and not has_custom_rate(STATUS_SCOPE):
                answer = kept_answer(event_id)
                if answer is not None:
                    return answer.respond(request)
            return cast("HttpResponseBase", view(request, event_id=event_id))

        return fast_path

    @transaction.non_atomic_requests
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD"}:
            return self._private_response(request, *args, **kwargs)
        session = getattr(request, "session", None)
        was_accessed = session is not None and session.accessed
        drf_request = self.initialize_request(request, *args, **kwargs)
        self.perform_authentication(drf_request)
        if active_user(drf_request.user) is not None:
            return self._private_response(request, *args, **kwargs)
        if session is not None and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            # Only authentication has read the session. The answer does not depend on it.
            session.accessed = was_accessed
        return self._anonymous_response(drf_request, kwargs["event_id"])

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """One request for both branches, so that the caller is authenticated once."""
        if self._drf_request is None:
            self._drf_request = super().initialize_request(request, *args, **kwargs)
        return self._drf_request

    _drf_request: Request | None = None
    _is_authenticated = False

    def perform_authentication(self, request: Request) -> None:
        """With an expired token the caller is anonymous: the status is for everybody."""
        if self._is_authenticated:  # for the branch, and again by REST framework
            return
        self._is_authenticated = True
        try:
            super().perform_authentication(request)
        except (drf.APIException, LiveError):
            request.user = AnonymousUser()

    def is_exempt(self, request: Request) -> bool:
        """The anonymous status of an event that was found a moment ago is never refused.

        It costs one query in two seconds, however many clients request it. And behind a proxy all
        of them may have one address: a single client must not use up what all others wait for.
        """
        if active_user(request.user) is not None or has_custom_rate(STATUS_SCOPE):
            return False
        return is_known_event(self.kwargs["event_id"])

    def _anonymous_response(self, request: Request, event_id: str) -> HttpResponseBase:
        try:
            self.check_throttles(request)
            return PublicAnswer.of(sessions.status(event_id)).respond(request._request)
        except LiveError as error:
            self.headers = self.default_response_headers
            return never_cached(self.finalize_response(request, self.handle_exception(error)))

    def _private_response(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        return never_cached(super().dispatch(request, *args, **kwargs))

    def get(self, request: Request, event_id: str) -> Response:
        return Response(sessions.status(event_id, request.user).as_dict())


AUTHORIZATION = "HTTP_AUTHORIZATION"

# These identify the caller by a cookie or by the header Authorization, and by nothing else.
COOKIE_AND_HEADER_AUTHENTICATION = {
    "rest_framework.authentication.BasicAuthentication",
    "rest_framework.authentication.SessionAuthentication",
    "rest_framework.authentication.TokenAuthentication",
    "rest_framework_simplejwt.authentication.JWTAuthentication",
}


def _use_cookie_or_header(authentication: Iterable[type]) -> bool:
    names = {f"{each.__module__}.{each.__qualname__}" for each in authentication}
    header = getattr(settings, "SIMPLE_JWT", {}).get("AUTH_HEADER_NAME", AUTHORIZATION)
    return names <= COOKIE_AND_HEADER_AUTHENTICATION and header == AUTHORIZATION


def _has_no_credentials(request: HttpRequest) -> bool:
    return (
        not request.META.get("HTTP_COOKIE")
        and AUTHORIZATION not in request.META
        # A middleware of the host project may have set another user.
        and type(getattr(request, "user", None)) in {SimpleLazyObject, NoneType}
        # So may the test client of REST framework.
        and getattr(request, "_force_auth_user", None) is None
        and request.method in {"GET", "HEAD"}
    )
