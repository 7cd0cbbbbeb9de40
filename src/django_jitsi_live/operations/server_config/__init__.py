"""Server configuration: what to write into the files of a Jitsi server, and what one lacks."""

from .configuration import configuration_differences, server_configuration
from .difference import Difference
from .needs import Part, Platform
from .reading import CannotConfigure
from .recorder import recorder_script

__all__ = [
    "CannotConfigure",
    "Difference",
    "Part",
    "Platform",
    "configuration_differences",
    "recorder_script",
    "server_configuration",
]
