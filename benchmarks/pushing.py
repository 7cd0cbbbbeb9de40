"""uvicorn, started for a benchmark: the processes that push, and what they use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import bench, deployed, processes

APPLICATION = "django.core.asgi:get_asgi_application"


class Server:
    def __init__(self, pid: int, port: int, count: int) -> None:
        self.port = port
        self.pids = [pid] if count == 1 else workers_of(pid, count)

    def resident_mib(self) -> list[float]:
        """Of each process."""
        return [processes.resident_mib(pid) for pid in self.pids]

    def open_files(self) -> list[int]:
        """Of each process: its streams, and a few more."""
        return [len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in self.pids]

    def threads(self) -> int:
        return sum(processes.of_status(pid, "Threads") for pid in self.pids)

    def cpu(self) -> float:
        meter = processes.Meter({str(pid): pid for pid in self.pids})
        return sum(meter.seconds().values())


@contextmanager
def server(count: int) -> Iterator[Server]:
    port = deployed.free_port()
    options = ["--port", str(port), "--workers", str(count), "--log-level", "error"]
    options += ["--timeout-graceful-shutdown", "1"]
    command = [sys.executable, "-m", "uvicorn", "--factory", APPLICATION, *options]
    paths = os.pathsep.join([str(bench.ROOT), str(bench.ROOT / "src")])
    environment = {**os.environ, "PYTHONPATH": paths}
    with subprocess.Popen(command, env=environment) as process:
        try:
            until_it_answers(port, count)
            yield Server(process.pid, port, count)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def until_it_answers(port: int, count: int) -> None:
    deadline = time.monotonic() + 60
    for _ in range(4 * count):  # each of them, most probably
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api/live/status/1/").read()
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


def workers_of(parent: int, count: int) -> list[int]:
    """Of its children, uvicorn's processes; Python's own watch over them is the smallest."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    by_size = sorted(map(int, children), key=processes.resident_mib)
    return by_size[-count:]
