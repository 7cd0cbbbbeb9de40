"""Guests of personal links in a browser."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory

from django_jitsi_live.models import GuestLink, Role
from django_jitsi_live.sessions import prepared_session
from django_jitsi_live.web.visitor import COOKIE, enter_as_guest
from tests.e2e.visitor import Visitor

NAME = "Dr. Ada Guest"


def link_for(event: Any, role: Role = Role.SPEAKER, name: str = NAME) -> GuestLink:
    return GuestLink.objects.create(session=prepared_session(event), name=name, role=role)


def be_guest(visitor: Visitor, link: GuestLink, event: Any) -> None:
    """Let this browser be the guest of the link, as another device with the same address."""
    response = HttpResponse()
    enter_as_guest(RequestFactory().get("/"), response, event.pk, link.pk)
    cookie = {"name": COOKIE, "value": response.cookies[COOKIE].value, "url": visitor.url}
    visitor.page.context.add_cookies([cookie])
