"""Signals, sent when the transaction is committed. A receiver that raises is only logged.

The sender is always the model ``LiveSession``.
"""

from __future__ import annotations

from django.dispatch import Signal

session_started = Signal()
"""A session went live. Arguments: ``session`` (LiveSession), ``user`` (the host)."""

session_ended = Signal()
"""A session was ended. Arguments: ``session`` (LiveSession), ``user`` (who ended it)."""

participant_joined = Signal()
"""Somebody came into the room. Arguments: ``session`` (LiveSession), ``user`` (None for a guest or
a recorder), ``stay`` (Stay). Who joins in two tabs, or is reported by two sources, comes twice."""

participant_left = Signal()
"""A stay is over. Arguments: ``session``, ``user``, ``stay``, as above."""

attendance_confirmed = Signal()
"""A user was there for ``JITSI_LIVE_ATTENDANCE_THRESHOLD`` of the time that counts; once for each
user and occasion. Arguments: ``session`` (LiveSession), ``user``, ``share`` (0 to 1)."""
