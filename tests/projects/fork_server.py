"""Python that has imported Django already, and forks a process of its own for each order.

Half of what a short ``manage.py`` command costs is the import of Django and Django REST framework.
What is imported here knows no settings yet, and nothing of this package: that each fork imports
anew. Orders are lines of JSON on the standard input, answered by a line with the exit status.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import runpy
import sys
from typing import Any, TypedDict

MODULES = [
    "django.contrib.postgres.fields",
    "django.contrib.postgres.search",
    "django.contrib.staticfiles.storage",
    "django.core.cache.backends.locmem",
    "django.core.handlers.wsgi",
    "django.core.management.commands",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.autodetector",
    "django.db.migrations.executor",
    "django.template.backends.django",
    "django.test",
    "django.views.generic",
    "rest_framework.serializers",
]


class Order(TypedDict):
    arguments: list[str]
    """As after ``python``: ``-m`` or ``-c``, and what follows."""
    environment: dict[str, str]
    directory: str
    output: str
    errors: str
    """The files that standard output and standard error go to."""


def main() -> None:
    preload()
    gc.freeze()  # so that a fork does not copy all of this when it collects garbage
    while line := sys.stdin.readline():
        order: Order = json.loads(line)
        child = os.fork()
        if child == 0:
            become(order)
            execute(*order["arguments"])
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def preload() -> None:
    for name in MODULES:
        package: Any = importlib.import_module(name)
        for each in pkgutil.iter_modules(getattr(package, "__path__", [])):
            if name.endswith(".commands"):
                importlib.import_module(f"{name}.{each.name}")
    from django.conf import settings

    assert not settings.configured


def become(order: Order) -> None:
    """Be as if Python had been started like that."""
    os.chdir(order["directory"])
    os.environ.clear()
    os.environ.update(order["environment"])
    # The first is the directory of this file.
    found = order["environment"].get("PYTHONPATH", "").split(os.pathsep)
    sys.path[:1] = [order["directory"], *filter(None, found)]
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["output"], writing),
        (2, order["errors"], writing),
    ):
        opened = os.open(path, flags)
        os.dup2(opened, number)
        os.close(opened)


def execute(option: str, program: str, *arguments: str) -> None:
    sys.argv = [option, *arguments]
    if option == "-m":
        runpy.run_module(program, run_name="__main__", alter_sys=True)
    else:
        exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})


if __name__ == "__main__":
    main()
