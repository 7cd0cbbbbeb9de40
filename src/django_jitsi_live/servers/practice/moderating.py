"""What moderators do about other people's sound and picture, and about viewers who raise a hand."""

from __future__ import annotations

import secrets
from collections.abc import Collection

from .errors import MalformedRequest
from .moderation import KINDS, MEDIA
from .rooms import Json, PracticeOccupant, RoomRegistry, text_field


def moderate(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    """Turn the moderation of one medium on or off. As with Prosody, a second time does nothing."""
    media, begins = _media(message, MEDIA), message.get("on") is True
    room = occupant.room
    if begins is (media in room.moderation.media):
        return
    if begins:
        room.moderation.enable(media, [each.id for each in room.moderators])
    else:
        room.moderation.disable(media)
    room.broadcast("moderation", {"media": media, "on": begins, "by": occupant.name})
    if begins:
        for moderator in room.moderators:
            _tell_approved(moderator, media)
        for other in room.occupants.values():
            if not room.moderation.may_unmute(media, other.id):
                _silence(other, media, occupant)


def announce_moderator(occupant: PracticeOccupant) -> None:
    """Tell the others that one who has come is on the lists of those who may unmute."""
    for media in occupant.room.moderation.media:
        _tell_approved(occupant, media)


def _tell_approved(approved: PracticeOccupant, media: str) -> None:
    content = {"id": approved.id, "media": media}
    for moderator in approved.room.moderators:
        if moderator is not approved:
            moderator.enqueue("approved", content)


def approve(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    """Let somebody unmute, and ask for it. Moderators learn it once; the person, each time."""
    media, approved = _media(message, MEDIA), _other(occupant, message)
    if approved:
        if approved.room.moderation.approve(media, approved.id):
            _tell_approved(approved, media)
        approved.enqueue("approved", {"id": approved.id, "media": media, "by": occupant.name})


def reject(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    """Take that back. As with Jitsi, whoever is speaking goes on until muted."""
    media, rejected = _media(message, MEDIA), _other(occupant, message)
    if rejected and rejected.room.moderation.reject(media, rejected.id):
        content = {"id": rejected.id, "media": media}
        rejected.room.tell_moderators("rejected", content, also=rejected)


def mute(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    """Mute everybody else, or one person."""
    media = _media(message, KINDS)
    others = [each for each in occupant.room.occupants.values() if each is not occupant]
    for other in others if not message.get("who") else filter(None, [_other(occupant, message)]):
        _silence(other, media, occupant)


def _silence(muted: PracticeOccupant, media: str, by: PracticeOccupant) -> None:
    """Ask the browser to mute, and close the way to the others for who may not unmute."""
    before = muted.closed
    has_changed = muted.close_or_open()
    for kind in KINDS:
        if kind == media or kind in muted.closed - before:
            muted.enqueue("mute", {"media": kind, "by": by.name})
    if has_changed:
        muted.audio_muted = muted.audio_muted or "audio" in muted.closed
        muted.video_muted = muted.video_muted or "video" in muted.closed
        muted.room.broadcast("changed", muted.as_dict())


def admit(registry: RoomRegistry, occupant: PracticeOccupant, message: Json) -> None:
    """Answer a viewer who has raised a hand: come in as a participant, or do not."""
    viewer = _other(occupant, message)
    if viewer is None or not viewer.is_visitor or not viewer.hand_raised:
        return
    viewer.hand_raised = 0
    tell_request(viewer)
    viewer.enqueue("changed", viewer.as_dict())
    if message.get("approved") is True:
        ticket = secrets.token_urlsafe(16)
        viewer.room.tickets.add(ticket)
        viewer.enqueue("promoted", {"ticket": ticket})


def tell_request(viewer: PracticeOccupant) -> None:
    """Tell moderators whether the viewer wants to come in."""
    content = {"id": viewer.id, "name": viewer.name, "on": viewer.hand_raised > 0}
    viewer.room.tell_moderators("request", content)


def _media(message: Json, known: Collection[str]) -> str:
    media = text_field(message, "media")
    if media not in known:
        raise MalformedRequest(f"{', '.join(known)}: one of these must be the medium.")
    return media


def _other(occupant: PracticeOccupant, message: Json) -> PracticeOccupant | None:
    """The one whom it is about, who may have left at this moment."""
    return occupant.room.occupants.get(text_field(message, "who"))
