"""Signals, sent when the transaction is committed. A receiver that raises is only logged.

The sender is the model ``LiveSession``, or ``Recording`` where the signal is about a recording.
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
user and occasion. Arguments: ``session`` (LiveSession), ``user``, ``share`` (0 to 1). Not sent for
guests, who have no account that something could be credited to: the report has them."""

participant_removed = Signal()
"""A host removed a person from the event. Arguments: ``session`` (LiveSession), ``participant``
(the participant id), ``user`` (who was removed; None for a guest), ``by`` (who did it)."""

participant_readmitted = Signal()
"""A host let a person in again who had been removed. Arguments as above."""

link_withdrawn = Signal()
"""A personal link was withdrawn. Arguments: ``session`` (LiveSession), ``participant`` (the id of
its guest), ``by`` (who did it; None for the site itself)."""

recording_arrived = Signal()
"""The file of a recording is here. Arguments: ``recording`` (Recording), ``session``."""

recording_lost = Signal()
"""A recording that was announced will not come. Arguments as above."""
