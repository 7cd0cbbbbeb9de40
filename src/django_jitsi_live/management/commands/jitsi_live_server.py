"""``manage.py jitsi_live_server``: prints what to write into the files of a Jitsi server."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...operations import (
    CannotConfigure,
    Difference,
    Part,
    Platform,
    configuration_differences,
    recorder_script,
    server_configuration,
)

JIBRI = "jibri"


class Command(BaseCommand):
    help = (
        "Prints the lines that a Jitsi server of your own needs for its options: for the .env of "
        "docker-jitsi-meet, or for Prosody and jicofo of the Debian packages; or, for jibri, the "
        "script with which it uploads recordings to this site. Secrets are named, never shown."
    )
    requires_system_checks: list[str] = []  # it may be what a check asks for

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("platform", choices=[*map(str, Platform), JIBRI])
        parser.add_argument("--server", metavar="ALIAS", default="default", help="default: default")
        parser.add_argument(
            "--with",
            dest="parts",
            metavar="PART,...",
            help=f"of {', '.join(Part)}; default: what the server's options switch on",
        )
        parser.add_argument("--diff", metavar="FILE", help="say what is missing in that file")
        parser.add_argument("--site-url", default="", help="the site's own https://www.example.org")

    def handle(self, *args: Any, platform: str, server: str, **options: Any) -> None:
        parts = None if options["parts"] is None else _parts(options["parts"])
        if platform == JIBRI:
            self._write_script(server, **options)
            return
        wanted = (server, Platform(platform))
        try:
            if options["diff"] is None:
                text = server_configuration(*wanted, parts, options["site_url"])
                self.stdout.write(text, ending="")
                return
            file = options["diff"]
            found = configuration_differences(*wanted, _read(file), parts, options["site_url"])
        except CannotConfigure as error:
            raise CommandError(str(error)) from None
        self._write_differences(found, file)
        if found:
            sys.exit(1)

    def _write_script(
        self, server: str, parts: str | None, diff: str | None, site_url: str, **options: Any
    ) -> None:
        if parts is not None or diff is not None:
            raise CommandError("The script for jibri has no parts, and is compared with no file.")
        try:
            self.stdout.write(recorder_script(server, site_url), ending="")
        except CannotConfigure as error:
            raise CommandError(str(error)) from None

    def _write_differences(self, found: list[Difference], file: str) -> None:
        for each in found:
            place = f"{file}, line {each.line}" if each.line else file
            self.stdout.write(f"{place}: {self.style.WARNING(each.what)}")
            self.stdout.write(textwrap.indent(each.write, "    "))
        if not found:
            self.stdout.write(self.style.SUCCESS(f"Nothing is missing in {file}."))


def _parts(text: str) -> list[Part]:
    try:
        return [Part(each.strip()) for each in text.split(",") if each.strip()]
    except ValueError:
        raise CommandError(f"--with takes some of: {', '.join(Part)}.") from None


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is no text in UTF-8.") from None
