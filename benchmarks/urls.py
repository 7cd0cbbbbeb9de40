"""The site that is measured, and next to it views that do nothing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("{}", content_type="application/json")


class Empty(APIView):
    permission_classes = (AllowAny,)

    def get(self, request: Any) -> Response:
        return Response({})

    def post(self, request: Any) -> Response:
        return Response({})


urlpatterns = [
    path("empty/django/", empty),
    path("empty/drf/", Empty.as_view()),
    path("live/", include("django_jitsi_live.urls")),
    path("questions/", include("django_jitsi_live.questions.urls")),
]
