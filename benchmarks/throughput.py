"""Requests a second of a deployed site: gunicorn on PostgreSQL, alone and behind nginx.

    python -m benchmarks.throughput [--seconds N] [--connections N]

Starts all three. nginx keeps answers as docs/howto/crowds.md says. The client is on the same
machine and takes a share of it, so that CPU time of the servers for each request says more than
requests a second. Prints a table and writes benchmarks/results/throughput.json.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import bench
from tests import postgres

TICK = os.sysconf("SC_CLK_TCK")
WORKERS, THREADS = 2, 8

NGINX = """
worker_processes 1;
pid {root}/nginx.pid;
error_log {root}/error.log;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {root}/body; proxy_temp_path {root}/proxy;
  fastcgi_temp_path {root}/f; uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
  keepalive_requests 1000000;
  upstream django {{ server 127.0.0.1:{django}; keepalive 16; }}
  proxy_cache_path {root}/cache keys_zone=live:1m max_size=10m inactive=1m;
  server {{
    listen 127.0.0.1:{nginx};
    location /live/status/ {{
      proxy_pass http://django;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $host;
      proxy_set_header Accept-Language "";
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


def main(seconds: float, connections: int) -> int:
    with ExitStack() as stack:
        os.environ[postgres.SOCKET_VARIABLE] = str(stack.enter_context(bench.postgresql()))
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        event_id, token = make_event()
        site, proxy = free_port(), free_port()
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="live")))
        stack.enter_context(gunicorn(site))
        stack.enter_context(nginx(root, site, proxy))
        status = f"/live/status/{event_id}/"
        bearer = f"Authorization: Bearer {token}\r\n"
        cases = {
            "empty Django view": (site, "/empty/django/", ""),
            "empty DRF view, bearer token": (site, "/empty/drf/", bearer),
            "status, anonymous": (site, status, ""),
            "status, anonymous, nginx": (proxy, status, ""),
            "status, attendee": (site, status, bearer),
            "join, HS256": (site, f"/live/join/{event_id}/", bearer),
        }
        rows = [
            {"case": name, **asyncio.run(measure(*case, seconds, connections))}
            for name, case in cases.items()
        ]
    for row in rows:
        row["CPU, times empty Django"] = round(row["CPU ms"] / rows[0]["CPU ms"], 2)
    bench.show(rows)
    bench.write("throughput", rows)
    return 1 if any(row["other answers"] for row in rows) else 0


def make_event() -> tuple[int, str]:
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections
    from rest_framework_simplejwt.tokens import AccessToken

    from django_jitsi_live import services
    from tests.projects.webinar.webinars.models import Event

    call_command("migrate", verbosity=0)
    create = get_user_model().objects.create_user
    helen, sam = create("helen"), create("sam")
    event = Event.objects.create(title="Benchmark", organizer=helen)
    event.registrations.create(user=sam)
    services.start(helen, event.pk)
    connections.close_all()
    return event.pk, str(AccessToken.for_user(sam))


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def gunicorn(port: int) -> Iterator[None]:
    options = ["-b", f"127.0.0.1:{port}", "-k", "gthread", "-w", str(WORKERS)]
    options += ["--threads", str(THREADS), "--keep-alive", "60", "--log-level", "error"]
    application = "django.core.wsgi:get_wsgi_application()"
    with running([sys.executable, "-m", "gunicorn", *options, application], port):
        yield


@contextmanager
def nginx(root: Path, django: int, port: int) -> Iterator[None]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise SystemExit("nginx is needed: install it (Debian: apt install nginx-light).")
    (root / "nginx.conf").write_text(NGINX.format(root=root, django=django, nginx=port))
    root.chmod(0o755)
    with running([program, "-c", str(root / "nginx.conf"), "-g", "daemon off;"], port):
        yield


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    with subprocess.Popen(command) as process:
        try:
            while True:
                if process.poll() is not None:
                    raise SystemExit(f"{command[0]} did not start.")
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield
        finally:
            process.terminate()


async def measure(
    port: int, path: str, headers: str, seconds: float, connections: int
) -> dict[str, Any]:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()
    await asyncio.gather(*(ask(port, request, time.monotonic() + 1) for _ in range(connections)))
    before, begin = processor_time(), time.monotonic()
    answers = await asyncio.gather(
        *(ask(port, request, begin + seconds) for _ in range(connections))
    )
    took, spent = time.monotonic() - begin, processor_time() - before
    good, bad = (sum(each[index] for each in answers) for index in (0, 1))
    return {
        "requests/s": round((good + bad) / took),
        "CPU ms": round(spent * 1000 / (good + bad), 3),
        "other answers": bad,
    }


async def ask(port: int, request: bytes, until: float) -> tuple[int, int]:
    """Ask again and again: how many answers were 200, and how many were not."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    good = bad = 0
    while time.monotonic() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(length)
        good, bad = (good + 1, bad) if b" 200 " in head.split(b"\r\n")[0] else (good, bad + 1)
    writer.close()
    return good, bad


def processor_time() -> float:
    """Seconds that our servers have used until now, with all their processes."""
    return sum(
        sum(map(int, fields[11:13])) / TICK
        for name, fields in stats()
        if name in {"nginx", "postgres", "gunicorn"} or "gunicorn" in name
    )


def stats() -> Iterator[tuple[str, list[str]]]:
    for path in Path("/proc").glob("[0-9]*"):
        try:
            command = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        names = [name for name in ("gunicorn", "nginx", "postgres") if name in command]
        if names:
            yield names[0], fields


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    sys.exit(main(options.seconds, options.connections))
