from __future__ import annotations

from django.urls import path

from . import practice

urlpatterns = [
    path("external_api.js", practice.script, name="practice_script"),
    path("<str:room>", practice.room, name="practice_room"),
    path("<str:room>/join", practice.join, name="practice_join"),
    path("<str:room>/news", practice.news, name="practice_news"),
    path("<str:room>/act", practice.act, name="practice_act"),
]
