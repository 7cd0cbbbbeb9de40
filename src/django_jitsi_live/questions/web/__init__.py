"""The questions over HTTP: readers by a key, the API, forms, the stream and the list on a page."""

from .pages import questions_on_page
from .push import questions_stream
from .rates import connect_rates
from .views import (
    answer,
    approve,
    dismiss,
    export,
    merge,
    pin,
    questions,
    restore,
    vote,
    withdraw,
)

__all__ = [
    "answer",
    "approve",
    "connect_rates",
    "dismiss",
    "export",
    "merge",
    "pin",
    "questions",
    "questions_on_page",
    "questions_stream",
    "restore",
    "vote",
    "withdraw",
]
