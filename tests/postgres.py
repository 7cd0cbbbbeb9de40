"""A throw-away PostgreSQL of our own: started for a test run, on a socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOCKET_VARIABLE = "JITSI_LIVE_TEST_POSTGRESQL"


def programs() -> Path | None:
    """The directory of initdb and pg_ctl; Debian keeps it off the PATH."""
    on_path = shutil.which("initdb")
    directories = [Path(on_path).parent] if on_path else []
    directories += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((each for each in directories if (each / "initdb").exists()), None)


@contextmanager
def cluster(bin_directory: Path) -> Iterator[Path]:
    """Run a server; its socket is in the directory that is yielded."""
    root = Path(tempfile.mkdtemp(prefix="pg"))
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(root, user, user)
    data = root / "data"

    def run(program: str, *arguments: str) -> None:
        command: list[str | Path] = [bin_directory / program, "-D", data, *arguments]
        subprocess.run(command, check=True, user=user, cwd=root, stdout=subprocess.DEVNULL)

    options = (
        f"-c listen_addresses= -c unix_socket_directories={root} "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    )
    try:
        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-w", "-l", str(root / "log"), "-o", options, "start")
        yield root
    finally:
        subprocess.run(
            [bin_directory / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            check=False,
            user=user,
            cwd=root,
            stdout=subprocess.DEVNULL,
        )
        shutil.rmtree(root, ignore_errors=True)


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
