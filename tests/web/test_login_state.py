"""What of Jitsi's state is given back: options of the client, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_jitsi_live.web import login_state
from django_jitsi_live.web.login_state import LoginState, fragment, parse_state

NOTHING = LoginState()


def options(state: Any) -> dict[str, Any]:
    return {name: json.loads(value) for name, value in parse_state(json.dumps(state)).options}


def test_options_come_back() -> None:
    given = {
        "config.prejoinConfig.enabled": False,
        "config.startWithAudioMuted": True,
        "config.toolbarButtons": ["chat", "hangup"],
        "config.localSubject": "Été & Co",
        "interfaceConfig.TILE_VIEW_MAX_COLUMNS": 3,
        "config.subject": None,
    }
    assert options(given) == given


def test_nothing_else_comes_back() -> None:
    given = {
        "room": "other",
        "roomSafe": "other",
        "tenant": "evil",
        "refreshToken": "x",
        "jwt": "eyJ",
        "config": {"a": 1},
        "config.": 1,
        "config..a": 1,
        "config.a&jwt": 1,
        "config.a=b": 1,
        "config.a#b": 1,
        "config.a/b": 1,
        "config.\u00e9": 1,
        "config." + "a" * 51: 1,
        "config" + ".a" * 6: 1,
        "configx.a": 1,
        "iceServers.replace": [],
        "userInfo.displayName": "Somebody else",
        "": 1,
    }
    assert options(given) == {}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        '"config.a"',
        "[" * 5000,
        '{"config.a": NaN}',
        '{"config.a": -Infinity}',
        '{"config.a": 1e999}',
        '{"config.a": {"__proto__": {"b": 1}}}',
        '{"config.__proto__.b": 1, "config.c": 1}',
        '{"config.constructor": 1}',
        '{"config.a": [{"prototype": 1}]}',
        '{"config.a": ' + "9" * 5000 + "}",
        json.dumps({"config.a": "b" * 8000}),
    ],
)
def test_odd_state_is_nothing(text: str) -> None:
    assert parse_state(text) == NOTHING


def test_options_that_do_not_fit_are_left_out() -> None:
    given = {"config.a": "b" * 1990, "config.c": "d" * 1000, "config.e": "f"}
    assert [*options(given)] == []
    assert [*options({"config.e": "f", **given})] == ["config.e"]


def test_half_a_character_is_carried_as_json_has_it() -> None:
    assert parse_state('{"config.a": "\\ud800"}').options == (("config.a", '"\\ud800"'),)


@pytest.mark.parametrize("app", login_state.APPS)
def test_app_is_known(app: str) -> None:
    assert parse_state(json.dumps({app: True})).app == app


@pytest.mark.parametrize("value", [False, "true", 1, None, {}])
def test_app_is_said_by_true_alone(value: Any) -> None:
    assert parse_state(json.dumps({"ios": value, "web": True})).app == ""


def test_fragment_keeps_its_value_together() -> None:
    assert fragment("config.a", '"b&jwt=c#d/e"') == "config.a=%22b%26jwt%3Dc%23d%2Fe%22"
