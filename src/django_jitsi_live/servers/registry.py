"""The servers that ``JITSI_LIVE_SERVERS`` names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from django.utils.module_loading import import_string

from ..conf import conf
from .base import Server, UnusableServer
from .keys import key_digest
from .options import OptionError


def make_server(alias: str) -> Server:
    """The server of that alias, whether or not its options are usable.

    Raises ``UnusableServer`` when the settings have no such alias, or no backend for it.
    """
    if alias not in conf.SERVERS:
        known = ", ".join(repr(each) for each in conf.SERVERS) or "none"
        raise UnusableServer(
            f"There is no alias {alias!r} in JITSI_LIVE_SERVERS (there is: {known}). "
            "Add it, or end the sessions that use it."
        )
    options = _SecretOptions(conf.SERVERS[alias] if isinstance(conf.SERVERS[alias], dict) else {})
    return _backend(alias, options.pop("BACKEND", None))(alias, options)


def get_server(alias: str) -> Server:
    """The server of that alias, ready to use. Raises ``UnusableServer``, which says why not.

    It is kept while the settings stay the same, so that keys are not parsed for each request.
    """
    ready = _ready_servers.get(alias)
    if ready is not None and ready[0] == conf.SERVERS.get(alias):
        server = ready[1]
    else:
        server = make_server(alias)
        _raise_first(server.errors(), alias)
        _ready_servers[alias] = _SecretOptions(deepcopy(conf.SERVERS[alias])), server
    _raise_first(server.refusals(), alias)
    return server


def _raise_first(errors: Iterable[OptionError], alias: str) -> None:
    for error in errors:
        raise UnusableServer(
            f"JITSI_LIVE_SERVERS[{alias!r}]: {error.option} {error.text}. {error.hint}"
        )


def public_keys() -> dict[str, str]:
    """The public keys of tokens, current and retired, of all servers, as PEM by key id.

    Those of unusable servers are missing: the system check names these, and the others must work.
    """
    found: dict[str, str] = {}
    for alias in conf.SERVERS:
        try:
            found = {**get_server(alias).public_keys, **found}
        except UnusableServer:
            continue
    return found


def public_key(digest: str) -> str | None:
    """The public key of tokens whose id has that SHA-256 digest; None for none."""
    return _with_digest(digest, public_keys())


def system_public_key(alias: str, digest: str) -> str | None:
    """The same of this site's calls to that server, which are no keys of tokens."""
    try:
        return _with_digest(digest, get_server(alias).system_public_keys)
    except UnusableServer:
        return None


def _with_digest(digest: str, keys: Mapping[str, str]) -> str | None:
    return next((pem for key_id, pem in keys.items() if key_digest(key_id) == digest), None)


class _SecretOptions(dict[str, Any]):
    """Options whose values no error page, log or traceback shows: some are secrets."""

    def __repr__(self) -> str:
        return f"<options: {', '.join(map(str, self))}>"


_ready_servers: dict[str, tuple[_SecretOptions, Server]] = {}


def _backend(alias: str, path: Any) -> type[Server]:
    try:
        backend = import_string(path)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        problem = str(error)
    else:
        if isinstance(backend, type) and issubclass(backend, Server):
            return backend
        problem = "it is no subclass of django_jitsi_live.servers.Server"
    raise UnusableServer(f"JITSI_LIVE_SERVERS[{alias!r}]: BACKEND {path!r} is unusable: {problem}.")
