"""What Prosody and JaaS are asked, by which token, and what their answers mean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest

from django_jitsi_live.servers import CallFailed, JaaSServer, SelfHostedServer, calls
from tests import tls
from tests.keys import APP_ID, SECRET, jaas, pair, with_key_pair, with_secret
from tests.patience import PATIENCE
from tests.servers import edge
from tests.servers.test_secrets import error_page

SYSTEM = {"SYSTEM_KEY": str(pair("system")[0]), "SYSTEM_KEY_ID": "system-2026"}
ALL_CALLS = ("end", "kick")


@pytest.fixture(autouse=True)
def patient(monkeypatch: Any) -> None:
    monkeypatch.setattr(calls, "TIMEOUT_SECONDS", PATIENCE)


@pytest.fixture
def prosody() -> Iterator[edge.JitsiServer]:
    with edge.JitsiServer().run() as server:
        yield server


def self_hosted(prosody: edge.JitsiServer, **options: Any) -> SelfHostedServer:
    return made(with_key_pair(**{"PROSODY_URL": prosody.url, **SYSTEM, **options}))


def made(entry: dict[str, Any]) -> SelfHostedServer:
    server = SelfHostedServer("default", {k: v for k, v in entry.items() if k != "BACKEND"})
    assert [*server.errors()] == []
    return server


def make_call(server: Any, name: str) -> None:
    if name == "end":
        server.end_room("talk-abc")
    else:
        server.kick("talk-abc", "1a2b3c4d")


# Prosody


@pytest.mark.parametrize(
    ("options", "conference"),
    [
        ({}, "talk-abc%40conference.meet.example.org"),
        ({"TENANT": "academy"}, "%5Bacademy%5Dtalk-abc%40conference.meet.example.org"),
        ({"MUC_DOMAIN": "muc.meet.jitsi"}, "talk-abc%40muc.meet.jitsi"),
    ],
)
def test_end_names_the_room_by_its_address(
    prosody: edge.JitsiServer, options: Any, conference: str
) -> None:
    self_hosted(prosody, **options).end_room("talk-abc")
    [request] = prosody.requests
    assert request.line == f"POST /end-meeting?conference={conference} HTTP/1.1"
    assert (request.headers["host"], request.headers["content-length"]) == ("meet.example.org", "0")


@pytest.mark.parametrize(
    ("options", "query"),
    [({}, "room=talk-abc"), ({"TENANT": "academy"}, "room=talk-abc&prefix=academy")],
)
def test_kick_names_room_tenant_and_endpoint(
    prosody: edge.JitsiServer, options: Any, query: str
) -> None:
    self_hosted(prosody, XMPP_DOMAIN="meet.jitsi", **options).kick("talk-abc", "1a2b3c4d")
    [request] = prosody.requests
    assert request.line == f"PUT /kick-participant?{query} HTTP/1.1"
    assert (request.headers["host"], request.headers["content-type"]) == (
        "meet.jitsi",
        "application/json",
    )
    assert request.json == {"participantId": "1a2b3c4d"}


def test_room_that_is_spelt_otherwise_is_encoded_once_for_each_reader(
    prosody: edge.JitsiServer,
) -> None:
    server = self_hosted(prosody)
    server.end_room("Été")
    server.kick("Été", "1a2b3c4d")
    ended, kicked = prosody.requests
    # Prosody decodes the first, and encodes the second again.
    assert "conference=%25c3%25a9t%25c3%25a9%40" in ended.line
    assert "room=%C3%A9t%C3%A9 " in kicked.line


def test_address_may_have_a_path(prosody: edge.JitsiServer) -> None:
    self_hosted(prosody, PROSODY_URL=f"{prosody.url}/prosody/").end_room("talk-abc")
    assert prosody.requests[0].line.startswith("POST /prosody/end-meeting?")


@pytest.mark.parametrize("name", ALL_CALLS)
def test_system_key_signs_calls_for_one_room_and_a_minute(
    prosody: edge.JitsiServer, name: str
) -> None:
    make_call(self_hosted(prosody, AUDIENCE="academy", SUBJECT="meet.jitsi"), name)
    token = prosody.requests[0].token
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "RS256", "kid": "system-2026"}
    claims = jwt.decode(token, pair("system")[1], ["RS256"], audience="academy")
    times = claims.pop("nbf") - time.time(), claims.pop("exp") - time.time()
    assert claims == {"iss": "webinars", "aud": "academy", "sub": "meet.jitsi", "room": "talk-abc"}
    assert -PATIENCE < times[0] < 0 < times[1] <= 60


def test_shared_secret_signs_the_end_and_throws_nobody_out(prosody: edge.JitsiServer) -> None:
    server = made(with_secret(PROSODY_URL=prosody.url))
    server.end_room("talk-abc")
    token = prosody.requests[0].token
    assert jwt.decode(token, SECRET, ["HS256"], audience="jitsi")["room"] == "talk-abc"
    assert (server.supports("end"), server.supports("kick")) == (True, False)
    with pytest.raises(CallFailed, match="SYSTEM_KEY"):
        server.kick("talk-abc", "1a2b3c4d")


@pytest.mark.parametrize(
    "entry", [with_key_pair(PROSODY_URL="http://127.0.0.1:1"), with_key_pair(**SYSTEM)]
)
@pytest.mark.parametrize("name", ALL_CALLS)
def test_without_address_or_key_no_call_is_made(entry: Any, name: str) -> None:
    assert not made(entry).supports(name)
    with pytest.raises(CallFailed, match="Set PROSODY_URL") as caught:
        make_call(made(entry), name)
    assert not caught.value.is_down


@pytest.mark.parametrize("name", ALL_CALLS)
@pytest.mark.parametrize("answer", [edge.OK, edge.NOT_THERE])
def test_who_or_what_is_not_there_is_gone(
    prosody: edge.JitsiServer, name: str, answer: bytes
) -> None:
    prosody.answer = answer
    make_call(self_hosted(prosody), name)
    assert len(prosody.requests) == 1


PLAIN_404 = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n\r\n404 page not found"
FAILURES = [
    (edge.NO_SUCH_CALL, "muc_{}", False),
    (PLAIN_404, "muc_{}", False),
    (edge.status(400), "does not understand", False),
    (edge.status(401), "refuses the key", False),
    (edge.status(403), "refuses the key", False),
    (edge.status(301, "Location: https://elsewhere.test/"), "answers with status 301", False),
    (edge.status(500), "answers with status 500", False),
    (edge.status(502), "answers with status 502", True),
]
MODULES = {"end": "end_meeting", "kick": "kick_participant"}


@pytest.mark.parametrize("name", ALL_CALLS)
@pytest.mark.parametrize(("answer", "words", "is_down"), FAILURES)
def test_failed_call_says_what_to_do(
    prosody: edge.JitsiServer, name: str, answer: bytes, words: str, is_down: bool
) -> None:
    prosody.answer = answer
    with pytest.raises(CallFailed) as caught:
        make_call(self_hosted(prosody), name)
    assert str(caught.value).startswith("JITSI_LIVE_SERVERS['default']: PROSODY_URL ")
    assert words.format(MODULES[name]) in str(caught.value)
    assert caught.value.is_down is is_down
    for hidden in ("talk-abc", prosody.requests[0].token, str(prosody.port), "elsewhere"):
        assert hidden not in str(caught.value)


@pytest.mark.parametrize("name", ALL_CALLS)
def test_server_that_is_not_there_is_down(name: str) -> None:
    server = made(with_key_pair(**SYSTEM, PROSODY_URL=f"http://{tls.dead_port()}"))
    with pytest.raises(CallFailed, match="refuses the connection") as caught:
        make_call(server, name)
    assert caught.value.is_down


@pytest.mark.parametrize("name", ALL_CALLS)
def test_error_page_of_a_failed_call_shows_no_token(
    settings: Any, prosody: edge.JitsiServer, name: str
) -> None:
    settings.DEBUG = True
    prosody.answer = edge.status(401)
    page = error_page(lambda: make_call(self_hosted(prosody), name))
    assert "refuses the key" in page
    assert prosody.requests[0].token not in page
    assert pair("system")[0].splitlines()[3] not in page


# JaaS


@pytest.fixture
def api(tmp_path: Path, monkeypatch: Any) -> Iterator[edge.JitsiServer]:
    authority = tls.Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    calls._tls.cache_clear()
    with edge.JitsiServer().run(authority.issue()) as server:
        yield server
    calls._tls.cache_clear()


def at(domain: str) -> JaaSServer:
    entry = jaas(DOMAIN=domain)
    return JaaSServer("large", {name: entry[name] for name in entry if name != "BACKEND"})


ROOM = {"conferenceFullName": f"talk-abc@conference.{APP_ID}.8x8.vc"}


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("end", {"action": "DESTROY", "payload": ROOM}),
        ("kick", {"action": "KICK_PARTICIPANT", "payload": ROOM | {"participantId": "1a2b3c4d"}}),
    ],
)
def test_jaas_is_commanded_by_a_token_of_an_admin(
    api: edge.JitsiServer, name: str, command: Any
) -> None:
    make_call(at(f"localhost:{api.port}"), name)
    [request] = api.requests
    assert request.line == "POST /v1/_jaas/conference-commands/v1/meeting HTTP/1.1"
    assert (request.headers["content-type"], request.json) == ("application/json", command)
    assert jwt.get_unverified_header(request.token)["kid"] == f"{APP_ID}/4f4910"
    claims = jwt.decode(request.token, pair()[1], ["RS256"], audience="jitsi")
    times = claims.pop("nbf"), claims.pop("exp")
    assert claims == {"iss": "chat", "aud": "jitsi", "sub": APP_ID, "admin": True}
    assert times[1] - times[0] == 90


@pytest.mark.parametrize(
    ("domain", "host"),
    [
        ("8x8.vc", "8x8.vc"),
        ("frankfurt.8x8.vc", "8x8.vc"),
        ("stage.8x8.vc", "stage.8x8.vc"),
        ("localhost:8443", "localhost:8443"),
    ],
)
def test_regions_of_jaas_have_one_address_for_commands(domain: str, host: str) -> None:
    assert at(domain)._api_host == host


JSON_404 = b"HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n\r\n{}"


@pytest.mark.parametrize("answer", [edge.OK, edge.status(204), edge.NOT_THERE, JSON_404])
def test_jaas_has_done_it_or_there_was_nothing_to_do(api: edge.JitsiServer, answer: bytes) -> None:
    api.answer = answer
    at(f"localhost:{api.port}").end_room("talk-abc")
    assert len(api.requests) == 1


@pytest.mark.parametrize(
    ("answer", "words", "is_down"),
    [
        (edge.status(401), "refuses the key", False),
        (edge.status(403), "refuses the key", False),
        (edge.NO_SUCH_CALL, "answers with status 404", False),
        (edge.status(500), "answers with status 500", False),
        (edge.status(503), "answers with status 503", True),
    ],
)
def test_failed_command_says_what_to_do(
    api: edge.JitsiServer, answer: bytes, words: str, is_down: bool
) -> None:
    api.answer = answer
    with pytest.raises(CallFailed) as caught:
        at(f"localhost:{api.port}").kick("talk-abc", "1a2b3c4d")
    assert str(caught.value).startswith("JITSI_LIVE_SERVERS['large']: DOMAIN ")
    assert words in str(caught.value)
    assert caught.value.is_down is is_down
    page = error_page(lambda: at(f"localhost:{api.port}").end_room("talk-abc"))
    assert not [each for each in api.requests if each.token in f"{page} {caught.value}"]


def test_jaas_supports_calls_without_an_option() -> None:
    assert [at("8x8.vc").supports(what) for what in ("end", "kick", "recordings")] == [
        True,
        True,
        False,
    ]
