"""The configuration of Jitsi's page by role, stage and chat."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from django_jitsi_live import services
from django_jitsi_live.models import Chat, Role, Stage
from django_jitsi_live.sessions.room_config import ON_STAGE, room_config
from tests.keys import jaas, with_secret


def test_audience_has_no_buttons_of_the_stage() -> None:
    told = room_config(Role.ATTENDEE, Stage.MODERATED, Chat.ON)
    buttons = told.config["toolbarButtons"]
    assert not {*buttons} & {*ON_STAGE}
    assert {"raisehand", "chat", "polls", "reactions", "whiteboard", "hangup"} <= {*buttons}
    assert told.audience_buttons == buttons
    assert {*told.stage_buttons} - {*buttons} == {*ON_STAGE}


def test_audience_comes_in_silent_and_is_not_asked_for_devices() -> None:
    config = room_config(Role.ATTENDEE, Stage.MODERATED, Chat.ON).config
    names = ("startWithAudioMuted", "startWithVideoMuted", "disableInitialGUM", "disableSelfDemote")
    assert all(config[name] is True for name in names)
    assert config["disabledNotifications"] == ["notify.hostAskedUnmute"]
    assert config["remoteVideoMenu"] == {"disableDemote": True}


@pytest.mark.parametrize("role", [Role.HOST, Role.SPEAKER])
def test_team_of_a_moderated_event_is_as_in_an_open_room(role: Role) -> None:
    moderated = room_config(role, Stage.MODERATED, Chat.ON)
    assert moderated == room_config(role, Stage.OPEN, Chat.ON)
    assert moderated.stage_buttons == []


def test_attendee_of_an_open_event_knows_both_toolbars_and_has_jitsis_own() -> None:
    told = room_config(Role.ATTENDEE, Stage.OPEN, Chat.ON)
    assert "toolbarButtons" not in told.config
    assert told.audience_buttons
    assert told.stage_buttons


def test_own_toolbar_is_kept_but_for_the_stage(settings: Any) -> None:
    settings.JITSI_LIVE_CONFIG = {
        "toolbarButtons": ["camera", "chat", "desktop", 7, "hangup"],
        "disabledNotifications": ["notify.grantedTo"],
        "startWithAudioMuted": False,
        "remoteVideoMenu": {"disabled": True},
    }
    told = room_config(Role.ATTENDEE, Stage.MODERATED, Chat.ON)
    assert told.config["toolbarButtons"] == ["chat", "hangup"]
    assert told.stage_buttons == ["microphone", "camera", "chat", "desktop", "hangup"]
    assert told.config["disabledNotifications"] == ["notify.grantedTo", "notify.hostAskedUnmute"]
    assert told.config["startWithAudioMuted"] is True
    assert told.config["remoteVideoMenu"] == {"disabled": True, "disableDemote": True}


@pytest.mark.parametrize("rubbish", [None, "chat", {"chat": 1}, []])
def test_toolbar_that_is_no_list_is_none(settings: Any, rubbish: Any) -> None:
    settings.JITSI_LIVE_ATTENDEE_CONFIG = {"toolbarButtons": rubbish}
    told = room_config(Role.ATTENDEE, Stage.MODERATED, Chat.ON)
    assert "raisehand" in told.config["toolbarButtons"]


@pytest.mark.parametrize("role", [*Role])
def test_chat_that_is_off_is_shown_to_nobody(role: Role) -> None:
    assert room_config(role, Stage.OPEN, Chat.OFF).config["disableChat"] is True


def test_chat_of_the_team_is_read_by_the_audience() -> None:
    audience = room_config(Role.ATTENDEE, Stage.MODERATED, Chat.TEAM).config
    assert "disableChat" not in audience
    assert audience["remoteVideoMenu"] == {"disablePrivateChat": True, "disableDemote": True}
    assert "chat" in audience["toolbarButtons"]


def test_host_finds_jitsis_own_switch_for_the_chat() -> None:
    name = "showChatPermissionsModeratorSetting"
    assert room_config(Role.HOST, Stage.OPEN, Chat.TEAM).config[name] is True
    assert name not in room_config(Role.SPEAKER, Stage.OPEN, Chat.TEAM).config


def test_grant_of_a_moderated_event_denies_what_the_server_can_deny(
    settings: Any, live: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {
        "default": with_secret(FEATURES={"attendee": {"screen-sharing": True}})
    }
    settings.JITSI_LIVE_STAGE, settings.JITSI_LIVE_CHAT = "moderated", "team"
    granted = services.join(student, live.pk)
    features = features_of(granted)
    assert (granted.stage, features["screen-sharing"], features["send-groupchat"]) == (
        Stage.MODERATED,
        False,
        False,
    )
    features = features_of(services.join(host, live.pk))
    assert (features["screen-sharing"], features["send-groupchat"]) == (True, True)


def features_of(grant: services.JoinGrant) -> Any:
    claims = jwt.decode(grant.jwt or "", options={"verify_signature": False})
    return claims["context"]["features"]


def test_attendee_of_jaas_comes_as_a_viewer_where_the_site_says_so(
    settings: Any, live: Any, host: Any, speaker: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": jaas(VISITORS=True)}
    roles = [
        jwt.decode(services.join(person, live.pk).jwt or "", options={"verify_signature": False})[
            "context"
        ]["user"].get("role")
        for person in (host, speaker, student)
    ]
    assert roles == [None, None, "visitor"]


def test_team_may_write_in_its_chat_on_jaas_too(
    settings: Any, live: Any, host: Any, speaker: Any, student: Any
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": jaas()}
    assert "send-groupchat" not in features_of(services.join(host, live.pk))
    settings.JITSI_LIVE_CHAT = "team"
    people = (host, speaker, student)
    written = [features_of(services.join(each, live.pk))["send-groupchat"] for each in people]
    assert written == [True, True, False]


def test_nobody_writes_where_the_chat_is_off(settings: Any, live: Any, host: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    settings.JITSI_LIVE_CHAT = "off"
    assert features_of(services.join(host, live.pk))["send-groupchat"] is False
