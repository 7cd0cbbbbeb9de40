"""The REST API: authenticate as the host project does, call one service, answer JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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

ANSWERS = {"admit": sessions.admit, "decline": sessions.decline}


@no_store
class StartView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.start(self.visitor, event_id).as_dict())


@no_store
class BackstageView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.backstage(self.visitor, event_id).as_dict())


@no_store
class JoinView(LiveView):
    throttle_scope = JOIN_SCOPE

    def get(self, request: Request, event_id: str) -> Response:
        return Response(sessions.join(self.visitor, event_id).as_dict())


@no_store
class EndView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        session = sessions.end(self.visitor, event_id)
        return Response(sessions.describe_end(session).as_dict())


@no_store
class ReopenView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.reopen(self.visitor, event_id).as_dict())


@no_store
class ExtendView(LiveView):
    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.extend(self.visitor, event_id).as_dict())


@no_store
class PeopleView(LiveView):
    """Who is in the room, and who is removed: for hosts."""

    def get(self, request: Request, event_id: str) -> Response:
        return Response(sessions.people(self.visitor, event_id).as_dict())


@no_store
class RemoveView(PayloadView):
    def post(self, request: Request, event_id: str) -> Response:
        participant = _participant(self.payload(request))
        return Response(sessions.remove(self.visitor, event_id, participant).as_dict())


@no_store
class ReadmitView(PayloadView):
    def post(self, request: Request, event_id: str) -> Response:
        participant = _participant(self.payload(request))
        return Response(sessions.readmit(self.visitor, event_id, participant).as_dict())


def _participant(payload: Mapping[str, Any]) -> str:
    participant = payload.get("participant")
    if not isinstance(participant, (str, int)) or not str(participant):
        raise drf.ParseError(_("participant has to be the participant id of the report."))
    return str(participant)


@no_store
class AskView(LiveView):
    """Takes the request of somebody who is not registered to be let in."""

    def post(self, request: Request, event_id: str) -> Response:
        return Response({"asked": sessions.ask(self.visitor, event_id).value})


@no_store
class AdmitView(PayloadView):
    """Takes a host's answer to such a request."""

    def post(self, request: Request, event_id: str) -> Response:
        payload = self.payload(request)
        participant, answer = _participant(payload), payload.get("answer")
        if not isinstance(answer, str) or answer not in ANSWERS:
            raise drf.ParseError(_("answer has to be admit or decline."))
        return Response(ANSWERS[answer](self.visitor, event_id, participant).as_dict())


@no_store
class MoveView(PayloadView):
    """Takes everybody along into a new room."""

    def post(self, request: Request, event_id: str) -> Response:
        server = self.payload(request).get("server") or ""
        if not isinstance(server, str):
            raise drf.ParseError(_("server has to be an alias of JITSI_LIVE_SERVERS."))
        return Response(sessions.move(self.visitor, event_id, server).as_dict())


@no_store
class StreamTargetView(LiveView):
    """Hands a host the secret by which to stream."""

    def post(self, request: Request, event_id: str) -> Response:
        return Response(sessions.stream_target(self.visitor, event_id).as_dict())


@no_store
class RoleView(PayloadView):
    """Takes a front end's report of the role that Jitsi gave the caller, or that it gave none."""

    def post(self, request: Request, event_id: str) -> Response:
        payload = self.payload(request)
        role, refusal, message = (payload.get(name) for name in ("role", "refusal", "message"))
        if refusal and isinstance(refusal, str):
            words = message if isinstance(message, str) else ""
            sessions.report_refusal(self.visitor, event_id, refusal, words)
        elif role and isinstance(role, str):
            sessions.report_role(self.visitor, event_id, role)
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
            self.visitor,
            event_id,
            stay if isinstance(stay, str) else "",  # to write out a nested list may fail
            payload.get("unheard"),
            payload.get("endpoint"),
            payload.get("viewer"),
        )
        return Response(answer, status=status)


@no_store
class AttendanceView(LiveView):
    def get(self, request: Request, event_id: str) -> HttpResponseBase:
        visit = sessions.require_host(self.visitor, event_id)
        if wants_csv(request._request):
            rows = attendance.rows_of(visit.session, request.GET.get("run", ""))
            return csv_response(request._request, rows)
        return report_json(request._request, visit.event, visit.session, Response)
