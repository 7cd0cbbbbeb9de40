"""The room page; its forms work with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import attendance, reports, services, stays, throttles
from .exceptions import EventNotFound, LiveError
from .policy import get_visit, somebody
from .room import room_data


@method_decorator(login_not_required, name="dispatch")  # it says itself who has to log in
@method_decorator(never_cache, name="dispatch")
class RoomView(View):
    """GET shows the page. POST with ``action`` start, join or end does that.

    A script that accepts JSON gets what the API answers, whatever authentication the host
    project's API is set to: this page is for people who are logged in to the site.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if somebody(request.user) is None and not self._wants_json:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, event_id: str) -> HttpResponse:
        if not self._wants_json:
            return self._page(event_id)
        try:
            throttles.check(request, throttles.STATUS)
            return JsonResponse(room_data(request, event_id))
        except LiveError as error:
            return self._error(event_id, error)

    def post(self, request: HttpRequest, event_id: str) -> HttpResponse:
        actions: dict[str, Callable[[str], HttpResponse]] = {
            "start": self._start,
            "join": self._join,
            "end": self._end,
            "role": self._role,
            **dict.fromkeys(stays.ACTIONS, self._stay),
        }
        action = request.POST.get("action", "")
        act = actions.get(action, self._page)
        try:
            throttles.check(request, throttles.JOIN if action == "join" else throttles.WRITE)
            return act(event_id)
        except LiveError as error:
            return self._error(event_id, error)

    def _start(self, event_id: str) -> HttpResponse:
        return self._granted(event_id, services.start(self.request.user, event_id))

    def _join(self, event_id: str) -> HttpResponse:
        return self._granted(event_id, services.join(self.request.user, event_id))

    def _end(self, event_id: str) -> HttpResponse:
        session = services.end(self.request.user, event_id)
        if self._wants_json:
            return JsonResponse({"is_active": session.is_active, "ended_at": session.ended_at})
        return redirect(self.request.path)

    def _role(self, event_id: str) -> HttpResponse:
        services.report_role(self.request.user, event_id, self.request.POST.get("role", ""))
        return JsonResponse({"is_active": True})

    def _stay(self, event_id: str) -> HttpResponse:
        told = self.request.POST
        answer, status = stays.tell(
            told["action"], self.request.user, event_id, told.get("stay", "")
        )
        return JsonResponse(answer, status=status)

    def _granted(self, event_id: str, grant: services.JoinGrant) -> HttpResponse:
        if self._wants_json:
            return JsonResponse(grant.as_dict())
        return self._page(event_id, grant=grant)

    def _error(self, event_id: str, error: LiveError) -> HttpResponse:
        if self._wants_json:
            return JsonResponse(error.as_dict(), status=error.status, headers=error.headers)
        return self._page(event_id, error=error, status=error.status)

    @property
    def _wants_json(self) -> bool:
        return self.request.headers.get("Accept") == "application/json"

    def _page(self, event_id: str, *, status: int = 200, **context: Any) -> HttpResponse:
        try:
            visit = get_visit(self.request.user, event_id)
        except EventNotFound as error:
            context = {"error": error}
            return render(self.request, "jitsi_live/not_found.html", context, status=error.status)
        context["event"] = visit.event
        return render(self.request, "jitsi_live/room.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class ReportView(View):
    """Who attended, for hosts; with ``?format=csv`` to download."""

    def get(self, request: HttpRequest, event_id: str) -> HttpResponseBase:
        if somebody(request.user) is None:
            return redirect_to_login(request.get_full_path())
        try:
            visit = attendance.visit_as_host(request.user, event_id)
        except LiveError as error:
            context = {"error": error}
            return render(request, "jitsi_live/not_found.html", context, status=error.status)
        report = attendance.report_of(visit.session)
        if reports.wants_csv(request):
            return reports.csv_response(report, for_people=True)
        return reports.page(request, visit.event, report)


@require_safe
def roles_help(request: HttpRequest) -> HttpResponse:
    """Why somebody has another role in the video room than on the site, and what to do."""
    return render(request, "jitsi_live/roles_help.html")
