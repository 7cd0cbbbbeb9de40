from __future__ import annotations

from typing import Any

from django_jitsi_live.policy import Policy


class WebinarPolicy(Policy):
    def may_link_attendees(self, event: Any) -> bool:
        """Hosts may invite people without an account to listen, too, and not only to speak."""
        return True
