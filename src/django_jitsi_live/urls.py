"""All URLs of the app."""

from __future__ import annotations

from django.urls import include, path, register_converter

from . import web

app_name = "jitsi_live"


class EventIdConverter:
    """Any text that a URL can carry: the services know which events exist."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(EventIdConverter, "jitsi_live_event_id")

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
    path("help/roles/", web.roles_help, name="roles_help"),
    # Jitsi servers do not follow redirects: these paths have no slash at the end.
    path("jitsi/keys/<slug:digest>.pem", web.public_key_pem, name="key"),
    path("jitsi/<str:alias>/events/<path:kind>", web.event_sync, name="event_sync"),
    # reverse() returns the last one.
    path("jitsi/<str:alias>/jaas/", web.jaas_webhook, name="jaas_webhook"),
    path("jitsi/<str:alias>/jaas", web.jaas_webhook, name="jaas_webhook"),
    path("practice/", include("django_jitsi_live.servers.practice.urls")),
]
