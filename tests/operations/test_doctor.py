from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import set_script_prefix
from django.utils import timezone, translation

from django_jitsi_live.models import JitsiMessage, LiveSession, Source, Stay
from django_jitsi_live.operations.doctor.headers import csp_allows, permits
from django_jitsi_live.policy import Policy
from django_jitsi_live.servers import PublicServer, SelfHostedServer
from tests import tls
from tests.keys import SECRET, jaas, pair, with_key_pair, with_secret
from tests.operations.examined import doctor, run
from tests.projects import process
from tests.projects.webinar.webinars.models import Event, Registration

pytestmark = pytest.mark.django_db

PUBLIC = {"BACKEND": "django_jitsi_live.servers.PublicServer", "DOMAIN": "meet.example.org"}


@pytest.fixture(autouse=True)
def offline_unless_a_test_says_otherwise(use: Any) -> None:
    use(with_secret(DOMAIN=tls.dead_port()))


# The server's script


def test_a_healthy_server_is_all_ok(use: Any, serve: Any) -> None:
    server = serve(secret=SECRET)
    use(with_secret(DOMAIN=server.domain))
    report = doctor()
    ok = dict.fromkeys(["options", "token", "script", "certificate", "clock", "login"], "ok")
    info = dict.fromkeys(["moderators", "event_sync", "system_calls"], "info")
    assert report.levels() == {**ok, **info}
    assert report.exit_status == 0
    assert set(server.paths) == {"/external_api.js", "/config.js"}


def test_the_last_day_of_the_certificate_is_told(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve().domain))
    last = timezone.now() + timezone.timedelta(days=90)
    assert f"valid until {last:%Y-%m-%d}" in doctor().find("certificate")["message"]


CERTIFICATES: dict[str, tuple[dict[str, Any], str]] = {
    "expired": (
        {"days": (-60, -30)},
        "has expired (or one that signed it has): it is for localhost",
    ),
    "not yet valid": ({"days": (30, 60)}, "is not valid yet: it is for localhost, valid from"),
    "self-signed": ({"self_signed": True}, "is self-signed"),
    "other name": ({"host": "elsewhere.test"}, "for another host name: it is for elsewhere.test"),
}


