#!/usr/bin/env python3
"""Set up and run this project: ``python3 dev.py demo``, ``test``, ``lint`` and others.

Needs Python 3.11 or newer, and PyPI for the first run; everything goes into ``.venv`` here.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
NEEDED = (3, 11)
USAGE = """\
usage: python3 dev.py demo [--port N]   run the example site, with people and webinars in it
       python3 dev.py test --quick [pytest's arguments]   run what two minutes are enough for
       python3 dev.py test [--parallel N] [tox's arguments]   run every test that this machine can
                                                run; with N environments side by side
       python3 dev.py lint                      look for mistakes: style, format and types
       python3 dev.py format                    mend the style and the format where a program can
       python3 dev.py benchmark NAME [--help]   measure: in_process, questions, growth, report,
                                                throughput, crowd, streams or join_tokens
"""


def main(arguments: list[str]) -> int:
    if sys.version_info < NEEDED:
        found = ".".join(map(str, sys.version_info[:3]))
        print(f"Python 3.11 or newer is needed; this is {found} ({sys.executable}).")
        return 1
    command, *rest = arguments or ["help"]
    if command == "demo":
        python = environment("demo", "-e", ".[keys,calendar]", "--group", "example")
        return run(python, [EXAMPLE, "demo"], rest)
    if command == "test" and "--quick" in rest:
        return quick([argument for argument in rest if argument != "--quick"])
    if command == "test":
        tox = ["run-parallel", "--parallel-no-spinner"] if "--parallel" in rest else ["run"]
        return run(environment("test", "tox>=4.25"), ["-m", "tox", *tox], rest)
    if command == "lint":
        return lint()
    if command == "format":
        return mend()
    if command == "benchmark" and rest:
        python = environment("benchmark", "-e", ".[keys]", "--group", "test", "--group", "faults")
        return run(python, ["-m", f"benchmarks.{rest[0]}"], rest[1:])
    print(USAGE, end="")
    return 0 if command in {"help", "-h", "--help"} else 2


EXAMPLE = "example_project/manage.py"


def quick(arguments: list[str]) -> int:
    """On one Python and Django, on SQLite, without browsers, and without what takes seconds."""
    python = environment("quick", "-e", ".[keys,openapi]", "--group", "test")
    left_out = ["--ignore", "tests/e2e", "--ignore", "tests/faults", "-m", "not slow and not once"]
    return run(python, ["-m", "pytest", "-q", "-n", "auto", *left_out], arguments)


def lint() -> int:
    """All of it, also after the first that finds something."""
    return max(
        *map(linter, (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"])), npm("lint")
    )


def mend() -> int:
    return max(*map(linter, (["ruff", "check", "--fix"], ["ruff", "format"])), npm("format"))


def linter(program: list[str]) -> int:
    groups = ("--group", "lint", "--group", "test", "--group", "types")
    return run(environment("lint", "-e", ".[keys]", *groups), ["-m", *program], [])


def npm(script: str) -> int:
    """Run the script of package.json, with what its lock file names."""
    python = Path(sys.executable)
    install, start = (["-m", "tests.npm", *each] for each in (["."], ["--run", script]))
    return run(python, install, []) or run(python, start, [])


def environment(name: str, *requirements: str) -> Path:
    """The Python of a virtual environment that has the requirements; made when needed."""
    home = ROOT / ".venv" / name
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = home / "installed"
    wanted = fingerprint(requirements)
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Setting up .venv/{name} (once; this needs PyPI) ...", flush=True)
        create(home)
        # --group came with pip 25.1, and a Python may bring an older one.
        pip(python, "--upgrade", "pip>=25.1")
        pip(python, *requirements)
        stamp.write_text(wanted)
    return python


def create(home: Path) -> None:
    try:
        venv.create(home, with_pip=True, clear=True)
    except subprocess.CalledProcessError:
        sys.exit(
            "This Python cannot make virtual environments with pip. "
            "On Debian and Ubuntu: apt install python3-venv, then run this again."
        )


def pip(python: Path, *arguments: str) -> None:
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        subprocess.run([*command, *arguments], cwd=ROOT, check=True)
    except subprocess.CalledProcessError as error:
        sys.exit(f"Installing {' '.join(arguments)} failed. Is PyPI reachable? {error}")


def fingerprint(requirements: tuple[str, ...]) -> str:
    text = f"{sys.version} {requirements} {(ROOT / 'pyproject.toml').read_text()}"
    return hashlib.sha256(text.encode()).hexdigest()


def run(executable: Path, program: list[str], arguments: list[str]) -> int:
    try:
        return subprocess.run([executable, *program, *arguments], cwd=ROOT, check=False).returncode
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
