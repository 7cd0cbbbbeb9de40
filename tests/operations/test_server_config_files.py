"""Reading the files of Jitsi servers: Lua as in Prosody's configuration, and ``.env``."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.operations.server_config.env_file import env_line, read_env
from django_jitsi_live.operations.server_config.lua import lua_text
from django_jitsi_live.operations.server_config.prosody_file import UNREADABLE, read_prosody


def option(text: str) -> Any:
    return read_prosody(f"it = {text}").options["*"].get("it")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('"text"', "text"),
        (r"'it\'s \"x\"\n\\'", 'it\'s "x"\n\\'),
        ("[[\nlong]]", "long"),
        ("[==[ ]] ]==]", " ]] "),
        ("true", True),
        ("nil", None),
        ("12", 12),
        ("0x1F", UNREADABLE),
        ("-1", UNREADABLE),
        ("not true", UNREADABLE),
        ('{ "a", "b"; "c" }', ["a", "b", "c"]),
        ("{}", []),
        ('{ a = "1", ["b-c"] = { "2" }; }', {"a": "1", "b-c": ["2"]}),
        ('{ "a", b = 1 }', UNREADABLE),
        ('{ "a" "b" }', UNREADABLE),
        ('{ ["a" = 1 }', UNREADABLE),
        ('{ "a"', UNREADABLE),
        ('("a")', "a"),
        ('"a" .. "b" .. "c"', "abc"),
        ('"a" .. 1', UNREADABLE),
        ('"a" == "b"', UNREADABLE),
        ('ENV_TOKEN or "x"', UNREADABLE),
        ('FileLine("/etc/x")', UNREADABLE),
        ("FileLine '/etc/x'", UNREADABLE),
        ("Lua.os.getenv('x')", UNREADABLE),
        ("names[f(1)][2]", UNREADABLE),
        ("f { a = { 1 } }", UNREADABLE),
        ("function (code) if code then return 5 end end", UNREADABLE),
        ("function () end", UNREADABLE),
        ('"a" -- comment', "a"),
        ('--[[ "b" ]] "a"', "a"),
    ],
)
def test_lua_values(text: str, value: Any) -> None:
    assert option(text) == value


@pytest.mark.parametrize(
    "text", ["f(", "function () if", "{ {", "names[", 'VirtualHost "', "= = )"]
)
def test_broken_lua_ends(text: str) -> None:
    assert read_prosody(f"a = 1\nb = {text}").options["*"]["a"] == 1


def test_statements_after_values_are_read() -> None:
    text = 'a = f(1) b = function (x) return x end; c = { 1 } d = "e" .. FileLine("x")\nf = true'
    assert read_prosody(text).options["*"] == {
        "a": UNREADABLE,
        "b": UNREADABLE,
        "c": [1],
        "d": UNREADABLE,
        "f": True,
    }


def test_hosts_have_their_own_options() -> None:
    file = read_prosody(
        """
        everywhere = 1; shared = "all"
        local token, other = "secret"
        local helper = "x"
        local function twice(x) return x .. x end
        function third() end
        VirtualHost "Meet.Example.org"
            shared = "host"; header = "Bearer " .. helper
        Component("muc.example.org")("muc")
            modules_enabled = { "a" }
        Component "external.example.org"
            component_secret = "x"
        VirtualHost "other.example.org" { shared = "other"; }
        late = true
        Include "conf.d/*.cfg.lua"
        """
    )
    assert file.option("meet.example.org", "shared") == "host"
    assert file.option("meet.example.org", "everywhere") == 1
    assert file.option("meet.example.org", "header") == "Bearer x"
    assert file.option("other.example.org", "shared") == "other"
    assert file.option("unknown.example.org", "shared") == "all"
    assert file.options["*"]["late"] is True
    assert file.own_list("muc.example.org", "modules_enabled") == ["a"]
    assert file.own_list("meet.example.org", "everywhere") == []
    assert file.components == {"muc.example.org": "muc"}


def test_a_table_that_is_none_of_options_is_left_out() -> None:
    file = read_prosody('VirtualHost "x" { "bosh" }\nVirtualHost "y" { a = 1; }')
    assert (file.options["x"], file.options["y"]) == ({}, {"a": 1})


@pytest.mark.parametrize("quote", ['"', "'"])
def test_text_survives_lua(quote: str) -> None:
    text = 'it\'s "quoted"\\ and\nlong'
    assert option(lua_text(text, str, quote)) == text


# .env


def value(text: str) -> str:
    return read_env(f"OTHER=there\nEMPTY=\nIT={text}\nLAST=1")["IT"].value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", "plain"),
        ("with spaces  # comment", "with spaces"),
        ("with#hash", "with#hash"),
        ("# comment", ""),
        ("'literal $OTHER \\' # no comment'", "literal $OTHER ' # no comment"),
        ('"quoted \\"x\\" \\n # no"', 'quoted "x" \n # no'),
        ('"two\nlines"', "two\nlines"),
        ("$OTHER/${OTHER}", "there/there"),
        ('"\\$OTHER $$OTHER \\\\"', "$OTHER $OTHER \\"),
        ("${MISSING}", ""),
        ("${MISSING:-default}", "default"),
        ("${EMPTY:-default}", "default"),
        ("${EMPTY-default}", ""),
        ("${OTHER:-default}", "there"),
        ('"unclosed', '"unclosed'),
    ],
)
def test_env_values(text: str, found: str) -> None:
    assert value(text) == found


def test_env_lines_are_counted_and_replaced() -> None:
    found = read_env("A=1\r\n# B=2\r\n  export A = 3\r\nno line\r\n")
    assert {name: (each.value, each.line) for name, each in found.items()} == {"A": ("3", 3)}


@pytest.mark.parametrize("text", ["a-b_c.d", "", 'it\'s "x" \\ `y` $z', "two words"])
def test_env_lines_are_read_back(text: str) -> None:
    assert read_env(env_line("IT", text))["IT"].value == text


def test_a_reference_stays_one() -> None:
    assert value('"' + env_line("IT", "a ${OTHER}").partition('"')[2]) == "a there"
