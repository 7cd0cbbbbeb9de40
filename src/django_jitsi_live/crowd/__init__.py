"""Crowds: the cached status, poll intervals, request rates and the hub of the event streams."""

from .addresses import client_address, is_shared_address
from .hub import Feed, Hub, Loaded, Message, has_channel, loader_thread, running_hub, wake_hubs
from .polling import join_spread, poll_after, poll_seconds, record_status_request
from .public_status import (
    cache_present_count,
    cached_present_count,
    forget_present_count,
    forget_status,
    is_known_event,
    is_status_cached,
    public_status_of,
    publish_status,
    status_changes,
    status_name,
)
from .receivers import connect_receivers
from .shared_cache import Plain, is_in_transaction, make_key
from .shared_cache import add as add_cached
from .shared_cache import delete_on_commit as delete_cached_on_commit
from .shared_cache import read as read_cached
from .status import MemberStatus, Status, anonymous_status, build_status, cached_status
from .status_messages import status_feed
from .throttles import (
    DEFAULT_RATES,
    JOIN_SCOPE,
    STATUS_SCOPE,
    WRITE_SCOPE,
    LiveThrottle,
    add_rates,
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
    "Feed",
    "Hub",
    "LiveThrottle",
    "Loaded",
    "MemberStatus",
    "Message",
    "Plain",
    "Status",
    "add_cached",
    "add_rates",
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
    "delete_cached_on_commit",
    "forget_present_count",
    "forget_status",
    "get_rate",
    "has_channel",
    "has_custom_rate",
    "is_in_transaction",
    "is_known_event",
    "is_shared_address",
    "is_status_cached",
    "join_spread",
    "loader_thread",
    "make_key",
    "poll_after",
    "poll_seconds",
    "public_status_of",
    "publish_status",
    "read_cached",
    "record_failed_login",
    "record_status_request",
    "running_hub",
    "status_changes",
    "status_feed",
    "status_name",
    "wake_hubs",
]
