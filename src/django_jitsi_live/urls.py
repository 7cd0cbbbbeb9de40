"""All URLs of the app."""

from __future__ import annotations

from django.urls import include, path, register_converter

from . import web

app_name = "jitsi_live"


register_converter(web.EventIdConverter, "jitsi_live_event_id")
register_converter(web.RowIdConverter, "jitsi_live_recording_id")

urlpatterns = [
    # First: most requests are for the status.
    path("status/<jitsi_live_event_id:event_id>/", web.StatusView.as_view(), name="status"),
    path("start/<jitsi_live_event_id:event_id>/", web.StartView.as_view(), name="start"),
    path("join/<jitsi_live_event_id:event_id>/", web.JoinView.as_view(), name="join"),
    path("end/<jitsi_live_event_id:event_id>/", web.EndView.as_view(), name="end"),
    path(
        "backstage/<jitsi_live_event_id:event_id>/", web.BackstageView.as_view(), name="backstage"
    ),
    path("extend/<jitsi_live_event_id:event_id>/", web.ExtendView.as_view(), name="extend"),
    path("reopen/<jitsi_live_event_id:event_id>/", web.ReopenView.as_view(), name="reopen"),
    path("people/<jitsi_live_event_id:event_id>/", web.PeopleView.as_view(), name="people"),
    path("remove/<jitsi_live_event_id:event_id>/", web.RemoveView.as_view(), name="remove"),
    path("readmit/<jitsi_live_event_id:event_id>/", web.ReadmitView.as_view(), name="readmit"),
    path("ask/<jitsi_live_event_id:event_id>/", web.AskView.as_view(), name="ask"),
    path("admit/<jitsi_live_event_id:event_id>/", web.AdmitView.as_view(), name="admit"),
    path("move/<jitsi_live_event_id:event_id>/", web.MoveView.as_view(), name="move"),
    path("stage/<jitsi_live_event_id:event_id>/", web.StageView.as_view(), name="stage"),
    path("hand/<jitsi_live_event_id:event_id>/", web.HandView.as_view(), name="hand"),
    path("turn/<jitsi_live_event_id:event_id>/", web.TurnView.as_view(), name="turn"),
    path(
        "stream-target/<jitsi_live_event_id:event_id>/",
        web.StreamTargetView.as_view(),
        name="stream_target",
    ),
    path("stream/<jitsi_live_event_id:event_id>/", web.event_stream, name="stream"),
    path("role/<jitsi_live_event_id:event_id>/", web.RoleView.as_view(), name="role"),
    path("stays/<jitsi_live_event_id:event_id>/", web.StaysView.as_view(), name="stays"),
    path(
        "attendance/<jitsi_live_event_id:event_id>/",
        web.AttendanceView.as_view(),
        name="attendance",
    ),
    path("report/<jitsi_live_event_id:event_id>/", web.ReportView.as_view(), name="report"),
    path("sessions/", web.SessionsView.as_view(), name="sessions"),
    path("room/<jitsi_live_event_id:event_id>/", web.RoomView.as_view(), name="room"),
    path(
        "recordings/<jitsi_live_event_id:event_id>/",
        web.RecordingsView.as_view(),
        name="recordings",
    ),
    path("replay/<jitsi_live_event_id:event_id>/", web.ReplayView.as_view(), name="replay"),
    path("watch/<jitsi_live_recording_id:recording_id>/", web.WatchView.as_view(), name="watch"),
    path(
        "captions/<jitsi_live_recording_id:recording_id>.vtt",
        web.CaptionsView.as_view(),
        name="captions",
    ),
    path(
        "recording/<jitsi_live_recording_id:recording_id>/",
        web.RecordingView.as_view(),
        name="recording",
    ),
    path(
        "recording/<jitsi_live_recording_id:recording_id>/restore/",
        web.RestoreRecordingView.as_view(),
        name="restore_recording",
    ),
    path(
        "recording/<jitsi_live_recording_id:recording_id>/file/",
        web.RecordingFileView.as_view(),
        name="recording_file",
    ),
    path(
        "recording/<jitsi_live_recording_id:recording_id>/manage/",
        web.ManageRecordingView.as_view(),
        name="manage_recording",
    ),
    path("guest/", web.GuestEntryView.as_view(), name="guest_entry"),
    # Whatever mail programs make of the address: none of it is an error, which would be logged.
    path("guest/<path:token>", web.open_link, name="guest"),
    path("guest/<str:token>/", web.open_link, name="guest"),  # reverse() returns the last one
    path("links/<jitsi_live_event_id:event_id>/", web.LinksView.as_view(), name="links"),
    path("mails/", web.MailsView.as_view(), name="mails"),
    path("mails/<str:token>/", web.UnsubscribeView.as_view(), name="unsubscribe"),
    # Before that of an event, which would take it for an id.
    path("calendar/feed/<str:token>.ics", web.calendar_feed, name="calendar_feed"),
    path(
        "calendar/<jitsi_live_event_id:event_id>.ics", web.CalendarView.as_view(), name="calendar"
    ),
    path("help/roles/", web.roles_help, name="roles_help"),
    # Jitsi servers do not follow redirects: these paths have no slash at the end.
    path("jitsi/keys/<slug:digest>.pem", web.public_key_pem, name="key"),
    path("jitsi/jwks.json", web.jwks, name="jwks"),
    path(
        "jitsi/<str:alias>/system-keys/<slug:digest>.pem",
        web.system_public_key_pem,
        name="system_key",
    ),
    path("jitsi/<str:alias>/events/<path:kind>", web.event_sync, name="event_sync"),
    path("jitsi/<str:alias>/reservations/conference", web.reserve, name="reservations"),
    path(
        "jitsi/<str:alias>/reservations/conference/<path:conference_id>",
        web.reservation,
        name="reservation",
    ),
    path("jitsi/<str:alias>/recordings/", web.announce_recording, name="announce_recording"),
    path(
        "jitsi/<str:alias>/recordings/<uuid:recording_id>/file",
        web.upload_recording,
        name="upload_recording",
    ),
    path(
        "jitsi/<str:alias>/recordings/<uuid:recording_id>/done",
        web.recording_done,
        name="recording_done",
    ),
    path("jitsi/<str:alias>/login", web.login_for_jitsi, name="jitsi_login"),
    path("jitsi/<str:alias>/jaas/settings", web.jaas_room_settings, name="jaas_settings"),
    # reverse() returns the last one.
    path("jitsi/<str:alias>/jaas/", web.jaas_webhook, name="jaas_webhook"),
    path("jitsi/<str:alias>/jaas", web.jaas_webhook, name="jaas_webhook"),
    path("practice/", include("django_jitsi_live.servers.practice.urls")),
]
