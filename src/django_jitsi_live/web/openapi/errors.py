"""Which errors the API answers, and what each of them means."""

from __future__ import annotations

from rest_framework import exceptions as drf

from ...exceptions import (
    BodyTooLarge,
    Busy,
    EventNotFound,
    FileTooLarge,
    Full,
    InvalidLink,
    LinkInUse,
    LinkNotListed,
    LinkWithdrawn,
    LiveError,
    NoCalendar,
    NotAskable,
    NotAuthenticated,
    NotHost,
    NotInvited,
    NotLinkable,
    NotLive,
    NotOpen,
    NotRecordable,
    NotRegistered,
    NotRemovable,
    NotReplaceable,
    NotRestorable,
    RecordingUnavailable,
    Removed,
    ServerMisconfigured,
    StorageUnavailable,
    Throttled,
    WrongFile,
)

ErrorClass = type[LiveError] | type[drf.APIException]

ERROR_DESCRIPTIONS: dict[ErrorClass, str] = {
    NotAuthenticated: "Nobody is logged in, the account is inactive, or the credentials are not "
    "valid. Log in.",
    NotHost: "The caller does not host the event.",
    NotRegistered: "The caller neither hosts the event, nor speaks at it, nor is registered for "
    "it. Register first.",
    LinkWithdrawn: "The caller comes by a personal link, which was withdrawn, or is over. Ask the "
    "organisers for a new one.",
    LinkInUse: "Somebody is in the room with the same personal link, on another device. Leave "
    "there first.",
    NotLinkable: "The site's policy allows personal links for speakers only.",
    InvalidLink: "No link can be made of the name, the role, the mail address or the end. `detail` "
    "says why.",
    LinkNotListed: "None of the links to this event has that id.",
    Removed: "A host has removed the caller from the event.",
    NotRemovable: "Hosts cannot be removed. Change who hosts the event on the site instead.",
    NotLive: "The event is not live. Ask for the status, and join when it is.",
    NotOpen: "It is too early to go live, or no host has opened the backstage yet. `detail` says "
    "from when on.",
    Full: "The room takes no more attendees now. Ask again after `retry_after` seconds to keep the "
    "place in line and to be let in; `watch_url` is where to watch meanwhile.",
    NoCalendar: "The event has no start yet, or the site lacks what calendar files need, which its "
    "log says.",
    NotAskable: "The site lets nobody ask for this event, it has ended, or a host has declined.",
    NotInvited: "The caller is not invited to speak at this moment.",
    NotRecordable: "The site names nothing to stream this event to.",
    EventNotFound: "There is no such event, for anybody; or the stay is not one of the caller's, "
    "or the person, the server or the recording is none of those that are listed for the caller.",
    ServerMisconfigured: "The video server cannot be used, or the site's own code fails that says "
    "who may come in. The site's log says why.",
    RecordingUnavailable: "The storage of the recordings fails. Try again; the site's log says "
    "why.",
    Busy: "Others changed the same session at the same moment, or keep it locked. Try again.",
    drf.ParseError: "The body is malformed, or lacks what has to be in it.",
    BodyTooLarge: "The body is larger than 16 KiB.",
    FileTooLarge: "The file is larger than the site accepts.",
    WrongFile: "The file is of a type that no recording of this kind has.",
    NotReplaceable: "The recording is still on its way. Wait until it is here.",
    NotRestorable: "The recording was deleted more than ten minutes ago, or was never here.",
    StorageUnavailable: "The file could not be stored, and what was here before is unchanged. The "
    "site's log says why.",
    drf.PermissionDenied: "The CSRF token that goes with a session cookie is missing or wrong, or "
    "the site refuses this person.",
    drf.MethodNotAllowed: "Every other method is answered like this.",
    drf.UnsupportedMediaType: "The body is neither JSON nor a form.",
    Throttled: "Too many requests. Wait, as `Retry-After` says.",
}


def error_code(error: ErrorClass) -> str:
    return error.code if issubclass(error, LiveError) else str(error.default_code)
