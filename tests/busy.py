"""Run pytest as on a busy machine: ``python -m tests.busy`` and the arguments of pytest.

Processes that only count take the processors, and again and again one of pytest's processes, a
browser or a server among them, is stopped for a moment. What passes here depends on no speed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

LOAD = int(os.environ.get("JITSI_LIVE_BUSY_LOAD", "5"))  # such processes for each processor
PAUSE_SECONDS = 0.2, 1.5  # for which a process is stopped
GAP_SECONDS = 0.5, 3.0  # between two of these
# Their tests stop and continue them.
EXEMPT = {"redis-server"}


@contextmanager
def busy_processors() -> Iterator[None]:
    command = [sys.executable, "-c", "while True: pass"]
    counting = [subprocess.Popen(command) for _ in range(LOAD * (os.cpu_count() or 1))]
    try:
        yield
    finally:
        for process in counting:
            process.kill()


@contextmanager
def stopping_now_and_then(pid: int) -> Iterator[None]:
    is_over = Event()
    thread = Thread(target=_stop_again_and_again, args=(pid, is_over))
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _stop_again_and_again(pid: int, is_over: Event) -> None:
    while not is_over.wait(random.uniform(*GAP_SECONDS)):
        if processes := list(_descendants(pid)):
            _stop_for_a_moment(random.choice(processes))


def _stop_for_a_moment(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        time.sleep(random.uniform(*PAUSE_SECONDS))
        os.kill(pid, signal.SIGCONT)


def _descendants(pid: int) -> Iterator[int]:
    children = defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            head, _, rest = stat.read_text().rpartition(") ")
            if head.partition("(")[2] not in EXEMPT:
                children[int(rest.split()[1])].append(int(stat.parent.name))
    generation = children[pid]
    while generation:
        yield from generation
        generation = [child for parent in generation for child in children[parent]]


def main() -> int:
    command = [sys.executable, "-m", "pytest", *sys.argv[1:]]
    with (
        busy_processors(),
        subprocess.Popen(command) as pytest,
        stopping_now_and_then(pytest.pid),
    ):
        return pytest.wait()


if __name__ == "__main__":
    sys.exit(main())
