"""Where recordings lie: a storage that is there, and whose files nobody reads past this site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.files.storage import FileSystemStorage, Storage, storages

from ..conf import conf
from ..servers import UnusableServer, make_server
from ..spelling import did_you_mean
from .hints import setting_hint
from .values import type_errors

LOCATION = re.compile(r"/([\w.~-]+/)+")
PUBLIC_ACLS = {"public-read", "public-read-write", "publicRead", "publicReadWrite"}
STORAGE_LINE = setting_hint("RECORDINGS_STORAGE", '"recordings"')
PRIVATE_STORAGE = (
    'Let it be a storage of its own, such as STORAGES = {..., "recordings": {"BACKEND": '
    '"django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": '
    '"/srv/recordings"}}}'
)


@register()
def check_recordings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if list(type_errors()):
        return []  # check_settings reports these
    return [*_storage_messages(), *_location_errors(), *_idle_tokens()]


@register(deploy=True)
def check_recordings_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of files that this site sends itself."""
    alias = conf.RECORDINGS_STORAGE
    if list(type_errors()) or alias not in settings.STORAGES or conf.RECORDINGS_ACCEL_REDIRECT:
        return []  # nothing to send, or check_recordings reports it
    try:
        is_folder = isinstance(storages[alias], FileSystemStorage)
    except Exception:  # check_recordings reports it
        return []
    if not is_folder:
        return []
    return [
        Warning(
            f"This site sends the files of STORAGES[{alias!r}] itself: each person who watches a "
            "recording occupies a worker.",
            hint="Let nginx send them: "
            + setting_hint("RECORDINGS_ACCEL_REDIRECT", '"/recording-files/"')
            + " with a location that docs/howto/where-the-files-lie.md shows, or use a storage "
            "with signed addresses. For a few people at a time, silence this warning.",
            id="jitsi_live.W026",
        )
    ]


def _storage_messages() -> Iterator[CheckMessage]:
    alias = conf.RECORDINGS_STORAGE
    if alias is None:
        return
    if alias not in settings.STORAGES:
        choices = ", ".join(map(repr, settings.STORAGES))
        yield Error(
            f"JITSI_LIVE_RECORDINGS_STORAGE = {alias!r} is no alias in STORAGES.",
            hint=f"{did_you_mean(alias, settings.STORAGES)}{STORAGE_LINE} (choices: {choices})",
            id="jitsi_live.E024",
        )
        return
    try:
        storage = storages[alias]
    except Exception as error:  # storages of the host project raise anything
        yield Error(
            f"STORAGES[{alias!r}], where JITSI_LIVE_RECORDINGS_STORAGE lets recordings lie, cannot "
            f"be used: {type(error).__name__}.",
            hint="Correct its BACKEND and OPTIONS. In `manage.py shell`, django.core.files.storage."
            f"storages[{alias!r}] says more.",
            id="jitsi_live.E026",
        )
    else:
        yield from _public_warnings(alias, storage)


def _public_warnings(alias: str, storage: Storage) -> Iterator[CheckMessage]:
    reason = _why_public(storage)
    if reason:
        yield Warning(
            f"Everybody can read recordings past this site: STORAGES[{alias!r}] {reason}.",
            hint=PRIVATE_STORAGE,
            id="jitsi_live.W024",
        )


def _why_public(storage: Storage) -> str:
    """Why files need no signed address; empty where they do, as far as it can be seen."""
    if isinstance(storage, FileSystemStorage):
        name = next(
            filter(lambda name: _is_below(storage, name), ("MEDIA_ROOT", "STATIC_ROOT")), ""
        )
        return f"keeps them below {name}" if name else ""
    if getattr(storage, "querystring_auth", True) is False:
        return "has querystring_auth = False"
    acl = getattr(storage, "default_acl", None)
    return f"has default_acl = {acl!r}" if acl in PUBLIC_ACLS else ""


def _is_below(storage: FileSystemStorage, name: str) -> bool:
    root = getattr(settings, name) or ""
    return root != "" and Path(storage.location).resolve().is_relative_to(Path(root).resolve())


def _location_errors() -> Iterator[CheckMessage]:
    location = conf.RECORDINGS_ACCEL_REDIRECT
    if location is not None and not LOCATION.fullmatch(location):
        yield Error(
            f"JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = {location!r} is no location of nginx with a "
            "slash at both ends.",
            hint=setting_hint("RECORDINGS_ACCEL_REDIRECT", '"/recordings/"'),
            id="jitsi_live.E025",
        )


def _idle_tokens() -> Iterator[CheckMessage]:
    if conf.RECORDINGS_STORAGE is not None:
        return
    for alias in conf.SERVERS:
        try:
            has_tokens = bool(make_server(alias).recordings_tokens)
        except UnusableServer:
            continue  # check_settings reports it
        if has_tokens:
            yield Warning(
                f"JITSI_LIVE_SERVERS[{alias!r}]: RECORDINGS_TOKEN does nothing, as recordings have "
                "no storage here.",
                hint=STORAGE_LINE,
                id="jitsi_live.W025",
            )
