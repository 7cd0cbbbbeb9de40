"""One host project, from an empty database to the end of a live session.

``DJANGO_SETTINGS_MODULE=tests.projects.<name>.settings python -m tests.projects.scenario``
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import os
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from django_jitsi_live.conf import conf
from tests.projects import people as usual_people
from tests.projects.people import PASSWORD, People


def main() -> None:
    django.setup()
    migrate_and_check()
    go_live(make_people())
    call_command("migrate", "jitsi_live", "zero", verbosity=0)
    call_command("migrate", "jitsi_live", verbosity=0)


def migrate_and_check() -> None:
    quiet: dict[str, Any] = {"verbosity": 0, "skip_checks": False}
    for arguments in getattr(settings, "MIGRATE_COMMANDS", [[]]):
        call_command("migrate", *arguments, **quiet)
    call_command("makemigrations", check_changes=True, **quiet)
    call_command("migrate", check_unapplied=True, **quiet)
    for databases in (None, ["default"]):
        said = io.StringIO()
        call_command("check", fail_level="WARNING", databases=databases, stdout=said)
        assert "no issues (0 silenced)" in said.getvalue()


def make_people() -> People:
    project = os.environ["DJANGO_SETTINGS_MODULE"].rpartition(".")[0]
    odd = importlib.util.find_spec(f"{project}.people")
    module = importlib.import_module(odd.name) if odd else usual_people
    made: People = module.make_people()
    return made


def go_live(people: People) -> None:
    # Models can be imported after django.setup() only.
    from django_jitsi_live.policy import guarded_policy

    host, attendee = logged_in(people.host), logged_in(people.attendee)
    stranger, anonymous = logged_in(people.stranger), Client()
    event_id = getattr(people.event, conf.EVENT_LOOKUP_FIELD)
    start, join, end, status, room = (
        reverse(f"jitsi_live:{name}", args=[event_id])
        for name in ("start", "join", "end", "status", "room")
    )

    assert guarded_policy().starts_at(people.event) == people.starts_at
    assert answer(anonymous.get(status))["is_active"] is False
    assert refusal(attendee.get(join)) == (403, "not_live")
    assert refusal(attendee.post(start)) == (403, "not_host")

    speaker = people.speaker and logged_in(people.speaker)
    if speaker:
        assert refusal(speaker.get(join)) == (403, "not_live")

    started = answer(host.post(start))
    assert started["role"] == "host"
    assert started.items() >= people.grant.items()

    joined = answer(attendee.get(join))
    assert joined["role"] == "attendee"
    assert joined["room_name"] == started["room_name"]

    if speaker:
        speak(speaker, event_id)

    seen = answer(anonymous.get(status))
    assert (seen["is_active"], seen["room_name"]) == (True, None)
    assert answer(attendee.get(status))["room_name"] == started["room_name"]

    assert refusal(stranger.get(join)) == (403, "not_registered")
    assert refusal(anonymous.get(join))[1] == "not_authenticated"
    assert refusal(anonymous.post(start))[1] == "not_authenticated"

    for visitor in (host, attendee, stranger):
        page = visitor.get(room)
        assert page.status_code == 200
        assert "<jitsi-live-room" in page.content.decode()
    assert anonymous.get(room).status_code == 302

    come_from_jitsi(attendee, stranger, anonymous, joined)

    stays = reverse("jitsi_live:stays", args=[event_id])
    assert refusal(stranger.post(stays, {"action": "joined"})) == (403, "not_registered")
    told = attendee.post(stays, {"action": "joined"})
    assert told.status_code == 201, told.content
    own = {"stay": told.json()["stay"]}
    assert answer(attendee.get(status))["present"] == 1
    assert answer(attendee.post(stays, {"action": "seen", **own}))["is_active"] is True
    assert host.post(stays, {"action": "seen", **own}).status_code == 404
    assert answer(attendee.post(stays, {"action": "left", **own}))["is_active"] is True

    assert answer(host.post(end))["is_active"] is False
    attendance = reverse("jitsi_live:attendance", args=[event_id])
    assert refusal(attendee.get(attendance)) == (403, "not_host")
    report = answer(host.get(attendance))
    [person] = report["people"]
    policy = guarded_policy()
    assert person["user"] == policy.participant_id(people.attendee)
    assert policy.user_for_participant(person["user"]) == people.attendee
    assert host.get(reverse("jitsi_live:report", args=[event_id])).status_code == 200
    listed = reverse("jitsi_live:sessions")
    [session] = answer(host.get(listed))["results"]
    assert (session["event_id"], session["people"]) == (str(event_id), 1)
    assert report["registered"] == session["registered"]
    assert report["absent"] == (None if report["registered"] is None else [])
    assert answer(attendee.get(listed))["results"] == []
    assert answer(anonymous.get(status))["is_active"] is False
    assert refusal(attendee.get(join)) == (403, "not_live")


def speak(speaker: Client, event_id: Any) -> None:
    """A speaker joins what is live, and neither starts nor ends it."""
    start, join, end, room = (
        reverse(f"jitsi_live:{name}", args=[event_id]) for name in ("start", "join", "end", "room")
    )
    assert answer(speaker.get(join))["role"] == "speaker"
    assert refusal(speaker.post(start)) == refusal(speaker.post(end)) == (403, "not_host")
    assert '"role": "speaker"' in speaker.get(room).content.decode()


def come_from_jitsi(
    attendee: Client, stranger: Client, anonymous: Client, joined: dict[str, Any]
) -> None:
    """From the room's bare address, by the login, into the room."""
    from django_jitsi_live.models import LiveSession

    login = reverse("jitsi_live:jitsi_login", args=[LiveSession.objects.get().server])
    asked = {"room": joined["room_name"]}
    address = joined["url"].partition("?")[0]
    assert attendee.get(login, asked)["Location"].startswith(f"{address}#")
    assert "Location" not in stranger.get(login, asked)
    assert stranger.get(login, asked).status_code == 403
    assert "Location" not in attendee.get(login, {"room": "weekly"})
    assert not anonymous.get(login, asked)["Location"].startswith(address)


def logged_in(user: Any) -> Client:
    client = Client()
    assert client.login(**{user.USERNAME_FIELD: user.get_username(), "password": PASSWORD})
    return client


def answer(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.content
    data: dict[str, Any] = response.json()
    return data


def refusal(response: Any) -> tuple[int, str]:
    assert response.status_code in (401, 403), response.content
    return response.status_code, response.json()["code"]


if __name__ == "__main__":
    main()
