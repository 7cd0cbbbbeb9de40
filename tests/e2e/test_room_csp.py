"""The room under a strict Content Security Policy, by Django's own middleware."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

import django
import pytest
from django.templatetags.static import static
from pytest_django.live_server_helper import LiveServer

from django_jitsi_live.operations.doctor.headers import csp_value, permissions_value
from django_jitsi_live.servers import make_server
from tests.e2e.visitor import Visitor, pass_on, with_header

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site"),
    pytest.mark.skipif(django.VERSION < (6,), reason="Django has its own CSP from 6.0 on"),
]

MIDDLEWARE = "django.middleware.csp.ContentSecurityPolicyMiddleware"


def policy_of(header: str) -> dict[str, list[str]]:
    directives = [directive.split() for directive in header.split(";")]
    return {"default-src": ["'self'"], **{name: sources for name, *sources in directives}}


def origins() -> list[str]:
    return [make_server(alias).origin for alias in ("default", "elsewhere")]


@pytest.fixture
def printed() -> dict[str, list[str]]:
    """The policy that the doctor prints, over one that allows nothing but the site itself."""
    return policy_of(csp_value(origins(), urlsplit(static("jitsi_live/room.js"))))


@pytest.fixture
def serve(live_server: Any, settings: Any) -> Iterator[Callable[[dict[str, Any]], str]]:
    """A server of the site with that policy. Middleware is loaded when a server starts."""
    servers = []

    def start(policy: dict[str, Any]) -> str:
        settings.MIDDLEWARE = [MIDDLEWARE, *settings.MIDDLEWARE]
        settings.SECURE_CSP = policy
        servers.append(LiveServer("localhost"))
        return servers[-1].url

    yield start
    for server in servers:
        server.stop()


def assert_clean(visitor: Visitor) -> None:
    assert visitor.page.evaluate("() => window.violations") == []
    assert visitor.console == []


def whole_way(visitor: Visitor, join: Callable[[], object]) -> None:
    visitor.press("Go live")
    join()
    visitor.see("joined")
    visitor.press("Leave")
    visitor.see("left")
    visitor.press("Join again")
    join()
    visitor.see("joined")
    visitor.end_for_everyone()
    visitor.see("ended")
    assert_clean(visitor)


def test_a_host_goes_the_whole_way_under_the_printed_policy(
    visit: Any, serve: Any, printed: Any, event: Any, host: Any
) -> None:
    helen = visit(host, f"/api/live/room/{event.pk}/", url=serve(printed))

    def join() -> None:
        helen.see("joined")
        helen.frame.get_by_role("button", name="Stop camera").wait_for()

    whole_way(helen, join)


def test_a_host_goes_the_whole_way_on_a_server_elsewhere(
    visit: Any, serve: Any, printed: Any, elsewhere: Any, host: Any, jitsi: Any
) -> None:
    helen = visit(host, f"/api/live/room/{elsewhere.pk}/", url=serve(printed))
    whole_way(helen, lambda: jitsi(helen.page).admit("moderator"))


def test_nonces_are_enough_with_strict_dynamic(
    visit: Any, serve: Any, printed: Any, elsewhere: Any, host: Any, jitsi: Any, settings: Any
) -> None:
    from django.utils.csp import CSP

    templates = deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] += ["django.template.context_processors.csp"]
    settings.TEMPLATES = templates
    policy = {**printed, "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC]}
    helen = visit(host, f"/api/live/room/{elsewhere.pk}/", url=serve(policy))
    whole_way(helen, lambda: jitsi(helen.page).admit("moderator"))


def test_a_policy_that_forgets_the_server_is_noticed(
    visit: Any, serve: Any, elsewhere: Any, host: Any
) -> None:
    """So that the tests above can fail."""
    helen = visit(host, f"/api/live/room/{elsewhere.pk}/", url=serve({"default-src": ["'self'"]}))
    helen.press("Go live")
    helen.see("unreachable")
    assert helen.page.evaluate("() => window.violations") == [
        ["script-src-elem", "https://meet.example.test/external_api.js"]
    ]


def test_the_printed_permissions_let_the_room_use_the_devices(
    visit: Any, elsewhere: Any, host: Any, jitsi: Any
) -> None:
    helen = visit(host, "/about/")
    permitted = with_header("Permissions-Policy", permissions_value(origins()))
    helen.page.route("**/tag/**", lambda route: pass_on(route, permitted))
    helen.open(f"/tag/{elsewhere.pk}/")
    helen.press("Go live")
    jitsi(helen.page).admit("moderator")
    helen.see("joined")
    assert helen.room.get_by_role("alert").locator("visible=true").count() == 0


def test_questions_need_nothing_but_the_site_itself(
    serve: Any, visit: Any, student: Any, event: Any
) -> None:
    url = serve({"default-src": ["'self'"], "object-src": ["'none'"], "base-uri": ["'none'"]})
    sam = visit(student, f"/asked/{event.pk}/", url=url)
    questions = sam.page.locator("jitsi-live-questions section.questions")
    questions.get_by_role("textbox", name="Your question").fill("Is this allowed?")
    questions.get_by_role("button", name="Ask", exact=True).click()
    vote = questions.get_by_role("button", name="Vote, 0 so far")
    vote.wait_for()
    assert vote.bounding_box()["height"] >= 44  # it has its style
    assert_clean(sam)
