"""The edges over HTTP: REST API, pages, event stream, webhooks, keys, and the room's data."""

from .api import (
    AdmitView,
    AskView,
    AttendanceView,
    BackstageView,
    EndView,
    ExtendView,
    JoinView,
    MoveView,
    PeopleView,
    ReadmitView,
    RemoveView,
    ReopenView,
    RoleView,
    StartView,
    StaysView,
    StreamTargetView,
)
from .api_view import LiveView
from .calendar import CalendarView, calendar_feed, calendar_on_page
from .guest_pages import GuestEntryView, open_link
from .jaas_settings import jaas_room_settings
from .jitsi_login import login_for_jitsi
from .keys import jwks, public_key_pem, system_public_key_pem
from .links import LinksView
from .mails import MailsView, UnsubscribeView
from .pages import ReportView, RoomView, error_page, roles_help
from .recording_forms import ManageRecordingView
from .recording_management import RecordingFileView, RecordingView, RestoreRecordingView
from .recording_uploads import announce_recording, recording_done, upload_recording
from .recording_words import length_text
from .recordings import CaptionsView, RecordingsView, WatchView
from .removal import consequences, removal_response, staff_actor
from .replay import ReplayView, replay_on_page
from .reports import report_response
from .reservations import reservation, reserve
from .room import room_data_on_page
from .session_list import SessionsView
from .status import StatusView
from .streaming import event_stream
from .webhooks import event_sync, jaas_webhook

__all__ = [
    "AdmitView",
    "AskView",
    "AttendanceView",
    "BackstageView",
    "CalendarView",
    "CaptionsView",
    "EndView",
    "ExtendView",
    "GuestEntryView",
    "JoinView",
    "LinksView",
    "LiveView",
    "MailsView",
    "ManageRecordingView",
    "MoveView",
    "PeopleView",
    "ReadmitView",
    "RecordingFileView",
    "RecordingView",
    "RecordingsView",
    "RemoveView",
    "ReopenView",
    "ReplayView",
    "ReportView",
    "RestoreRecordingView",
    "RoleView",
    "RoomView",
    "SessionsView",
    "StartView",
    "StatusView",
    "StaysView",
    "StreamTargetView",
    "UnsubscribeView",
    "WatchView",
    "announce_recording",
    "calendar_feed",
    "calendar_on_page",
    "consequences",
    "error_page",
    "event_stream",
    "event_sync",
    "jaas_room_settings",
    "jaas_webhook",
    "jwks",
    "length_text",
    "login_for_jitsi",
    "open_link",
    "public_key_pem",
    "recording_done",
    "removal_response",
    "replay_on_page",
    "report_response",
    "reservation",
    "reserve",
    "roles_help",
    "room_data_on_page",
    "staff_actor",
    "system_public_key_pem",
    "upload_recording",
]
