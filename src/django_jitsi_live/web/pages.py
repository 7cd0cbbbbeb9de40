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
from rest_framework.exceptions import ParseError

from .. import attendance, sessions
from ..crowd import JOIN_SCOPE, STATUS_SCOPE, WRITE_SCOPE, check_rate
from ..exceptions import BodyTooLarge, LiveError, NotAuthenticated
from ..policy import active_user, get_event_title, get_login_url, get_visit
from ..wire import WireEncoder
from .body import limit_body
from .forgery import protect_from_forgery, wants_json
from .removal import host_actor, removal_response
from .reports import report_response
from .room import room_data
from .room_actions import OUTCOMES
from .visitor import visitor

# The header of the middleware, also where the host project does not have it.
frame_options = decorator_from_middleware(XFrameOptionsMiddleware)


@method_decorator(login_not_required, name="dispatch")  # the view itself requires a login
@method_decorator(csrf_exempt, name="dispatch")  # and checks the CSRF token, after the body's size
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class RoomView(View):
    """GET shows the page. POST with ``action`` performs that: start, backstage, join, extend, end,
    reopen, move, or one of ``OUTCOMES``.

    A script that accepts JSON gets the API's answers, whatever authentication the host project's
    API uses: this page is for users who are logged in to the site, and for guests.
    """

    visitor: Any = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limit_body(request)
        except BodyTooLarge as error:
            return self._too_large(error)
        self.visitor = visitor(request, kwargs["event_id"])
        if self.visitor is None and not self._wants_json:
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
            "move": self._move,
            "people": self._people,
            "stream_target": self._stream_target,
            "role": self._role,
            "refusal": self._refusal,
            "recording": self._recording,
            **dict.fromkeys(OUTCOMES, self._act),
            **dict.fromkeys(attendance.ACTIONS, self._stay),
        }
        action = request.POST.get("action", "")
        act = actions.get(action, self._page)
        try:
            check_rate(request, JOIN_SCOPE if action == "join" else WRITE_SCOPE)
            sessions.require_participant(self.visitor, request.POST.get("participant"))
            return act(event_id)
        except LiveError as error:
            return self._error(event_id, error)

    def _start(self, event_id: str) -> HttpResponse:
        return self._entered(event_id, sessions.start(self.visitor, event_id))

    def _backstage(self, event_id: str) -> HttpResponse:
        return self._entered(event_id, sessions.backstage(self.visitor, event_id))

    def _reopen(self, event_id: str) -> HttpResponse:
        return self._entered(event_id, sessions.reopen(self.visitor, event_id))

    def _entered(self, event_id: str, grant: sessions.JoinGrant) -> HttpResponse:
        if self._wants_json:
            return self._granted(event_id, grant)
        # Whoever loads the page again joins again, and does not start what others have ended.
        return redirect(f"{self.request.path}?join")

    def _join(self, event_id: str) -> HttpResponse:
        return self._granted(event_id, sessions.join(self.visitor, event_id))

    def _end(self, event_id: str) -> HttpResponse:
        if self._has_to_ask(event_id):
            return self._page(event_id, asks_end=True)
        session = sessions.end(self.visitor, event_id)
        return self._done(sessions.describe_end(session).as_dict())

    def _has_to_ask(self, event_id: str) -> bool:
        """Whether a person has pressed the button of a form once: that ends nothing live."""
        if self._wants_json or "sure" in self.request.POST:
            return False
        return sessions.describe(self.visitor, event_id).is_active

    def _extend(self, event_id: str) -> HttpResponse:
        return self._done(sessions.extend(self.visitor, event_id).as_dict())

    def _move(self, event_id: str) -> HttpResponse:
        server = self.request.POST.get("server", "")
        return self._entered(event_id, sessions.move(self.visitor, event_id, server))

    def _people(self, event_id: str) -> HttpResponse:
        return _json_response(sessions.people(self.visitor, event_id).as_dict())

    def _stream_target(self, event_id: str) -> HttpResponse:
        return _json_response(sessions.stream_target(self.visitor, event_id).as_dict())

    def _act(self, event_id: str) -> HttpResponse:
        """What one of ``OUTCOMES`` leads to; only the page, where a form lacks what it needs."""
        act = OUTCOMES[self.request.POST["action"]]
        try:
            return self._done(act(self.visitor, event_id, self.request.POST))
        except ParseError as error:
            if self._wants_json:
                problem = {"detail": str(error.detail), "code": error.default_code}
                return _json_response(problem, status=error.status_code)
            return self._page(event_id)

    def _done(self, outcome: Mapping[str, Any]) -> HttpResponse:
        return _json_response(outcome) if self._wants_json else redirect(self.request.path)

    def _role(self, event_id: str) -> HttpResponse:
        sessions.report_role(self.visitor, event_id, self.request.POST.get("role", ""))
        return _json_response({"is_active": True})

    def _refusal(self, event_id: str) -> HttpResponse:
        code, message = (self.request.POST.get(name, "") for name in ("code", "message"))
        sessions.report_refusal(self.visitor, event_id, code, message)
        return _json_response({"is_active": True})

    def _recording(self, event_id: str) -> HttpResponse:
        is_first = sessions.begin_recording(self.visitor, event_id)
        return _json_response({"is_active": True, "is_first": is_first})

    def _stay(self, event_id: str) -> HttpResponse:
        payload = self.request.POST
        answer, status = attendance.record_action(
            payload["action"],
            self.visitor,
            event_id,
            payload.get("stay", ""),
            payload.get("unheard"),
            payload.get("endpoint"),
            payload.get("viewer"),
        )
        return _json_response(answer, status=status)

    def _granted(self, event_id: str, grant: sessions.JoinGrant) -> HttpResponse:
        if self._wants_json:
            of_page = {
                "participant": sessions.participant_of(self.visitor),
                "room_key": sessions.room_key(grant.room_name),
            }
            return _json_response(grant.as_dict() | of_page)
        return self._page(event_id, grant=grant)

    def _error(self, event_id: str, error: LiveError) -> HttpResponse:
        if self._wants_json:
            return _json_response(error.as_dict(), status=error.status, headers=error.headers)
        return self._page(event_id, error=error, status=error.status)

    def _too_large(self, error: BodyTooLarge) -> HttpResponse:
        if self._wants_json:
            return _json_response(error.as_dict(), status=error.status)
        return too_large(error)

    @property
    def _wants_json(self) -> bool:
        return wants_json(self.request)

    def _page(self, event_id: str, *, status: int = 200, **context: Any) -> HttpResponse:
        try:
            visit = get_visit(self.visitor, event_id)
        except LiveError as error:
            return error_page(self.request, error)
        context |= {"event": visit.event, "title": get_event_title(visit.event)}
        return render(self.request, "jitsi_live/room.html", context, status=status)


