"""An evening with the recipes for the room: ``python -m tests.package.guides.webinar <recipe>``."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from typing import Any

import django
import jwt
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tests.projects.scenario import answer, refusal


def main(recipe: str) -> None:
    django.setup()
    from webinars.models import Event, Registration

    from tests.package.guides.people import HOUR, Person

    helen, sam = (Person(name) for name in ("helen", "sam"))
    start = timezone.now() + dt.timedelta(days=1)
    event = Event.objects.create(
        title="Bread", organizer=helen.user, starts_at=start, ends_at=start + HOUR
    )
    Registration.objects.create(event=event, user=sam.user)
    RECIPES[recipe](event, helen, sam)


def muted(event: Any, helen: Any, sam: Any) -> None:
    host, attendee = answer(helen.post("start", event)), answer(sam.get("join", event))
    assert attendee["config"]["startWithAudioMuted"] is True
    assert attendee["config"]["startWithVideoMuted"] is True
    assert attendee["config"]["disableInitialGUM"] is True
    assert not {"microphone", "camera", "desktop"} & {*attendee["config"]["toolbarButtons"]}
    assert attendee["config"]["prejoinConfig"] == {"enabled": False}
    assert not {"toolbarButtons", "startWithAudioMuted"} & {*host["config"]}


def chat(event: Any, helen: Any, sam: Any) -> None:
    grants = [answer(helen.post("start", event)), answer(sam.get("join", event))]
    assert [grant["config"]["disableChat"] for grant in grants] == [True, True]
    claims = [jwt.decode(grant["jwt"], options={"verify_signature": False}) for grant in grants]
    may_write = [each["context"]["features"]["send-groupchat"] for each in claims]
    assert may_write == [True, False]


def rehearsal(event: Any, helen: Any, sam: Any) -> None:
    from tests.package.guides.people import state

    assert refusal(helen.post("start", event)) == (403, "not_open")
    answer(helen.post("backstage", event))
    assert state(event) == "scheduled"
    assert refusal(sam.get("join", event)) == (403, "not_live")
    answer(helen.post("end", event))
    with time_machine.travel(event.starts_at - dt.timedelta(minutes=50)):
        cache.clear()  # which keeps a status for two seconds of the real clock
        assert state(event) == "scheduled"
        answer(helen.post("start", event))
        assert state(event) == "live"
        assert sam.joins(event)["role"] == "attendee"
        report = answer(helen.get("attendance", event))
    assert [run["is_rehearsal"] for run in report["runs"]] == [True, False]
    assert [run["is_counted"] for run in report["runs"]] == [False, True]


def stream(event: Any, helen: Any, sam: Any) -> None:
    target, watch_url = os.environ["STREAM_TARGET"], "https://www.youtube.com/@example/live"
    answer(helen.post("start", event))
    pages = [room_data(person, event) for person in (helen, sam)]
    assert [page["can_stream"] for page in pages] == [True, False]
    assert [page["may_be_recorded"] for page in pages] == [True, True]
    assert target not in json.dumps(pages)
    found = answer(helen.post("stream_target", event))
    assert found == {"target": target, "watch_url": watch_url}
    assert refusal(sam.post("stream_target", event)) == (403, "not_host")
    os.environ["STREAM_TARGET"] = ""
    assert room_data(helen, event)["can_stream"] is False
    assert refusal(helen.post("stream_target", event)) == (403, "not_recordable")


def room_data(person: Any, event: Any) -> Any:
    url = reverse("jitsi_live:room", args=[event.pk])
    return person.client().get(url, headers={"Accept": "application/json"}).json()


RECIPES = {"muted": muted, "chat": chat, "rehearsal": rehearsal, "stream": stream}

if __name__ == "__main__":
    main(sys.argv[1])
