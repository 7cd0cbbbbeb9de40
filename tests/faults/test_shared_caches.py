"""A shared cache before the site takes the crowd, and gives nobody what is another one's."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from http.client import HTTPMessage
from typing import Any

import pytest

from tests.faults import caches
from tests.faults.conftest import unless_required
from tests.faults.database import Database
from tests.faults.site import Site, deployed
from tests.patience import PATIENCE, until

MIDDLEWARE = ["tests.faults.middleware.tracking", "tests.faults.middleware.numbered"]


@pytest.fixture(scope="module")
def tracking_site(database: Database, tmp_path_factory: Any) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("site")
    with deployed(database, directory / "log", middleware=MIDDLEWARE) as site:
        yield site


@pytest.fixture(scope="module", params=["nginx", "apache", "apache, with cookies"])
def port(request: Any, tracking_site: Site, tmp_path_factory: Any) -> Iterator[int]:
    """That of a cache before the site."""
    name, _, with_cookies = request.param.partition(", ")
    if caches.program(name) is None:
        unless_required(f"{name} is not installed")
    start = {"nginx": caches.nginx, "apache": caches.apache}[name]
    leave_out = "CacheIgnoreHeaders" if with_cookies else "nothing"
    with start(tmp_path_factory.mktemp("cache"), tracking_site.port, leave_out) as port:
        yield port


def ask(port: int, event: int, query: str = "", **headers: str) -> HTTPMessage:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", f"/api/live/status/{event}/?{query}", headers=headers)
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.status == 200
    return response.headers


def test_cache_takes_the_crowd(port: int, event: int) -> None:
    def is_shared() -> bool:
        first = ask(port, event, **{"Accept-Language": "de"})
        return first["X-Answer"] == ask(port, event, **{"Accept-Language": "fr"})["X-Answer"]

    until(is_shared)


@pytest.mark.parametrize("headers", [{"Cookie": "sessionid=x"}, {"Authorization": "Bearer x"}])
def test_users_with_credentials_get_answers_of_their_own(
    port: int, event: int, headers: dict[str, str]
) -> None:
    ask(port, event)
    answers = [ask(port, event, **headers) for _ in range(10)]
    assert len({each["X-Answer"] for each in answers}) == 10


def test_no_visitor_gets_the_cookie_of_another(port: int, event: int) -> None:
    answers = [ask(port, event, "track") for _ in range(10)]
    assert len({each["Set-Cookie"] for each in answers}) == 10
    assert all("no-store" in each["Cache-Control"] for each in answers)
