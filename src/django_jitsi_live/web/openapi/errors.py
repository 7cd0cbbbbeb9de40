"""Which errors the API answers, and what each of them means."""

from __future__ import annotations

from rest_framework import exceptions as drf

from ...exceptions import (
    BodyTooLarge,
    Busy,
    EventNotFound,
    LiveError,
    NotAuthenticated,
    NotHost,
    NotLive,
    NotOpen,
    NotRegistered,
    ServerMisconfigured,
    Throttled,
)

ErrorClass = type[LiveError] | type[drf.APIException]

ERROR_DESCRIPTIONS: dict[ErrorClass, str] = {
    NotAuthenticated: "Nobody is logged in, the account is inactive, or the credentials are not "
    "valid. Log in.",
    NotHost: "The caller does not host the event.",
    NotRegistered: "The caller neither hosts the event, nor speaks at it, nor is registered for "
    "it. Register first.",
    NotLive: "The event is not live. Ask for the status, and join when it is.",
    NotOpen: "It is too early to go live, or no host has opened the backstage yet. `detail` says "
    "from when on.",
    EventNotFound: "There is no such event, for anybody; or the stay is not one of the caller's.",
    ServerMisconfigured: "The video server cannot be used, or the site's own code fails that says "
    "who may come in. The site's log says why.",
    Busy: "Others changed the same session at the same moment, or keep it locked. Try again.",
    drf.ParseError: "The body is malformed, or lacks what has to be in it.",
    BodyTooLarge: "The body is larger than 16 KiB.",
    drf.PermissionDenied: "The CSRF token that goes with a session cookie is missing or wrong, or "
    "the site refuses this person.",
    drf.MethodNotAllowed: "Every other method is answered like this.",
    drf.UnsupportedMediaType: "The body is neither JSON nor a form.",
    Throttled: "Too many requests. Wait, as `Retry-After` says.",
}


def error_code(error: ErrorClass) -> str:
    return error.code if issubclass(error, LiveError) else str(error.default_code)
