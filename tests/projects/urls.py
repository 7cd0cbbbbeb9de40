from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("The host project's own login page.")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("login/", login),
    path("api/live/", include("django_jitsi_live.urls")),
]
