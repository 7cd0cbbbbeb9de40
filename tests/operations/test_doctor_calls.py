"""The doctor proves what this site and Prosody ask of each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.http import HttpResponse

from django_jitsi_live import moments
from django_jitsi_live.attendance import is_reserved_trial, new_trial_room, reserve_trial_room
from django_jitsi_live.models import JitsiMessage, ServerFailure
from django_jitsi_live.operations.doctor import reservations, system_calls
from django_jitsi_live.servers import SelfHostedServer, make_server
from tests import tls
from tests.keys import pair, with_key_pair, with_secret

from .examined import Report, doctor
from .jitsi_server import JitsiServer
from .prosody_calls import ProsodyCalls

# Against servers of their own, over the network: nothing of it depends on Django or the database.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

NAMES = {"XMPP_DOMAIN": "meet.jitsi", "MUC_DOMAIN": "muc.meet.jitsi"}
SYSTEM_KEY = {"SYSTEM_KEY": pair("system")[0], "SYSTEM_KEY_ID": "system-2026"}
TOKEN = "a-token-for-reservations"


def broken(report: Report) -> set[str]:
    return {each["check"] for each in report.findings if each["level"] == "broken"}


@pytest.fixture
def run_calls() -> Iterator[Callable[..., ProsodyCalls]]:
    with ExitStack() as stack:
        yield lambda jitsi, **how: stack.enter_context(ProsodyCalls(jitsi, **how).run())


class OneKeyForAll(SelfHostedServer):
    """What our own checks refuse."""

    def errors(self) -> Iterator[Any]:
        yield from ()


def forbid_system_keys(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        is_forbidden = "/system-keys/" in request.path
        return HttpResponse(status=403) if is_forbidden else get_response(request)

    return middleware


class Calls:
    """A server with a key pair for tokens and another one for calls, and the report on it."""

    def __init__(self, serve: Any, use: Any, run_calls: Any, site: str) -> None:
        self.serve, self.use, self.run_calls, self.site = serve, use, run_calls, site
        self.options: dict[str, Any] = {**NAMES, **SYSTEM_KEY}
        self.prosody: ProsodyCalls | None = None

    def examine(self, jitsi: Any = None, **how: Any) -> Report:
        keys = f"{self.site}/api/live/jitsi/keys"
        server = self.serve(kind=JitsiServer, **{"key_server": keys, **(jitsi or {})})
        how.setdefault("key_server", f"{self.site}/api/live/jitsi/default/system-keys")
        self.prosody = self.run_calls(server, **how)
        self.use(with_key_pair(DOMAIN=server.domain, PROSODY_URL=self.prosody.url, **self.options))
        return doctor("--site-url", self.site)


@pytest.fixture
def calls(serve: Any, use: Any, run_calls: Any, live_server: Any) -> Calls:
    return Calls(serve, use, run_calls, live_server.url)


def test_calls_are_proved_by_their_effect(calls: Calls) -> None:
    report = calls.examine()
    assert broken(report) == set()
    assert report.find("system_calls")["message"] == "A call of this site ends conferences there."
    assert report.find("kick")["message"] == "A call of this site throws people out there."
    assert report.find("foreign_calls")["level"] == "ok"
    for check in ("system_keys", "online_system_keys", "jwks", "online_jwks"):
        assert report.find(check)["level"] == "ok"
    assert calls.prosody is not None
    assert "meet.jitsi" in calls.prosody.hosts


def test_without_a_room_of_its_own_the_doctor_proves_what_the_answer_says(calls: Calls) -> None:
    report = calls.examine({"has_jicofo": False})
    assert report.find("system_calls")["level"] == "ok"
    assert report.find("kick")["level"] == "info"
    assert "answers 200 to all of them" in report.find("kick")["message"]


@pytest.mark.parametrize(
    ("how", "check", "words"),
    [
        ({"can_kick": False}, "kick", "the doctor stayed in its room"),
        ({"ends": False}, "system_calls", "the doctor stayed in its room"),
        ({"modules": frozenset({"end-meeting"})}, "kick", "muc_kick_participant"),
    ],
    ids=["kick", "end", "kick that is not loaded"],
)
def test_call_without_effect_is_named(calls: Calls, how: Any, check: str, words: str) -> None:
    report = calls.examine(**how)
    finding = report.find(check)
    assert words in finding["message"]
    assert "muc_kick_participant" in finding["hint"]
    assert broken(report) == {check}


def test_room_that_the_doctor_cannot_enter_again_proves_nothing(calls: Calls) -> None:
    report = calls.examine({"max_joins": 2})
    assert report.find("kick")["level"] == "info"
    assert report.find("system_calls")["level"] == "ok"


def test_connection_that_ends_before_a_call_proves_nothing(calls: Calls) -> None:
    report = calls.examine({"max_sessions": 4})
    assert report.find("kick")["level"] == "info"


def test_missing_module_is_named(calls: Calls) -> None:
    report = calls.examine(modules=frozenset())
    assert "muc_end_meeting" in report.find("system_calls")["hint"]
    assert broken(report) == {"system_calls"}


def test_calls_that_prosody_refuses_name_the_address_of_the_keys(calls: Calls) -> None:
    report = calls.examine(key_server=f"{calls.site}/api/live/jitsi/keys")
    finding = report.find("system_calls")
    address = f"{calls.site}/api/live/jitsi/default/system-keys"
    line = f'prosody_password_public_key_repo_url = "{address}"'
    assert line in finding["hint"].splitlines()
    assert broken(report) == {"system_calls"}
    assert ServerFailure.objects.count() == 0


def test_key_server_with_all_keys_lets_attendees_make_calls_and_is_named(
    calls: Calls, serve: Any
) -> None:
    # One key for both, which our own checks refuse, served by some other web server.
    both = serve(certificate=None, body=pair()[1].encode())
    calls.options.update(SYSTEM_KEY=pair()[0], BACKEND=f"{__name__}.OneKeyForAll")
    report = calls.examine(key_server=f"http://{both.domain}")
    finding = report.find("foreign_calls")
    assert finding["level"] == "broken"
    assert "takes calls with the token of an attendee" in finding["message"]
    assert "/system-keys" in finding["hint"].splitlines()[-1]


def test_dead_prosody_is_marked_as_down(serve: Any, use: Any) -> None:
    options = {**NAMES, "PROSODY_URL": f"http://{tls.dead_port()}"}
    use(with_secret(DOMAIN=serve(kind=JitsiServer).domain, **options))
    report = doctor()
    assert "PROSODY_URL" in report.find("system_calls")["message"]
    assert "muc_end_meeting" in report.find("system_calls")["hint"]
    assert broken(report) == {"system_calls"}
    assert [*ServerFailure.objects.values_list("alias", flat=True)] == ["default"]


def test_prosody_that_goes_down_meanwhile_is_not_said_to_refuse(calls: Calls) -> None:
    report = calls.examine({"has_jicofo": False}, max_answers=1)
    assert report.find("system_calls")["level"] == "ok"
    assert report.all("foreign_calls") == []


def test_shared_secret_ends_conferences_for_everybody_who_reaches_prosody(
    serve: Any, use: Any, run_calls: Any
) -> None:
    server = serve(kind=JitsiServer)
    options = {**NAMES, "PROSODY_URL": run_calls(server).url}
    use(with_secret(DOMAIN=server.domain, **options))
    report = doctor()
    assert report.find("system_calls")["level"] == "ok"
    assert report.find("foreign_calls")["level"] == "info"
    assert "close its port" in report.find("foreign_calls")["hint"]
    assert report.all("kick") == []


@pytest.mark.parametrize(
    ("entry", "words"),
    [(with_secret(), "older than August 2026"), (with_key_pair(), "jitsi_live_newkey --system")],
    ids=["secret", "key pair"],
)
def test_calls_that_could_be_set_up_are_told(use: Any, entry: Any, words: str) -> None:
    use(entry)
    finding = doctor("--offline").find("system_calls")
    assert finding["level"] == "info"
    assert words in finding["hint"]


def test_nothing_is_called_offline(serve: Any, use: Any, run_calls: Any) -> None:
    server = serve(kind=JitsiServer)
    prosody = run_calls(server)
    use(with_secret(DOMAIN=server.domain, PROSODY_URL=prosody.url))
    report = doctor("--offline")
    assert report.all("system_calls") == []
    assert prosody.hosts == []


def test_calls_that_the_public_reaches_are_named(calls: Calls, monkeypatch: Any) -> None:
    found = calls.run_calls(JitsiServer())
    monkeypatch.setattr(system_calls, "PORT", int(found.url.rpartition(":")[2]))
    finding = calls.examine().find("public_calls")
    assert finding["level"] == "warning"
    assert found.url in finding["message"]
    assert 'http_interfaces = { "127.0.0.1" }' in finding["hint"]


def test_own_way_to_prosody_is_not_the_public_s(
    serve: Any, use: Any, run_calls: Any, monkeypatch: Any
) -> None:
    server = serve(kind=JitsiServer)
    prosody = run_calls(server)
    monkeypatch.setattr(system_calls, "PORT", int(prosody.url.rpartition(":")[2]))
    use(with_secret(DOMAIN=server.domain, PROSODY_URL=prosody.url, **NAMES))
    assert doctor().all("public_calls") == []


# Keys


def test_keys_of_calls_that_are_not_served_are_named(calls: Calls, settings: Any) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.forbid_system_keys"]
    finding = calls.examine().find("system_keys")
    assert finding["level"] == "broken"
    assert "HTTP status 403" in finding["message"]


def test_one_key_id_for_tokens_and_calls_is_named(calls: Calls) -> None:
    calls.options.update(SYSTEM_KEY=pair()[0], SYSTEM_KEY_ID="live-2026")
    calls.options.update(BACKEND=f"{__name__}.OneKeyForAll")
    report = calls.examine()
    for check in ("system_keys", "online_system_keys"):
        found = [each for each in report.all(check) if each["level"] == "broken"]
        assert len(found) == 2
        assert "KEY_ID and SYSTEM_KEY_ID" in found[0]["hint"]


def test_keys_that_cannot_be_reached_are_named(use: Any) -> None:
    use(with_key_pair(DOMAIN=tls.dead_port(), **SYSTEM_KEY))
    report = doctor("--site-url", f"https://{tls.dead_port()}")
    for check in ("online_system_keys", "online_jwks"):
        assert "refuses the connection" in report.find(check)["message"]


def test_key_set_of_another_site_is_named(use: Any, serve: Any) -> None:
    use(with_key_pair(DOMAIN=tls.dead_port()))
    site = serve(body=b'{"keys": [{"kid": "another"}]}')
    finding = doctor("--site-url", f"https://{site.domain}").find("online_jwks")
    assert finding["level"] == "warning"
    assert "lacks keys of tokens: live-2026" in finding["message"]


# Reservations


@pytest.fixture
def reserving(serve: Any, use: Any, live_server: Any) -> Callable[..., Report]:
    def examine(**how: Any) -> Report:
        server = serve(kind=JitsiServer, **how)
        use(with_secret(DOMAIN=server.domain, RESERVATIONS_TOKEN=TOKEN))
        return doctor("--site-url", live_server.url)

    return examine


def test_reservations_are_proved_by_two_rooms_of_which_one_is_reserved(
    reserving: Any, live_server: Any
) -> None:
    site = f"{live_server.url}/api/live/jitsi/default/reservations"
    report = reserving(asks=site, api_token=TOKEN)
    assert broken(report) == set()
    for check in ("join", "moderators", "reservations", "online_reservations_address"):
        assert report.find(check)["level"] == "ok"
    assert report.all("reservations_address")[0]["level"] == "ok"


def test_reservations_of_another_system_keep_the_doctor_out(reserving: Any) -> None:
    report = reserving(reserves="This room is not open")
    assert report.find("reservations")["level"] == "ok"
    assert report.find("join")["level"] == "warning"
    assert report.find("moderators")["level"] == "info"


def test_room_is_reserved_for_one_server_and_some_minutes(use: Any) -> None:
    use(with_secret(TENANT="acme"))
    server = make_server("default")
    room_name = reserve_trial_room("default")
    assert is_reserved_trial(server, room_name)
    assert is_reserved_trial(server, f"[acme]{room_name}")
    assert not is_reserved_trial(server, new_trial_room())
    assert not is_reserved_trial(server, "a-session")
    JitsiMessage.objects.update(server="another")
    assert not is_reserved_trial(server, room_name)
    received_at = moments.now() - dt.timedelta(minutes=3)
    JitsiMessage.objects.update(server="default", received_at=received_at)
    assert not is_reserved_trial(server, room_name)


def test_prosody_that_does_not_ask_is_named(reserving: Any, live_server: Any) -> None:
    report = reserving()
    prefix = f"{live_server.url}/api/live/jitsi/default/reservations"
    line = f'reservations_api_prefix = "{prefix}"'
    assert line in report.find("reservations")["hint"].splitlines()
    assert broken(report) == {"reservations"}


def test_reservations_that_could_not_be_tried_are_a_warning(reserving: Any) -> None:
    report = reserving(has_jicofo=False)
    assert report.find("reservations")["level"] == "warning"


def test_slow_answer_about_rooms_is_named(reserving: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(reservations, "QUICK", 0)
    found = reserving(reserves="No").all("reservations_address")
    assert [each["level"] for each in found] == ["ok", "warning"]
    assert "ms" in found[1]["message"]


def test_offline_the_answer_about_rooms_is_examined_within_the_process(use: Any) -> None:
    use(with_secret(RESERVATIONS_TOKEN=TOKEN))
    report = doctor("--offline")
    assert report.all("reservations_address")[0]["level"] == "ok"
    assert report.find("reservations")["level"] == "warning"
