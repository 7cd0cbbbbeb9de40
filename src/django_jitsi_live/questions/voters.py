"""Who may vote at an event: kept for half a minute, because a thousand people vote at once.

A vote says nothing and lets nobody in; so the gate need not be asked for each of them. Whoever
loses the role meanwhile has lost the vote within ``TTL``, and whoever a host removes at once. All
else that people do to questions goes through the gate each time; so do votes where there is no
cache.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..conf import conf
from ..crowd import Plain, add_cached, delete_cached_on_commit, make_key, read_cached
from ..models import LiveSession
from ..policy import get_event_id
from ..signals import link_withdrawn, participant_removed

TTL = 30  # seconds
FORM = 1
"""Of what is cached: to be changed with it, so that other versions do not misread it."""


class Voter(NamedTuple):
    """A person who was let in a moment ago."""

    session_id: int
    participant: str

    def to_cache(self) -> Plain:
        return [FORM, self.session_id, self.participant]

    @classmethod
    def from_cache(cls, value: Any) -> Voter:
        """Raises ``ValueError`` or ``TypeError`` for what ``to_cache`` did not make."""
        form, session_id, participant = value
        if form != FORM or not isinstance(session_id, int) or not isinstance(participant, str):
            raise ValueError("This is nobody.")
        return cls(session_id, participant)


def known_voter(event_id: object, participant: str) -> Voter | None:
    """The person, if the gate has let them vote a moment ago."""
    found = read_cached(_key(event_id, participant), Voter.from_cache) if participant else None
    return found if found is not None and found.participant == participant else None


def remember_voter(event_id: object, voter: Voter) -> None:
    add_cached(_key(event_id, voter.participant), voter.to_cache(), TTL)


def _key(event_id: object, participant: str) -> str:
    kind = f"voter:{conf.EVENT_LOOKUP_FIELD}"
    # With the length no id ends where another could begin.
    return make_key(kind, f"{len(str(event_id))}:{event_id}:{participant}")


def connect_receivers() -> None:
    """Called from ``AppConfig.ready()``."""
    for signal in (participant_removed, link_withdrawn):
        signal.connect(_on_removal, dispatch_uid="jitsi_live.questions.forget_voter")


def _on_removal(session: LiveSession, participant: str, **kwargs: Any) -> None:
    delete_cached_on_commit(_key(get_event_id(session.event), participant))
