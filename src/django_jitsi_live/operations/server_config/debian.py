"""Configuration for Jitsi's Debian packages, and what is wrong with one. Pure.

A later option replaces an earlier one of the same host, so the text goes to the end of the file
that the packages wrote. Hosts are written as tables: after one of these, Prosody reads options of
all hosts again.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator

from .jicofo import jicofo_options
from .lua import lua_text
from .needs import SCRIPT_NAME, Part, ServerNeeds
from .prosody import (
    CONTRIBUTED,
    CONTRIBUTED_URL,
    FILTERS,
    MODERATES,
    TRIED,
    event_sync_options,
    global_options,
    main_modules,
    muc_modules,
    reservations_options,
)
from .remarks import remarks
from .values import Host, Module, ProsodyOption, SecretReference, secrets_in

# Of the packages of 2026, which one of them does not know is only logged by Prosody.
STOCK_MAIN_MODULES = (
    "bosh",
    "websocket",
    "smacks",
    "ping",
    "external_services",
    "features_identity",
    "conference_duration",
    "muc_lobby_rooms",
    "muc_breakout_rooms",
)
STOCK_MUC_MODULES = (
    "muc_hide_all",
    "muc_meeting_id",
    "muc_domain_mapper",
    "token_verification",
    "muc_rate_limit",
    "muc_password_whitelist",
)


Writer = Callable[[SecretReference], str]
"""Writes the reference to a secret in Lua."""


def local_variable(secret: SecretReference) -> str:
    return f'"{secret.prefix}" .. {secret.local_name}' if secret.prefix else secret.local_name


def hosts(needs: ServerNeeds) -> Iterator[Host]:
    """What the hosts of this Prosody must have."""
    yield Host(
        needs.xmpp_domain,
        options=(*_login_options(needs), *reservations_options(needs), *_lobby_options(needs)),
        modules=(*main_modules(needs), *_recording_modules(needs)),
        stock_modules=STOCK_MAIN_MODULES,
    )
    yield Host(
        needs.muc_domain,
        "muc",
        options=tuple(_muc_options(needs)),
        modules=(*muc_modules(needs), *_chat_modules(needs)),
        stock_modules=STOCK_MUC_MODULES,
    )
    if needs.needs(Part.STAGE):
        rooms = ProsodyOption("muc_component", needs.muc_domain, MODERATES)
        yield Host(f"avmoderation.{needs.xmpp_domain}", "av_moderation_component", (rooms,))
    if options := tuple(event_sync_options(needs)):
        yield Host(f"esync.{needs.xmpp_domain}", "event_sync_component", options)


def _recording_modules(needs: ServerNeeds) -> Iterator[Module]:
    """What docker-jitsi-meet loads by itself."""
    if needs.needs(Part.RECORDING):
        yield Module("jibri_session", "Notes who has started a recording.")


def _chat_modules(needs: ServerNeeds) -> Iterator[Module]:
    if needs.needs(Part.CHAT):
        yield Module("filter_messages", FILTERS)


def _login_options(needs: ServerNeeds) -> Iterator[ProsodyOption]:
    yield ProsodyOption("authentication", "token", "Nobody gets in without a token of your site.")
    yield ProsodyOption("app_id", needs.app_id, "Your site's name in its tokens.")
    if needs.has_key_pair:
        yield ProsodyOption("asap_key_server", needs.keys_url, "Your site's public keys.")
    else:
        secret = SecretReference("APP_SECRET")
        yield ProsodyOption("app_secret", secret, "Your site's secret, which signs its tokens.")
    others = "Tokens of other sites are refused."
    yield ProsodyOption("asap_accepted_issuers", (needs.app_id,), others)
    services = "Tokens for other services are refused."
    yield ProsodyOption("asap_accepted_audiences", (needs.audience,), services)
    yield ProsodyOption("allow_empty_token", False, "There are no guests without a token.")
    if not needs.subject_fits:
        comment = "SUBJECT is neither the XMPP domain nor the tenant, so do not compare it."
        yield ProsodyOption("enable_domain_verification", False, comment)


def _lobby_options(needs: ServerNeeds) -> Iterator[ProsodyOption]:
    if needs.needs(Part.LOBBY) and needs.needs(Part.RECORDING):
        yield ProsodyOption(
            "muc_lobby_whitelist", (_recorder_domain(needs),), "The recorder does not wait."
        )


def _muc_options(needs: ServerNeeds) -> Iterator[ProsodyOption]:
    if not needs.subject_fits:
        comment = "As above, for the room of the token."
        yield ProsodyOption("enable_domain_verification", False, comment)
    yield ProsodyOption(
        "wait_for_host_disable_auto_owners",
        True,
        "If muc_wait_for_host is loaded, it makes nobody a moderator.",
    )
    if needs.needs(Part.RECORDING):
        recorder = f"recorder@{_recorder_domain(needs)}"
        yield ProsodyOption(
            "token_verification_allowlist", (recorder,), "The recorder, Jibri, has no token."
        )


def _recorder_domain(needs: ServerNeeds) -> str:
    return f"recorder.{needs.xmpp_domain}"


def debian_text(needs: ServerNeeds) -> str:
    """The text for the end of Prosody's file, and as comments what belongs elsewhere."""
    blocks = [_heading(needs), _secrets(needs)]
    main, *components = hosts(needs)
    blocks.append(host_lines(main))
    if options := [*global_options(needs)]:
        blocks.append(
            ["-- Of all hosts, because the module is:", *_option_lines(options, "", local_variable)]
        )
    blocks += map(host_lines, components)
    blocks.append([*_jicofo_lines(needs)])
    blocks.append([*_jibri_lines(needs)])
    blocks.append(remarks(needs, "--"))
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _heading(needs: ServerNeeds) -> list[str]:
    file = f"/etc/prosody/conf.avail/{needs.xmpp_domain}.cfg.lua"
    lines = [
        f"-- For the server {needs.alias!r} of JITSI_LIVE_SERVERS.",
        *(f"-- Tried with {each}." for each in TRIED),
        f"-- Paste it at the end of {file}, then: systemctl restart prosody jicofo",
    ]
    if contributed := [*_contributed(needs)]:
        folder = "/usr/share/jitsi-meet/prosody-plugins"
        lines.append(f"-- Modules that Jitsi's packages lack; get them in {folder}:")
        for name in contributed:
            url = f"{CONTRIBUTED_URL}/{name.removesuffix('_component')}/mod_{name}.lua"
            lines.append(f"--   curl -fO {url}")
    if needs.needs(Part.END):
        lines.append("-- Before August 2026, Jitsi's muc_end_meeting needs net-url:")
        lines.append("--   luarocks --lua-version 5.4 install net-url 0.9-1")
    return lines


