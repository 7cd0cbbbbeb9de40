"""The admin: sessions, attendance, recordings, mails, the audit, and who is kept out."""

from .attendance import RunAdmin, StayAdmin
from .audit import AuditEntryAdmin
from .base import ReadOnlyAdmin
from .guest_links import GuestLinkAdmin
from .mails import MailingAdmin, NotificationAdmin
from .recordings import FileDeletionAdmin, RecordingAdmin, ViewingAdmin
from .removals import RemovalAdmin
from .search import event_search_fields
from .seats import SeatAdmin
from .servers import ServerFailureAdmin
from .sessions import LiveSessionAdmin

__all__ = [
    "AuditEntryAdmin",
    "FileDeletionAdmin",
    "GuestLinkAdmin",
    "LiveSessionAdmin",
    "MailingAdmin",
    "NotificationAdmin",
    "ReadOnlyAdmin",
    "RecordingAdmin",
    "RemovalAdmin",
    "RunAdmin",
    "SeatAdmin",
    "ServerFailureAdmin",
    "StayAdmin",
    "ViewingAdmin",
    "event_search_fields",
]
