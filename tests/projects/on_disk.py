"""A host project on disk, written as a page of the documentation says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.projects.process import ROOT, run

BLOCK = re.compile(r'^```(\w+)(?: title="(.+?)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
SETTINGS = "from tests.projects.base import *\n"
WITH_WEBINARS = """
INSTALLED_APPS += ["webinars"]
JITSI_LIVE_EVENT_MODEL = "webinars.Event"
"""


class Refused(Exception):
    """A command has failed; what it said."""


class Site:
    """A host project on disk, whose operator can follow the how-to."""

    def __init__(self, directory: Path, database: str) -> None:
        self.directory, self.database = directory, database
        self.write("config/settings.py", SETTINGS)

    def add_webinars(self) -> None:
        """The app of the usual host project."""
        self.write("config/settings.py", WITH_WEBINARS)
        app = ROOT / "tests/projects/webinar/webinars"
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(app, self.directory / "webinars", ignore=ignore)

    def write(self, path: str, text: str) -> None:
        """Write the file, or append to what there is."""
        file = self.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as appended:
            appended.write(f"{text}\n")

    def manage(self, *arguments: str) -> str:
        return self.run("-m", "django", *arguments)

    def says(self, code: str) -> str:
        return self.run("-c", f"import django; django.setup()\n{code}").strip()

    def run(self, *arguments: str) -> str:
        done = run(
            *arguments,
            settings="config.settings",
            database=self.database,
            directory=self.directory,
        )
        if done.returncode:
            raise Refused(done.stdout + done.stderr)
        return done.stdout + done.stderr

    def write_files(self, heading: str, page: str) -> list[str]:
        """Write all files that this section shows. Returns their names."""
        files = [(title, text) for _language, title, text in blocks(heading, page) if title]
        for title, text in files:
            self.write(title, text)
        return [title for title, _text in files]

    def follow(self, heading: str, *, page: str) -> None:
        """Do all that this section of the how-to says, and see what it says is seen."""
        said = ""
        for language, title, text in blocks(heading, page):
            if title:
                self.write(title, text)
            elif language == "console":
                for line in text.splitlines():
                    said = self.manage(*line.removeprefix("$ python manage.py ").split())
            else:
                assert " ".join(text.split()) in " ".join(said.split())


def blocks(heading: str, page: str) -> list[tuple[str, str, str]]:
    """The code of a section: language, title and text."""
    _before, found, rest = page.partition(f"\n## {heading}\n")
    assert found
    return BLOCK.findall(rest.partition("\n## ")[0])
