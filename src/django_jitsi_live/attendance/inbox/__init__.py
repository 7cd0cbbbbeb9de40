"""The inbox: what Jitsi servers report about their rooms becomes stays."""

from .event_sync import EVENT_SYNC_PATHS
from .messages import MalformedMessage
from .receive import BadSignature, is_repeated_jaas, receive_event_sync, receive_jaas
from .reported import clock_ahead

__all__ = [
    "EVENT_SYNC_PATHS",
    "BadSignature",
    "MalformedMessage",
    "clock_ahead",
    "is_repeated_jaas",
    "receive_event_sync",
    "receive_jaas",
]
