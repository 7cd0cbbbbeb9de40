"""A site as it is deployed: PostgreSQL, gunicorn and nginx, started for a benchmark."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import bench, processes
from tests import postgres

SETTINGS = "benchmarks.settings"

# nginx keeps answers as docs/howto/crowds.md says.
NGINX = """
worker_processes 1;
worker_rlimit_nofile 32768;
pid {root}/nginx.pid;
error_log {root}/error.log;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  keepalive_requests 1000000;
  upstream django {{ server 127.0.0.1:{django}; keepalive 16; }}
  proxy_cache_path {root}/cache keys_zone=live:1m max_size=10m inactive=1m;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $host;
  server {{
    listen 127.0.0.1:{nginx} backlog=4096;
    location / {{ proxy_pass http://django; proxy_read_timeout 180s; }}
    location ~ /live/status/ {{
      proxy_pass http://django;
      proxy_ignore_headers Vary;
      proxy_cache live;
      proxy_cache_lock on;
      proxy_cache_use_stale updating error timeout http_502 http_503;
      proxy_cache_background_update on;
      proxy_cache_bypass $cookie_sessionid $http_authorization;
      proxy_no_cache $cookie_sessionid $http_authorization;
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Workers:
    """How gunicorn is started."""

    count: int = 2
    threads: int = 8
    kind: str = "gthread"

    def options(self) -> list[str]:
        threads = ["--threads", str(self.threads)] if self.kind == "gthread" else []
        return ["-k", self.kind, "-w", str(self.count), *threads, "--keep-alive", "60"]


@dataclass(frozen=True, slots=True)
class Site:
    """Its ports, and the meter of its processes."""

    gunicorn: int
    nginx: int
    meter: processes.Meter


@contextmanager
def database() -> Iterator[int]:
    """PostgreSQL with our tables, and its process. Django is set up for it afterwards."""
    with bench.postgresql() as directory:
        os.environ[postgres.SOCKET_VARIABLE] = str(directory)
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        connections["default"].close()
        del connections["default"]  # to an earlier one
        connections.settings["default"]["HOST"] = str(directory)
        call_command("migrate", verbosity=0)
        try:
            yield processes.postmaster(directory)
        finally:
            connections.close_all()


@contextmanager
def site(postmaster: int, workers: Workers, **environment: str) -> Iterator[Site]:
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="live")))
        django, proxy = free_port(), free_port()
        roots = {
            "gunicorn": stack.enter_context(gunicorn(django, workers, environment)),
            "postgres": postmaster,
            "nginx": stack.enter_context(nginx(root, django, proxy)),
        }
        yield Site(django, proxy, processes.Meter(roots))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def gunicorn(port: int, workers: Workers, environment: dict[str, str]) -> Any:
    options = ["-b", f"127.0.0.1:{port}", *workers.options(), "--log-level", "error"]
    application = "django.core.wsgi:get_wsgi_application()"
    command = [sys.executable, "-m", "gunicorn", *options, application]
    return running(command, port, environment)


def nginx(root: Path, django: int, port: int) -> Any:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise SystemExit("nginx is needed: install it (Debian: apt install nginx-light).")
    (root / "nginx.conf").write_text(NGINX.format(root=root, django=django, nginx=port))
    root.chmod(0o755)
    return running([program, "-c", str(root / "nginx.conf"), "-g", "daemon off;"], port, {})


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """The process, as soon as it answers."""
    with subprocess.Popen(command, env={**os.environ, **environment}) as process:
        try:
            while True:
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} did not start.")
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield process.pid
        finally:
            process.terminate()
