"""What all errors of this package have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class LiveError(Exception):
    """Something that a user requested cannot be done.

    ``code`` is stable and meant for programs, ``status`` is the HTTP status that answers it; the
    message is translated, says what to do next and is safe to show to anybody.
    """

    code = "error"
    status = 403
    message: str | Promise = _("This did not work. Please try again.")
    headers: Mapping[str, str] = {}
    visit: Any = None
    """Who was refused, and at which event; None where that is not known."""

    def __str__(self) -> str:
        return str(self.message)

    def as_dict(self) -> dict[str, Any]:
        """The JSON answer at every edge."""
        return {"detail": str(self), "code": self.code}
