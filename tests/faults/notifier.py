"""The site's process that sends mails, as it is run again and again: ``python -m
tests.faults.notifier``.

Each line on the standard input is an order as JSON, for a process of its own, whose id is printed:
``{"notify": []}``, or one that is waited for: ``{"prepare": [people]}``, ``{"time_goes_by": []}``,
``{"tell": [path]}``. What was imported is not imported anew, so that a process is killed at its
work, and not before it.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import sys
from collections import Counter
from pathlib import Path

import django

from tests.faults.recorder import reap


def notify() -> None:
    from django.core.management import call_command

    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        call_command("jitsi_live_notify", stdout=nowhere)


def prepare(count: int) -> None:
    """An event a day ahead, for so many people."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from django_jitsi_live import moments
    from tests.projects.webinar.webinars.models import Event, Registration

    call_command("migrate", verbosity=0)
    user_model = get_user_model()
    host = user_model.objects.create(username="host")
    event = Event.objects.create(
        title="Crowd",
        slug="crowd",
        organizer=host,
        starts_at=moments.now() + dt.timedelta(hours=23, minutes=59),
    )
    names = [f"person{number}" for number in range(count)]
    users = user_model.objects.bulk_create(
        [user_model(username=name, email=f"{name}@example.org") for name in names]
    )
    Registration.objects.bulk_create([Registration(event=event, user=user) for user in users])


def time_goes_by() -> None:
    """Nobody answers for what is claimed."""
    from django_jitsi_live.models import Notification

    for row in Notification.objects.filter(state="claimed"):
        claimed_at = row.claimed_at - dt.timedelta(hours=1)
        same = Notification.objects.filter(pk=row.pk, state="claimed", claimed_at=row.claimed_at)
        same.update(claimed_at=claimed_at)


def tell(path: str) -> None:
    """How many mails are in which state."""
    from django_jitsi_live.models import Mailing, Notification

    states = Counter(Notification.objects.values_list("state", flat=True))
    listed = Mailing.objects.filter(listed_at__isnull=False).count()
    Path(path).write_text(json.dumps({**states, "listed": listed}))


ORDERS = {"notify": notify, "prepare": prepare, "time_goes_by": time_goes_by, "tell": tell}


def main() -> None:
    django.setup()
    from django.core.management import load_command_class

    from django_jitsi_live.invitations import delivery

    delivery.BATCH = 20  # so that several processes meet more often
    load_command_class("django_jitsi_live", "jitsi_live_notify")
    for line in sys.stdin:
        [(name, arguments)] = json.loads(line).items()
        child = os.fork()
        if child == 0:
            random.seed()
            ORDERS[name](*arguments)
            os._exit(0)
        if name != "notify":
            os.waitpid(child, 0)
        print(child, flush=True)
        reap()


if __name__ == "__main__":
    main()
