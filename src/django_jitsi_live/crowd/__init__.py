"""Crowds: the cached status, poll intervals, request rates and the hub of the event streams."""

from .addresses import client_address, is_shared_address
from .hub import Hub, has_channel, loader_thread, running_hub
from .polling import join_spread, poll_after, record_status_request
from .public_status import (
    cache_present_count,
    cached_present_count,
    forget_status,
    is_known_event,
    is_status_cached,
    public_status_of,
    publish_status,
)
from .receivers import connect_receivers
from .status import MemberStatus, Status, anonymous_status, build_status, cached_status
from .throttles import (
    DEFAULT_RATES,
    JOIN_SCOPE,
    STATUS_SCOPE,
    WRITE_SCOPE,
    LiveThrottle,
    check_address_rate,
    check_failed_logins,
    check_rate,
    check_stream_rate,
    get_rate,
    has_custom_rate,
    record_failed_login,
)

__all__ = [
    "DEFAULT_RATES",
    "JOIN_SCOPE",
    "STATUS_SCOPE",
    "WRITE_SCOPE",
    "Hub",
    "LiveThrottle",
    "MemberStatus",
    "Status",
    "anonymous_status",
    "build_status",
    "cache_present_count",
    "cached_present_count",
    "cached_status",
    "check_address_rate",
    "check_failed_logins",
    "check_rate",
    "check_stream_rate",
    "client_address",
    "connect_receivers",
    "forget_status",
    "get_rate",
    "has_channel",
    "has_custom_rate",
    "is_known_event",
    "is_shared_address",
    "is_status_cached",
    "join_spread",
    "loader_thread",
    "poll_after",
    "public_status_of",
    "publish_status",
    "record_failed_login",
    "record_status_request",
    "running_hub",
]
