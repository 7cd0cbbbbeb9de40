"""The login page, our addresses, the databases and the cache of the host project."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.http import HttpResponse
from django.urls import include, path, reverse_lazy, set_script_prefix

from django_jitsi_live.crowd import DEFAULT_RATES
from django_jitsi_live.models import Confirmation, LiveSession, Stay
from tests.checks.messages import found, ids
from tests.projects.webinar.webinars.models import Event, Registration, Series

# The login page


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/login/",
        "/log-in",
        "login",
        "accounts:login",
        "",
        "/",
        None,
        reverse_lazy("nowhere"),
        "/login/form/",
    ],
)
def test_a_login_url_that_leads_nowhere_is_named(settings: Any, address: Any) -> None:
    settings.LOGIN_URL = address
    (message,) = found()
    assert message.id == "jitsi_live.W012"
    assert "LOGIN_URL" in message.msg


@pytest.mark.parametrize(
    "address",
    [
        "/login/",
        "/login",
        "/login/?from=live",
        "admin:login",
        reverse_lazy("admin:login"),
        "https://sso.example.org/",
        "//sso.example.org/login",
    ],
)
def test_a_login_url_that_leads_to_a_page_is_silent(settings: Any, address: Any) -> None:
    settings.LOGIN_URL = address
    assert found() == []


def page(request: Any) -> HttpResponse:
    return HttpResponse()


@pytest.fixture
def translated_urls(settings: Any, monkeypatch: Any) -> None:
    module = ModuleType("translated_urls")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("live/", include("django_jitsi_live.urls")),
        *i18n_patterns(path("login/", page)),
    ]
    monkeypatch.setitem(__import__("sys").modules, "translated_urls", module)
    settings.ROOT_URLCONF = "translated_urls"


@pytest.mark.parametrize("address", ["/login/", "/de/login/", "/pt-br/login"])
def test_a_login_page_in_several_languages_is_found(
    settings: Any, translated_urls: None, address: str
) -> None:
    settings.LOGIN_URL = address
    assert found() == []


def test_a_login_page_below_a_prefix_is_found(settings: Any) -> None:
    settings.LOGIN_URL = "/site/login/"
    set_script_prefix("/site/")
    try:
        assert found() == []
    finally:
        set_script_prefix("/")


# Our addresses


def test_urls_that_are_not_included_are_named(settings: Any) -> None:
    settings.ROOT_URLCONF = "django.contrib.auth.urls"
    (message,) = found()
    assert message.id == "jitsi_live.W013"
    assert 'include("django_jitsi_live.urls")' in str(message.hint)


def test_a_project_without_urls_is_not_asked_for_them(settings: Any) -> None:
    settings.ROOT_URLCONF = None
    assert found() == []


# The databases


class Router:
    """Writes the models of one list to another database."""

    elsewhere: tuple[Any, ...] = ()

    def db_for_write(self, model: Any, **hints: Any) -> str | None:
        return "replica" if model in self.elsewhere else None


@pytest.mark.parametrize("model", [Event, User, Registration, LiveSession, Stay, Confirmation])
def test_people_events_and_sessions_in_two_databases_are_an_error(
    settings: Any, monkeypatch: Any, model: Any
) -> None:
    monkeypatch.setattr(Router, "elsewhere", (model,))
    settings.DATABASE_ROUTERS = ["tests.checks.test_surroundings.Router"]
    messages = [each for each in found() if each.id == "jitsi_live.E021"]
    assert messages
    assert "'replica'" in messages[0].msg
    assert "DATABASE_ROUTERS" in str(messages[0].hint)


@pytest.mark.parametrize("name", ["HOST_LOOKUP", "SPEAKER_LOOKUP"])
def test_models_that_no_lookup_needs_may_be_elsewhere(
    settings: Any, monkeypatch: Any, name: str
) -> None:
    monkeypatch.setattr(Router, "elsewhere", (Series,))
    settings.DATABASE_ROUTERS = ["tests.checks.test_surroundings.Router"]
    assert found() == []
    setattr(settings, f"JITSI_LIVE_{name}", "series__teachers")
    assert ids() == ["jitsi_live.E021"]


@pytest.mark.parametrize("lookup", ["nothing", "tests.policy.test_policy.is_sam"])
def test_a_lookup_without_models_is_left_to_its_own_check(settings: Any, lookup: str) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = lookup
    assert "jitsi_live.E021" not in ids()


# The cache


def deployed() -> list[Any]:
    ours = [each for each in run_checks(include_deployment_checks=True) if each.id]
    return [each for each in ours if each.id == "jitsi_live.W014"]


def use_cache(settings: Any, backend: str, **options: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{backend}", **options}}


@pytest.mark.parametrize("backend", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_a_cache_that_is_not_shared_is_named_where_the_site_is_deployed(
    settings: Any, backend: str
) -> None:
    use_cache(settings, backend)
    (message,) = deployed()
    assert "'default'" in message.msg
    assert "rates" in message.msg
    assert found() == []


def test_streams_need_a_shared_cache_too(settings: Any) -> None:
    use_cache(settings, "locmem.LocMemCache")
    rates = dict.fromkeys(DEFAULT_RATES)
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    assert deployed() == []
    settings.JITSI_LIVE_STREAM = True
    (message,) = deployed()
    assert "streams" in message.msg


def test_a_shared_cache_is_silent(settings: Any, tmp_path: Any) -> None:
    use_cache(settings, "db.DatabaseCache", LOCATION="cache")
    assert deployed() == []


@pytest.mark.parametrize("alias", ["nowhere", None])
def test_a_cache_that_is_not_there_is_left_to_its_own_check(settings: Any, alias: Any) -> None:
    settings.JITSI_LIVE_CACHE = alias
    assert deployed() == []
