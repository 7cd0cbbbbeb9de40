"""Texts and addresses of the host project that pages show, each empty where it cannot be had."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.shortcuts import resolve_url

from ..conf import conf
from .attributes import event_address
from .hooks import log_mistake, optional
from .values import as_address, as_text


def get_event_url(event: Any) -> str:
    """The address of the event's own page; empty where the event has none."""
    hook = f"{type(event).__name__}.get_absolute_url()"
    return optional(hook, lambda: as_address(event_address(event)), "")


def get_event_title(event: Any) -> str:
    """The event as its model writes it; its model and id where it cannot."""
    title = optional(f"{type(event).__name__}.__str__()", lambda: as_text(str(event)), "")
    return title or f"{event._meta.verbose_name} {event.pk}"


def get_user_title(user: Any) -> str:
    """The user as the user model writes it, for staff; the id where it cannot."""
    title = optional(f"{type(user).__name__}.__str__()", lambda: as_text(str(user)), "")
    return title or str(user.pk)


def get_event_id(event: Any) -> str:
    """What the event's addresses carry; empty for what is no event, or has no such id yet."""
    if event is None or isinstance(event, str):  # what templates make of names they do not know
        log_mistake("A page shows the room of no event", "Give {% jitsi_room %} an event.")
        return ""

    def ask() -> str:
        value = getattr(event, conf.EVENT_LOOKUP_FIELD)
        text = "" if value is None else str(value)
        text.encode()  # no lone surrogates: no address has them
        return text

    return optional(f"JITSI_LIVE_EVENT_LOOKUP_FIELD = {conf.EVENT_LOOKUP_FIELD!r}", ask, "")


def get_login_url() -> str:
    """Where people log in; empty where ``LOGIN_URL`` leads nowhere."""
    hook = f"LOGIN_URL = {settings.LOGIN_URL!r}"
    return optional(hook, lambda: as_address(resolve_url(settings.LOGIN_URL)), "")
