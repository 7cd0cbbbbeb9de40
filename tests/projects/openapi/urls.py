from __future__ import annotations

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from tests.projects.urls import urlpatterns as common

urlpatterns = [*common, path("api/schema/", SpectacularAPIView.as_view(), name="schema")]
