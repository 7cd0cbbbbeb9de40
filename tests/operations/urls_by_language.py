"""A host project that has all its addresses below a language."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from tests.projects.urls import login

urlpatterns = i18n_patterns(path("login/", login), path("live/", include("django_jitsi_live.urls")))
