"""Set-ups that are known to go wrong: each is broken in exactly that, and named with the line to
change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from django_jitsi_live.models import (
    JitsiMessage,
    LiveSession,
    RoleMismatch,
    ServerReport,
    Source,
    Stay,
)
from django_jitsi_live.operations.doctor import attendance
from tests import tls
from tests.keys import SECRET, jaas, pair, with_key_pair, with_secret

from .examined import Report, doctor
from .jitsi_server import JitsiServer

# Against servers of their own, over the network: nothing of it depends on Django or the database.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]

Serve = Callable[..., JitsiServer]


@dataclass
class Setup:
    """A Jitsi server, and what this site has in its settings for it."""

    serve_any: Callable[..., Any]
    use: Callable[..., None]

    def server(self, **how: Any) -> JitsiServer:
        server: JitsiServer = self.serve_any(kind=JitsiServer, **how)
        return server

    def with_secret(self, options: dict[str, Any], **how: Any) -> Report:
        """The report on a server with a shared secret."""
        self.use(with_secret(**{"DOMAIN": self.server(**how).domain, **options}))
        return doctor()


@pytest.fixture
def setup(serve: Any, use: Any) -> Setup:
    return Setup(serve, use)


def broken(report: Report) -> set[str]:
    return {each["check"] for each in report.findings if each["level"] == "broken"}


def assert_named(
    report: Report, check: str, message: str, line: str, level: str = "broken"
) -> None:
    """The check, and no other one, says that, with the line to change."""
    subject = "default" if report.all(check) else "site"
    [finding] = [each for each in report.all(check, subject) if each["level"] != "ok"]
    assert finding["level"] == level
    assert message in finding["message"]
    assert line in finding["hint"].splitlines()
    assert broken(report) == ({check} if level == "broken" else set())


# Without this, no test below could say that it broke exactly one thing.
def test_nothing_is_broken_to_begin_with(setup: Setup) -> None:
    report = setup.with_secret({})
    assert broken(report) == set()
    assert report.find("login")["level"] == "ok"
    assert report.find("join")["level"] == "ok"
    assert report.find("moderators")["level"] == "ok"


# Tokens that are refused at the login

OTHER_SECRET = "another-secret-that-the-server-does-not-have"

LOGINS: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "wrong secret": (
        {"APP_SECRET": OTHER_SECRET},
        {},
        "has another secret than APP_SECRET",
        'app_secret = "..."',
    ),
    "issuer": (
        {"APP_ID": "academy"},
        {},
        "does not accept the APP_ID 'academy'",
        "JWT_ACCEPTED_ISSUERS=academy",
    ),
    "issuer that is known": (
        {"APP_ID": "academy"},
        {"issuers": ("jitsi",)},
        "'jitsi' is what it accepts",
        '"APP_ID": "jitsi"',
    ),
    "audience": (
        {"AUDIENCE": "academy"},
        {"audiences": ("conferences",)},
        "does not accept the AUDIENCE 'academy'",
        "JWT_ACCEPTED_AUDIENCES=academy",
    ),
    "audience that is known": (
        {"AUDIENCE": "academy"},
        {},
        "'jitsi' is what it accepts",
        '"AUDIENCE": "jitsi"',
    ),
    "key server without a key": (
        {},
        {"key_server": "https://localhost:1/keys"},
        "asks a key server for keys, but this site signs tokens with a shared secret",
        "JWT_ASAP_KEYSERVER=",
    ),
}


@pytest.mark.parametrize(("options", "how", "message", "line"), LOGINS.values(), ids=LOGINS)
def test_refused_token_is_named_by_what_is_wrong_with_it(
    setup: Setup, options: Any, how: Any, message: str, line: str
) -> None:
    assert_named(setup.with_secret(options, **how), "login", message, line)


WORDLESS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "audience": ({"AUDIENCE": "academy"}, {}, '"AUDIENCE": "jitsi"'),
    "issuer": ({"APP_ID": "academy"}, {"issuers": ("jitsi",)}, '"APP_ID": "jitsi"'),
}


@pytest.mark.parametrize(("options", "how", "line"), WORDLESS.values(), ids=WORDLESS)
def test_claim_is_found_by_trying_where_the_server_gives_no_reason(
    setup: Setup, options: Any, how: Any, line: str
) -> None:
    report = setup.with_secret(options, gives_reasons=False, **how)
    assert_named(report, "login", "is what it accepts", line)


def test_wordless_refusal_that_no_claim_explains_names_all_to_compare(setup: Setup) -> None:
    report = setup.with_secret({"APP_SECRET": OTHER_SECRET}, gives_reasons=False)
    finding = report.find("login")
    assert "APP_SECRET with app_secret" in finding["hint"]
    assert broken(report) == {"login"}


@pytest.mark.parametrize("gives_reasons", [True, False])
@pytest.mark.parametrize("clock", [-40, 90])
def test_clock_that_differs_is_named_wherever_it_shows(
    setup: Setup, clock: int, gives_reasons: bool
) -> None:
    report = setup.with_secret({}, clock=clock, gives_reasons=gives_reasons)
    assert broken(report) == {"clock", "login"}
    assert "timedatectl set-ntp true" in report.find("login")["hint"].splitlines()
    assert "timedatectl set-ntp true" in report.find("clock")["hint"]
    if gives_reasons:
        words = "its clock is behind" if clock < 0 else "its clock is ahead"
        assert words in report.find("login")["message"]


# Key pairs


@pytest.fixture
def key_server(live_server: Any) -> str:
    return f"{live_server.url}/api/live/jitsi/keys"


@pytest.fixture
def with_keys(setup: Setup) -> Callable[..., Report]:
    def examine(options: dict[str, Any], *, arguments: tuple[str, ...] = (), **how: Any) -> Report:
        setup.use(with_key_pair(**{"DOMAIN": setup.server(**how).domain, **options}))
        return doctor(*arguments)

    return examine


def test_key_pair_works_where_prosody_asks_this_site(with_keys: Any, key_server: str) -> None:
    report = with_keys({}, key_server=key_server)
    assert broken(report) == set()
    assert report.find("moderators")["level"] == "ok"


def test_key_id_that_means_another_key_is_named(
    setup: Setup, with_keys: Any, use: Any, serve: Any
) -> None:
    # What Prosody fetched before the key was replaced, and keeps by its id.
    kept = serve(certificate=None, body=pair("old")[1].encode())
    report = with_keys({}, key_server=f"http://{kept.domain}")
    assert_named(
        report,
        "login",
        "has another key under the id 'live-2026' than PRIVATE_KEY has",
        '"KEY_ID": "live-2026-2"',
    )


def test_secret_beside_a_key_pair_is_named(with_keys: Any) -> None:
    report = with_keys({})
    message = "verifies tokens with a shared secret, but this site signs them with a key pair"
    assert_named(report, "login", message, "JWT_SIGN_TYPE=RS256")


def test_wordless_refusal_of_a_key_pair_names_the_key_server(with_keys: Any) -> None:
    report = with_keys({}, gives_reasons=False)
    assert "asap_key_server with KEY_ID and PRIVATE_KEY" in report.find("login")["hint"]
    assert broken(report) == {"login"}


def test_server_without_any_key_is_named(with_keys: Any, setup: Setup) -> None:
    words = "<failure><not-allowed/><text>signature verification key is missing</text></failure>"
    report = with_keys({}, bosh=f"<body sid='1'>{words}</body>")
    line = 'asap_key_server = "https://YOUR-SITE/api/live/jitsi/keys"'
    assert_named(report, "login", "has nothing to verify tokens with", line)
    report = setup.with_secret({}, bosh=f"<body sid='1'>{words}</body>")
    assert_named(report, "login", "has nothing to verify tokens with", 'app_secret = "..."')


def unreachable(site: str) -> str:
    return "http://localhost:1/keys"


def with_a_slash(site: str) -> str:
    return f"{site}/api/live/jitsi/keys/"


def of_another_path(site: str) -> str:
    return f"{site}/live/jitsi/keys"


@pytest.mark.parametrize("address", [unreachable, with_a_slash, of_another_path])
def test_key_server_that_prosody_cannot_use_is_named(
    with_keys: Any, live_server: Any, address: Callable[[str], str]
) -> None:
    report = with_keys(
        {}, key_server=address(live_server.url), arguments=("--site-url", live_server.url)
    )
    line = f"JWT_ASAP_KEYSERVER={live_server.url}/api/live/jitsi/keys"
    assert_named(report, "login", "gets no key with the id 'live-2026'", line)


# Tokens that log in, and open no room


def test_subject_that_is_not_the_server_s_is_named(setup: Setup) -> None:
    report = setup.with_secret({}, subject="meet.jitsi")
    message = "does not accept the SUBJECT 'localhost'; 'meet.jitsi' is what it accepts"
    assert_named(report, "join", message, '"SUBJECT": "meet.jitsi"')


def test_tenant_that_is_not_the_subject_is_named(setup: Setup) -> None:
    options = {"TENANT": "acme", "SUBJECT": "meet.jitsi"}
    report = setup.with_secret(options, subject="acme")
    assert_named(report, "join", "'acme' is what it accepts", '"SUBJECT": "acme"')


def test_refusal_that_no_subject_explains_is_told_in_the_server_s_words(setup: Setup) -> None:
    finding = setup.with_secret({}, join_error="forbidden").find("join")
    assert finding["level"] == "broken"
    assert "It says: forbidden: No entry." in finding["message"]


def test_reservations_of_another_system_are_told(setup: Setup) -> None:
    report = setup.with_secret({}, reserves="This event is not live")
    assert report.find("join")["level"] == "info"
    assert "Only reserved rooms exist there" in report.find("join")["message"]
    assert report.find("moderators")["level"] == "info"


def test_lobby_that_hosts_pass_is_told(setup: Setup) -> None:
    report = setup.with_secret({}, lobby="open")
    assert report.find("join")["level"] == "info"
    assert report.find("moderators")["level"] == "ok"
    assert "attendees wait in the lobby" in report.find("moderators")["message"]


def test_lobby_that_nobody_passes_is_named(setup: Setup) -> None:
    report = setup.with_secret({}, lobby="closed")
    line = 'modules_enabled = { "token_lobby_bypass"; }'
    assert_named(report, "join", "nobody can let anybody in", line)
    assert report.find("moderators")["level"] == "info"


def test_host_whom_the_lobby_makes_no_moderator_is_named(setup: Setup) -> None:
    report = setup.with_secret({}, lobby="open", reads_roles=False)
    line = "XMPP_MUC_MODULES=token_affiliation"
    assert_named(report, "moderators", "is no moderator there", line)


@pytest.mark.parametrize("how", [{"has_jicofo": False}, {"answers_joins": False}])
def test_without_an_answer_nothing_is_said_of_rooms(setup: Setup, how: Any) -> None:
    report = setup.with_secret({}, **how)
    assert report.all("join") == []
    assert report.find("moderators")["level"] == "info"


# Everybody is a moderator, or nobody

ROLES: dict[str, tuple[dict[str, Any], str, str]] = {
    "everybody": ({"promotes": "all"}, "makes everybody a moderator", "JICOFO_ENABLE_AUTH=0"),
    "the first": ({"promotes": "first"}, "of whoever comes first", "ENABLE_AUTO_OWNER=0"),
    "nobody": (
        {"reads_roles": False},
        "A host with a token of this site is no moderator",
        "XMPP_MUC_MODULES=token_affiliation",
    ),
}


@pytest.mark.parametrize(("how", "message", "line"), ROLES.values(), ids=ROLES)
def test_wrong_moderators_are_seen_from_inside_a_room(
    setup: Setup, how: Any, message: str, line: str
) -> None:
    assert_named(setup.with_secret({}, **how), "moderators", message, line)


REPORTS = {
    RoleMismatch.HOST: ("hosts are no moderators", "XMPP_MUC_MODULES=token_affiliation"),
    RoleMismatch.ATTENDEE: ("people who are no hosts are moderators", "ENABLE_AUTO_OWNER=0"),
    RoleMismatch.BOTH: ("hosts are no moderators, and others are", "JICOFO_ENABLE_AUTH=0"),
}


@pytest.mark.parametrize("mismatch", REPORTS)
def test_wrong_moderators_that_pages_have_reported_are_named(
    setup: Setup, live: Any, mismatch: RoleMismatch
) -> None:
    LiveSession.objects.update(role_mismatch=mismatch)
    message, line = REPORTS[mismatch]
    report = setup.with_secret({}, has_jicofo=False)
    assert_named(report, "moderators", message, line)
    assert f"event {live.pk}" in report.find("moderators")["message"]


def test_what_the_doctor_sees_counts_more_than_what_pages_said(setup: Setup, live: Any) -> None:
    LiveSession.objects.update(role_mismatch=RoleMismatch.ATTENDEE)
    assert setup.with_secret({}).find("moderators")["level"] == "ok"


def test_host_who_is_not_let_in_proves_nothing(setup: Setup) -> None:
    assert setup.with_secret({}, max_joins=1).find("moderators")["level"] == "info"


@pytest.mark.parametrize("how", [{"max_joins": 2}, {"max_sessions": 4}])
def test_attendee_who_moderates_is_named_though_no_second_one_gets_in(
    setup: Setup, how: Any
) -> None:
    report = setup.with_secret({}, promotes="all", **how)
    assert_named(report, "moderators", "makes an attendee a moderator", "ENABLE_AUTO_OWNER=0")


def test_server_without_any_login_by_token_is_named(setup: Setup) -> None:
    words = "<body sid='1'><failure xmlns='sasl'><invalid-mechanism/></failure></body>"
    report = setup.with_secret({}, bosh=words)
    assert_named(report, "login", "offers no login by token", "AUTH_TYPE=jwt")


def test_session_that_ends_at_the_login_is_no_refusal(setup: Setup) -> None:
    ended = "<body sid='1' type='terminate' condition='remote-stream-error'/>"
    finding = setup.with_secret({}, bosh=ended).find("login")
    assert finding["level"] == "warning"
    assert "ends the session at the login: remote-stream-error" in finding["message"]
    assert "saslauth" in finding["hint"]


def test_doctor_leaves_the_rooms_that_it_has_entered(setup: Setup) -> None:
    server = setup.server(promotes="first")
    setup.use(with_secret(DOMAIN=server.domain))
    doctor()
    assert [*server.rooms.values()] == [[]]


# event_sync


@pytest.fixture
def reporting(setup: Setup, live_server: Any) -> Callable[..., Report]:
    """The report on a server that is told to report to this site."""

    def examine(**how: Any) -> Report:
        prefix = f"{live_server.url}/api/live/jitsi/default"
        how = {"api_prefix": prefix, "api_token": TOKEN, **how}
        setup.use(with_secret(DOMAIN=setup.server(**how).domain, EVENT_SYNC_TOKEN=TOKEN))
        return doctor("--site-url", live_server.url)

    return examine


TOKEN = "a-token-for-event-sync"


def test_event_sync_is_proved_by_the_room_that_the_doctor_enters(reporting: Any) -> None:
    report = reporting()
    assert broken(report) == set()
    assert "has reported the room" in report.find("event_sync")["message"]
    for check in ("event_sync_address", "online_event_sync_address", "reports_clock"):
        assert report.find(check)["level"] == "ok"


@pytest.mark.parametrize("how", [{"api_prefix": ""}, {"api_token": "another-token"}])
def test_event_sync_that_never_arrives_is_named(
    reporting: Any, live_server: Any, monkeypatch: Any, how: Any
) -> None:
    monkeypatch.setattr(attendance, "ARRIVES_WITHIN", 0.1)
    line = f'api_prefix = "{live_server.url}/api/live/jitsi/default"'
    assert_named(reporting(**how), "event_sync", "has not reported the room", line)


def test_event_sync_that_has_stopped_arriving_is_named(
    reporting: Any, live_server: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(attendance, "ARRIVES_WITHIN", 0.1)
    JitsiMessage.objects.create(server="default", key="x", type="room/created")
    assert broken(reporting(api_prefix="")) == {"event_sync"}


def test_room_of_the_doctor_leaves_no_attendance(use: Any, client: Any) -> None:
    use(with_secret(EVENT_SYNC_TOKEN=TOKEN))
    room = {"room_name": "doctor-0123456789abcdef", "room_jid": "x@y", "is_breakout": False}
    times = {"created_at": 1767225600, "destroyed_at": 1767225660}
    for kind in ("created", "destroyed"):
        answer = client.post(
            f"/api/live/jitsi/default/events/room/{kind}",
            {**room, **times, "event_name": f"muc-room-{kind}", "all_occupants": []},
            content_type="application/json",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )
        assert answer.status_code == 200
    assert [*JitsiMessage.objects.values_list("type", flat=True)] == ["room/created"]


def test_event_sync_with_another_clock_is_named(reporting: Any) -> None:
    # The clock of the machine shows at the web server, too; a small difference is no more.
    report = reporting(clock=-20)
    message, line = "its clock is 2", "timedatectl set-ntp true"
    assert_named(report, "reports_clock", message, line, level="warning")


def people_were_there(event: Any, minutes: int, *, reported: bool = False) -> None:
    run = LiveSession.objects.get(event=event).run
    assert run is not None
    seen_at = run.opened_at + dt.timedelta(minutes=minutes)
    times = {"joined_at": run.opened_at, "last_seen_at": seen_at}
    Stay.objects.create(run=run, participant="2", key="x", source=Source.PAGE, **times)
    if reported:
        about = {"server": "default", "source": Source.EVENT_SYNC}
        ServerReport.objects.create(run=run, knows_since=seen_at, heard_at=seen_at, **about)


def event_sync_finding(use: Any) -> dict[str, str]:
    use(with_secret(EVENT_SYNC_TOKEN=TOKEN))
    return doctor("--offline").find("event_sync")


def test_event_sync_that_kept_silent_about_a_session_is_named(use: Any, live: Any) -> None:
    people_were_there(live, minutes=5)
    finding = event_sync_finding(use)
    assert finding["level"] == "broken"
    assert f"nobody of the live session of event {live.pk}" in finding["message"]


def test_session_that_was_reported_or_has_just_begun_breaks_nothing(use: Any, live: Any) -> None:
    people_were_there(live, minutes=0)
    assert event_sync_finding(use)["level"] == "warning"
    Stay.objects.all().delete()
    people_were_there(live, minutes=5, reported=True)
    assert event_sync_finding(use)["level"] == "warning"


def test_silence_before_the_last_report_is_past(use: Any, live: Any) -> None:
    people_were_there(live, minutes=5)
    JitsiMessage.objects.create(server="default", key="x", type="room/created")
    assert event_sync_finding(use)["level"] == "ok"


def needs_login(get_response: Any) -> Any:
    return lambda request: redirect("/login/")


def forbids(get_response: Any) -> Any:
    return lambda request: HttpResponse(status=403)


@pytest.mark.parametrize(
    ("middleware", "words"), [(needs_login, "are redirected to"), (forbids, "HTTP status 403")]
)
def test_what_stands_before_the_address_of_reports_is_named(
    settings: Any, use: Any, middleware: Any, words: str
) -> None:
    use(with_secret(EVENT_SYNC_TOKEN=TOKEN), jaas=jaas(WEBHOOK_SECRET=f"whsec_{SECRET}"))
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.{middleware.__name__}"]
    report = doctor("--offline")
    for finding in (
        report.find("event_sync_address"),
        report.find("webhook_address", "jaas"),
    ):
        assert finding["level"] == "broken"
        assert words in finding["message"]


def test_address_of_reports_that_cannot_be_reached_is_named(use: Any, serve: Any) -> None:
    use(with_secret(DOMAIN=tls.dead_port(), EVENT_SYNC_TOKEN=TOKEN))
    report = doctor("--site-url", f"https://{tls.dead_port()}")
    finding = report.find("online_event_sync_address")
    assert "refuses the connection" in finding["message"]


# What the web server and the site say


def test_expired_certificate_is_named(setup: Setup, serve: Any, use: Any, authority: Any) -> None:
    server = serve(authority.issue(days=(-60, -30)), kind=JitsiServer)
    use(with_secret(DOMAIN=server.domain))
    report = doctor()
    assert "certbot renew" in report.find("certificate")["hint"]
    assert "has expired" in report.find("certificate")["message"]
    assert broken(report) == {"certificate"}


def test_dead_host_is_named(use: Any) -> None:
    use(with_secret(DOMAIN=tls.dead_port()))
    report = doctor()
    assert "refuses the connection" in report.find("script")["message"]
    assert broken(report) == {"script"}


def sends_csp(get_response: Any) -> Any:
    return _sending(get_response, "Content-Security-Policy", "default-src 'self'")


def sends_permissions(get_response: Any) -> Any:
    return _sending(get_response, "Permissions-Policy", "camera=(), microphone=()")


def _sending(get_response: Any, name: str, value: str) -> Any:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        response[name] = value
        return response

    return middleware


@pytest.mark.parametrize(
    ("middleware", "check", "words", "line"),
    [
        (
            sends_csp,
            "content_security_policy",
            "lacks: script-src https://{0}; frame-src https://{0}",
            "Let it have at least: script-src 'self' https://{0}; style-src 'self'; "
            "connect-src 'self'; frame-src https://{0}",
        ),
        (
            sends_permissions,
            "permissions_policy",
            "keeps the room from: camera, microphone",
            'Write into it: camera=(self "https://{0}"), microphone=(self "https://{0}")',
        ),
    ],
)
def test_header_of_the_site_that_breaks_rooms_is_named(
    setup: Setup, settings: Any, middleware: Any, check: str, words: str, line: str
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.{middleware.__name__}"]
    domain = setup.server().domain
    setup.use(with_secret(DOMAIN=domain))
    assert_named(doctor(), check, words.format(domain), line.format(domain))


def test_keys_that_are_redirected_are_named(with_keys: Any, serve: Any) -> None:
    site = serve(status=301, headers={"Location": "https://www.test/live"})
    plain = serve(certificate=None, status=301, headers={"Location": "https://www.test/live"})
    arguments = ("--site-url", f"https://{site.domain}")
    report = with_keys({}, key_server=f"http://{plain.domain}/keys", arguments=arguments)
    finding = report.find("online_keys")
    assert "a redirect to https://www.test/live, which Prosody ignores" in finding["message"]
    assert "Exempt this address" in finding["hint"]
    assert "gets no key with the id" in report.find("login")["message"]
    assert {"online_keys", "login"} <= broken(report)


def test_proxy_that_breaks_forms_is_named(setup: Setup, settings: Any, live_server: Any) -> None:
    setup.use(with_secret(DOMAIN=setup.server().domain))
    # As behind a proxy that says "https" to the site and speaks http with browsers.
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_USER_AGENT", "jitsi_live_doctor")
    report = doctor("--site-url", live_server.url)
    line = f'or write CSRF_TRUSTED_ORIGINS = ["{live_server.url}"]'
    assert_named(report, "online_forms", "takes", line)


# Mounted where Jitsi servers do not find it


@pytest.mark.parametrize(
    ("language", "level", "others"),
    [("en", "warning", set()), ("en-us", "broken", {"mounting"})],
)
def test_mount_below_a_language_is_named(
    setup: Setup, settings: Any, language: str, level: str, others: set[str]
) -> None:
    settings.ROOT_URLCONF = "tests.operations.urls_by_language"
    settings.MIDDLEWARE = ["django.middleware.locale.LocaleMiddleware", *settings.MIDDLEWARE]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        report = setup.with_secret({})
    finding = report.find("mounting", "site")
    assert "/en/live/jitsi/keys, /de/live/jitsi/keys" in finding["message"]
    assert 'path("live/", include("django_jitsi_live.urls"))' in finding["hint"]
    assert finding["level"] == level
    assert broken(report) == others


def test_mount_below_a_path_that_only_the_web_server_knows_is_named(
    with_keys: Any, key_server: str, serve: Any
) -> None:
    site = serve(status=404)
    arguments = ("--site-url", f"https://{site.domain}")
    report = with_keys({}, key_server=key_server, arguments=arguments)
    assert broken(report) == {"online_keys", "online_room_page"}
    for check, subject in (("online_keys", "default"), ("online_room_page", "site")):
        line = 'FORCE_SCRIPT_NAME = "/THE-PATH"'
        assert line in report.find(check, subject)["hint"].splitlines()


# Caches

FILES = "django.core.cache.backends.filebased.FileBasedCache"


@pytest.fixture
def files_as_cache(settings: Any, tmp_path: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": FILES, "LOCATION": str(tmp_path)}}


def test_cache_that_no_two_processes_share_is_named(setup: Setup) -> None:
    finding = setup.with_secret({}).find("cache", "site")
    assert finding["level"] == "warning"
    assert "is not shared between processes" in finding["message"]
    assert "JITSI_LIVE_CACHE" in finding["hint"]


def test_cache_of_the_web_server_is_found(
    setup: Setup, files_as_cache: None, event: Any, live_server: Any
) -> None:
    setup.use(with_secret(DOMAIN=setup.server().domain))
    report = doctor("--site-url", live_server.url)
    assert report.all("cache", "site") == []
    assert report.find("online_cache", "site")["level"] == "ok"


def test_cache_that_the_web_server_has_for_itself_is_named(
    setup: Setup, files_as_cache: None, event: Any, serve: Any
) -> None:
    setup.use(with_secret(DOMAIN=setup.server().domain))
    report = doctor("--site-url", f"https://{serve().domain}")
    line = 'JITSI_LIVE_CACHE = "default"'
    assert_named(report, "online_cache", "is not found here", line, level="warning")


def test_cache_is_not_judged_where_the_site_knows_no_event(
    setup: Setup, files_as_cache: None, live_server: Any
) -> None:
    setup.use(with_secret(DOMAIN=setup.server().domain))
    assert doctor("--site-url", live_server.url).all("online_cache", "site") == []
