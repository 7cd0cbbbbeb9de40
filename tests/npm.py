"""Install what a folder's package-lock.json names: ``python -m tests.npm FOLDER ...``; and run a
script of package.json here: ``python -m tests.npm --run SCRIPT``.

Where npm is missing, or does not reach the registry, the tests that need it say so themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # on Windows
    fcntl = None


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While another process installs into the folder, wait for it."""
    if fcntl is None:
        yield
        return
    # The folder itself, so that nothing is left behind.
    directory = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def install(folder: Path) -> int:
    with alone(folder):
        return install_what_is_missing(folder)


def install_what_is_missing(folder: Path) -> int:
    lock = folder / "package-lock.json"
    stamp = folder / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_bytes() == lock.read_bytes():
        return 0
    npm = shutil.which("npm")
    if npm is None:
        print(f"npm is not installed: what {lock} names is left out.")
        return 0
    command = [npm, "ci", "--no-audit", "--no-fund", "--prefix", str(folder)]
    status = subprocess.run(command, check=False).returncode
    if status == 0:
        stamp.write_bytes(lock.read_bytes())
    return status


def run(script: str) -> int:
    npm = shutil.which("npm")
    if npm is None or not Path("node_modules").exists():
        print(f"npm run {script} is left out: npm or what it needs is not installed.")
        return int(is_required())
    return subprocess.run([npm, "run", "--silent", script], check=False).returncode


def is_required() -> bool:
    names = {"JITSI_LIVE_REQUIRE_BROWSER", "JITSI_LIVE_REQUIRE_NODE"}
    return bool(names & set(os.environ))


def main(arguments: list[str]) -> int:
    if arguments[0] == "--run":
        return run(arguments[1])
    statuses = [install(Path(folder)) for folder in arguments]
    return max(statuses, default=0) if is_required() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
