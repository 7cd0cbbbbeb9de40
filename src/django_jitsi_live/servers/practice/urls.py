"""The addresses of the practice room."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("external_api.js", views.script, name="practice_script"),
    path("<str:room>", views.room, name="practice_room"),
    path("<str:room>/join", views.join, name="practice_join"),
    path("<str:room>/news", views.poll, name="practice_poll"),
    path("<str:room>/act", views.act, name="practice_act"),
]
