"""``manage.py jitsi_live_link``: makes, lists and withdraws personal links."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.dateparse import parse_datetime

from ...exceptions import LiveError
from ...invitations import (
    find_link,
    link_address,
    links_of,
    make_link_for,
    revoke,
    site_url,
    used_links,
)
from ...models import GuestLink, LiveSession, Role
from ...moments import as_moment, local_time
from ...policy import get_visit
from ...printable import printable
from ...sessions import session_database


class Command(BaseCommand):
    help = (
        "Makes a personal link, by which somebody without an account enters an event, and prints "
        "its address: a secret of that person. Or lists the links to the event, or withdraws one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("event", help="the event's id, as its addresses have it")
        parser.add_argument("--name", help="the person's name, as everybody sees it in the room")
        parser.add_argument(
            "--role",
            choices=[Role.SPEAKER.value, Role.ATTENDEE.value],
            help="attendee only where the policy's may_link_attendees() allows it",
        )
        parser.add_argument(
            "--email", default="", help="the person's mail address, for invitations"
        )
        parser.add_argument(
            "--until", metavar="ISO", help="the end of the link, such as 2026-12-31T23:59+01:00"
        )
        others = parser.add_mutually_exclusive_group()
        others.add_argument("--list", action="store_true", help="list the links to the event")
        others.add_argument("--revoke", metavar="ID", help="withdraw the link with that id")

    def handle(self, *args: Any, event: str, **options: Any) -> None:
        try:
            # Not from a replica that lags behind.
            visit = get_visit(None, event, using=session_database())
            if options["list"]:
                self._list(visit.session)
            elif options["revoke"]:
                revoke(find_link(visit.session, options["revoke"]), None)
                self.stdout.write("The link is withdrawn.")
            else:
                self._make(visit.event, **options)
        except LiveError as error:
            raise CommandError(str(error)) from error

    def _make(self, event: Any, **options: Any) -> None:
        if not options["name"] or not options["role"]:
            raise CommandError("Say for whom the link is: --name NAME --role speaker|attendee")
        end = _end(options["until"])
        link = make_link_for(event, options["name"], options["role"], options["email"], end)
        self.stdout.write(link_address(link))
        if not site_url():
            self.stderr.write(
                "This is only the path: nothing says where this site is. Set JITSI_LIVE_SITE_URL, "
                "such as https://example.org, or put that before it."
            )

    def _list(self, session: LiveSession | None) -> None:
        found = [*links_of(session)]
        used = used_links(found)
        for link in found:
            state = f"{_state(link)}, {'used' if link.pk in used else 'not used yet'}"
            self.stdout.write(f"{link.pk}  {link.role}  {printable(link.name)}  {state}")


def _end(text: str | None) -> dt.datetime | None:
    if text is None:
        return None
    try:
        parsed = parse_datetime(text)
        end = None if parsed is None else as_moment(parsed)
    except (ValueError, OverflowError):
        end = None
    if end is None:
        raise CommandError(f"{text!r} is no time such as 2026-12-31T23:59+01:00.")
    return end


def _state(link: GuestLink) -> str:
    if link.revoked_at is not None:
        return "withdrawn"
    if link.expires_at is None:
        return "valid"
    end = f"{local_time(link.expires_at):%Y-%m-%d %H:%M %Z}"
    return f"valid until {end}" if link.is_valid else f"over since {end}"
