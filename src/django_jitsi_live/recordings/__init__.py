"""Recordings: how they come, where they lie, who may watch them, and how they go."""

from .announcement import Announcement, UploadRefused, parse_announcement, parse_room, parse_sha256
from .arrival import (
    announce,
    claim,
    claim_replacement,
    extend_claim,
    mark_here,
    note_failure,
    store,
)
from .captions import captions_of
from .contents import SUFFIXES, Contents, inspect
from .deletion import delete_due_files, doom
from .fetching import Fetched, fetch_due
from .files import open_file, reading, remote_url, require_local_file
from .gate import require_recording
from .links import announce_link
from .listing import ListedRecording, Replay, get_title, replay
from .management import (
    can_restore,
    change,
    delete,
    erase,
    replace,
    require_managed,
    require_replaceable,
    restore,
)
from .personal import (
    anonymise_recordings,
    recordings_deleted_by,
    recordings_started_by,
    viewings_by,
)
from .receivers import connect_receivers
from .retention import expire_recordings
from .signed_uploads import SignedUpload, offers_signed_uploads
from .storage import StorageFailed, all_recordings, recordings_database, recordings_storage
from .tickets import Ticket, read_ticket
from .upkeep import keep_up
from .uploads import (
    announce_upload,
    confirm_forgotten,
    confirm_upload,
    find_run,
    signed_upload,
    take_in,
)
from .viewings import Viewer, note_viewing, viewings_of

__all__ = [
    "SUFFIXES",
    "Announcement",
    "Contents",
    "Fetched",
    "ListedRecording",
    "Replay",
    "SignedUpload",
    "StorageFailed",
    "Ticket",
    "UploadRefused",
    "Viewer",
    "all_recordings",
    "announce",
    "announce_link",
    "announce_upload",
    "anonymise_recordings",
    "can_restore",
    "captions_of",
    "change",
    "claim",
    "claim_replacement",
    "confirm_forgotten",
    "confirm_upload",
    "connect_receivers",
    "delete",
    "delete_due_files",
    "doom",
    "erase",
    "expire_recordings",
    "extend_claim",
    "fetch_due",
    "find_run",
    "get_title",
    "inspect",
    "keep_up",
    "mark_here",
    "note_failure",
    "note_viewing",
    "offers_signed_uploads",
    "open_file",
    "parse_announcement",
    "parse_room",
    "parse_sha256",
    "read_ticket",
    "reading",
    "recordings_database",
    "recordings_deleted_by",
    "recordings_started_by",
    "recordings_storage",
    "remote_url",
    "replace",
    "replay",
    "require_local_file",
    "require_managed",
    "require_recording",
    "require_replaceable",
    "restore",
    "signed_upload",
    "store",
    "take_in",
    "viewings_by",
    "viewings_of",
]
