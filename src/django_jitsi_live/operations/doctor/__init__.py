"""The doctor: examines the Jitsi servers and the site around them, and says what to change."""

from .examination import examine
from .findings import CannotExamine, Finding, Level

__all__ = ["CannotExamine", "Finding", "Level", "examine"]
