from __future__ import annotations

from django.urls import include, path

from tests.projects.urls import urlpatterns as common

urlpatterns = [*common, path("api/questions/", include("django_jitsi_live.questions.urls"))]
