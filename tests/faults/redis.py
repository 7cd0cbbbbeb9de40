"""A throw-away Redis, without persistence, that can be killed, frozen and started again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from pathlib import Path

from tests.patience import until


class Redis:
    def __init__(self, directory: Path) -> None:
        self._socket = directory / "redis.sock"
        self.url = f"unix://{self._socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        program = shutil.which("redis-server")
        assert program is not None
        options = ["--port", "0", "--unixsocket", str(self._socket), "--save", "", "--daemonize"]
        self._process = subprocess.Popen(
            [program, *options, "no"], stdout=subprocess.DEVNULL, cwd=self._socket.parent
        )
        until(self._is_up)

    def kill(self) -> None:
        self.send(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _is_up(self) -> bool:
        with socket.socket(socket.AF_UNIX) as asking:
            return asking.connect_ex(str(self._socket)) == 0