@pytest.mark.parametrize(("how", "words"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_a_bad_certificate_is_broken_and_says_why(
    use: Any, serve: Any, authority: tls.Authority, how: Any, words: str
) -> None:
    use(with_secret(DOMAIN=serve(authority.issue(**how)).domain))
    report = doctor()
    assert report.find("certificate")["level"] == "broken"
    assert words in report.find("certificate")["message"]
    assert report.all("script") == []


def test_the_dates_of_an_expired_certificate_are_told(
    use: Any, serve: Any, authority: tls.Authority
) -> None:
    use(with_secret(DOMAIN=serve(authority.issue(days=(-60, -30))).domain))
    first, last = (timezone.now() - timezone.timedelta(days=days) for days in (60, 30))
    words = f"valid from {first:%Y-%m-%d} until {last:%Y-%m-%d}."
    assert words in doctor().find("certificate")["message"]


def test_an_unknown_authority_is_broken(use: Any, serve: Any, tmp_path: Path) -> None:
    use(with_secret(DOMAIN=serve(tls.Authority(tmp_path).issue()).domain))
    finding = doctor().find("certificate")
    assert finding["level"] == "broken"
    assert "authority that this machine does not know" in finding["message"]


def test_a_certificate_that_expires_soon_is_a_warning(
    use: Any, serve: Any, authority: tls.Authority
) -> None:
    use(with_secret(DOMAIN=serve(authority.issue(days=(-1, 13))).domain))
    report = doctor()
    assert report.find("certificate")["level"] == "warning"
    assert report.exit_status == 0


TOO_LONG = ".".join(["a" * 60] * 5)  # refused by the resolver itself, which asks nobody

UNREACHABLE: dict[str, tuple[Callable[[], str], str]] = {
    "name not found": (lambda: TOO_LONG, "name of the host"),
    "no name": (lambda: "meet..example.org", "name of the host"),
    "dead port": (tls.dead_port, "refuses the connection"),
    "no port": (lambda: "localhost:99999", "no usable answer"),
}


@pytest.mark.parametrize(("domain", "words"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_an_unreachable_server_is_broken_and_says_why(use: Any, domain: Any, words: str) -> None:
    use(with_secret(DOMAIN=domain()))
    report = doctor()
    assert report.find("script")["level"] == "broken"
    assert words in report.find("script")["message"]
    assert report.levels()["token"] == "ok"


def test_a_server_without_tls_is_named(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve(certificate=None).domain))
    assert "does not answer with TLS" in doctor().find("script")["message"]


@pytest.mark.slow
def test_a_silent_server_is_waited_for_five_seconds_in_all(use: Any) -> None:
    with tls.silent_server() as server:
        use(with_secret(DOMAIN=server.domain), same=with_secret(DOMAIN=server.domain))
        started = time.monotonic()
        report = doctor()
        assert time.monotonic() - started > 4.9
        assert server.connections() == 1
    for alias in ("default", "same"):
        assert "no answer within 5 seconds" in report.find("script", alias)["message"]


ANSWERS: dict[str, tuple[dict[str, Any], str, str]] = {
    "404": ({"status": 404}, "HTTP status 404", "DOMAIN"),
    "redirect": (
        {"status": 301, "headers": {"Location": "https://video.example.org/external_api.js"}},
        "redirects to https://video.example.org/external_api.js",
        'DOMAIN to the server that answers in the end: "video.example.org"',
    ),
    "other site": ({"body": b"<h1>Welcome to nginx!</h1>"}, "is not Jitsi's", "DOMAIN"),
}


@pytest.mark.parametrize(("how", "words", "hint"), ANSWERS.values(), ids=ANSWERS)
def test_an_answer_that_is_no_script_is_broken(
    use: Any, serve: Any, how: Any, words: str, hint: str
) -> None:
    use(with_secret(DOMAIN=serve(**how).domain))
    finding = doctor().find("script")
    assert finding["level"] == "broken"
    assert words in finding["message"]
    assert hint in finding["hint"]


class PlainServer(PublicServer):
    script_url = "http://meet.example.org/external_api.js"


def test_a_script_without_tls_has_no_certificate(use: Any, serve: Any, monkeypatch: Any) -> None:
    url = f"http://{serve(certificate=None).domain}/external_api.js"
    monkeypatch.setattr(PlainServer, "script_url", url)
    use({"BACKEND": f"{__name__}.PlainServer"})
    report = doctor()
    assert report.find("script")["level"] == "ok"
    assert report.all("certificate") == []


def test_an_answer_cannot_control_the_terminal(use: Any, serve: Any) -> None:
    headers = {"Location": "https://video.example.org/\x9b31m"}
    use(with_secret(DOMAIN=serve(status=302, headers=headers).domain))
    assert "\x9b" not in doctor().find("script")["message"]


def test_offline_asks_nobody(use: Any, serve: Any) -> None:
    server = serve()
    use(with_key_pair(DOMAIN=server.domain))
    report = doctor("--offline", "--site-url", f"https://{server.domain}")
    assert server.paths == []
    assert set(report.levels()) == {
        *("options", "token", "keys", "key_server", "jwks"),
        *("moderators", "event_sync", "system_calls"),
    }


# The log-in of Jitsi's own client


@pytest.mark.parametrize(
    ("options", "said", "line"),
    [
        (
            {"APP_SECRET": "another-secret-that-the-server-does-not-have"},
            "signature",
            "app_secret =",
        ),
        ({"APP_ID": "academy"}, "issuer", "JWT_ACCEPTED_ISSUERS=academy"),
        ({"AUDIENCE": "academy"}, "audience", '"AUDIENCE": "jitsi"'),
    ],
    ids=["secret", "issuer", "audience"],
)
def test_a_server_that_does_not_believe_our_tokens_is_broken(
    use: Any, serve: Any, options: Any, said: str, line: str
) -> None:
    use(with_secret(**{"DOMAIN": serve(secret=SECRET).domain, **options}))
    report = doctor()
    finding = report.find("login")
    assert finding["level"] == "broken"
    assert "not-allowed" in finding["message"]
    assert said in finding["message"].lower()
    assert line in finding["hint"]
    assert report.exit_status == 1


def test_with_a_key_pair_the_key_server_is_to_be_compared(use: Any, serve: Any) -> None:
    use(with_key_pair(DOMAIN=serve(secret=SECRET).domain))
    assert "asap_key_server" in doctor().find("login")["hint"]


def test_a_server_that_asks_for_no_token_is_broken(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve(secret=SECRET, lets_in_without_token=True).domain))
    first, second = doctor().all("login")
    assert first["level"] == "ok"
    assert second["level"] == "broken"
    assert "JWT_ALLOW_EMPTY=0" in second["hint"]


def test_a_server_without_that_log_in_is_a_warning(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve().domain))
    finding = doctor().find("login")
    assert finding["level"] == "warning"
    assert "404" in finding["message"]
    assert "/http-bind" in finding["hint"]


@pytest.mark.parametrize(
    ("bosh", "words"),
    [
        ("<html>Welcome</html>", "opens no session."),
        ("<body type='terminate' condition='host-unknown'/>", "opens no session: host-unknown."),
    ],
)
def test_what_is_no_log_in_is_a_warning(use: Any, serve: Any, bosh: str, words: str) -> None:
    use(with_secret(DOMAIN=serve(bosh=bosh).domain))
    finding = doctor().find("login")
    assert finding["level"] == "warning"
    assert words in finding["message"]


def test_a_refusal_without_a_reason_is_told_as_such(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve(bosh="<body sid='1'><failure/></body>").domain))
    assert doctor().find("login")["message"].endswith("refuses the tokens of this site.")


def test_a_session_that_breaks_off_is_a_warning(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve(secret=SECRET, breaks_off=True).domain))
    assert doctor().find("login")["level"] == "warning"


@pytest.mark.parametrize(
    ("config", "domain"),
    [
        (b"var config = {\n hosts: {\n // XMPP\n domain: 'meet.jitsi',\n }}", "meet.jitsi"),
        (b'config.hosts = {};\nconfig.hosts.domain = "xmpp.example.org";', "xmpp.example.org"),
        (b"var config = {};", "localhost"),
    ],
    ids=["debian", "docker", "none"],
)
def test_the_server_is_addressed_by_its_own_name(
    use: Any, serve: Any, config: bytes, domain: str
) -> None:
    server = serve(secret=SECRET, body=tls.JITSI + config)
    use(with_secret(DOMAIN=server.domain))
    assert doctor().find("login")["level"] == "ok"
    assert f'to="{domain}"' in server.posted[0]


# Clocks


@pytest.mark.parametrize(
    ("clock", "level", "words"),
    [
        (600, "broken", r"The clock of localhost:\d+ is (599|60.) seconds ahead of"),
        (-600, "broken", r"The clock of this machine is (599|60.) seconds ahead of"),
        (15, "warning", r"The clock of localhost:\d+ is 1. seconds ahead of"),
        (2, "ok", "agree"),
    ],
)
def test_the_clock_that_is_ahead_is_named(
    use: Any, serve: Any, clock: int, level: str, words: str
) -> None:
    use(with_secret(DOMAIN=serve(clock=clock).domain))
    finding = doctor().find("clock")
    assert finding["level"] == level
    assert re.search(words, finding["message"])
    assert level == "ok" or "NTP" in finding["hint"]


