"""Who may unmute in a moderated practice room, as Prosody and jicofo decide it."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.servers import get_server
from tests.servers.practice.people import Person, token


@pytest.fixture
def moderated(helen: Person, sam: Person) -> Person:
    """Helen, with the audio of the room moderated; everybody has read the messages of it."""
    helen.act("moderation", media="audio", on=True)
    helen.poll()
    sam.poll()
    return helen


def sara() -> Person:
    return Person(token("3", "Sara"))


def hugo() -> Person:
    return Person(token("4", "Hugo", role="host"))


def speak(person: Person, *, camera: bool = False) -> int:
    return person.act("state", audioMuted=False, videoMuted=not camera)


def closed(messages: list[dict[str, Any]]) -> list[list[str]]:
    return [each["closed"] for each in messages if each["kind"] == "changed"]


def of_kind(kind: str, person: Person) -> list[dict[str, Any]]:
    return [each for each in person.poll() if each["kind"] == kind]


def test_moderation_is_told_to_everybody(helen: Person, sam: Person) -> None:
    assert helen.act("moderation", media="audio", on=True) == 200
    told = {"kind": "moderation", "media": "audio", "on": True, "by": "Helen"}
    assert told in helen.poll()
    assert told in sam.poll()


def test_whoever_speaks_is_muted_and_not_passed_on(helen: Person, sam: Person) -> None:
    speak(sam)
    helen.poll()
    sam.poll()
    helen.act("moderation", media="audio", on=True)
    assert {"kind": "mute", "media": "audio", "by": "Helen"} in sam.poll()
    [changed] = of_kind("changed", helen)
    assert (changed["id"], changed["audioMuted"], changed["closed"]) == (sam.id, True, ["audio"])


def test_the_moderator_goes_on_speaking(moderated: Person, sam: Person) -> None:
    assert speak(moderated) == 200
    assert closed(sam.poll()) == [[]]


def test_who_is_not_approved_cannot_unmute(moderated: Person, sam: Person) -> None:
    assert speak(sam, camera=True) == 403
    [changed] = of_kind("changed", moderated)
    assert (changed["audioMuted"], changed["videoMuted"]) == (True, False)
    assert changed["closed"] == ["audio"]


def test_a_newcomer_learns_of_it_and_is_not_passed_on(moderated: Person) -> None:
    newcomer = sara()
    assert newcomer.seat["moderation"] == ["audio"]
    assert (newcomer.seat["approvals"], newcomer.seat["me"]["closed"]) == ([], ["audio"])
    assert of_kind("joined", moderated)[0]["closed"] == ["audio"]
    assert speak(newcomer) == 403


def test_without_moderation_a_newcomer_is_passed_on(helen: Person) -> None:
    newcomer = sara()
    assert (newcomer.seat["moderation"], newcomer.seat["me"]["closed"]) == ([], [])


def test_who_is_approved_is_passed_on_as_soon_as_unmuted(moderated: Person, sam: Person) -> None:
    assert moderated.act("approve", media="audio", who=sam.id) == 200
    assert sam.poll() == [{"kind": "approved", "id": sam.id, "media": "audio", "by": "Helen"}]
    assert moderated.poll() == [{"kind": "approved", "id": sam.id, "media": "audio"}]
    assert speak(sam) == 200
    assert closed(moderated.poll()) == [[]]


def test_a_second_approval_asks_the_person_again(moderated: Person, sam: Person) -> None:
    moderated.act("approve", media="audio", who=sam.id)
    moderated.act("approve", media="audio", who=sam.id)
    assert len(of_kind("approved", sam)) == 2
    assert len(of_kind("approved", moderated)) == 1


def test_without_moderation_an_approval_asks_that_person_alone(helen: Person, sam: Person) -> None:
    helen.act("approve", media="audio", who=sam.id)
    assert len(of_kind("approved", sam)) == 1
    assert helen.poll() == []


def test_who_is_rejected_and_muted_is_silent_again(moderated: Person, sam: Person) -> None:
    moderated.act("approve", media="audio", who=sam.id)
    speak(sam)
    sam.poll()
    moderated.poll()
    moderated.act("reject", media="audio", who=sam.id)
    told = [{"kind": "rejected", "id": sam.id, "media": "audio"}]
    assert (sam.poll(), moderated.poll()) == (told, told)  # which alone stops nobody
    moderated.act("mute", media="audio", who=sam.id)
    assert of_kind("mute", sam) == [{"kind": "mute", "media": "audio", "by": "Helen"}]
    assert closed(moderated.poll()) == [["audio"]]
    assert speak(sam) == 403


def test_who_is_muted_while_approved_may_unmute(moderated: Person, sam: Person) -> None:
    moderated.act("approve", media="audio", who=sam.id)
    speak(sam)
    moderated.act("mute", media="audio", who=sam.id)
    assert speak(sam) == 200


def test_a_rejection_of_who_was_not_approved_says_nothing(moderated: Person, sam: Person) -> None:
    moderated.act("reject", media="audio", who=sam.id)
    moderated.act("reject", media="video", who=sam.id)
    assert (sam.poll(), moderated.poll()) == ([], [])


@pytest.mark.parametrize("kind", ["approve", "reject", "mute", "admit"])
def test_what_is_done_to_who_has_left_does_nothing(
    moderated: Person, sam: Person, kind: str
) -> None:
    assert moderated.act(kind, media="audio", who="00000000") == 200
    assert (sam.poll(), moderated.poll()) == ([], [])


def test_an_approval_is_of_one_seat(moderated: Person, sam: Person) -> None:
    moderated.act("approve", media="audio", who=sam.id)
    sam.act("leave")
    again = Person(sam.jwt)
    assert speak(again) == 403


def test_a_second_moderator_may_speak_and_learns_who_may(moderated: Person, sam: Person) -> None:
    moderated.act("approve", media="audio", who=sam.id)
    moderated.poll()
    second = hugo()
    assert second.seat["moderation"] == ["audio"]
    approved = {each["id"] for each in second.seat["approvals"]}
    assert approved == {moderated.id, sam.id}
    assert of_kind("approved", moderated) == [
        {"kind": "approved", "id": second.id, "media": "audio"}
    ]
    assert second.seat["me"]["closed"] == []
    assert speak(second) == 200


def test_moderators_are_told_of_each_other_when_it_begins(helen: Person, sam: Person) -> None:
    second = hugo()
    helen.act("moderation", media="audio", on=True)
    told = {"kind": "approved", "media": "audio"}
    assert of_kind("approved", helen) == [{**told, "id": second.id}]
    assert of_kind("approved", second) == [{**told, "id": helen.id}]
    assert of_kind("approved", sam) == []


def test_it_goes_on_while_the_moderator_is_away(moderated: Person, sam: Person) -> None:
    moderated.act("leave")
    assert speak(sam) == 403
    assert Person(moderated.jwt).seat["moderation"] == ["audio"]


def test_it_is_over_with_the_room(moderated: Person, sam: Person) -> None:
    moderated.act("leave")
    sam.act("leave")
    assert Person(moderated.jwt).seat["moderation"] == []


def test_after_it_ends_everybody_may_unmute(moderated: Person, sam: Person) -> None:
    moderated.act("moderation", media="audio", on=False)
    assert of_kind("moderation", sam)[0]["on"] is False
    assert speak(sam) == 200
    assert closed(moderated.poll()) == [[]]


@pytest.mark.parametrize("on", [True, False])
def test_what_is_so_already_is_not_told(moderated: Person, sam: Person, on: bool) -> None:
    moderated.act("moderation", media="audio" if on else "video", on=on)
    assert sam.poll() == []


def test_a_moderated_camera_is_asked_of_the_browser_only(helen: Person, sam: Person) -> None:
    helen.act("moderation", media="video", on=True)
    assert of_kind("mute", sam) == [{"kind": "mute", "media": "video", "by": "Helen"}]
    assert sam.act("state", audioMuted=True, videoMuted=False) == 200
    assert closed(helen.poll()) == [[]]


def test_with_the_screen_moderated_too_no_picture_is_passed_on(helen: Person, sam: Person) -> None:
    sam.act("state", audioMuted=True, videoMuted=False)
    helen.act("moderation", media="desktop", on=True)
    assert of_kind("mute", sam) == []
    helen.act("moderation", media="video", on=True)
    assert closed(helen.poll())[-1] == ["video"]
    assert [each["media"] for each in of_kind("mute", sam)] == ["video"]
    assert sam.act("state", audioMuted=True, videoMuted=False) == 403


def test_a_picture_stops_with_the_moderation_of_the_screen(helen: Person, sam: Person) -> None:
    helen.act("moderation", media="video", on=True)
    sam.act("state", audioMuted=True, videoMuted=False)
    sam.poll()
    helen.act("moderation", media="desktop", on=True)
    assert [each["media"] for each in of_kind("mute", sam)] == ["video"]


def test_only_moderators_moderate_and_only_what_there_is(helen: Person, sam: Person) -> None:
    for kind in ("moderation", "approve", "reject", "mute", "admit"):
        assert sam.act(kind, media="audio", who=sam.id, on=True) == 403
    for kind in ("moderation", "approve", "reject"):
        assert helen.act(kind, media="smell", who=sam.id) == 400
    assert helen.act("mute", media="desktop", who=sam.id) == 400


def test_one_person_is_muted_and_nobody_else(helen: Person, sam: Person) -> None:
    third = sara()
    sam.poll()
    helen.act("mute", media="video", who=sam.id)
    assert sam.poll() == [{"kind": "mute", "media": "video", "by": "Helen"}]
    assert third.poll() == []


def test_the_practice_server_has_moderation() -> None:
    assert get_server("default").supports("moderation") is True
