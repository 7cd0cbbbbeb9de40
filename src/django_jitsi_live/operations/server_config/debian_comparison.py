"""What a configuration of Prosody, as the Debian packages write it, lacks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from .debian import host_lines, host_title, hosts
from .difference import Comparison, Difference, joined, problem
from .lua import lua_text
from .needs import ServerNeeds
from .prosody import MAKES_EVERYBODY_MODERATOR, PROMOTES_WHO_LOGS_IN, global_options
from .prosody_file import GLOBAL, UNREADABLE, ProsodyFile, read_prosody
from .values import Host, ProsodyOption, SecretReference

VERIFIES_ROOMS = "token_verification"
# Missing, these mean what is wanted.
DEFAULTS = {"allow_empty_token", "asap_accepted_issuers"}
ANONYMOUS = {"anonymous", "jitsi-anonymous"}


def debian_differences(needs: ServerNeeds, compared: Comparison, text: str) -> Iterator[Difference]:
    file = read_prosody(text)
    main, *components = hosts(needs)
    if main.name not in file.options:
        what = f"{host_title(main)} is missing. Is this the file of Jitsi, and XMPP_DOMAIN right?"
        yield Difference(what, _block(main))
        return
    for host in (main, *components):
        if host.name not in file.options:
            yield Difference(problem(host_title(host), is_missing=True), _block(host))
        else:
            yield from _host_differences(host, compared, file)
    yield from _global_differences(needs, compared, file)
    yield from _conflicts(needs, main, file)


def _block(host: Host) -> str:
    return "\n".join(host_lines(host, _placeholder))


def _host_differences(host: Host, compared: Comparison, file: ProsodyFile) -> Iterator[Difference]:
    if host.component and file.components.get(host.name) != host.component:
        yield Difference(problem(host_title(host), is_missing=False), f"{host_title(host)}")
    yield from _module_differences(host, file)
    for option in host.options:
        found = file.option(host.name, option.name)
        if not (compared.fits(option.value, found) or _is_by_default(option, found, host, file)):
            yield _option_difference(host_title(host), option, found)


def _is_by_default(option: ProsodyOption, found: Any, host: Host, file: ProsodyFile) -> bool:
    if option.name == "wait_for_host_disable_auto_owners":
        return PROMOTES_WHO_LOGS_IN not in file.own_list(host.name, "modules_enabled")
    return found is None and option.name in DEFAULTS


def _module_differences(host: Host, file: ProsodyFile) -> Iterator[Difference]:
    loaded = file.own_list(host.name, "modules_enabled")
    wanted = [each.name for each in host.modules]
    if VERIFIES_ROOMS in host.stock_modules:
        wanted.append(VERIFIES_ROOMS)
    if lacking := [each for each in wanted if each not in loaded]:
        what = f"modules_enabled of {host_title(host)} lacks {joined(lacking)}."
        lines = ["-- add to that list:", *(f'"{each}";' for each in lacking)]
        yield Difference(what, "\n".join(lines))


def _global_differences(
    needs: ServerNeeds, compared: Comparison, file: ProsodyFile
) -> Iterator[Difference]:
    for option in global_options(needs):
        found = file.options[GLOBAL].get(option.name)
        if not compared.fits(option.value, found):
            difference = _option_difference("the options of all hosts", option, found)
            lines = f"-- before the first VirtualHost:\n{difference.write}"
            yield replace(difference, write=lines)


def _option_difference(where: str, option: ProsodyOption, found: Any) -> Difference:
    if found is UNREADABLE:
        what = f"{option.name} in {where} cannot be read here: compare it yourself."
    else:
        what = problem(f"{option.name} in {where}", is_missing=found is None)
    return Difference(what, f"{option.name} = {lua_text(option.value, _placeholder)}")


def _placeholder(secret: SecretReference) -> str:
    return f'"{secret.prefix}{secret.placeholder}"'


def _conflicts(needs: ServerNeeds, main: Host, file: ProsodyFile) -> Iterator[Difference]:
    if not needs.has_key_pair and file.option(main.name, "asap_key_server") is not None:
        what = f"asap_key_server in {host_title(main)}: with it, Prosody refuses your tokens."
        yield Difference(what, "-- remove that line")
    algorithm = "RS256" if needs.has_key_pair else "HS256"
    if file.option(main.name, "signature_algorithm") not in (None, algorithm):
        what = problem(f"signature_algorithm in {host_title(main)}", is_missing=False)
        yield Difference(what, f'signature_algorithm = "{algorithm}"')
    yield from _promotions(file)
    yield from _guests(main, file)


def _promotions(file: ProsodyFile) -> Iterator[Difference]:
    for name in file.options:
        if MAKES_EVERYBODY_MODERATOR in file.own_list(name, "modules_enabled"):
            what = f'"{name}" loads {MAKES_EVERYBODY_MODERATOR}: everybody is a moderator.'
            yield Difference(what, f'-- remove "{MAKES_EVERYBODY_MODERATOR}" from modules_enabled')


def _guests(main: Host, file: ProsodyFile) -> Iterator[Difference]:
    for name, options in file.options.items():
        if name != main.name and _is_in(ANONYMOUS, options.get("authentication")):
            what = f'VirtualHost "{name}" lets users in without a token.'
            yield Difference(what, "-- remove that VirtualHost")


def _is_in(names: Iterable[str], found: Any) -> bool:
    return isinstance(found, str) and found in names
