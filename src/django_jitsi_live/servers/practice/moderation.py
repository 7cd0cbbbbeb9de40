"""Who may unmute in a moderated room, as Prosody's AV moderation and jicofo decide it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

MEDIA = ("audio", "video", "desktop")
KINDS = ("audio", "video")
"""What a browser sends to another: a screen is a picture, too."""


@dataclass(eq=False, slots=True)
class Moderation:
    """The media of one room that are moderated, and who has been approved for each."""

    _approved: dict[str, set[str]] = field(default_factory=dict)

    @property
    def media(self) -> list[str]:
        """The media that are moderated."""
        return [each for each in MEDIA if each in self._approved]

    def enable(self, media: str, moderators: Iterable[str]) -> None:
        self._approved[media] = set(moderators)

    def disable(self, media: str) -> None:
        del self._approved[media]

    def approve(self, media: str, occupant_id: str) -> bool:
        """Return whether that is new. It means nothing for what is not moderated."""
        approved = self._approved.get(media)
        if approved is None or occupant_id in approved:
            return False
        approved.add(occupant_id)
        return True

    def reject(self, media: str, occupant_id: str) -> bool:
        """Return whether the occupant had been approved."""
        approved = self._approved.get(media, set())
        was_approved = occupant_id in approved
        approved.discard(occupant_id)
        return was_approved

    def may_unmute(self, media: str, occupant_id: str) -> bool:
        return media not in self._approved or occupant_id in self._approved[media]

    def may_send(self, kind: str, occupant_id: str) -> bool:
        """Whether the bridge would pass it on. It cannot tell a screen from a camera, so that it
        stops pictures only of those who may show neither."""
        media = ("audio",) if kind == "audio" else ("video", "desktop")
        return any(self.may_unmute(each, occupant_id) for each in media)

    def approvals(self) -> list[dict[str, str]]:
        """Who has been approved for what."""
        return [
            {"id": each, "media": media} for media in self.media for each in self._approved[media]
        ]
