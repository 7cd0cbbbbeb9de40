"""Crowds: the cached status, poll intervals, request rates and the hub of the event streams."""

from .hub import Hub, has_channel, loader_thread, running_hub
from .polling import join_spread, poll_after, record_status_request
from .public_status import (
    cache_present_count,
    cached_present_count,
    public_status_of,
    publish_status,
)
from .receivers import connect_receivers
from .status import Status, anonymous_status, build_status, cached_status
from .throttles import (
    DEFAULT_RATES,
    JOIN_SCOPE,
    STATUS_SCOPE,
    WRITE_SCOPE,
    LiveThrottle,
    check_rate,
    get_rate,
    has_custom_rate,
)

__all__ = [
    "DEFAULT_RATES",
    "JOIN_SCOPE",
    "STATUS_SCOPE",
    "WRITE_SCOPE",
    "Hub",
    "LiveThrottle",
    "Status",
    "anonymous_status",
    "build_status",
    "cache_present_count",
    "cached_present_count",
    "cached_status",
    "check_rate",
    "connect_receivers",
    "get_rate",
    "has_channel",
    "has_custom_rate",
    "join_spread",
    "loader_thread",
    "poll_after",
    "public_status_of",
    "publish_status",
    "record_status_request",
    "running_hub",
]