def test_where_no_token_is_asked_for_a_clock_breaks_nothing(use: Any, serve: Any) -> None:
    use({**PUBLIC, "DOMAIN": serve(clock=600).domain})
    assert doctor().find("clock")["level"] == "warning"


def test_an_answer_out_of_a_cache_is_as_old_as_it_says(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve(clock=-600, headers={"Age": "600"}).domain))
    assert doctor().find("clock")["level"] == "ok"


def test_a_server_that_tells_no_time_is_info(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=serve(clock=None).domain))
    assert doctor().find("clock")["level"] == "info"


# Options and tokens


class Unspeakable(PublicServer):
    def errors(self) -> Any:
        raise RuntimeError(SECRET)


class OtherClaims(SelfHostedServer):
    def claims(self, seat: Any) -> Any:
        return {**super().claims(seat), "iss": "others", "room": "*"}


class OtherAudience(SelfHostedServer):
    def claims(self, seat: Any) -> Any:
        return {**super().claims(seat), "aud": "others"}


def test_problems_of_options_are_broken_and_end_the_server_s_examination(use: Any) -> None:
    use(with_secret(APP_SECRET="short"))
    report = doctor("--offline")
    assert report.levels() == {"options": "broken"}
    assert "APP_SECRET must have at least 32 bytes" in report.find("options")["message"]
    assert "JITSI_LIVE_SERVERS" in report.find("options")["hint"]


@pytest.mark.parametrize("entry", [None, {}, {"BACKEND": "nowhere.Server"}])
def test_a_server_that_cannot_be_made_is_broken(use: Any, entry: Any) -> None:
    use(with_secret(), berlin=entry)
    report = doctor("--offline")
    assert report.levels("berlin") == {"options": "broken"}
    assert report.levels()["token"] == "ok"


def test_a_missing_default_server_is_broken(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"berlin": with_secret()}
    report = doctor("--offline")
    assert report.levels() == {"options": "broken"}
    assert report.levels("berlin")["options"] == "ok"
    assert report.levels("site")["settings"] == "ok"


def test_cautions_are_warnings(use: Any) -> None:
    use({**PUBLIC, "DOMAIN": "meet.jit.si"})
    finding = doctor("--offline").find("warnings")
    assert finding["level"] == "warning"
    assert "five minutes" in finding["message"]


def test_a_public_server_asks_for_no_token(use: Any) -> None:
    use(PUBLIC)
    finding = doctor("--offline").find("token")
    assert finding["level"] == "info"
    assert "anyone who has a room's link" in finding["message"]


@pytest.mark.parametrize("entry", [with_secret(), with_key_pair(), jaas()])
def test_tokens_make_the_round_trip(use: Any, entry: Any) -> None:
    use(entry)
    assert doctor("--offline").find("token")["level"] == "ok"


def test_a_backend_of_other_claims_is_broken(use: Any) -> None:
    use(with_secret(BACKEND=f"{__name__}.OtherClaims"))
    finding = doctor("--offline").find("token")
    assert finding["level"] == "broken"
    assert "iss, room" in finding["message"]


def test_a_token_for_another_audience_is_broken(use: Any) -> None:
    use(with_secret(BACKEND=f"{__name__}.OtherAudience"))
    finding = doctor("--offline").find("token")
    assert finding["message"] == "This fails with InvalidAudienceError."


def test_an_error_of_a_backend_is_named_without_its_message(use: Any) -> None:
    use({"BACKEND": f"{__name__}.Unspeakable"})
    report = doctor("--offline")
    assert report.levels() == {"options": "broken"}
    assert report.find("options")["message"] == "This fails with RuntimeError."


def test_one_server_of_several_is_examined(use: Any) -> None:
    use(with_secret(), berlin=PUBLIC)
    report = doctor("--offline", "--server", "berlin")
    assert {each["subject"] for each in report.findings} == {"berlin", "site"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--server", "paris"], "no server 'paris' in JITSI_LIVE_SERVERS, only: default"),
        (["--event", "4711"], "no webinars.Event with the pk '4711'"),
        (["--event", "x"], "no webinars.Event with the pk 'x'"),
        (["--site-url", "www.example.org"], "https://www.example.org"),
        (["--site-url", "https://user:secret@example.org"], "https://www.example.org"),
        (["--site-url", "https://example.org/live"], "https://www.example.org"),
    ],
)
def test_what_cannot_be_examined_is_refused(arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=re.escape(words)):
        run("--offline", *arguments)


# The key server


def needs_login(get_response: Any) -> Any:
    return lambda request: redirect("/login/")


def forbids(get_response: Any) -> Any:
    return lambda request: HttpResponse(status=403)


def answers_otherwise(get_response: Any) -> Any:
    return lambda request: HttpResponse("Under construction")


