"""What the searches of the admin look into."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import CharField, Model, TextField

from ..conf import get_event_model

# Fields whose values must not be found out by searching for their beginnings.
SECRET_WORDS = {"password", "passcode", "secret", "token", "key", "pin", "hash", "code"}
SEARCH_PREFIXES = "^=@"
# How user models call what people are called.
NAMES = {"first_name", "last_name", "name", "full_name", "display_name", "nickname"}


def event_search_fields(site: admin.AdminSite, path: str) -> list[str]:
    """What finds an event in its own admin, else its texts."""
    model = get_event_model()
    return _search_fields(site, model, path) or _below_all(path, _text_fields(model))


def user_search_fields(site: admin.AdminSite, path: str) -> list[str]:
    """What finds a user in its own admin, else login and names: a user model may have anything
    else that is nobody's business here."""
    model = get_user_model()
    names = [name for name in _text_fields(model) if name in {model.USERNAME_FIELD, *NAMES}]
    return _search_fields(site, model, path) or _below_all(path, names)


def _search_fields(site: admin.AdminSite, model: type[Model], path: str) -> list[str]:
    own = getattr(site._registry.get(model), "search_fields", ())
    return _below_all(path, [name for name in own if name != "pk"])


def _below_all(path: str, names: Iterable[str]) -> list[str]:
    return [_below(path, name) for name in names]


def _below(path: str, name: str) -> str:
    prefix = name[0] if name[0] in SEARCH_PREFIXES else ""
    return f"{prefix}{path}__{name.removeprefix(prefix)}"


def _text_fields(model: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not field.is_relation
        and SECRET_WORDS.isdisjoint(field.name.lower().split("_"))
    ]
