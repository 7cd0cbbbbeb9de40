from __future__ import annotations

from django.urls import include, path, register_converter

from . import api, jitsi, stream, views

app_name = "jitsi_live"


class EventIdConverter:
    """Whatever a URL can carry: it is the service that says which events there are."""

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)


register_converter(EventIdConverter, "jitsi_live_event_id")

urlpatterns = [
    # First, as it is asked for most.
    path("status/<jitsi_live_event_id:event_id>/", api.StatusView.as_view(), name="status"),
    path("start/<jitsi_live_event_id:event_id>/", api.StartView.as_view(), name="start"),
    path("join/<jitsi_live_event_id:event_id>/", api.JoinView.as_view(), name="join"),
    path("end/<jitsi_live_event_id:event_id>/", api.EndView.as_view(), name="end"),
    path("stream/<jitsi_live_event_id:event_id>/", stream.stream, name="stream"),
    path("role/<jitsi_live_event_id:event_id>/", api.RoleView.as_view(), name="role"),
    path("stays/<jitsi_live_event_id:event_id>/", api.StaysView.as_view(), name="stays"),
    path(
        "attendance/<jitsi_live_event_id:event_id>/",
        api.AttendanceView.as_view(),
        name="attendance",
    ),
    path("report/<jitsi_live_event_id:event_id>/", views.ReportView.as_view(), name="report"),
    path("room/<jitsi_live_event_id:event_id>/", views.RoomView.as_view(), name="room"),
    path("help/roles/", views.roles_help, name="roles_help"),
    # Jitsi servers follow no redirect, so that these have no slash at the end.
    path("jitsi/keys/<slug:digest>.pem", jitsi.key, name="key"),
    path("jitsi/<str:alias>/events/<path:kind>", jitsi.event_sync, name="event_sync"),
    # The last one is the one that is linked to.
    path("jitsi/<str:alias>/jaas/", jitsi.jaas_webhook, name="jaas_webhook"),
    path("jitsi/<str:alias>/jaas", jitsi.jaas_webhook, name="jaas_webhook"),
    path("practice/", include("django_jitsi_live.practice_room.urls")),
]
