from __future__ import annotations

from django.urls import path

from . import views

app_name = "webinars"

urlpatterns = [
    path("", views.event_list, name="list"),
    path("events/<int:pk>/", views.event_detail, name="detail"),
    path("events/<int:pk>/react/", views.event_react, name="react"),
    path("events/<int:pk>/register/", views.register, name="register"),
    path("events/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("events/<int:pk>/chat/", views.chat, name="chat"),
]
