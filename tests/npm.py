"""Install what a folder's package-lock.json names: ``python -m tests.npm FOLDER ...``.

Where npm is missing, or does not reach the registry, the tests that need it say so themselves.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path


def install(folder: Path) -> int:
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


def main(folders: list[str]) -> int:
    statuses = [install(Path(folder)) for folder in folders]
    required = {"JITSI_LIVE_REQUIRE_BROWSER", "JITSI_LIVE_REQUIRE_NODE"} & set(os.environ)
    return max(statuses, default=0) if required else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
