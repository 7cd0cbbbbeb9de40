from __future__ import annotations

import logging
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.test import override_settings
from django.urls import reverse
from django_jitsi_live import invitations
from rest_framework_simplejwt.tokens import AccessToken

from webinars import demo_data

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from django.contrib.auth.models import AbstractUser

ADDRESS = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 100
MAIL_INTERVAL = 20  # seconds


class Command(BaseCommand):
    help = "Fill the site with demo data, say who can log in, and serve it."
    # What they may warn of, the public Jitsi server, is said below in context.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, help=f"default: {FIRST_PORT}, or the next one that is free"
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="only fill the database and print the lines"
        )

    def handle(self, *, port: int | None, no_serve: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo runs with DEBUG on only: its accounts have a password that everybody "
                "knows. Unset DJANGO_DEBUG, or set it to 1."
            )
        port = port or FIRST_PORT if no_serve else self.choose_port(port)
        call_command("migrate", interactive=False, verbosity=0)
        site = f"http://{ADDRESS}:{port}"
        with override_settings(JITSI_LIVE_SITE_URL=site):
            self.introduce(demo_data.seed(), site)
            if not no_serve:
                self.serve(port)

    def choose_port(self, wanted: int | None) -> int:
        if wanted is not None:
            if not is_free(wanted):
                raise CommandError(f"Port {wanted} cannot be used. Leave out --port to find one.")
            return wanted
        for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
            if is_free(port):
                if port != FIRST_PORT:
                    self.say(self.style.WARNING(f"Port {FIRST_PORT} is taken: using {port}."))
                return port
        raise CommandError(f"No free port from {FIRST_PORT} on. Name one: --port N")

    def introduce(self, demo: demo_data.Demo, site: str) -> None:
        event = demo.on_now
        title = self.style.MIGRATE_HEADING
        self.say()
        self.say(title("Pages"))
        self.say(f"  on now  {site}{event.get_absolute_url()}   {event.title}")
        self.say(f"  replay  {site}{demo.over.get_absolute_url()}   {demo.over.title}")
        self.say(f"  all     {site}{reverse('webinars:list')}")
        self.say(f"  admin   {site}{reverse('admin:index')}")
        self.say()
        self.say(title(f"Who can log in, all with the password {demo_data.PASSWORD!r}"))
        self.say("  helen   hosts the events")
        self.say("  sofia   speaks at the one that is on now")
        self.say("  sam     is registered for it, and for the one that has a replay")
        self.say("  sara    is registered, too")
        self.say("  sid     is not registered")
        self.say("  admin   is superuser")
        self.say()
        self.say(title("Who needs no account, on another device or in a private window"))
        self.say(f"  Guest speaker: {invitations.link_address(demo.guest)}")
        self.say()
        self.say(title("Mails are written into a folder, within half a minute"))
        self.say(f"  {settings.MAILS}")
        self.say("  Register as sid for one. Which mails there are, and the calendar:")
        self.say(f"  {site}{reverse('jitsi_live:mails')}")
        self.say()
        self.introduce_video(settings.JITSI_LIVE_SERVERS["default"].get("DOMAIN"))
        self.say()
        self.say(title("The API, ready to paste: helen starts, sam joins, anybody asks"))
        self.say(curl("POST", site, "start", event.pk, demo.helen))
        self.say(curl("GET", site, "join", event.pk, demo.sam))
        self.say(curl("GET", site, "status", event.pk))
        self.say()

    def introduce_video(self, domain: str | None) -> None:
        title = self.style.MIGRATE_HEADING
        if domain is None:
            self.say(title("Video comes from practice rooms, served by this site"))
            self.say(
                "  They stand in for Jitsi. For Jitsi's own public server, which wants its first"
            )
            self.say("  visitor to log in and ends embedded calls after five minutes:")
            self.say("  JITSI_DOMAIN=meet.jit.si")
        else:
            self.say(title(f"Video comes from {domain}"))

    def serve(self, port: int) -> None:
        os.environ.setdefault("DJANGO_RUNSERVER_HIDE_WARNING", "true")
        threading.Thread(target=send_mails, daemon=True).start()
        call_command("runserver", f"{ADDRESS}:{port}", use_reloader=False)

    def say(self, line: str = "") -> None:
        self.stdout.write(line)
        self.stdout.flush()


def send_mails() -> None:
    """What is due, again and again. On a real site, cron runs manage.py jitsi_live_notify."""
    while True:
        try:
            invitations.notify()
        except Exception:
            logging.getLogger(__name__).exception("The mails were not sent.")
        close_old_connections()
        time.sleep(MAIL_INTERVAL)


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As runserver does: a port that is only waiting for old connections to die is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except (OSError, OverflowError):
            return False
    return True


def curl(
    method: str, site: str, action: str, event_id: int, user: AbstractUser | None = None
) -> str:
    parts = ["curl -sS"]
    if method != "GET":
        parts.append(f"-X {method}")
    if user is not None:
        parts.append(f"-H 'Authorization: Bearer {AccessToken.for_user(user)}'")
    parts.append(site + reverse(f"jitsi_live:{action}", args=[event_id]))
    return " ".join(parts)
