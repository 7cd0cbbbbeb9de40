"""The room page and the report page. The forms work with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware, method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from .. import attendance, sessions
from ..crowd import JOIN_SCOPE, STATUS_SCOPE, WRITE_SCOPE, check_rate
from ..exceptions import BodyTooLarge, LiveError, NotAuthenticated
from ..policy import active_user, get_event_title, get_login_url, get_visit
from ..wire import WireEncoder
from .body import limit_body
from .forgery import protect_from_forgery, wants_json
from .reports import report_response
from .room import room_data

# The header of the middleware, also where the host project does not have it.
frame_options = decorator_from_middleware(XFrameOptionsMiddleware)


@method_decorator(login_not_required, name="dispatch")  # the view itself requires a login
@method_decorator(csrf_exempt, name="dispatch")  # and checks the CSRF token, after the body's size
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class RoomView(View):
    """GET shows the page. POST with ``action`` performs that: start, backstage, join,
    extend, end or reopen.

    A script that accepts JSON gets the API's answers, whatever authentication the host project's
    API uses: this page is for users who are logged in to the site.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limit_body(request)
        except BodyTooLarge as error:
            return self._too_large(error)
        if active_user(request.user) is None and not self._wants_json:
            return login_redirect(request)
        # Whether or not the host project has the middleware.
        return protect_from_forgery(super().dispatch)(request, *args, **kwargs)

    def get(self, request: HttpRequest, event_id: str) -> HttpResponse:
        enters = "join" in request.GET
        if not self._wants_json and not enters:
            return self._page(event_id)
        try:
            check_rate(request, JOIN_SCOPE if enters else STATUS_SCOPE)
            if enters:
                return self._join(event_id)
            return _json_response(room_data(request, event_id))
        except LiveError as error:
            return self._error(event_id, error)

    def post(self, request: HttpRequest, event_id: str) -> HttpResponse:
        actions: dict[str, Callable[[str], HttpResponse]] = {
            "start": self._start,
            "backstage": self._backstage,
            "join": self._join,
            "extend": self._extend,
            "end": self._end,
            "reopen": self._reopen,
            "role": self._role,
            "refusal": self._refusal,
            **dict.fromkeys(attendance.ACTIONS, self._stay),
        }
        action = request.POST.get("action", "")
        act = actions.get(action, self._page)
        try:
            check_rate(request, JOIN_SCOPE if action == "join" else WRITE_SCOPE)
            sessions.require_participant(request.user, request.POST.get("participant"))
            return act(event_id)
        except LiveError as error:
            return self._error(event_id, error)

    def _start(self, event_id: str) -> HttpResponse:
        return self._entered(event_id, sessions.start(self.request.user, event_id))

    def _backstage(self, event_id: str) -> HttpResponse:
        return self._entered(event_id, sessions.backstage(self.request.user, event_id))

    def _reopen(self, event_id: str) -> HttpResponse:
        return self._entered(event_id, sessions.reopen(self.request.user, event_id))

    def _entered(self, event_id: str, grant: sessions.JoinGrant) -> HttpResponse:
        if self._wants_json:
            return self._granted(event_id, grant)
        # Whoever loads the page again joins again, and does not start what others have ended.
        return redirect(f"{self.request.path}?join")

    def _join(self, event_id: str) -> HttpResponse:
        return self._granted(event_id, sessions.join(self.request.user, event_id))

    def _end(self, event_id: str) -> HttpResponse:
        if self._has_to_ask(event_id):
            return self._page(event_id, asks_end=True)
        session = sessions.end(self.request.user, event_id)
        if self._wants_json:
            return _json_response(sessions.describe_end(session).as_dict())
        return redirect(self.request.path)

    def _has_to_ask(self, event_id: str) -> bool:
        """Whether a person has pressed the button of a form once: that ends nothing live."""
        if self._wants_json or "sure" in self.request.POST:
            return False
        return sessions.describe(self.request.user, event_id).is_active

    def _extend(self, event_id: str) -> HttpResponse:
        closing = sessions.extend(self.request.user, event_id)
        if self._wants_json:
            return _json_response(closing.as_dict())
        return redirect(self.request.path)

    def _role(self, event_id: str) -> HttpResponse:
        sessions.report_role(self.request.user, event_id, self.request.POST.get("role", ""))
        return _json_response({"is_active": True})

    def _refusal(self, event_id: str) -> HttpResponse:
        code, message = (self.request.POST.get(name, "") for name in ("code", "message"))
        sessions.report_refusal(self.request.user, event_id, code, message)
        return _json_response({"is_active": True})

    def _stay(self, event_id: str) -> HttpResponse:
        payload = self.request.POST
        answer, status = attendance.record_action(
            payload["action"],
            self.request.user,
            event_id,
            payload.get("stay", ""),
            payload.get("unheard"),
        )
        return _json_response(answer, status=status)

    def _granted(self, event_id: str, grant: sessions.JoinGrant) -> HttpResponse:
        if self._wants_json:
            participant = sessions.participant_of(self.request.user)
            return _json_response(grant.as_dict() | {"participant": participant})
        return self._page(event_id, grant=grant)

    def _error(self, event_id: str, error: LiveError) -> HttpResponse:
        if self._wants_json:
            return _json_response(error.as_dict(), status=error.status, headers=error.headers)
        return self._page(event_id, error=error, status=error.status)

    def _too_large(self, error: BodyTooLarge) -> HttpResponse:
        if self._wants_json:
            return _json_response(error.as_dict(), status=error.status)
        return HttpResponse(f"{error}\n", content_type="text/plain", status=error.status)

    @property
    def _wants_json(self) -> bool:
        return wants_json(self.request)

    def _page(self, event_id: str, *, status: int = 200, **context: Any) -> HttpResponse:
        try:
            visit = get_visit(self.request.user, event_id)
        except LiveError as error:
            return error_page(self.request, error)
        context |= {"event": visit.event, "title": get_event_title(visit.event)}
        return render(self.request, "jitsi_live/room.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class ReportView(View):
    """The report for hosts; with ``?format=csv`` to download, with ``json`` for scripts."""

    def get(self, request: HttpRequest, event_id: str) -> HttpResponseBase:
        if active_user(request.user) is None:
            return login_redirect(request)
        try:
            visit = sessions.require_host(request.user, event_id)
            return report_response(
                request,
                visit.event,
                visit.session,
                sessions_url=reverse("jitsi_live:sessions"),
            )
        except LiveError as error:
            return error_page(request, error)


def _json_response(data: Mapping[str, Any], **options: Any) -> JsonResponse:
    return JsonResponse(data, encoder=WireEncoder, **options)


def error_page(request: HttpRequest, error: LiveError) -> HttpResponse:
    """A page that says what is wrong, and to whom."""
    context = {"error": error}
    return render(request, "jitsi_live/not_found.html", context, status=error.status)


def login_redirect(request: HttpRequest) -> HttpResponse:
    login_url = get_login_url()
    if not login_url:
        return error_page(request, NotAuthenticated())
    return redirect_to_login(request.get_full_path(), login_url)


@require_safe
@never_cache  # the host project's base template may show who is logged in
@frame_options
def roles_help(request: HttpRequest) -> HttpResponse:
    """Why a user has another role in the video room than on the site, and what to do."""
    return render(request, "jitsi_live/roles_help.html")
