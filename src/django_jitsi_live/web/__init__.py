"""The edges over HTTP: REST API, pages, event stream, webhooks, keys, and the room's data."""

from .api import (
    AttendanceView,
    BackstageView,
    EndView,
    ExtendView,
    JoinView,
    ReopenView,
    RoleView,
    StartView,
    StaysView,
)
from .api_view import LiveView
from .keys import public_key_pem
from .pages import ReportView, RoomView, roles_help
from .reports import report_response
from .room import room_data_on_page
from .session_list import SessionsView
from .status import StatusView
from .streaming import event_stream
from .webhooks import event_sync, jaas_webhook

__all__ = [
    "AttendanceView",
    "BackstageView",
    "EndView",
    "ExtendView",
    "JoinView",
    "LiveView",
    "ReopenView",
    "ReportView",
    "RoleView",
    "RoomView",
    "SessionsView",
    "StartView",
    "StatusView",
    "StaysView",
    "event_stream",
    "event_sync",
    "jaas_webhook",
    "public_key_pem",
    "report_response",
    "roles_help",
    "room_data_on_page",
]
