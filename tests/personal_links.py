"""Guests of the tests: personal links, and the devices that enter by them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client, RequestFactory

from django_jitsi_live import attendance
from django_jitsi_live.models import Guest, GuestLink
from django_jitsi_live.sessions import prepared_session
from django_jitsi_live.web.visitor import COOKIE, enter_as_guest


def make_link(
    event: Any, name: str = "Gina Guest", role: str = "speaker", **more: Any
) -> GuestLink:
    session = prepared_session(event)
    return GuestLink.objects.create(session=session, name=name, role=role, **more)


def guest(link: GuestLink, device: str = "laptop") -> Guest:
    return Guest(link.pk, device)


def cookie_of(event: Any, link: GuestLink, request: Any = None) -> str:
    """The signed cookie of a browser that has entered the event by the link."""
    response = HttpResponse()
    enter_as_guest(request or RequestFactory().get("/"), response, event.pk, link.pk)
    return str(response.cookies[COOKIE].value)


def browser(event: Any, link: GuestLink, client: Client | None = None) -> Client:
    client = client or Client(enforce_csrf_checks=True)
    client.cookies[COOKIE] = cookie_of(event, link)
    return client


def enter(event: Any, person: Any, endpoint: str = "1a2b3c4d") -> str:
    """The key of the stay that the person's page reports."""
    answer, _status = attendance.record_action("joined", person, event.pk, "", endpoint=endpoint)
    return str(answer["stay"])


def beat(event: Any, person: Any, stay: str) -> dict[str, Any]:
    answer, _status = attendance.record_action("seen", person, event.pk, stay)
    return answer


def leave(event: Any, person: Any, stay: str) -> None:
    attendance.record_action("left", person, event.pk, stay)
