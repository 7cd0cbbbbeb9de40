"""The configuration of one server as text, and what one that exists lacks."""

from __future__ import annotations

from collections.abc import Collection

from .debian import debian_text
from .debian_comparison import debian_differences
from .difference import Comparison, Difference
from .docker import docker_text
from .docker_comparison import docker_differences
from .jicofo import is_jicofo, jicofo_differences
from .needs import Part, Platform
from .reading import read_needs, read_secrets


def server_configuration(
    alias: str,
    platform: Platform,
    parts: Collection[Part] | None = None,
    site_url: str = "",
) -> str:
    """What to paste, for these parts or for those that the server's options switch on.

    Raises ``CannotConfigure``.
    """
    needs = read_needs(alias, platform, parts, site_url)
    return docker_text(needs) if platform is Platform.DOCKER else debian_text(needs)


def configuration_differences(
    alias: str,
    platform: Platform,
    text: str,
    parts: Collection[Part] | None = None,
    site_url: str = "",
) -> list[Difference]:
    """What the text of that configuration lacks. Raises ``CannotConfigure``."""
    needs = read_needs(alias, platform, parts, site_url)
    secrets = read_secrets(alias)
    compared = Comparison(lambda option, given: secrets[option].match(given))
    if platform is Platform.DOCKER:
        return [*docker_differences(needs, compared, text)]
    if is_jicofo(text):
        return [*jicofo_differences(needs, text)]
    return [*debian_differences(needs, compared, text)]
