"""For operators: the doctor, and the migration operation for a changed event model."""

from .change_event_model import ChangeEventModel, referenced_table
from .doctor import CannotExamine, Finding, Level, examine

__all__ = [
    "CannotExamine",
    "ChangeEventModel",
    "Finding",
    "Level",
    "examine",
    "referenced_table",
]