def _contributed(needs: ServerNeeds) -> Iterator[str]:
    for host in hosts(needs):
        for name in (host.component, *(each.name for each in host.modules)):
            if name in CONTRIBUTED:
                yield name


def _secrets(needs: ServerNeeds) -> list[str]:
    options = [option for host in hosts(needs) for option in host.options]
    references = [each for option in options for each in secrets_in(option.value)]
    if not references:
        return []
    lines = [f'local {each.local_name} = "{each.placeholder}"' for each in references]
    return ["-- Write your site's secrets here.", *lines]


def host_lines(host: Host, secret: Writer = local_variable) -> list[str]:
    lines = [f"{host_title(host)} {{", *_option_lines(host.options, "    ", secret)]
    if host.modules:
        stock = [f'"{each}";' for each in host.stock_modules]
        lines.append("    -- This list replaces the one above: add what you had added there.")
        lines.append("    modules_enabled = {")
        lines += textwrap.wrap(
            " ".join(stock), 88, initial_indent=" " * 8, subsequent_indent=" " * 8
        )
        lines += [f'        "{each.name}"; -- {each.comment}' for each in host.modules]
        lines.append("    };")
    return [*lines, "}"]


def host_title(host: Host) -> str:
    if host.component:
        return f'Component "{host.name}" "{host.component}"'
    return f'VirtualHost "{host.name}"'


def _option_lines(options: Iterable[ProsodyOption], indent: str, secret: Writer) -> Iterator[str]:
    for option in options:
        yield f"{indent}-- {option.comment}"
        yield f"{indent}{option.name} = {lua_text(option.value, secret)};"


def _jicofo_lines(needs: ServerNeeds) -> Iterator[str]:
    yield "-- In /etc/jitsi/jicofo/jicofo.conf, at the end:"
    for option in jicofo_options(needs):
        yield f"--   {option.path} = {option.value} # {option.comment}"


def _jibri_lines(needs: ServerNeeds) -> Iterator[str]:
    if needs.needs(Part.RECORDING) and needs.takes_recordings:
        yield "-- In /etc/jitsi/jibri/jibri.conf, at the end, on the machine of Jibri:"
        yield '--   jibri.recording.recordings-directory = "/srv/recordings" # Where they wait.'
        script = f"/etc/jitsi/jibri/{SCRIPT_NAME}"
        yield f'--   jibri.recording.finalize-script = "{script}" # Uploads each to your site.'
