"""Whatever is sent to whichever address, no answer is a server error.

For more requests than in each run set JITSI_LIVE_FUZZ_EXAMPLES.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import partial
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from django_jitsi_live.attendance import stays
from django_jitsi_live.attendance.inbox import event_sync
from django_jitsi_live.attendance.inbox import jaas as signature
from django_jitsi_live.crowd import throttles
from django_jitsi_live.models import LiveSession
from django_jitsi_live.servers import registry
from django_jitsi_live.servers.practice import actions, switchboard
from tests.keys import APP_ID, jaas, with_secret
from tests.runs import rewrite

pytestmark = [pytest.mark.once, pytest.mark.slow]

EXAMPLES = int(os.environ.get("JITSI_LIVE_FUZZ_EXAMPLES", "5")) * 5

fuzz = settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

Json = dict[str, Any]
JSON = "application/json"
TOKEN = "a-token-of-the-tests"
SECRET = "whsec_0123456789abcdef0123456789abcdef"

FORM = "application/x-www-form-urlencoded"
KEYS = ["action", "stay", "role", "format", "id", "after", "kind", "to", "data", "message", "who"]
WORDS = ["start", "join", "end", "role", "joined", "seen", "left", "chat", "kick", "leave", "csv"]
ODD = ["\x00", "\ud800", "ü/..\u202e", "9" * 5000, "-1", "1_0", "", " 7", "\u0667"]

OCCUPANT_KEYS = ["occupant_jid", "joined_at", "left_at", "id", "name"]
JAAS_KEYS = ["id", "name", "participantJid", "participantFullJid", "disconnectReason", "isBreakout"]
JAAS_TYPES = ["ROOM_CREATED", "ROOM_DESTROYED", "PARTICIPANT_JOINED", "PARTICIPANT_LEFT", "CHAT"]
ACTIONS = sorted(actions.ACTIONS)

texts = st.one_of(st.sampled_from(WORDS + ODD), st.text(st.characters()))
moments = st.integers(1_700_000_000, 1_900_000_000) | st.integers(10**12, 2 * 10**12)
told = st.one_of(moments, st.integers(), st.floats(), st.booleans(), st.none(), texts)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
objects = st.dictionaries(st.sampled_from(KEYS) | texts, values, max_size=5)
methods = st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"])
queries = st.sampled_from(["", "?format=csv", "?format=%00", "?format=%FF&format=json"])
accepts = st.sampled_from([JSON, "text/html", "text/csv", "*/*", "", "nonsense/"])
content_types = st.sampled_from(
    [
        JSON,
        f"{JSON}; charset=utf-16",
        FORM,
        f"{FORM}; charset=nonsense",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "",
        "\xff",
    ]
)


def multipart(told: Json) -> bytes:
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    parts = [part.format(*each) for each in told.items()]
    return "".join([*parts, "--x--\r\n"]).encode("utf-8", "surrogatepass")


def form(told: Json) -> bytes:
    return urlencode(told, errors="surrogatepass").encode()


bodies = st.one_of(
    st.binary(),
    st.just(b"[" * 50_000),
    values.map(lambda value: json.dumps(value).encode()),
    objects.map(lambda told: json.dumps(told).encode()),
    objects.map(form),
    objects.map(multipart),
)


def paths(resolver: Any, prefix: str = "/") -> Iterator[str]:
    """Every address, with ``{}`` where something may stand."""
    for each in resolver.url_patterns:
        path = prefix + re.sub(r"<[^>]+>", "{}", str(each.pattern))
        yield from paths(each, path) if hasattr(each, "url_patterns") else [path]


OURS = sorted({path for path in paths(get_resolver()) if path.startswith("/api/live/")})


@pytest.fixture(autouse=True)
def site(settings: Any, monkeypatch: Any) -> None:
    settings.DEBUG = True
    rates = dict.fromkeys(throttles.DEFAULT_RATES)
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    settings.JITSI_LIVE_SERVERS = {
        "default": {"BACKEND": "django_jitsi_live.practice.PracticeServer"},
        "prosody": with_secret(EVENT_SYNC_TOKEN=TOKEN),
        "jaas": jaas(WEBHOOK_SECRET=SECRET),
    }
    monkeypatch.setattr(registry, "_ready_servers", {})
    monkeypatch.setattr(switchboard, "shared", switchboard.Switchboard())
    monkeypatch.setattr(switchboard, "MAX_POLL_SECONDS", 0.0)


@pytest.mark.parametrize("path", OURS)
def test_no_request_is_a_server_error(
    path: str, live: Any, host: Any, stranger: Any, as_user: Any
) -> None:
    people = [as_user(host), as_user(stranger), as_user(None)]
    known = [str(live.pk).encode(), b"default", b".", b"..", b"\xff"]
    pieces = st.one_of(st.sampled_from(known), st.binary()).map(partial(quote_from_bytes, safe=""))
    filled = st.lists(pieces, min_size=path.count("{}"), max_size=path.count("{}"))

    @fuzz
    @given(st.sampled_from(people), methods, filled, queries, bodies, content_types, accepts)
    def ask(
        client: Any, method: str, parts: list[str], query: str, body: bytes, type_: str, accept: str
    ) -> None:
        address = path.format(*parts) + query
        answer = client.generic(method, address, body, type_, HTTP_ACCEPT=accept)
        assert answer.status_code < 500

    ask()


# Requests that pass authentication


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_no_form_of_the_room_is_a_server_error(
    live: Any, host: Any, as_user: Any, accept: str
) -> None:
    client = as_user(host)
    address = f"/api/live/room/{live.pk}/"

    @fuzz
    @given(st.sampled_from([*WORDS, *ODD]), objects)
    def post(action: str, told: Json) -> None:
        body = form({**told, "action": action})
        answer = client.generic("POST", address, body, FORM, HTTP_ACCEPT=accept)
        assert answer.status_code < 500

    post()


@pytest.mark.parametrize("name", ["stays", "role"])
def test_no_report_is_a_server_error(live: Any, host: Any, as_user: Any, name: str) -> None:
    client = as_user(host)

    @fuzz
    @given(st.sampled_from(stays.ACTIONS), st.sampled_from(ODD) | values, objects)
    @example("seen", "\ud800", {})
    @example("seen", "\x00", {})  # which PostgreSQL does not take
    def post(action: str, told: Any, more: Json) -> None:
        body = json.dumps({**more, "action": action, "stay": told, "role": told})
        answer = client.generic("POST", f"/api/live/{name}/{live.pk}/", body, JSON)
        assert answer.status_code < 500

    post()


@pytest.mark.parametrize("kind", sorted(event_sync.EVENT_SYNC_PATHS))
def test_no_message_of_prosody_is_a_server_error(live: Any, kind: str) -> None:
    rewrite(server="prosody")
    room = {"room_name": LiveSession.objects.get().room_name, "room_jid": "r@meet.test"}
    authorization = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
    occupant = st.fixed_dictionaries({}, optional=dict.fromkeys(OCCUPANT_KEYS, told))
    fields = {
        "created_at": told,
        "destroyed_at": told,
        "is_breakout": told,
        "breakout_room_id": told,
        "occupant": st.one_of(occupant, values),
        "all_occupants": st.one_of(st.lists(occupant, max_size=3), values),
    }

    @fuzz
    @given(st.fixed_dictionaries({}, optional=fields))
    @example({"created_at": 1_700_000_000, "destroyed_at": "\udf61"})
    def post(message: Json) -> None:
        body = json.dumps({**room, **message})
        address = f"/api/live/jitsi/prosody/events/{kind}"
        answer = Client().post(address, body, content_type=JSON, **authorization)
        assert answer.status_code < 500

    post()


def test_no_webhook_of_jaas_is_a_server_error(live: Any) -> None:
    rewrite(server="jaas")
    room = f"{APP_ID}/{LiveSession.objects.get().room_name}"
    data = st.fixed_dictionaries({}, optional=dict.fromkeys(JAAS_KEYS, told))
    fields = {
        "idempotencyKey": told,
        "eventType": st.one_of(st.sampled_from(JAAS_TYPES), told),
        "timestamp": told,
        "fqn": st.one_of(st.just(room), told),
        "data": st.one_of(data, values),
    }

    @fuzz
    @given(st.fixed_dictionaries(fields))
    def post(message: Json) -> None:
        body = json.dumps(message).encode()
        signed = {"HTTP_X_JAAS_SIGNATURE": signature.sign(body, SECRET, timezone.now())}
        answer = Client().post("/api/live/jitsi/jaas/jaas", body, content_type=JSON, **signed)
        assert answer.status_code < 500

    post()


def test_no_message_in_a_practice_room_is_a_server_error(
    live: Any, host: Any, as_user: Any
) -> None:
    grant = as_user(host).get(f"/api/live/join/{live.pk}/").json()
    sent = {"HTTP_X_PRACTICE_TOKEN": grant["jwt"]}

    def tell(what: str, message: Json) -> Any:
        address = f"/api/live/practice/{grant['room']}/{what}"
        return Client().post(address, json.dumps(message), content_type=JSON, **sent)

    about = {
        "media": st.one_of(st.sampled_from(["audio", "video", "desktop"]), told),
        "on": values,
        "approved": values,
        "visitor": values,
        "ticket": told,
    }

    @fuzz
    @given(
        st.sampled_from(["join", "news", "act"]),
        objects,
        st.sampled_from(ACTIONS),
        st.fixed_dictionaries({}, optional=about),
    )
    def post(what: str, message: Json, kind: str, about: Json) -> None:
        other = tell("join", {}).json()["me"]["id"]
        seat = tell("join", {}).json()["me"]["id"]
        answer = tell(
            what, {"id": seat, "kind": kind, "after": 0, "who": other, **about, **message}
        )
        assert answer.status_code < 500
        for each in (other, seat):
            tell("act", {"id": each, "kind": "leave"})

    post()
