"""The site behind nginx, as the guide sets it up."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.patience import until
from tests.projects.process import ROOT

GUIDE = (ROOT / "docs/howto/recordings-from-jibri.md").read_text(encoding="utf-8")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def location() -> str:
    """The guide's lines for nginx."""
    [text] = re.findall(r"```nginx\n(.*?)```", GUIDE, re.DOTALL)
    return str(text)


@contextmanager
def nginx(directory: Path, site_url: str, lines: str) -> Iterator[str]:
    """The address of nginx with those lines before a site that is mounted at ``/api/live/``."""
    directory.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = urlsplit(site_url).netloc
    lines = lines.replace("^/live/", "^/api/live/").replace("127.0.0.1:8000", site)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {directory}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    written = directory / "nginx.conf"
    written.write_text(
        f"daemon off; pid {directory}/pid; error_log {directory}/errors; {user} events {{}}\n"
        f"http {{ {paths} server {{ listen 127.0.0.1:{port}; access_log {directory}/access;\n"
        f"{lines}\n"
        f"location / {{ proxy_set_header Host $http_host; proxy_pass http://{site}; }} }} }}"
    )
    assert NGINX is not None
    process = subprocess.Popen([NGINX, "-p", str(directory), "-c", str(written)])
    try:
        until(lambda: _answers(port) or process.poll() is not None)
        assert process.poll() is None, directory.joinpath("errors").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
