"""The REST API: authenticate as the host project does, call one service, answer JSON."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as drf
from rest_framework.request import Request
from rest_framework.response import Response

from .. import attendance, sessions
from ..crowd import JOIN_SCOPE
from .api_view import LiveView, PayloadView, no_store
from .report_json import report_json
from .spreadsheets import csv_response, wants_csv


@no_store
class StartView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.start(request.user, event_id).as_dict())


@no_store
class BackstageView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.backstage(request.user, event_id).as_dict())


@no_store
class JoinView(LiveView):
    throttle_scope = JOIN_SCOPE

    def get(self, request: Request, event_id: str) -> Response:
        return Response(sessions.join(request.user, event_id).as_dict())


@no_store
class EndView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        session = sessions.end(request.user, event_id)
        return Response(sessions.describe_end(session).as_dict())


@no_store
class ReopenView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.reopen(request.user, event_id).as_dict())


@no_store
class ExtendView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.extend(request.user, event_id).as_dict())


@no_store
class RoleView(PayloadView):
    """Takes a front end's report of the role that Jitsi gave the caller, or that it gave none."""

    def post(self, request: Request, event_id: str) -> Response:
        payload = self.payload(request)
        role, refusal, message = (payload.get(name) for name in ("role", "refusal", "message"))
        if refusal and isinstance(refusal, str):
            words = message if isinstance(message, str) else ""
            sessions.report_refusal(request.user, event_id, refusal, words)
        elif role and isinstance(role, str):
            sessions.report_role(request.user, event_id, role)
        else:
            raise drf.ParseError(_("role has to be what Jitsi calls it, such as moderator."))
        return Response({"is_active": True})


@no_store
class StaysView(PayloadView):
    """Takes a page's reports of its own stay: joined, seen, left."""

    def post(self, request: Request, event_id: str) -> Response:
        payload = self.payload(request)
        if payload.get("action") not in attendance.ACTIONS:
            raise drf.ParseError(_("action has to be joined, seen or left."))
        stay = payload.get("stay")
        answer, status = attendance.record_action(
            payload["action"],
            request.user,
            event_id,
            stay if isinstance(stay, str) else "",  # to write out a nested list may fail
            payload.get("unheard"),
        )
        return Response(answer, status=status)


@no_store
class AttendanceView(LiveView):
    def get(self, request: Request, event_id: str) -> HttpResponseBase:
        visit = sessions.require_host(request.user, event_id)
        if wants_csv(request._request):
            rows = attendance.rows_of(visit.session, request.GET.get("run", ""))
            return csv_response(request._request, rows)
        return report_json(request._request, visit.event, visit.session, Response)
