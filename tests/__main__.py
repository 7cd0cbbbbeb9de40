"""Run the tests on PostgreSQL: ``python -m tests [pytest's arguments]``.

Without a PostgreSQL on the machine this says so and passes, unless
``JITSI_LIVE_REQUIRE_POSTGRESQL`` is set.
"""

from __future__ import annotations

import os
import subprocess
import sys

from . import postgres


def main() -> int:
    bin_directory = postgres.programs()
    if bin_directory is None:
        print("PostgreSQL is not installed here: the tests were not run on it.", file=sys.stderr)
        return 1 if os.environ.get("JITSI_LIVE_REQUIRE_POSTGRESQL") else 0
    with postgres.cluster(bin_directory) as socket:
        environment = {**os.environ, postgres.SOCKET_VARIABLE: str(socket)}
        command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
