"""Errors that the practice room answers, with the names that Jitsi's IFrame API gives them."""

from __future__ import annotations

from ...exceptions import LiveError


class PracticeError(LiveError):
    """The practice room cannot do what a browser asked for."""

    code = "conference.connectionError.notAllowed"
    """The ``error.name`` of the event ``errorOccurred``."""
    is_fatal = False
    """As in jitsi-meet: whether its page would reload itself."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidToken(PracticeError):
    code = "connection.passwordRequired"
    status = 401


class NotAllowed(PracticeError):
    pass


class RoomFull(PracticeError):
    code = "conference.max_users"


class ConnectionLost(PracticeError):
    code = "connection.droppedError"
    is_fatal = True
    status = 410


class MalformedRequest(PracticeError):
    code = "connection.otherError"
    is_fatal = True
    status = 400
