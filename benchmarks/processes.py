"""CPU time of the servers that a benchmark has started, and of nobody else's.

    python -m benchmarks.processes

Checks itself: that descendants count, those that have ended among them, and strangers do not.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
BURNT = 0.3  # seconds
BURN = f"import time\nwhile time.process_time() < {BURNT + 0.1}: pass"
BURNING_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BURN!r}])"
IDLE = "import sys; sys.stdin.read()"
PARENT, OWN_AND_REAPED = 1, slice(11, 15)  # fields of /proc/PID/stat after the name


class Meter:
    """CPU time of groups of processes, each a process and all that descend from it."""

    def __init__(self, roots: Mapping[str, int]) -> None:
        self.roots = dict(roots)

    def seconds(self) -> dict[str, float]:
        """Until now, for each group. What has ended is in the account of its parent."""
        found = dict(_stats())
        children: dict[int, list[int]] = {}
        for pid, fields in found.items():
            children.setdefault(int(fields[PARENT]), []).append(pid)
        return {name: _of_tree(root, found, children) for name, root in self.roots.items()}


def of_machine() -> float:
    """CPU seconds of all processes of this machine until now, ours and others'."""
    user, nice, system, _idle, _waiting, irq, softirq, *_ = (
        int(each) for each in Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    )
    return (user + nice + system + irq + softirq) / TICK


def used(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    return {name: after[name] - before[name] for name in after}


def postmaster(socket: Path) -> int:
    """The process of the PostgreSQL whose socket is there; its backends descend from it."""
    return int((socket / "data" / "postmaster.pid").read_text().splitlines()[0])


def resident_mib(pid: int) -> float:
    """Memory of one process, without what is swapped out."""
    return of_status(pid, "VmRSS") / 2**10


def of_status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def children_of(pid: int) -> list[int]:
    return [child for child, fields in _stats() if int(fields[PARENT]) == pid]


def check() -> None:
    """That it counts what it says, and nothing else. Raises ``SystemExit``."""
    with subprocess.Popen([sys.executable, "-c", IDLE], stdin=subprocess.PIPE) as idle:
        meter = Meter({"ours": os.getpid(), "others": idle.pid})
        before = meter.seconds()
        subprocess.run([sys.executable, "-c", BURNING_CHILD], check=True)
        spent = used(before, meter.seconds())
        idle.communicate()
    if spent["ours"] < BURNT or spent["others"] >= BURNT:
        raise SystemExit(f"The meter does not count what has burnt {BURNT} s: {spent}")


def _of_tree(pid: int, found: dict[int, list[str]], children: dict[int, list[int]]) -> float:
    own = sum(map(int, found[pid][OWN_AND_REAPED])) / TICK if pid in found else 0.0
    return own + sum(_of_tree(child, found, children) for child in children.get(pid, ()))


def _stats() -> list[tuple[int, list[str]]]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        found.append((int(path.name), fields))
    return found


if __name__ == "__main__":
    check()
