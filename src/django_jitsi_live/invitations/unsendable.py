"""Why a mail cannot be written."""

from __future__ import annotations

MAX_PROBLEM_LENGTH = 300  # as the ledger keeps it


class Unsendable(Exception):
    """This mail cannot be written; others may be. ``problem`` is for staff, and says what to do."""

    def __init__(self, problem: str) -> None:
        self.problem = problem[:MAX_PROBLEM_LENGTH]
        super().__init__(self.problem)