@method_decorator(csrf_exempt, name="dispatch")  # checked after the body's size
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class ReportView(View):
    """The report for hosts; with ``?format=csv`` to download, with ``json`` for scripts. POST
    removes a person, or readmits one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limit_body(request)
        except BodyTooLarge as error:
            return too_large(error)
        if active_user(request.user) is None:
            return login_redirect(request)
        return protect_from_forgery(super().dispatch)(request, *args, **kwargs)

    def post(self, request: HttpRequest, event_id: str) -> HttpResponseBase:
        try:
            check_rate(request, WRITE_SCOPE)
            visit = sessions.require_host(request.user, event_id)
            actor = host_actor(request.user, event_id)
            return removal_response(request, visit.session, actor)
        except LiveError as error:
            return error_page(request, error)

    def get(self, request: HttpRequest, event_id: str) -> HttpResponseBase:
        try:
            visit = sessions.require_host(request.user, event_id)
            return report_response(
                request,
                visit.event,
                visit.session,
                sessions_url=reverse("jitsi_live:sessions"),
                links_url=reverse("jitsi_live:links", args=[event_id]),
            )
        except LiveError as error:
            return error_page(request, error)


def too_large(error: BodyTooLarge) -> HttpResponse:
    """Without a page, which the host project's base template could make depend on the body."""
    return HttpResponse(f"{error}\n", content_type="text/plain", status=error.status)


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
