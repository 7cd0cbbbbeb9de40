"""Names that nothing reads: misspelt settings, rates and features."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning
from django.utils.module_loading import import_string
from rest_framework.settings import api_settings

from ..conf import conf, setting_names
from ..crowd import DEFAULT_RATES
from ..policy import Policy
from ..servers import SelfHostedServer
from ..spelling import nearest_name

PREFIX = "JITSI_LIVE"
ALIKE = 0.85  # for names that do not even begin with our prefix

# Jitsi knows more than these, and will know others: only what looks like one of them is misspelt.
FEATURES = {*SelfHostedServer.host_features, "name-readonly", "shadow-ban"}


def unread_name_warnings() -> Iterator[CheckMessage]:
    """Warn of names that have no effect, as a misspelt setting passes in silence otherwise."""
    known = setting_names()
    for name in sorted(_written_settings() - known):
        meant = _meant_setting(name, known)
        if PREFIX in name.upper() or meant:
            yield _warning(f"The setting {name} has no effect", meant, known)
    for scope in sorted(set(api_settings.DEFAULT_THROTTLE_RATES) - set(DEFAULT_RATES)):
        if scope.startswith("jitsi_live"):
            what = f'REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]["{scope}"] has no effect'
            yield _warning(what, nearest_name(scope, DEFAULT_RATES), DEFAULT_RATES)
    for alias, feature in _written_features():
        meant = nearest_name(feature, FEATURES, 0.8)
        if feature not in FEATURES and meant:
            what = f'JITSI_LIVE_SERVERS["{alias}"]["FEATURES"] has the unknown "{feature}"'
            yield _warning(what, meant, FEATURES)

    for name, meant in _unasked_methods():
        what = f"JITSI_LIVE_POLICY = {conf.POLICY!r}: nothing calls the method {name}()"
        yield _warning(what, meant, _public_names(Policy))


def _unasked_methods() -> Iterator[tuple[str, str]]:
    """Methods of the policy that look like those of ``Policy``, with what was probably meant."""
    try:
        policy = import_string(conf.POLICY)
    except Exception:  # whatever the module does when it is imported
        policy = None
    if not isinstance(policy, type) or not issubclass(policy, Policy):
        return  # policy_errors names it
    known = _public_names(Policy)
    for name in sorted(_public_names(policy) - known):
        if meant := nearest_name(name, known - set(vars(policy)), ALIKE):
            yield name, meant


def _public_names(policy: Any) -> set[str]:
    return {name for name in dir(policy) if not name.startswith("_")}


# Settings, and those of an earlier design whose place they took.
FORMER_NAMES = {"CLOSE_AFTER": "TOKEN_GRACE", "MAX_LENGTH": "TOKEN_LIFETIME"}


def _meant_setting(name: str, known: set[str]) -> str:
    for present, former in FORMER_NAMES.items():
        if name == f"{PREFIX}_{former}":
            return f"{PREFIX}_{present}"
    _before, ours, rest = name.upper().partition(PREFIX)
    if not ours:
        return nearest_name(name, known, ALIKE)
    # What all names have in common makes none of them more likely.
    found = nearest_name(rest.strip("_"), [each.removeprefix(f"{PREFIX}_") for each in known])
    return f"{PREFIX}_{found}" if found else ""


def _warning(what: str, meant: str, names: Iterable[str]) -> CheckMessage:
    question = f'Did you mean "{meant}"? ' if meant else ""
    return Warning(
        f"{what}: there is nothing of that name.",
        hint=f"{question}The names are: {', '.join(sorted(names))}.",
        id="jitsi_live.W011",
    )


def _written_settings() -> set[str]:
    # Django reads names in upper case only, and forgets the others.
    module = sys.modules.get(str(getattr(settings, "SETTINGS_MODULE", "")))
    known = setting_names()
    lower = {name for name in vars(module or settings) if name.upper() in known}
    return {name for name in dir(settings) if name.isupper()} | lower


def _written_features() -> Iterator[tuple[str, str]]:
    servers: object = conf.SERVERS
    for alias, options in servers.items() if isinstance(servers, dict) else ():
        by_role = options.get("FEATURES") if isinstance(options, dict) else None
        for features in by_role.values() if isinstance(by_role, dict) else ():
            if isinstance(features, dict):
                yield from ((alias, str(feature)) for feature in features)
