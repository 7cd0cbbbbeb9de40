"""A moderated stage, by the API and by the room page."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.models import Stay, Turn

from .test_asking import browser, page, press

JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def moderated(settings: Any) -> None:
    settings.JITSI_LIVE_STAGE = "moderated"


def post(client: Any, what: str, event: Any, **body: Any) -> Any:
    return client.post(f"/api/live/{what}/{event.pk}/", body, format="json")


def test_api_takes_a_hand_an_invitation_and_the_answer(
    as_user: Any, live: Any, host: Any, student: Any
) -> None:
    attendee, team = as_user(student), as_user(host)
    assert post(attendee, "hand", live, hand="raise").json() == {"turn": "raised"}
    told = post(team, "turn", live, turn="invite", participant=student.pk, camera=True).json()
    [turn] = told["turns"]
    assert (turn["display_name"], turn["state"], turn["camera"]) == ("Sam Student", "invited", True)
    assert post(attendee, "hand", live, hand="accept").json() == {"turn": "speaking"}
    thanked = post(team, "turn", live, turn="thank", participant=str(student.pk))
    assert thanked.json() == {"turns": []}
    assert post(attendee, "hand", live, hand="decline").json() == {"turn": None}


def test_api_switches_the_stage(as_user: Any, live: Any, host: Any) -> None:
    assert post(as_user(host), "stage", live, stage="open").json() == {"stage": "open"}


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("stage", {}),
        ("stage", {"stage": ["open"]}),
        ("hand", {"hand": "wave"}),
        ("hand", {"hand": ["raise"]}),
        ("turn", {"turn": "invite"}),
        ("turn", {"turn": "praise", "participant": "1"}),
        ("turn", {"turn": "invite", "participant": ["1"]}),
    ],
)
def test_api_says_what_it_takes(as_user: Any, live: Any, host: Any, what: str, body: Any) -> None:
    answer = post(as_user(host), what, live, **body)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize("participant", ["\x00", "unknown"])
def test_api_knows_nobody_by_such_an_id(
    as_user: Any, live: Any, host: Any, participant: str
) -> None:
    answer = post(as_user(host), "turn", live, turn="invite", participant=participant)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("camera", ["no", "", 0, None, {"on": 1}, ["on"]])
def test_camera_is_asked_for_by_a_clear_yes(
    as_user: Any, live: Any, host: Any, student: Any, camera: Any
) -> None:
    services.raise_hand(student, live.pk)
    post(as_user(host), "turn", live, turn="invite", participant=str(student.pk), camera=camera)
    assert not Turn.objects.get().has_camera


def test_page_takes_the_same_from_forms(live: Any, host: Any, student: Any) -> None:
    room = f"/api/live/room/{live.pk}/"
    press(browser(student), room, action="hand", hand="raise")
    press(browser(host), room, action="turn", turn="invite", whom=str(student.pk), camera="on")
    turn = Turn.objects.get()
    assert (turn.state, turn.has_camera) == ("invited", True)
    press(browser(host), room, action="stage", stage="open")
    assert services.describe(host, live.pk).stage == "open"


def test_page_that_is_posted_less_than_needed_is_shown_again(live: Any, host: Any) -> None:
    room = f"/api/live/room/{live.pk}/"
    shown = press(browser(host), room, action="stage")
    assert (shown.status_code, b"jitsi-live-room" in shown.content) == (200, True)


def test_script_that_posts_less_than_needed_is_told_so(live: Any, host: Any) -> None:
    client = browser(host)
    client.handler.enforce_csrf_checks = False
    answer = client.post(f"/api/live/room/{live.pk}/", {"action": "hand"}, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "parse_error")
    assert "raise" in answer.json()["detail"]


def test_room_tells_the_own_turn(as_user: Any, live: Any, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    client = browser(student)
    room = client.get(f"/api/live/room/{live.pk}/", headers=JSON).json()
    told = (room["stage"], room["turn"], room["is_on_stage"], room["turns"], room["chat"])
    assert told == ("moderated", "raised", False, None, "on")
    room = browser(host).get(f"/api/live/room/{live.pk}/", headers=JSON).json()
    assert [each["display_name"] for each in room["turns"]] == ["Sam Student"]


@pytest.mark.parametrize(("viewer", "is_viewer"), [(True, True), ("true", True), (None, False)])
def test_page_says_that_its_person_is_a_viewer(
    as_user: Any, live: Any, host: Any, student: Any, viewer: Any, is_viewer: bool
) -> None:
    post(as_user(student), "stays", live, action="joined", viewer=viewer)
    assert Stay.objects.get().is_viewer is is_viewer
    assert services.describe(host, live.pk).present == (0 if is_viewer else 1)


# Without JavaScript


def test_attendee_raises_a_hand_and_speaks_without_javascript(
    live: Any, host: Any, student: Any
) -> None:
    room, attendee, team = f"/api/live/room/{live.pk}/", browser(student), browser(host)
    assert "To speak, raise your hand" in page(attendee, room)
    press(attendee, room, action="hand", hand="raise")
    assert "Your hand is raised" in page(attendee, room)
    assert "Sam Student has raised a hand." in page(team, room)
    press(team, room, action="turn", turn="invite", whom=str(student.pk))
    assert "Helen Host invites you to speak" in page(attendee, room)
    assert "Sam Student is invited to speak." in page(team, room)
    press(attendee, room, action="hand", hand="accept")
    assert "It is your turn to speak" in page(attendee, room)
    assert "Sam Student speaks." in page(team, room)
    press(team, room, action="turn", turn="thank", whom=str(student.pk))
    assert "To speak, raise your hand" in page(attendee, room)


def test_host_lowers_all_hands_without_javascript(live: Any, host: Any, student: Any) -> None:
    room, team = f"/api/live/room/{live.pk}/", browser(host)
    assert "Lower all hands" not in page(team, room)
    services.raise_hand(student, live.pk)
    assert "Lower all hands" in page(team, room)
    press(team, room, action="turn", turn="lower")
    assert not Turn.objects.exists()
    assert "Lower all hands" not in page(team, room)


def test_host_switches_the_stage_without_javascript(live: Any, host: Any, student: Any) -> None:
    room, team = f"/api/live/room/{live.pk}/", browser(host)
    assert "Let everybody speak" in page(team, room)
    press(team, room, action="stage", stage="open")
    assert "Let only the team speak" in page(team, room)
    assert "raise your hand" not in page(browser(student), room)
