"""The part of the policy that is about recordings and live streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class RecordingPolicy:
    """Who may watch afterwards, and where a live stream goes."""

    if TYPE_CHECKING:

        def is_host(self, user: Any, event: Any) -> bool: ...

        def is_speaker(self, user: Any, event: Any) -> bool: ...

        def is_registered(self, user: Any, event: Any) -> bool: ...

    def may_watch(self, user: Any, event: Any) -> bool:
        """Whether the user may watch recordings of the event: all who may join it."""
        return (
            self.is_host(user, event)
            or self.is_speaker(user, event)
            or self.is_registered(user, event)
        )

    def stream_target(self, event: Any) -> str:
        """Where hosts stream the event to: a stream key of YouTube, or an address that begins with
        ``rtmp://`` or ``rtmps://``; empty for nowhere. A secret, which hosts get when they begin to
        stream, and which is stored nowhere."""
        return ""

    def watch_url(self, event: Any) -> str:
        """The address at which a stream of the event can be watched, for those whom the room does
        not take; empty for none."""
        return ""
