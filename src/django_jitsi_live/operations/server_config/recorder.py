"""The script with which Jibri uploads its recordings to this site, with the site's address."""

from __future__ import annotations

import shlex
from pathlib import Path

from .needs import Platform
from .reading import CannotConfigure, read_needs

SCRIPT = Path(__file__).with_name("finalize.sh")
ADDRESS = "site='https://YOUR-SITE/live/jitsi/default/recordings/'\n"


def recorder_script(alias: str, site_url: str = "") -> str:
    """The script for that server's recorders. Raises ``CannotConfigure``."""
    needs = read_needs(alias, Platform.DOCKER, [], site_url)
    if not needs.takes_recordings:
        raise CannotConfigure(
            f"Recordings need RECORDINGS_TOKEN in JITSI_LIVE_SERVERS[{alias!r}]. Add: "
            '"RECORDINGS_TOKEN": os.environ["JITSI_RECORDINGS_TOKEN"]'
        )
    script = SCRIPT.read_text(encoding="utf-8")
    return script.replace(ADDRESS, f"site={shlex.quote(f'{needs.server_url}/recordings/')}\n")
