"""Why a recording cannot be watched, kept or changed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .base import LiveError
from .gate import EventNotFound, SiteMisconfigured
from .requests import BodyTooLarge


class NotRecordable(LiveError):
    code = "not_recordable"
    message = _("This event cannot be recorded or streamed. Ask the people who run this site.")


class RecordingNotFound(EventNotFound):
    message = _("There is no such recording for you. Choose one of those that are listed.")


class NotRestorable(LiveError):
    code = "not_restorable"
    message = _(
        "A deletion can be taken back for ten minutes, and that is over. If you have the file "
        "elsewhere, ask the people who run this site to bring it back."
    )


class NotReplaceable(LiveError):
    code = "not_replaceable"
    message = _("This recording is still on its way. Wait until it is here, then replace it.")


class WrongFile(LiveError):
    """Not of a type that a recording of its kind may have."""

    code = "wrong_file"
    status = 415
    message = _(
        "This file cannot take the recording's place. For a video choose one in the format MP4 or "
        "WebM, for a transcript WebVTT or JSON, for a chat JSON."
    )


class RecordingGone(RecordingNotFound):
    """The storage has lost the file; logged for the operator."""

    message = _(
        "The file of this recording is not there any more. Please tell the people who run this "
        "site."
    )


class RecordingUnavailable(LiveError):
    """The storage fails; logged for the operator."""

    code = "recording_unavailable"
    status = 503
    message = _(
        "This recording cannot be played at the moment. Please try again in a few minutes; if "
        "that does not help, tell the people who run this site."
    )
    headers = {"Retry-After": "60"}


class StorageUnavailable(SiteMisconfigured):
    """The storage of recordings, or the disk for uploads, fails; logged with the reason."""

    code = "storage_unavailable"
    message = _(
        "The file could not be stored, and what was here before is unchanged. Please tell the "
        "people who run this site."
    )


class FileTooLarge(BodyTooLarge):
    message = _(
        "The file is larger than this site accepts. Make it smaller, such as by a lower resolution."
    )
