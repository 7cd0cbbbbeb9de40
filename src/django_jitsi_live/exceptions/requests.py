"""What is wrong with a request, or with asking so often."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .base import LiveError


class Busy(LiveError):
    """Other requests changed the same session at the same moment, again and again."""

    code = "busy"
    status = 503
    message = _("Too many people changed this session at once. Please try again.")


class StreamsBusy(Busy):
    """The process has as many streams as it accepts, or cannot load the status."""

    message = _("There is no stream to be had now. Ask for the status instead, or try again.")
    headers = {"Retry-After": "10"}


class BodyTooLarge(LiveError):
    """The request has a larger body than any request to this app needs."""

    code = "too_large"
    status = 413
    message = _("The request is too large.")


class Throttled(LiveError):
    """A client sends more requests than the host project's rates allow."""

    code = "throttled"
    status = 429

    def __init__(self, wait: int = 60) -> None:
        super().__init__()
        self.wait = wait
        """Seconds until the next request is worth sending."""
        self.headers = {"Retry-After": str(wait)}

    def __str__(self) -> str:
        template = ngettext(
            "Too many requests. Wait %(wait)d second, then try again.",
            "Too many requests. Wait %(wait)d seconds, then try again.",
            self.wait,
        )
        return template % {"wait": self.wait}
