"""Who may watch what: by visibility, role, policy, time and state."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from rest_framework_simplejwt.tokens import AccessToken

from django_jitsi_live import moments, services
from django_jitsi_live.models import (
    LiveSession,
    Recording,
    RecordingState,
    Removal,
    Run,
    Visibility,
)
from django_jitsi_live.policy import Policy
from tests.projects.webinar.webinars.models import Event
from tests.recordings.stored import FILM, body_of, stored, watch_path

OPEN, LOGIN, REGISTER, REMOVED, UNKNOWN = (
    (200, None),
    (401, "not_authenticated"),
    (403, "not_registered"),
    (403, "removed"),
    (404, "not_found"),
)

TEAM, REGISTERED, EVERYBODY = Visibility.TEAM, Visibility.REGISTERED, Visibility.EVERYBODY

MATRIX = {
    ("host", TEAM): OPEN,
    ("speaker", TEAM): OPEN,
    ("student", TEAM): UNKNOWN,
    ("stranger", TEAM): UNKNOWN,
    ("removed", TEAM): REMOVED,
    ("inactive", TEAM): LOGIN,
    ("nobody", TEAM): LOGIN,
    ("host", REGISTERED): OPEN,
    ("speaker", REGISTERED): OPEN,
    ("student", REGISTERED): OPEN,
    ("stranger", REGISTERED): REGISTER,
    ("removed", REGISTERED): REMOVED,
    ("inactive", REGISTERED): LOGIN,
    ("nobody", REGISTERED): LOGIN,
    ("host", EVERYBODY): OPEN,
    ("speaker", EVERYBODY): OPEN,
    ("student", EVERYBODY): OPEN,
    ("stranger", EVERYBODY): OPEN,
    ("removed", EVERYBODY): OPEN,
    ("inactive", EVERYBODY): OPEN,
    ("nobody", EVERYBODY): OPEN,
}
WHEN_EXPIRED = {
    **{(who, v): OPEN for who in ("host", "speaker") for v in Visibility},
    **{(who, v): UNKNOWN for who in ("student", "stranger") for v in Visibility},
    **{("removed", v): REMOVED for v in Visibility},
    **{(who, v): LOGIN for who in ("inactive", "nobody") for v in Visibility},
}


@pytest.fixture
def video(folder: Path, run: Run) -> Recording:
    return stored(run)


@pytest.fixture
def people(
    live: Event, host: Any, student: Any, stranger: Any, speaker: Any, make_user: Any
) -> dict[str, Any]:
    removed, inactive = make_user("rita"), make_user("ines", is_active=False)
    for user in (removed, inactive):
        live.registrations.create(user=user)
    services.remove(host, live.pk, str(removed.pk))
    return {
        "host": host,
        "speaker": speaker,
        "student": student,
        "stranger": stranger,
        "removed": removed,
        "inactive": inactive,
        "nobody": None,
    }


def answer(client: Any, recording: Recording, **headers: str) -> tuple[int, str | None]:
    response = client.get(watch_path(recording), headers=headers)
    if response.status_code == 200:
        assert body_of(response) == FILM
        return 200, None
    assert response["Content-Type"] == "application/json"
    return response.status_code, response.json()["code"]


@pytest.mark.parametrize(("who", "visibility"), MATRIX)
def test_visibility_decides(
    as_user: Any, people: Any, video: Recording, who: str, visibility: str
) -> None:
    Recording.objects.update(visibility=visibility)
    client = as_user(people[who])
    listed = [each["id"] for each in client.get(f"/api/live/recordings/{event_id()}/").json()]
    assert answer(client, video) == MATRIX[who, visibility]  # type: ignore[index]
    assert listed == ([str(video.pk)] if MATRIX[who, visibility] == OPEN else [])  # type: ignore[index]


def event_id() -> Any:
    return LiveSession.objects.get().event_id


@pytest.mark.parametrize(("who", "visibility"), WHEN_EXPIRED)
def test_what_has_expired_is_for_the_team(
    as_user: Any, people: Any, video: Recording, who: str, visibility: str
) -> None:
    Recording.objects.update(visibility=visibility, expires_at=moments.now())
    assert answer(as_user(people[who]), video) == WHEN_EXPIRED[who, visibility]


def test_what_expires_later_is_open(as_user: Any, student: Any, video: Recording) -> None:
    Recording.objects.update(expires_at=moments.now() + dt.timedelta(hours=1))
    assert answer(as_user(student), video) == OPEN


@pytest.mark.parametrize("state", [each for each in RecordingState if each != "here"])
def test_what_is_not_here_is_watched_by_nobody(
    as_user: Any, host: Any, student: Any, video: Recording, state: str
) -> None:
    Recording.objects.update(state=state)
    path = f"/api/live/recordings/{event_id()}/"
    assert answer(as_user(host), video) == answer(as_user(student), video) == UNKNOWN
    assert as_user(student).get(path).json() == []
    [listed] = as_user(host).get(path).json()
    assert (listed["state"], listed["url"]) == (state, "")


def test_without_a_storage_there_is_nothing_to_watch(
    as_user: Any, host: Any, video: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    assert answer(as_user(host), video) == UNKNOWN


def test_unknown_recording_is_not_found(as_user: Any, host: Any, video: Recording) -> None:
    Recording.objects.all().delete()
    assert answer(as_user(host), video) == UNKNOWN


class Strict(Policy):
    """Only some may watch, and not because they are registered."""

    def may_watch(self, user: Any, event: Any) -> bool:
        return bool(user.username == "sid")


class Broken(Policy):
    def may_watch(self, user: Any, event: Any) -> bool:
        raise RuntimeError("secret")


class Drafts(Policy):
    def events(self) -> Any:
        return super().events().none()


def test_policy_decides_about_the_audience(
    as_user: Any, people: Any, video: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Strict"
    found = {who: answer(as_user(user), video) for who, user in people.items()}
    assert found == {
        "host": OPEN,
        "speaker": OPEN,
        "student": UNKNOWN,
        "stranger": OPEN,
        "removed": REMOVED,
        "inactive": LOGIN,
        "nobody": LOGIN,
    }


def test_policy_that_fails_lets_nobody_watch(
    as_user: Any, people: Any, video: Recording, settings: Any, caplog: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Broken"
    closed = (503, "server_misconfigured")
    assert answer(as_user(people["student"]), video) == closed
    assert answer(as_user(people["stranger"]), video) == closed
    assert answer(as_user(people["removed"]), video) == REMOVED
    assert answer(as_user(people["host"]), video) == OPEN
    assert "may_watch() fails with RuntimeError" in caplog.text
    assert "secret" not in caplog.text.splitlines()[0]
    Recording.objects.update(visibility=EVERYBODY)
    assert answer(as_user(people["student"]), video) == OPEN


def test_recordings_of_an_event_that_is_hidden_are_hidden(
    as_user: Any, host: Any, video: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Drafts"
    assert answer(as_user(host), video) == UNKNOWN


def test_event_without_an_address_has_no_recordings(
    as_user: Any, host: Any, live: Event, video: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    assert answer(as_user(host), video) == OPEN
    Event.objects.update(slug=None)
    assert answer(as_user(host), video) == UNKNOWN


def test_who_is_readmitted_may_watch_again(as_user: Any, people: Any, video: Recording) -> None:
    assert answer(as_user(people["removed"]), video) == REMOVED
    Removal.objects.all().delete()
    assert answer(as_user(people["removed"]), video) == OPEN


@pytest.mark.parametrize("header", ["bytes=0-", "bytes=5-9", "bytes=-1", "bytes=0-0,5-9", "x"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_strangers_get_no_byte_whatever_they_send(
    as_user: Any, stranger: Any, video: Recording, header: str, method: str
) -> None:
    for client in (as_user(None), as_user(stranger)):
        headers = {"Range": header, "If-Range": "*", "If-None-Match": "*", "X-Accel-Redirect": "/"}
        response = getattr(client, method)(watch_path(video), headers=headers)
        assert response.status_code in {401, 403}
        assert not response.streaming
        assert not {"Location", "X-Accel-Redirect", "ETag", "Content-Range"} & {*response.headers}


def test_browser_is_told_in_a_page(as_user: Any, stranger: Any, video: Recording) -> None:
    html = {"Accept": "text/html,*/*;q=0.8"}
    response = as_user(None).get(watch_path(video), headers=html)
    assert (response.status_code, response["Location"]) == (
        302,
        f"/login/?next={watch_path(video)}",
    )
    response = as_user(stranger).get(watch_path(video), headers=html)
    assert (response.status_code, response["Content-Type"]) == (403, "text/html; charset=utf-8")
    assert "You are not registered for this event." in response.content.decode()


def test_program_with_a_bearer_token_watches(client: Any, student: Any, video: Recording) -> None:
    token = {"Authorization": f"Bearer {AccessToken.for_user(student)}"}
    assert answer(client, video, **token) == OPEN
    refused = client.get(watch_path(video), headers={**token, "Authorization": "Bearer x"})
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")


def test_gate_costs_two_queries(
    as_user: Any, host: Any, video: Recording, django_assert_num_queries: Any
) -> None:
    client = as_user(host)
    with django_assert_num_queries(2 + 2):  # the login; the recording, the event with its roles
        client.head(watch_path(video))
