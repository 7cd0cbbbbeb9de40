"""A throw-away PostgreSQL of our own: started for a test run, on a socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SOCKET_VARIABLE = "JITSI_LIVE_TEST_POSTGRESQL"


def programs() -> Path | None:
    """The directory of initdb and pg_ctl; Debian keeps it off the PATH."""
    on_path = shutil.which("initdb")
    directories = [Path(on_path).parent] if on_path else []
    directories += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in directories if (each / "initdb").exists()), None)


class Server:
    """A PostgreSQL server in a directory of its own, which also holds its socket."""

    def __init__(self, bin_directory: Path, options: Mapping[str, str]) -> None:
        self.socket = Path(tempfile.mkdtemp(prefix="pg"))
        self._options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket),
            **options,
        }
        self._bin_directory = bin_directory
        # PostgreSQL refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self.socket, self._user, self._user)

    def run(self, program: str, *arguments: str, check: bool = True) -> None:
        data = self.socket / "data"
        subprocess.run(
            [self._bin_directory / program, "-D", data, *arguments],
            check=check,
            user=self._user,
            cwd=self.socket,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        flags = " ".join(f"-c {name}={value}" for name, value in self._options.items())
        self.run("pg_ctl", "-w", "-l", str(self.socket / "log"), "-o", flags, "start")

    def stop(self, mode: str, *, check: bool = True) -> None:
        self.run("pg_ctl", "-w", "-m", mode, "stop", check=check)

    def remove(self) -> None:
        self.stop("immediate", check=False)
        shutil.rmtree(self.socket, ignore_errors=True)


FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


@contextmanager
def server(bin_directory: Path, **options: str) -> Iterator[Server]:
    """Run a server that can be stopped and started again, with the options of ``FAST``."""
    running = Server(bin_directory, FAST | options)
    try:
        running.run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        running.start()
        yield running
    finally:
        running.remove()


@contextmanager
def cluster(bin_directory: Path) -> Iterator[Path]:
    """Run a server; its socket is in the directory that is yielded."""
    with server(bin_directory) as running:
        yield running.socket


def settings() -> dict[str, object]:
    """Django's DATABASES entry for the server that the test run has started, if any."""
    if socket := os.environ.get(SOCKET_VARIABLE):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": socket,
            "USER": "postgres",
            "NAME": os.environ.get("JITSI_LIVE_TEST_DATABASE", "postgres"),
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("JITSI_LIVE_TEST_DATABASE", ":memory:"),
        # Threads that write at one moment wait for each other.
        "OPTIONS": {"timeout": 30, "init_command": "PRAGMA synchronous=OFF"},
        # In memory, threads would share one connection or see different databases.
        "TEST": {"NAME": Path(tempfile.gettempdir()) / f"jitsi-live-{os.getpid()}.sqlite3"},
    }
