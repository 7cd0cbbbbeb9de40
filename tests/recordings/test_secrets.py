"""Links, tickets, tokens and stream keys are in no answer, on no page, in no log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from django_jitsi_live.models import Recording, RecordingState, Run
from django_jitsi_live.policy import Policy
from tests.keys import with_secret
from tests.projects.webinar.webinars.models import Event
from tests.recordings.stored import announced, body_of, stored
from tests.web.test_caching import addresses

LINK = "https://files.example.invalid/p/a-link-that-lets-in/film.mp4"
CLAIM = "a-claim-of-a-process"
TOKEN = "a-token-of-jibri-with-more-than-32-characters"
STREAM_KEY = "abcd-efgh-stream-key"
SECRETS = ("a-link-that-lets-in", CLAIM, TOKEN, STREAM_KEY)


class Streams(Policy):
    def stream_target(self, event: Any) -> str:
        return STREAM_KEY


@pytest.fixture(autouse=True)
def everything_that_is_secret(folder: Path, run: Run, settings: Any) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Streams"
    settings.JITSI_LIVE_SERVERS = {"default": with_secret(RECORDINGS_TOKEN=TOKEN, STREAMS=True)}
    stored(run)
    announced(run)
    announced(run)
    Recording.objects.update(link=LINK, claim=CLAIM)
    lost = Recording.objects.exclude(state=RecordingState.HERE).order_by("pk").first()
    Recording.objects.filter(pk=lost.pk).update(state=RecordingState.LOST, problem="refused")


@pytest.fixture(autouse=True)
def nothing_secret_logged(everything_that_is_secret: None, caplog: Any) -> Any:
    with caplog.at_level(logging.DEBUG):
        yield
    assert [secret for secret in SECRETS if secret in caplog.text] == []


def all_addresses(event: Event) -> list[str]:
    """Those of each recording, too."""
    keys = [str(recording.pk) for recording in Recording.objects.all()]
    return [path.replace(str(UUID(int=0)), key) for path in addresses(event) for key in keys]


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("person", [None, "stranger", "student", "host"])
def test_no_answer_has_one(
    as_user: Any, live: Event, person: str | None, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(person) if person else None)
    for path in all_addresses(live):
        response = client.get(path)
        text = body_of(response).decode("utf-8", "replace") + str(response.headers)
        assert found_in(text) == [], path


@pytest.mark.parametrize("person", [None, "stranger", "student"])
def test_target_of_a_stream_is_for_hosts(
    as_user: Any, live: Event, person: str | None, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(person) if person else None)
    response = client.post(f"/api/live/stream-target/{live.pk}/")
    assert response.status_code in {401, 403}
    assert found_in(response.content.decode()) == []


def test_host_gets_the_target_and_nobody_keeps_it(as_user: Any, live: Event, host: Any) -> None:
    response = as_user(host).post(f"/api/live/stream-target/{live.pk}/")
    assert response.json()["target"] == STREAM_KEY
    assert "no-store" in response["Cache-Control"]


def test_no_command_prints_one(capsys: Any) -> None:
    Recording.objects.update(fetch_until=None)
    for command in ("jitsi_live_tidy", "jitsi_live_recordings", "jitsi_live_audit"):
        call_command(command)
    call_command("jitsi_live_server", "jibri")
    printed = capsys.readouterr()
    assert found_in(printed.out + printed.err) == []


def test_no_object_shows_one() -> None:
    shown = repr([*Recording.objects.all()]) + str([str(each) for each in Recording.objects.all()])
    assert found_in(shown) == []
