"""What a ``.env`` of docker-jitsi-meet lacks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from .difference import Comparison, Difference, is_same, joined, problem
from .docker import MUC_DOMAIN, XMPP_DOMAIN, EnvVariable, docker_lua, env_variables, everywhere
from .env_file import Variable, env_line, read_env
from .needs import Part, ServerNeeds
from .prosody import MAKES_EVERYBODY_MODERATOR, event_sync_options, global_options
from .prosody_file import GLOBAL, read_prosody
from .values import ProsodyOption, SecretReference, secrets_in

YES = {"1", "t", "true", "y", "yes", "on"}
NO = {"0", "f", "false", "n", "no", "off", ""}
LISTS = {"XMPP_MODULES", "XMPP_MUC_MODULES", "JWT_ACCEPTED_AUDIENCES"}
LUA = {"XMPP_MUC_CONFIGURATION", "GLOBAL_CONFIG"}
"""Compared option by option."""
ON_BY_DEFAULT = "ENABLE_AV_MODERATION"
NOTHING = Variable("", 0)
OPTION_NAME = re.compile(r"[a-z]+(_[a-z]+)*")
"""In a line that is broken, a part of a secret may stand where names do."""


def docker_differences(needs: ServerNeeds, compared: Comparison, text: str) -> Iterator[Difference]:
    file = read_env(text)
    for variable in env_variables(needs):
        if variable.name in {*LUA, ON_BY_DEFAULT} or variable.name.startswith("JITSI_"):
            continue  # below, option by option, and among the conflicts
        found = file.get(variable.name, NOTHING)
        if variable.name in LISTS:
            loaded = ["reservations"] if _has_reservations(file) else []
            yield from _list_differences(variable.name, variable.value, found, loaded)
        elif not _fits(variable, found.value, compared):
            yield _difference(variable.name, variable.value, found)
    yield from _event_sync_differences(needs, compared, file)
    yield from _global_differences(needs, compared, file)
    yield from _conflicts(needs, file)


def _fits(variable: EnvVariable, found: str, compared: Comparison) -> bool:
    if variable.name == "JWT_APP_SECRET":
        return compared.fits(SecretReference("APP_SECRET"), found)
    return is_same(_normalised(variable.value), _normalised(found))


def _difference(name: str, value: str, found: Variable) -> Difference:
    return Difference(problem(name, not found.value), env_line(name, value), found.line)


def _normalised(value: str) -> str:
    word = value.strip().lower()
    return "1" if word in YES else "0" if word in NO - {""} else value.strip()


def _items(value: str) -> list[str]:
    return [each for each in value.split(",") if each]


def _list_differences(
    name: str, wanted: str, found: Variable, given: Sequence[str] = ()
) -> Iterator[Difference]:
    there = _items(found.value)
    lacking = [each for each in _items(wanted) if each not in (*there, *given)]
    if not lacking or "*" in there:
        return
    value = env_line(name, ",".join([*there, *lacking]))
    yield Difference(f"{name} lacks {joined(lacking)}.", value, found.line)


def _event_sync_differences(
    needs: ServerNeeds, compared: Comparison, file: Mapping[str, Variable]
) -> Iterator[Difference]:
    name = "XMPP_MUC_CONFIGURATION"
    found = _by_commas(file.get(name, NOTHING).value)
    inherited = {**_everywhere(file), **found}
    wanted = [*event_sync_options(needs)]
    lacking = [
        each.name for each in wanted if not compared.fits(each.value, inherited.get(each.name))
    ]
    if lacking:
        yield _lua_difference(name, wanted, ",", lacking, found, file)


def _global_differences(
    needs: ServerNeeds, compared: Comparison, file: Mapping[str, Variable]
) -> Iterator[Difference]:
    found, own = _everywhere(file), _by_commas(file.get("XMPP_CONFIGURATION", NOTHING).value)
    wanted = everywhere(needs)
    # The main host replaces options of all hosts by its own; global modules do not notice.
    alone = {each.name for each in global_options(needs)}
    lacking = [
        each.name
        for each in wanted
        if not compared.fits(
            each.value, ({} if each.name in alone else own).get(each.name, found.get(each.name))
        )
    ]
    if lacking:
        replaced = [
            f"# and remove it from XMPP_CONFIGURATION: {each}" for each in lacking if each in own
        ]
        difference = _lua_difference("GLOBAL_CONFIG", wanted, "; ", lacking, found, file)
        yield replace(difference, write="\n".join([difference.write, *replaced]))


def _lua_difference(
    name: str,
    wanted: list[ProsodyOption],
    separator: str,
    lacking: list[str],
    found: Mapping[str, Any],
    file: Mapping[str, Variable],
) -> Difference:
    lines = [
        env_line(secret.variable, secret.placeholder)
        for option in wanted
        if option.name in lacking
        for secret in secrets_in(option.value)
    ]
    lines.append(env_line(name, docker_lua(wanted, separator)))
    names = {*filter(OPTION_NAME.fullmatch, found)}
    if others := sorted(names - {each.name for each in wanted}):
        lines.append(f"# and in the same line what you have there: {joined(others)}")
    what = f"In {name}, missing or different: {joined(lacking)}."
    return Difference(what, "\n".join(lines), file.get(name, NOTHING).line)


def _by_commas(value: str) -> dict[str, Any]:
    # The container makes lines of what stands between commas, wherever they are.
    return read_prosody("\n".join(_items(value))).options[GLOBAL]


def _everywhere(file: Mapping[str, Variable]) -> dict[str, Any]:
    value = file.get("GLOBAL_CONFIG", NOTHING).value
    return read_prosody(value.replace("\\n", "\n")).options[GLOBAL]


def _conflicts(needs: ServerNeeds, file: Mapping[str, Variable]) -> Iterator[Difference]:
    """Lines that need not be there, and undo others if they say something else."""
    for name, value in _if_there(needs):
        found = file.get(name, NOTHING)
        if found.value and _normalised(found.value) != _normalised(value):
            yield _difference(name, value, found)
    yield from _reservations_conflict(needs, file)
    issuers = file.get("JWT_ACCEPTED_ISSUERS", NOTHING)
    if issuers.value:
        yield from _list_differences("JWT_ACCEPTED_ISSUERS", needs.app_id, issuers)
    for name in ("XMPP_MODULES", "XMPP_MUC_MODULES"):
        found = file.get(name, NOTHING)
        rest = [each for each in _items(found.value) if each != MAKES_EVERYBODY_MODERATOR]
        if rest != _items(found.value):
            what = f"{name} loads {MAKES_EVERYBODY_MODERATOR}: everybody is a moderator."
            yield Difference(what, env_line(name, ",".join(rest)), found.line)


def _if_there(needs: ServerNeeds) -> Iterator[tuple[str, str]]:
    algorithm = "RS256" if needs.has_key_pair else "HS256"
    yield "JWT_SIGN_TYPE", algorithm
    yield "JWT_ALLOW_EMPTY", "0"
    yield "JWT_AUTH_TYPE", "token"
    yield "JWT_TOKEN_AUTH_MODULE", "token_verification"
    yield "PROSODY_AUTH_TYPE", "jwt"
    yield "ENABLE_GUESTS", "0"
    if needs.xmpp_domain == XMPP_DOMAIN:
        yield "XMPP_DOMAIN", XMPP_DOMAIN
    if needs.muc_domain == MUC_DOMAIN:
        yield "XMPP_MUC_DOMAIN", MUC_DOMAIN
    if not needs.has_key_pair:
        # With a key server, Prosody refuses tokens of a shared secret.
        yield "JWT_ASAP_KEYSERVER", ""
    if not needs.subject_fits:
        yield "JWT_ENABLE_DOMAIN_VERIFICATION", "0"
    if needs.needs(Part.LOBBY):
        yield "ENABLE_LOBBY", "1"
    if needs.needs(Part.STAGE):
        yield ON_BY_DEFAULT, "1"
    if needs.needs(Part.RECORDING):
        # Without it, nobody knows who has started a recording.
        yield "PROSODY_ENABLE_RECORDING_METADATA", "1"


def _reservations_conflict(
    needs: ServerNeeds, file: Mapping[str, Variable]
) -> Iterator[Difference]:
    """The container's own switch replaces the address by that of a variable."""
    name, url = "PROSODY_RESERVATION_REST_BASE_URL", f"{needs.server_url}/reservations"
    found = file.get(name, NOTHING)
    if needs.needs(Part.RESERVATIONS) and _has_reservations(file) and not is_same(url, found.value):
        yield _difference(name, url, found)


def _has_reservations(file: Mapping[str, Variable]) -> bool:
    return _normalised(file.get("PROSODY_RESERVATION_ENABLED", NOTHING).value) == "1"
