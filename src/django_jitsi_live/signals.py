"""Signals, sent when the transaction is committed; a receiver that raises is logged, not heard.

The sender is always the model ``LiveSession``.
"""

from __future__ import annotations

from django.dispatch import Signal

session_started = Signal()
"""A session went live. Arguments: ``session`` (LiveSession), ``user`` (the host)."""

session_ended = Signal()
"""A session was ended. Arguments: ``session`` (LiveSession), ``user`` (who ended it)."""
