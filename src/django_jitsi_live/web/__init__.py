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
from .api_view import LiveView, PayloadView, no_store
from .body import limit_body
from .caching import never_cached
from .calendar import CalendarView, calendar_feed, calendar_on_page
from .converters import EventIdConverter, RowIdConverter
from .forgery import CsrfFailed, protect_from_forgery
from .guest_pages import GuestEntryView, open_link
from .jaas_settings import jaas_room_settings
from .jitsi_login import login_for_jitsi
from .keys import jwks, public_key_pem, system_public_key_pem
from .large_body import outside_transactions
from .links import LinksView
from .mails import MailsView, UnsubscribeView
from .pages import (
    ReportView,
    RoomView,
    error_page,
    frame_options,
    login_redirect,
    roles_help,
    too_large,
)
from .recording_forms import ManageRecordingView
from .recording_management import RecordingFileView, RecordingView, RestoreRecordingView
from .recording_uploads import announce_recording, recording_done, upload_recording
from .recording_words import length_text
from .recordings import CaptionsView, RecordingsView, WatchView
from .removal import consequences, removal_response, staff_actor
from .replay import ReplayView, replay_on_page
from .report_sections import ReportSection, add_report_section
from .reports import report_response
from .reservations import reservation, reserve
from .room import has_stream, room_data_on_page
from .session_list import SessionsView
from .spreadsheets import table_response, wants_csv
from .stage import HandView, StageView, TurnView
from .status import StatusView
from .streaming import event_stream, stream_refusal, stream_response, stream_view
from .visitor import guest_in
from .visitor import visitor as get_visitor
from .webhooks import event_sync, jaas_webhook

__all__ = [
    "AdmitView",
    "AskView",
    "AttendanceView",
    "BackstageView",
    "CalendarView",
    "CaptionsView",
    "CsrfFailed",
    "EndView",
    "EventIdConverter",
    "ExtendView",
    "GuestEntryView",
    "HandView",
    "JoinView",
    "LinksView",
    "LiveView",
    "MailsView",
    "ManageRecordingView",
    "MoveView",
    "PayloadView",
    "PeopleView",
    "ReadmitView",
    "RecordingFileView",
    "RecordingView",
    "RecordingsView",
    "RemoveView",
    "ReopenView",
    "ReplayView",
    "ReportSection",
    "ReportView",
    "RestoreRecordingView",
    "RoleView",
    "RoomView",
    "RowIdConverter",
    "SessionsView",
    "StageView",
    "StartView",
    "StatusView",
    "StaysView",
    "StreamTargetView",
    "TurnView",
    "UnsubscribeView",
    "WatchView",
    "add_report_section",
    "announce_recording",
    "calendar_feed",
    "calendar_on_page",
    "consequences",
    "error_page",
    "event_stream",
    "event_sync",
    "frame_options",
    "get_visitor",
    "guest_in",
    "has_stream",
    "jaas_room_settings",
    "jaas_webhook",
    "jwks",
    "length_text",
    "limit_body",
    "login_for_jitsi",
    "login_redirect",
    "never_cached",
    "no_store",
    "open_link",
    "outside_transactions",
    "protect_from_forgery",
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
    "stream_refusal",
    "stream_response",
    "stream_view",
    "system_public_key_pem",
    "table_response",
    "too_large",
    "upload_recording",
    "wants_csv",
]
