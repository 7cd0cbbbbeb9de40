"""How often a person may ask and vote. Guests are counted by their link: many of them may have one
address."""

from __future__ import annotations

import math
from typing import Any

from ...crowd import LiveThrottle, add_rates
from ...exceptions import Throttled
from ...web import guest_in

ASK_SCOPE, VOTE_SCOPE = "jitsi_live_questions", "jitsi_live_votes"
RATES = {ASK_SCOPE: "20/min", VOTE_SCOPE: "120/min"}


def connect_rates() -> None:
    """Called from ``AppConfig.ready()``."""
    add_rates(RATES)


class PersonThrottle(LiveThrottle):
    """Counts the requests of a user, of the guest of an event, or of an address."""

    event_id: Any = None

    def allow_request(self, request: Any, view: Any) -> bool:
        self.event_id = view.kwargs["event_id"]
        return super().allow_request(request, view)

    def get_cache_key(self, request: Any, view: Any) -> str:
        guest = guest_in(request, self.event_id)
        if guest is not None:
            return f"{self.scope}:guest:{guest.link.hex}"
        return super().get_cache_key(request, view)


def check_person_rate(request: Any, scope: str, event_id: str) -> None:
    """Count a form that was sent. Raises ``Throttled``."""
    throttle = PersonThrottle()
    throttle.scope, throttle.event_id = scope, event_id
    if not throttle.count(throttle.get_cache_key(request, None)):
        raise Throttled(math.ceil(throttle.wait()))
