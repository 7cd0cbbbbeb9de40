"""nginx and Apache before the site, each with the recipe that the documentation gives."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import dedent

from tests.patience import until

RECIPES = Path(__file__).parents[2] / "docs/howto/crowds.md"
# Of Debian, and of a site that builds its own.
APACHE_MODULES = [Path("/usr/lib/apache2/modules"), Path("/usr/libexec/apache2")]
PROGRAMS = {"nginx": ("nginx",), "apache": ("apache2", "httpd")}


def program(name: str) -> str | None:
    directories = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    found = (shutil.which(each, path=directories) for each in PROGRAMS[name])
    return next(filter(None, found), None)


def recipe(name: str, site_port: int) -> str:
    [text] = re.findall(rf"```{name}\n(.*?)```", RECIPES.read_text(encoding="utf-8"), re.DOTALL)
    text = dedent(text).replace('"/live/', '"/api/live/').replace(" /live/", " /api/live/")
    return text.replace("127.0.0.1:8000/live/", f"127.0.0.1:{site_port}/api/live/")


@contextmanager
def nginx(directory: Path, site_port: int, leave_out: str = "nothing") -> Iterator[int]:
    port = free_port()
    text = recipe("nginx", site_port).replace("/var/cache/nginx", str(directory))
    text = text.replace("server {", f"server {{ listen 127.0.0.1:{port}; access_log off;")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {directory}/{kind};" for kind in kinds)
    written = directory / "nginx.conf"
    written.write_text(
        f"daemon off; pid {directory}/pid; error_log {directory}/errors; {nginx_user()}"
        f"events {{}} http {{ {paths} upstream django {{ server 127.0.0.1:{site_port}; }}\n"
        f"{_without(text, leave_out)} }}"
    )
    with running("nginx", ["-p", str(directory), "-c", str(written)], port):
        yield port


def nginx_user() -> str:
    return "user root;" if os.geteuid() == 0 else ""


@contextmanager
def apache(directory: Path, site_port: int, leave_out: str = "nothing") -> Iterator[int]:
    port = free_port()
    modules = next(each for each in APACHE_MODULES if each.is_dir())
    text = recipe("apache", site_port)
    wanted = ["mpm_event", "authz_core", "proxy"]
    wanted += re.findall(r"mod_(\w+)", text.partition("\n")[0])
    text = text.replace("CacheSocache shmcb", f"CacheSocache shmcb:{directory}/cache(512000)")
    lines = [f"LoadModule {each}_module {modules}/mod_{each}.so" for each in wanted]
    lines += [f"Listen 127.0.0.1:{port}", "ServerName localhost", f"PidFile {directory}/pid"]
    lines += [f"ErrorLog {directory}/errors", f"DefaultRuntimeDir {directory}"]
    lines += [f"CacheLockPath {directory}/lock", _without(text, leave_out)]
    written = directory / "apache.conf"
    written.write_text("\n".join(lines))
    directory.chmod(0o777)  # for the user that Apache takes if root starts it
    options = ["-f", str(written), "-d", str(directory), "-D", "FOREGROUND"]
    with running("apache", options, port):
        yield port


def _without(text: str, part: str) -> str:
    return "\n".join(line for line in text.splitlines() if part not in line)


@contextmanager
def running(name: str, options: list[str], port: int) -> Iterator[None]:
    path = program(name)
    assert path is not None
    process = subprocess.Popen([path, *options], start_new_session=True)
    try:
        until(lambda: _answers(port) or process.poll() is not None)
        assert process.poll() is None, f"{name} has ended"
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