def sends_headers(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        for name, value in django_settings.SENT_HEADERS.items():
            response[name] = value
        return response

    return middleware


def leaves_traces(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        request.session["seen"] = True
        translation.activate("de")
        timezone.activate("Asia/Tokyo")
        return get_response(request)

    return middleware


@pytest.fixture
def add_middleware(settings: Any) -> Callable[[Any], None]:
    def add(middleware: Any) -> None:
        path = f"{__name__}.{middleware.__name__}"
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, path]

    return add


def test_current_and_retired_keys_are_served(use: Any) -> None:
    use(with_key_pair(RETIRED_KEYS={"live-2025": pair("old")[1]}))
    report = doctor("--offline")
    found = report.all("keys")
    assert [each["level"] for each in found] == ["ok", "ok"]
    assert [re.findall(r"'(.*)'", each["message"]) for each in found] == [
        ["live-2025"],
        ["live-2026"],
    ]


def test_the_line_for_prosody_is_told(use: Any) -> None:
    use(with_key_pair())
    line = 'asap_key_server = "https://YOUR-SITE/api/live/jitsi/keys"'
    assert line in doctor("--offline").find("key_server")["hint"]
    line = 'asap_key_server = "https://www.example.org/api/live/jitsi/keys"'
    arguments = ["--offline", "--site-url", "https://www.example.org/"]
    assert line in doctor(*arguments).find("key_server")["hint"]


@pytest.mark.parametrize(
    "entry",
    [PUBLIC, jaas(), with_secret(RETIRED_KEYS={"live-2025": pair("old")[1]})],
    ids=["public", "jaas", "shared secret"],
)
def test_without_a_key_pair_of_its_own_no_key_server_is_needed(use: Any, entry: Any) -> None:
    use(entry)
    assert not {"keys", "key_server"} & set(doctor("--offline").levels())


@pytest.mark.parametrize(
    ("middleware", "words"),
    [
        (needs_login, "a redirect to https://localhost/login/"),
        (forbids, "HTTP status 403"),
        (answers_otherwise, "is not what is served"),
    ],
)
def test_keys_that_prosody_would_not_get_are_broken(
    use: Any, add_middleware: Any, middleware: Any, words: str
) -> None:
    use(with_key_pair())
    add_middleware(middleware)
    finding = doctor("--offline").find("keys")
    assert finding["level"] == "broken"
    assert words in finding["message"]


def test_a_site_without_our_addresses_is_told_to_add_them(use: Any, settings: Any) -> None:
    use(with_key_pair())
    settings.ROOT_URLCONF = "django.contrib.staticfiles.urls"
    report = doctor("--offline")
    for check, subject in (("keys", "default"), ("urls", "site")):
        assert report.find(check, subject)["level"] == "broken"
        assert 'include("django_jitsi_live.urls")' in report.find(check, subject)["hint"]


def test_broken_urls_are_named(settings: Any) -> None:
    settings.ROOT_URLCONF = "nowhere"
    message = doctor("--offline").find("urls", "site")["message"]
    assert "ModuleNotFoundError: No module named 'nowhere'" in message


def test_static_files_that_were_not_collected_are_named(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    finding = doctor("--offline").find("urls", "site")
    assert "Missing staticfiles manifest entry for 'jitsi_live/room.js'" in finding["message"]


@pytest.mark.parametrize(
    ("hosts", "host"),
    [
        (["example.org", "www.example.org"], "www.example.org"),
        ([".example.org"], "example.org"),
        (["*"], "localhost"),
    ],
)
def test_the_site_is_asked_under_a_name_that_it_has(
    settings: Any, hosts: list[str], host: str
) -> None:
    settings.ALLOWED_HOSTS = hosts
    settings.SECURE_SSL_REDIRECT = True
    settings.MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", *settings.MIDDLEWARE]
    finding = doctor("--offline").find("room_page", "site")
    assert finding["level"] == "ok"
    assert f"https://{host}/" in finding["message"]


def test_a_site_url_that_is_not_allowed_is_named(use: Any, settings: Any) -> None:
    use(with_key_pair())
    settings.ALLOWED_HOSTS = ["www.example.org"]
    report = doctor("--offline", "--site-url", "https://example.org")
    assert 'Add "example.org" to ALLOWED_HOSTS' in report.find("keys")["hint"]
    assert 'Add "example.org" to ALLOWED_HOSTS' in report.find("room_page", "site")["hint"]


def test_a_site_below_a_path_is_found(use: Any) -> None:
    use(with_key_pair())
    set_script_prefix("/events/")
    try:
        report = doctor("--offline")
    finally:
        set_script_prefix("/")
    assert report.find("keys")["level"] == "ok"
    assert '"https://YOUR-SITE/events/api/live/jitsi/keys"' in report.find("key_server")["hint"]


def test_asking_the_site_leaves_no_trace(add_middleware: Any) -> None:
    add_middleware(leaves_traces)
    doctor("--offline")
    assert Session.objects.count() == 0
    assert translation.get_language() == django_settings.LANGUAGE_CODE
    assert timezone.get_current_timezone_name() == django_settings.TIME_ZONE


def test_keys_and_page_are_asked_for_over_the_network(
    use: Any, serve: Any, live_server: Any
) -> None:
    use(with_key_pair(DOMAIN=serve().domain))
    report = doctor("--site-url", live_server.url)
    assert report.find("online_keys")["level"] == "ok"
    assert report.find("online_room_page", "site")["level"] == "ok"
    assert report.exit_status == 0


def test_a_site_that_refuses_its_own_pages_is_broken(
    settings: Any, use: Any, serve: Any, live_server: Any
) -> None:
    use(with_key_pair(DOMAIN=serve().domain))
    assert doctor("--site-url", live_server.url).find("online_forms", "site")["level"] == "ok"
    # As behind a proxy that says "https" to the site and speaks http with browsers.
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_USER_AGENT", "jitsi_live_doctor")
    finding = doctor("--site-url", live_server.url).find("online_forms", "site")
    assert finding["level"] == "broken"
    assert f'CSRF_TRUSTED_ORIGINS = ["{live_server.url}"]' in finding["hint"]
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    assert doctor("--site-url", live_server.url).find("online_forms", "site")["level"] == "ok"


def test_forms_are_tried_where_anybody_can_have_a_token(
    settings: Any, use: Any, serve: Any, live_server: Any
) -> None:
    server = serve()
    use(with_key_pair(DOMAIN=server.domain))
    assert doctor("--site-url", f"https://{server.domain}").all("online_forms", "site") == []
    settings.CSRF_USE_SESSIONS = True
    assert doctor("--site-url", live_server.url).all("online_forms", "site") == []


def test_a_site_that_others_cannot_reach_is_broken(use: Any, serve: Any) -> None:
    use(with_key_pair(DOMAIN=serve().domain))
    report = doctor("--site-url", f"https://{tls.dead_port()}")
    assert report.find("keys")["level"] == "ok"
    for check, subject in (("online_keys", "default"), ("online_room_page", "site")):
        assert report.find(check, subject)["level"] == "broken"
        assert "refuses the connection" in report.find(check, subject)["message"]


# Settings and lookups


def is_first(user: Any, event: Any) -> bool:
    return bool(user.username == "helen")


def is_broken(user: Any, event: Any) -> bool:
    raise KeyError("departments")


class EverybodyHosts(Policy):
    def is_host(self, user: Any, event: Any) -> bool:
        return True


class NobodySpeaks(Policy):
    def is_speaker(self, user: Any, event: Any) -> bool:
        return False


def test_wrong_settings_are_broken_with_their_hint(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "organiser"
    report = doctor("--offline")
    finding = report.find("settings", "site")
    assert finding["level"] == "broken"
    assert "jitsi_live.E005" in finding["message"]
    assert '"organizer"' in finding["hint"]
    assert report.all("hosts", "site") == []


def test_doubtful_settings_are_warnings_and_can_be_silenced(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "title"
    report = doctor("--offline")
    assert report.find("settings", "site")["level"] == "warning"
    assert report.find("hosts", "site")["level"] == "ok"
    settings.SILENCED_SYSTEM_CHECKS = ["jitsi_live.W001"]
    assert doctor("--offline").find("settings", "site")["level"] == "ok"


def test_settings_of_a_wrong_type_are_named(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = []
    report = doctor("--offline")
    assert (
        "JITSI_LIVE_SERVERS must not be of the type list"
        in report.find("settings", "site")["message"]
    )
    assert report.levels() == {"options": "broken"}


@pytest.mark.slow
def test_a_site_that_does_not_start_is_examined(tmp_path: Path) -> None:
    module = "from tests.projects.webinar.settings import *\nJITSI_LIVE_EVENT_MODEL = None\n"
    (tmp_path / "broken_settings.py").write_text(module)
    arguments = ["-m", "django", "jitsi_live_doctor", "--offline"]
    done = process.run(
        *arguments, settings="broken_settings", database=":memory:", directory=tmp_path
    )
    assert done.returncode == 1
    assert "JITSI_LIVE_EVENT_MODEL is not set" in " ".join(done.stdout.split())
    assert done.stderr == ""


@pytest.mark.slow
def test_a_site_without_tables_is_told_so(tmp_path: Path) -> None:
    with process.new_database(tmp_path) as database:
        done = process.run(
            *["-m", "django", "jitsi_live_doctor", "--offline"],
            settings="tests.projects.webinar.settings",
            database=database,
        )
    assert done.returncode == 1
    assert re.search(r"event +This fails with (Operational|Programming)Error: ", done.stdout)
    assert done.stderr == ""


def test_active_hosts_and_registered_users_are_counted(event: Any, make_user: Any) -> None:
    Registration.objects.create(event=event, user=make_user("gone", is_active=False))
    Registration.objects.create(event=event, user=make_user("pat"))
    report = doctor("--offline", "--event", str(event.pk))
    assert report.find("hosts", "site")["message"] == (
        f'Active hosts of Event {event.pk}: 1 (JITSI_LIVE_HOST_LOOKUP = "organizer").'
    )
    assert report.find("registrations", "site")["message"] == (
        f"Active users registered for Event {event.pk}: 2 "
        '(JITSI_LIVE_REGISTRATION_LOOKUP = "registrations__user").'
    )


def test_speakers_are_counted_where_events_have_some(event: Any, speaker: Any) -> None:
    assert doctor("--offline").find("speakers", "site")["message"] == (
        f'Active speakers of Event {event.pk}: 1 (JITSI_LIVE_SPEAKER_LOOKUP = "speakers").'
    )


def test_nothing_is_said_of_speakers_where_events_have_none(event: Any) -> None:
    assert doctor("--offline").all("speakers", "site") == []


def test_an_event_without_speakers_may_be_right(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.NobodySpeaks"
    finding = doctor("--offline").find("speakers", "site")
    assert finding["level"] == "info"
    assert "NobodySpeaks.is_speaker decides in Python" in finding["message"]
    assert "Right if nobody speaks but the hosts" in finding["hint"]


def test_the_filter_of_registrations_counts(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_REGISTRATION_FILTER = {"registrations__status": "paid"}
    finding = doctor("--offline").find("registrations", "site")
    assert finding["level"] == "info"
    assert f"registered for Event {event.pk}: 0 " in finding["message"]


def test_the_event_is_found_by_what_its_addresses_carry(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    report = doctor("--offline", "--event", "django-in-depth")
    assert f"Event {event.pk}:" in report.find("hosts", "site")["message"]


def test_the_newest_event_is_the_default(event: Any, stranger: Any) -> None:
    newest = Event.objects.create(title="Newest", organizer=stranger)
    assert f"Event {newest.pk}:" in doctor("--offline").find("hosts", "site")["message"]


def test_an_event_that_nobody_can_start_is_a_warning(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    finding = doctor("--offline").find("hosts", "site")
    assert finding["level"] == "warning"
    assert "Nobody can start it" in finding["message"]


def test_without_an_event_there_is_nothing_to_try() -> None:
    assert doctor("--offline").find("event", "site")["level"] == "info"


def test_a_callable_decides_in_python(settings: Any, event: Any, stranger: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = f"{__name__}.is_first"
    message = doctor("--offline").find("hosts", "site")["message"]
    assert f"Active hosts of Event {event.pk}: 1 (" in message
    assert "is_first decides in Python, asked about 3 active users" in message


def test_a_policy_decides_in_python(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.EverybodyHosts"
    report = doctor("--offline")
    assert "EverybodyHosts.is_host decides in Python" in report.find("hosts", "site")["message"]
    assert "REGISTRATION_LOOKUP" in report.find("registrations", "site")["message"]


def test_what_decides_in_python_and_fails_is_broken(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_REGISTRATION_LOOKUP = f"{__name__}.is_broken"
    report = doctor("--offline")
    finding = report.find("registrations", "site")
    assert finding["level"] == "broken"
    assert "KeyError: 'departments'" in finding["message"]
    assert report.find("hosts", "site")["level"] == "ok"


# Headers of the site

ORIGIN = "https://meet.example.org"
PAGE = "https://www.example.org/live/room/1/"
SCRIPT = f"{ORIGIN}/external_api.js"


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("", True),
        ("geolocation=()", True),
        ("camera=*", True),
        ("camera=(*)", True),
        ('camera=(self "https://meet.example.org")', True),
        ('microphone=(), camera=(self  "https://meet.example.org/");report-to=x', True),
        ('camera=(self "https://*.example.org")', True),
        ('camera=("https://www.example.org" "https://MEET.example.org")', True),
        ('camera=(), camera=(self "https://meet.example.org")', True),  # the last one counts
        ("camera 'none'", True),  # no such syntax: browsers ignore it
        ("camera=()", False),
        ("Camera=( )", False),
        ("camera=self", False),
        ("camera=(self)", False),
        ('camera=("https://meet.example.org")', False),
        ('camera=(self "https://example.org")', False),
        ('camera=(self "https://meet.example.org:8443")', False),
        ("autoplay=*,camera=()", False),
    ],
)
def test_permissions_policy(header: str, allowed: bool) -> None:
    assert permits(header, "camera", ORIGIN, PAGE) is allowed


@pytest.mark.parametrize(
    ("header", "allowed"), [("", True), ("camera=(self)", True), ("camera=()", False)]
)
def test_permissions_policy_for_rooms_of_the_site_itself(header: str, allowed: bool) -> None:
    assert permits(header, "camera", "", PAGE) is allowed


def test_practice_rooms_need_nothing_from_elsewhere(
    settings: Any, use: Any, site_sends: Any
) -> None:
    settings.DEBUG = True
    use({"BACKEND": "django_jitsi_live.practice.PracticeServer"})
    site_sends(Content_Security_Policy="default-src 'self'", Permissions_Policy="camera=(self)")
    report = doctor()
    csp, permissions = report.all("headers_to_set", "site")
    assert report.all("script") == []
    assert csp["hint"].endswith("frame-src 'self'")
    assert "camera=(self)," in permissions["hint"]
    assert report.find("content_security_policy", "site")["level"] == "ok"
    assert report.find("permissions_policy", "site")["level"] == "ok"


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("", True),
        ("img-src 'none'", True),
        ("script-src *", True),
        ("script-src https:", True),
        ("script-src meet.example.org", True),
        ("script-src 'self' https://meet.example.org", True),
        ("SCRIPT-SRC HTTPS://MEET.EXAMPLE.ORG", True),
        ("script-src http://meet.example.org", True),
        ("script-src meet.example.org:443", True),
        ("script-src meet.example.org:*", True),
        ("script-src *.example.org", True),
        ("script-src https://meet.example.org/", True),
        ("script-src https://meet.example.org/external_api.js", True),
        ("script-src 'nonce-x' 'strict-dynamic'", True),
        ("default-src 'none'; script-src meet.example.org", True),
        ("script-src 'none'; script-src-elem meet.example.org", True),
        ("script-src meet.example.org; script-src 'none'", True),  # the first one counts
        ("default-src 'none'", False),
        ("default-src 'self'", False),
        ("script-src", False),
        ("script-src 'self' 'unsafe-inline' 'nonce-x'", False),
        ("script-src 'sha256-x' data: wss://meet.example.org", False),
        ("script-src example.org *.meet.example.org", False),
        ("script-src meet.example.org:8443", False),
        ("script-src https://meet.example.org/libs/", False),
        ("script-src meet.example.org, default-src 'self'", False),  # all policies must allow
        ("script-src meet.example.org; script-src-elem 'self'", False),
    ],
)
def test_content_security_policy_of_scripts(header: str, allowed: bool) -> None:
    assert csp_allows(header, "script-src", SCRIPT, PAGE) is allowed


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("frame-src https://meet.example.org", True),
        ("child-src https://meet.example.org; default-src 'none'", True),
        ("frame-src https://meet.example.org; child-src 'none'", True),
        ("script-src 'none'", True),
        ("default-src 'strict-dynamic' 'nonce-x'", False),
        ("frame-src 'self'", False),
        ("child-src 'none'", False),
        ("default-src 'self'; script-src *", False),
    ],
)
def test_content_security_policy_of_frames(header: str, allowed: bool) -> None:
    assert csp_allows(header, "frame-src", f"{ORIGIN}/room", PAGE) is allowed


@pytest.mark.parametrize(
    ("header", "allowed"),
    [
        ("default-src 'self'", True),
        ("connect-src www.example.org", True),
        ("connect-src 'none'; default-src 'self'", False),
    ],
)
def test_content_security_policy_of_requests(header: str, allowed: bool) -> None:
    assert csp_allows(header, "connect-src", PAGE, PAGE) is allowed


@pytest.fixture
def site_sends(settings: Any, add_middleware: Any) -> Callable[..., None]:
    def send(**headers: str) -> None:
        add_middleware(sends_headers)
        settings.SENT_HEADERS = {name.replace("_", "-"): text for name, text in headers.items()}

    return send


def test_the_headers_to_set_name_all_servers_once(use: Any) -> None:
    use(PUBLIC, same=PUBLIC, jaas=jaas(), broken={})
    policy, permissions = doctor("--offline", "--server", "jaas").all("headers_to_set", "site")
    origins = "https://meet.example.org https://8x8.vc"
    assert policy["hint"] == (
        f"Content-Security-Policy: script-src 'self' {origins}; style-src 'self'; "
        f"connect-src 'self'; frame-src {origins}"
    )
    for feature in ("camera", "microphone", "display-capture", "autoplay", "fullscreen"):
        value = f'{feature}=(self "https://meet.example.org" "https://8x8.vc")'
        assert value in permissions["hint"]
    for finding in (policy, permissions):
        header, _, value = finding["hint"].partition(": ")
        if header == "Permissions-Policy":
            assert permits(value, "camera", ORIGIN, PAGE)
        else:
            assert csp_allows(value, "script-src", SCRIPT, PAGE)


def test_static_files_from_elsewhere_are_among_the_headers_to_set(use: Any, settings: Any) -> None:
    use(PUBLIC)
    settings.STATIC_URL = "https://static.example.org/"
    policy, _ = doctor("--offline").all("headers_to_set", "site")
    assert "script-src 'self' https://static.example.org https://meet" in policy["hint"]
    assert "style-src 'self' https://static.example.org;" in policy["hint"]


def test_a_site_without_such_headers_is_ok() -> None:
    levels = doctor("--offline").levels("site")
    assert levels["permissions_policy"] == levels["content_security_policy"] == "ok"


def test_a_permissions_policy_without_the_server_is_broken(use: Any, site_sends: Any) -> None:
    use(PUBLIC)
    site_sends(Permissions_Policy="camera=(self), microphone=()")
    finding = doctor("--offline").find("permissions_policy", "site")
    assert finding["level"] == "broken"
    assert "camera, microphone." in finding["message"]
    assert 'camera=(self "https://meet.example.org")' in finding["hint"]


def test_a_permissions_policy_against_lesser_features_is_a_warning(
    use: Any, site_sends: Any
) -> None:
    use(PUBLIC)
    site_sends(Permissions_Policy="fullscreen=()")
    assert doctor("--offline").find("permissions_policy", "site")["level"] == "warning"


def test_a_content_security_policy_without_the_server_is_broken(use: Any, site_sends: Any) -> None:
    use(PUBLIC, berlin=with_secret(DOMAIN="video.example.org"))
    site_sends(Content_Security_Policy="default-src 'none'; script-src 'self' video.example.org")
    finding = doctor("--offline").find("content_security_policy", "site")
    assert finding["level"] == "broken"
    assert (
        "lacks: script-src https://meet.example.org; frame-src https://meet.example.org; "
        "frame-src https://video.example.org; connect-src 'self'." in finding["message"]
    )
    origins = "https://meet.example.org https://video.example.org"
    assert f"script-src 'self' {origins}; style-src 'self'" in finding["hint"]


def test_strict_dynamic_trusts_what_our_nonced_script_loads(use: Any, site_sends: Any) -> None:
    use(PUBLIC)
    site_sends(Content_Security_Policy="script-src 'strict-dynamic' 'nonce-x'")
    finding = doctor("--offline").find("content_security_policy", "site")
    assert finding["level"] == "ok"


def test_the_lines_that_make_only_our_hosts_moderators_are_shown(use: Any) -> None:
    use(with_secret())
    finding = doctor("--offline").find("moderators", "default")
    assert finding["level"] == "info"
    assert "JICOFO_ENABLE_AUTH=0" in finding["hint"]


def test_headers_are_read_over_the_network(use: Any, serve: Any) -> None:
    site = serve(headers={"Permissions-Policy": "camera=()"})
    use({**PUBLIC, "DOMAIN": serve().domain})
    report = doctor("--site-url", f"https://{site.domain}")
    assert report.find("permissions_policy", "site")["level"] == "ok"
    assert report.find("online_permissions_policy", "site")["level"] == "broken"


def test_a_room_page_that_fails_is_broken(add_middleware: Any) -> None:
    add_middleware(forbids)
    finding = doctor("--offline").find("room_page", "site")
    assert finding["level"] == "broken"
    assert "HTTP status 403" in finding["message"]


# Where the room page leads to


def to_other_site(get_response: Any) -> Any:
    return lambda request: redirect("https://sso.example.org/login")


def to_nowhere(get_response: Any) -> Any:
    return lambda request: (
        redirect("/nowhere/") if "/room/" in request.path else get_response(request)
    )


def room_page(*arguments: str) -> dict[str, str]:
    return doctor(*arguments).find("room_page", "site")


def test_a_page_that_leads_to_the_login_says_where_and_how_it_was_asked(event: Any) -> None:
    finding = room_page("--offline")
    assert finding["level"] == "ok"
    assert f"/room/{event.pk}/ (asked within this process)" in finding["message"]
    assert "leads to https://localhost/login/?next=" in finding["message"]


def test_the_page_is_asked_by_what_addresses_carry(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    assert "/room/django-in-depth/" in room_page("--offline")["message"]
    other = Event.objects.create(title="Other", slug="other", organizer=event.organizer)
    assert "/room/other/" in room_page("--offline", "--event", str(other.slug))["message"]


def test_an_event_without_a_slug_has_a_page_to_ask_for(settings: Any, host: Any) -> None:
    Event.objects.create(title="No address", organizer=host)
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    assert "/room/1/" in room_page("--offline")["message"]


def test_a_login_page_that_needs_a_login_is_broken(add_middleware: Any) -> None:
    add_middleware(needs_login)
    finding = room_page("--offline")
    assert finding["level"] == "broken"
    assert "redirects again and again" in finding["message"]


def test_a_login_page_that_is_not_there_is_broken(settings: Any) -> None:
    settings.LOGIN_URL = "/log-in/"
    finding = room_page("--offline")
    assert finding["level"] == "broken"
    assert "/log-in/?next=" in finding["message"]
    assert "HTTP status 404" in finding["message"]
    assert "LOGIN_URL" in finding["hint"]


def test_a_redirect_of_the_page_is_followed_to_its_end(add_middleware: Any) -> None:
    add_middleware(to_nowhere)
    assert "leads to https://localhost/nowhere/" in room_page("--offline")["message"]


def test_a_login_on_another_site_is_not_judged_without_asking_it(add_middleware: Any) -> None:
    add_middleware(to_other_site)
    finding = room_page("--offline")
    assert finding["level"] == "info"
    assert "another site, which was not asked" in finding["message"]


def test_redirects_are_followed_over_the_network(use: Any, serve: Any) -> None:
    login = serve(status=404)
    site = serve(status=302, headers={"Location": f"https://{login.domain}/sso"})
    use({**PUBLIC, "DOMAIN": serve().domain})
    finding = doctor("--site-url", f"https://{site.domain}").find("online_room_page", "site")
    assert finding["level"] == "broken"
    assert f"https://{login.domain}/sso, which answers with the HTTP" in finding["message"]
    assert "in this process" not in finding["message"]


def test_a_site_that_turns_https_off_is_broken(use: Any, serve: Any) -> None:
    plain = serve(certificate=None)
    site = serve(status=301, headers={"Location": f"http://{plain.domain}/login/"})
    use({**PUBLIC, "DOMAIN": serve().domain})
    finding = doctor("--site-url", f"https://{site.domain}").find("online_room_page", "site")
    assert finding["level"] == "broken"
    assert "without https" in finding["message"]


def test_a_circle_of_redirects_is_broken(use: Any, serve: Any) -> None:
    site = serve(status=302, headers={"Location": "/again"})
    use({**PUBLIC, "DOMAIN": serve().domain})
    finding = doctor("--site-url", f"https://{site.domain}").find("online_room_page", "site")
    assert finding["level"] == "broken"
    assert "again and again" in finding["message"]
    assert len(site.paths) == 11


# Attendance


def test_a_server_that_reports_nobody_is_told_how(use: Any) -> None:
    use(with_secret(), jaas=jaas())
    report = doctor("--offline")
    prosody, webhook = report.find("event_sync"), report.find("webhook", "jaas")
    assert prosody["level"] == webhook["level"] == "info"
    assert 'api_prefix = "https://YOUR-SITE/api/live/jitsi/default"' in prosody["hint"]
    assert "https://YOUR-SITE/api/live/jitsi/jaas/jaas" in webhook["hint"]


def test_a_report_that_never_came_is_a_warning_with_a_test(use: Any) -> None:
    secret = f"whsec_{SECRET}"
    use(with_secret(EVENT_SYNC_TOKEN=SECRET), jaas=jaas(WEBHOOK_SECRET=secret))
    report = doctor("--offline")
    for finding in (report.find("event_sync"), report.find("webhook", "jaas")):
        assert finding["level"] == "warning"
        assert "has never been heard" in finding["message"]
    hint = report.find("event_sync")["hint"]
    assert "https://YOUR-SITE/api/live/jitsi/default/events/room/created" in hint


@pytest.mark.parametrize("kind", ["message", "stay"])
def test_the_last_report_is_told(use: Any, live: Any, student: Any, kind: str) -> None:
    use(with_secret(EVENT_SYNC_TOKEN=SECRET))
    at = dt.datetime(2026, 5, 4, 18, 30, tzinfo=timezone.get_default_timezone())
    if kind == "message":
        JitsiMessage.objects.create(server="default", key="x", type="room/created", received_at=at)
    else:
        times = {"joined_at": at, "last_seen_at": at, "source": Source.EVENT_SYNC}
        run = LiveSession.objects.get().run
        Stay.objects.create(run=run, participant="2", key="x", **times)
    finding = doctor("--offline").find("event_sync")
    assert finding["level"] == "ok"
    assert "last heard at 2026-05-04 18:30 " in finding["message"]


# The table


def test_the_table_fits_the_terminal_and_is_readable_without_colours(
    monkeypatch: Any, use: Any
) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    use(PUBLIC, berlin={})
    output, status = run("--offline", "--no-color")
    lines = output.splitlines()
    assert status == 1
    assert lines[0] == "Server 'default'"
    assert lines[1].startswith("  ok       options     ")
    assert "Your site" in lines
    assert all(len(line) <= 90 for line in lines)
    assert f"{' ' * 36}come in." in lines
    assert (
        f"{' ' * 11}-> To let in only the event's people, use a SelfHostedServer or a JaaSServer."
        in lines
    )


def test_lines_to_paste_are_lines_of_their_own(use: Any) -> None:
    use(with_key_pair())
    lines = run("--offline", "--no-color")[0].splitlines()
    assert '              asap_key_server = "https://YOUR-SITE/api/live/jitsi/keys"' in lines
    assert "              JWT_ASAP_KEYSERVER=https://YOUR-SITE/api/live/jitsi/keys" in lines


def test_the_table_has_colours(use: Any) -> None:
    use(PUBLIC, berlin={})
    output, _ = run("--offline", "--force-color")
    assert "\x1b[31;1mbroken\x1b[0m" in output


def test_a_site_where_nothing_is_broken_exits_with_zero(use: Any) -> None:
    use(PUBLIC)
    assert run("--offline")[1] == 0
