"""The inbox: what Jitsi servers report about their rooms becomes stays."""

from .event_sync import EVENT_SYNC_PATHS
from .messages import MalformedMessage
from .receive import BadSignature, is_repeated_jaas, receive_event_sync, receive_jaas
from .reported import clock_ahead
from .trial import is_reserved_trial, new_trial_room, reserve_trial_room, trial_clock

__all__ = [
    "EVENT_SYNC_PATHS",
    "BadSignature",
    "MalformedMessage",
    "clock_ahead",
    "is_repeated_jaas",
    "is_reserved_trial",
    "new_trial_room",
    "receive_event_sync",
    "receive_jaas",
    "reserve_trial_room",
    "trial_clock",
]
