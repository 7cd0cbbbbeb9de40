"""No shared cache may keep an answer with a cookie, or one that is for one person."""

from __future__ import annotations

import asyncio
import copy
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID
from wsgiref.util import setup_testing_defaults

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.cache import cache
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.urls import URLPattern, reverse

from django_jitsi_live import services, urls
from django_jitsi_live.servers.keys import key_digest
from django_jitsi_live.web.caching import PublicNotModified, PublicResponse
from tests.keys import with_key_pair
from tests.patience import PATIENCE
from tests.web import cookies

PUBLIC = "public, max-age=2, stale-while-revalidate=10"


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def is_public(self) -> bool:
        [cache_control] = self.all("cache-control")
        return "no-store" not in cache_control


def by_wsgi(path: str, method: str = "GET", **headers: str) -> Answer:
    answers: list[Answer] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        answers.append(Answer(int(status[:3]), headers))

    environ: dict[str, Any] = {"PATH_INFO": path, "REQUEST_METHOD": method}
    setup_testing_defaults(environ)
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    WSGIHandler()(environ, start_response).close()
    return answers[0]


def by_asgi(path: str, method: str = "GET", **headers: str) -> Answer:
    async def ask() -> Answer:
        sent = [(b"host", b"testserver")]
        sent += [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
        scope = {"type": "http", "method": method, "path": path, "headers": sent}
        connection = ApplicationCommunicator(ASGIHandler(), scope)
        await connection.send_input({"type": "http.request"})
        start = await connection.receive_output(PATIENCE)
        await connection.wait(PATIENCE)
        decoded = [(name.decode(), value.decode()) for name, value in start["headers"]]
        return Answer(start["status"], decoded)

    return asyncio.run(ask())


servers = pytest.mark.parametrize("ask", [by_wsgi, by_asgi])
Ask = Callable[..., Answer]


def path_of(event: Any, name: str = "status") -> str:
    return f"/api/live/{name}/{event.pk}/"


def name_of(middleware: Any) -> str:
    return f"{middleware.__module__}.{middleware.__name__}"


@pytest.fixture(params=[False, True], ids=["outermost", "innermost"])
def setting_cookies(request: Any, settings: Any) -> Callable[[Any], None]:
    def add(middleware: Any) -> None:
        name, others = name_of(middleware), settings.MIDDLEWARE
        settings.MIDDLEWARE = [*others, name] if request.param else [name, *others]

    return add


# Cookies


@servers
@pytest.mark.django_db(transaction=True)
def test_status_without_a_cookie_is_public(ask: Ask, event: Any) -> None:
    answer = ask(path_of(event))
    assert (answer.all("cache-control"), answer.all("set-cookie")) == ([PUBLIC], [])


@servers
@pytest.mark.parametrize("middleware", cookies.ANYWHERE)
@pytest.mark.django_db(transaction=True)
def test_status_with_a_cookie_of_any_middleware_is_private(
    ask: Ask, middleware: Any, setting_cookies: Any, event: Any
) -> None:
    [etag] = ask(path_of(event)).all("etag")
    setting_cookies(middleware)
    cache.clear()  # so that the first one comes from the database
    answers = [ask(path_of(event), method) for method in ("GET", "GET", "HEAD")]
    answers.append(ask(path_of(event), if_none_match=etag))
    assert [answer.status for answer in answers] == [200, 200, 200, 304]
    for answer in answers:
        assert answer.all("set-cookie")
        assert not answer.is_public
        assert answer.all("expires") == []


@servers
@pytest.mark.parametrize("middleware", cookies.INNERMOST)
@pytest.mark.django_db(transaction=True)
def test_status_with_a_cookie_of_django_is_private(
    ask: Ask, middleware: Any, settings: Any, event: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, name_of(middleware)]
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    answer = ask(path_of(event))
    assert answer.all("set-cookie")
    assert not answer.is_public


@pytest.mark.parametrize("middleware", cookies.ANYWHERE)
def test_public_key_with_a_cookie_is_private(
    middleware: Any, setting_cookies: Any, settings: Any, db: None
) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": with_key_pair()}
    path = f"/api/live/jitsi/keys/{key_digest('live-2026')}.pem"
    assert by_wsgi(path).all("cache-control") == ["public, max-age=3600"]
    setting_cookies(middleware)
    answer = by_wsgi(path)
    assert (answer.status, bool(answer.all("set-cookie"))) == (200, True)
    assert not answer.is_public


@servers
@pytest.mark.parametrize("last_modified", [False, True])
@pytest.mark.django_db(transaction=True)
def test_conditions_are_answered_by_the_view_only(
    ask: Ask, last_modified: bool, settings: Any, event: Any
) -> None:
    """ConditionalGetMiddleware copies our headers to a response of its own."""
    settings.MIDDLEWARE = [
        name_of(cookies.with_set_cookie),
        "django.middleware.http.ConditionalGetMiddleware",
        *settings.MIDDLEWARE,
        name_of(with_validators),
    ]
    conditions = {"if_none_match": '"theirs"'}
    if last_modified:
        conditions = {"if_modified_since": "Thu, 01 Jan 2099 00:00:00 GMT"}
    answer = ask(path_of(event), **conditions)
    assert answer.all("set-cookie")
    assert not answer.is_public


def with_validators(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        response["ETag"] = '"theirs"'
        response["Last-Modified"] = "Thu, 01 Jan 2026 00:00:00 GMT"
        return response

    return middleware


@pytest.mark.parametrize("response", [PublicResponse(b""), PublicNotModified()], ids=type)
def test_copies_of_a_public_response_are_private_with_a_cookie(response: Any) -> None:
    response["Cache-Control"] = "public"
    for other in (copy.copy(response), pickle.loads(pickle.dumps(response))):
        other.set_cookie("visitor", "1")
        assert "no-store" in dict(other.items())["Cache-Control"]


# Django's cache of the whole site


@pytest.fixture
def site_cache(settings: Any) -> None:
    settings.MIDDLEWARE = [
        "django.middleware.cache.UpdateCacheMiddleware",
        "django.middleware.gzip.GZipMiddleware",
        *settings.MIDDLEWARE,
        "django.middleware.cache.FetchFromCacheMiddleware",
    ]


@pytest.mark.usefixtures("site_cache")
def test_cache_of_the_site_does_not_keep_the_anonymous_status(
    event: Any, host: Any, as_user: Any
) -> None:
    assert Client().get(path_of(event)).json()["is_active"] is False
    services.start(host, event.pk)
    assert Client().get(path_of(event)).json()["is_active"] is True
    assert as_user(host).get(path_of(event)).json()["room_name"]


@pytest.mark.usefixtures("site_cache")
@pytest.mark.parametrize("name", ["join", "attendance", "report", "room", "status"])
def test_cache_of_the_site_keeps_nothing_for_one_person(
    live: Any, host: Any, stranger: Any, as_user: Any, name: str
) -> None:
    first = as_user(host).get(path_of(live, name))
    assert first.status_code == 200
    other = as_user(stranger).get(path_of(live, name))
    assert other.content != first.content


# Every address


def addresses(event: Any) -> list[str]:
    arguments = {"event_id": str(event.pk), "alias": "default", "kind": "x", "digest": "0"}
    arguments |= {"conference_id": "weekly", "recording_id": str(UUID(int=0)), "token": "x"}
    patterns = [each for each in urls.urlpatterns if isinstance(each, URLPattern)]
    names = {each.name: [*each.pattern.converters] for each in patterns}
    return [
        reverse(f"jitsi_live:{name}", kwargs={each: arguments[each] for each in wanted})
        for name, wanted in names.items()
    ]


@pytest.mark.parametrize("person", [None, "host", "stranger"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_only_the_public_status_may_be_kept(
    live: Any, as_user: Any, request: Any, person: str | None, method: str
) -> None:
    client = as_user(request.getfixturevalue(person) if person else None)
    for path in addresses(live):
        response = getattr(client, method)(path)
        kept = response.headers.get("Cache-Control", "")
        is_status = "/status/" in path and person is None and method != "post"
        assert ("public" in kept) == is_status, path
        # Public keys are the same for everybody, and Prosody heeds for how long they hold.
        is_for_all = is_status or path.endswith("/jwks.json")
        assert is_for_all or response.status_code >= 400 or "no-store" in kept, path
