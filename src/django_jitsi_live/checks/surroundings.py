"""What the site around us has: the login page, our addresses, the databases, the cache."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.db import router
from django.db.models import Model
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404, get_script_prefix, resolve, reverse
from django.utils import translation

from ..conf import conf, get_event_model
from ..crowd import DEFAULT_RATES, get_rate
from ..models import Confirmation, JitsiMessage, LiveSession, Stay
from ..policy import is_callable_path
from .event_model import event_model_errors
from .hints import setting_hint
from .relations import followed_relations
from .values import type_errors

MOUNT_LINE = 'path("live/", include("django_jitsi_live.urls"))'


@register()
def check_surroundings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if list(event_model_errors()) or list(type_errors()):
        return []  # check_settings reports these
    return [*_database_errors(), *_url_warnings()]


@register(deploy=True)
def check_cache_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a cache that the processes of a deployed site do not share."""
    try:
        cache = caches[conf.CACHE]
    except (InvalidCacheBackendError, TypeError):
        return []  # check_settings reports it
    uses = [name for name, is_on in _uses_of_the_cache().items() if is_on]
    if not uses or not isinstance(cache, LocMemCache | DummyCache):
        return []
    kind = "keeps nothing" if isinstance(cache, DummyCache) else "is not shared between processes"
    return [
        Warning(
            f"The cache {conf.CACHE!r} {kind}: with several of them, {' and '.join(uses)}.",
            hint="Let CACHES have one that they share, such as Redis, Memcached or the database, "
            "and name it: " + setting_hint("CACHE", '"default"'),
            id="jitsi_live.W014",
        )
    ]


def _uses_of_the_cache() -> dict[str, bool]:
    return {
        "each process counts requests by itself, so that rates are higher": any(
            get_rate(scope) for scope in DEFAULT_RATES
        ),
        "each process asks the database for the streams": conf.STREAM,
    }


def _database_errors() -> Iterator[CheckMessage]:
    ours = router.db_for_write(LiveSession)
    models: list[type[Model]] = [Stay, Confirmation, JitsiMessage, *_host_models()]
    for model in dict.fromkeys(models):
        other = router.db_for_write(model)
        if other != ours:
            yield Error(
                f"Live sessions are in the database {ours!r}, {model._meta.label} is in {other!r}: "
                "no query joins the two.",
                hint="Let your DATABASE_ROUTERS put events, users, registrations and jitsi_live "
                "into one.",
                id="jitsi_live.E021",
            )


def _host_models() -> Iterator[type[Model]]:
    yield from (get_event_model(), get_user_model())
    for lookup in (conf.HOST_LOOKUP, conf.SPEAKER_LOOKUP, conf.REGISTRATION_LOOKUP):
        if lookup is not None and not is_callable_path(lookup):
            yield from _models_of(lookup)


def _models_of(lookup: str) -> Iterator[type[Model]]:
    try:
        relations = followed_relations(get_event_model(), lookup)
    except FieldDoesNotExist:
        return  # check_settings reports it
    yield from (each.related_model for each in relations if isinstance(each.related_model, type))


def _url_warnings() -> Iterator[CheckMessage]:
    if not getattr(settings, "ROOT_URLCONF", None):
        return
    try:
        reverse("jitsi_live:room", args=["1"])
    except NoReverseMatch:
        yield Warning(
            "The addresses of django_jitsi_live are not part of your site.",
            hint=f"Write in the urlpatterns of your site: {MOUNT_LINE}",
            id="jitsi_live.W013",
        )
    if not _leads_to_a_page(settings.LOGIN_URL):
        yield Warning(
            f"LOGIN_URL{_shown(settings.LOGIN_URL)} leads to no page of this site. People who want "
            "to join are sent there.",
            hint='Name your login page in LOGIN_URL, or write in urlpatterns: path("accounts/", '
            'include("django.contrib.auth.urls")). If something else serves the address, or '
            "nobody logs in by a page, silence this warning.",
            id="jitsi_live.W012",
        )


def _shown(login_url: Any) -> str:
    try:
        return f" = {str(login_url)!r}"
    except NoReverseMatch:
        return ""  # a lazy name, which is shown as its address


def _leads_to_a_page(login_url: Any) -> bool:
    try:
        address = urlsplit(resolve_url(login_url))
    except (NoReverseMatch, TypeError):
        return False
    if address.netloc:
        return True  # of another site, or of another host of this one
    path = "/" + address.path.removeprefix(get_script_prefix()).lstrip("/")
    return any(_is_served(each) for each in (path, f"{path}/"))


def _is_served(path: str) -> bool:
    """Whether a view answers the path, in one of the languages of ``i18n_patterns``."""
    for code in dict.fromkeys([settings.LANGUAGE_CODE, *dict(settings.LANGUAGES)]):
        with translation.override(code):
            for each in (path, f"/{code}{path}"):
                try:
                    resolve(each)
                except Resolver404:
                    continue
                return True
    return False
