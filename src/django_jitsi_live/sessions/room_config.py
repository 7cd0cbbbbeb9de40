"""Jitsi's ``configOverwrite`` of one person: by role, by stage and by chat. A page's wish, which
Jitsi's page heeds; what the server enforces is in the token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..conf import conf
from ..models import Chat, Role, Stage
from ..policy import optional
from ..wire import to_plain

# After a click on "join", no second one, and no app on a phone.
ROOM_CONFIG: dict[str, Any] = {"prejoinConfig": {"enabled": False}, "disableDeepLinking": True}

# Who promises people what becomes of a recording cannot do so for what the audience takes home.
ATTENDEE_CONFIG: dict[str, Any] = {"localRecording": {"disable": True}}

# No question for devices before there is a turn to speak; the invitation is told by our page. Who
# moves down to the viewers could not be brought up again.
AUDIENCE_CONFIG: dict[str, Any] = {
    "startWithAudioMuted": True,
    "startWithVideoMuted": True,
    "disableInitialGUM": True,
    "disableSelfDemote": True,
}
ASKED_TO_UNMUTE = "notify.hostAskedUnmute"

# Jitsi's ids of buttons (react/features/toolbox/types.ts).
ON_STAGE = (
    "microphone",
    "camera",
    "desktop",
    "toggle-camera",
    "noisesuppression",
    "select-background",
    "shareaudio",
    "sharedvideo",
)
"""Of who may be heard and seen."""
EVERYBODYS = (
    "chat",
    "closedcaptions",
    "download",
    "etherpad",
    "feedback",
    "filesharing",
    "fullscreen",
    "hangup",
    "help",
    "highlight",
    "participants-pane",
    "polls",
    "profile",
    "raisehand",
    "reactions",
    "settings",
    "shortcuts",
    "stats",
    "tileview",
    "videoquality",
    "whiteboard",
)
NEEDED_ON_STAGE = ("microphone", "camera")


@dataclass(frozen=True, slots=True)
class RoomConfig:
    """One person's configuration of Jitsi's page."""

    config: dict[str, Any]
    audience_buttons: list[str] = field(default_factory=list)
    """For attendees: the toolbar of who only listens and watches."""
    stage_buttons: list[str] = field(default_factory=list)
    """For attendees: the toolbar of who has a turn to speak."""


def room_config(role: Role, stage: Stage, chat: Chat) -> RoomConfig:
    """What the settings say for that role, and what stage and chat ask for over that."""
    config = _merge(_configured(role), _chat_config(role, chat))
    if role is not Role.ATTENDEE:
        return RoomConfig(config)
    buttons = _texts(config, "toolbarButtons") or [*ON_STAGE, *EVERYBODYS]
    of_audience = [name for name in buttons if name not in ON_STAGE]
    of_stage = [*(name for name in NEEDED_ON_STAGE if name not in buttons), *buttons]
    if stage is Stage.MODERATED:
        config = _merge(config, _audience_config(config, of_audience))
    return RoomConfig(config, of_audience, of_stage)


def _audience_config(config: Mapping[str, Any], buttons: list[str]) -> dict[str, Any]:
    return {
        **AUDIENCE_CONFIG,
        "toolbarButtons": buttons,
        "disabledNotifications": [*_texts(config, "disabledNotifications"), ASKED_TO_UNMUTE],
        "remoteVideoMenu": {"disableDemote": True},
    }


def _texts(config: Mapping[str, Any], name: str) -> list[str]:
    found = config.get(name)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _chat_config(role: Role, chat: Chat) -> dict[str, Any]:
    if chat is Chat.OFF:
        return {"disableChat": True}
    if chat is Chat.ON:
        return {}
    if role is Role.ATTENDEE:
        return {"remoteVideoMenu": {"disablePrivateChat": True}}
    # With which Jitsi's server refuses what is written in spite of that.
    return {"showChatPermissionsModeratorSetting": True} if role is Role.HOST else {}


def _configured(role: Role) -> dict[str, Any]:
    by_role = {
        Role.HOST: "HOST_CONFIG",
        Role.SPEAKER: "SPEAKER_CONFIG",
        Role.ATTENDEE: "ATTENDEE_CONFIG",
    }
    own = _merge(ROOM_CONFIG, ATTENDEE_CONFIG) if role is Role.ATTENDEE else ROOM_CONFIG
    return _merge(_merge(own, _plain_setting("CONFIG")), _plain_setting(by_role[role]))


def _plain_setting(name: str) -> dict[str, Any]:
    """The setting; empty if JSON cannot carry it."""
    if not getattr(conf, name):
        return {}
    plain: dict[str, Any]
    plain = optional(f"JITSI_LIVE_{name}", lambda: to_plain(getattr(conf, name)), {})
    return plain


def _merge(base: Mapping[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in override.items():
        nested = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = _merge(merged[key], value) if nested else value
    return merged
