"""Who is listed for hosts: those inside, and those whom a moderator may just have thrown out."""

from __future__ import annotations

from typing import Any

from django_jitsi_live import services
from django_jitsi_live.attendance import record_action
from django_jitsi_live.sessions import people

from .conftest import Clock


def enter(user: Any, event: Any, endpoint: str) -> str:
    answer, _ = record_action("joined", user, event.pk, "", endpoint=endpoint)
    return str(answer["stay"])


def listed(host: Any, event: Any) -> list[Any]:
    return [
        (each.display_name, each.is_present, each.can_be_removed, each.endpoints)
        for each in people(host, event.pk).people
    ]


def test_who_has_just_left_is_listed_with_the_endpoint(
    clock: Clock, live: Any, host: Any, student: Any
) -> None:
    enter(host, live, "0000000a")
    stay = enter(student, live, "0000000b")
    record_action("left", student, live.pk, stay)
    clock.wait(1)
    assert listed(host, live) == [
        ("Helen Host", True, False, ["0000000a"]),
        ("Sam Student", False, True, ["0000000b"]),
    ]
    clock.wait(2)
    record_action("seen", host, live.pk, enter(host, live, "0000000a"))
    assert [name for name, *_ in listed(host, live)] == ["Helen Host"]


def test_the_device_that_was_thrown_out_is_known_although_another_is_in(
    clock: Clock, live: Any, host: Any, student: Any
) -> None:
    stay = enter(student, live, "0000000b")
    record_action("left", student, live.pk, stay)
    clock.wait(0.1)
    enter(student, live, "0000000c")
    assert listed(host, live) == [("Sam Student", True, True, ["0000000b", "0000000c"])]


def test_a_host_who_has_left_cannot_be_removed(
    clock: Clock, live: Any, host: Any, make_user: Any
) -> None:
    stay = enter(host, live, "0000000a")
    record_action("left", host, live.pk, stay)
    assert listed(host, live) == [("Helen Host", False, False, ["0000000a"])]


def test_a_removed_person_is_listed_once(
    clock: Clock, live: Any, host: Any, student: Any, django_capture_on_commit_callbacks: Any
) -> None:
    enter(student, live, "0000000b")
    participant = people(host, live.pk).people[0].participant
    with django_capture_on_commit_callbacks(execute=True):
        services.remove(host, live.pk, participant)
    clock.wait(1)
    [person] = people(host, live.pk).people
    assert (person.is_removed, person.is_present) == (True, False)


# Where the session is


def test_the_key_of_a_room_changes_when_the_session_moves(
    clock: Clock, live: Any, host: Any, student: Any
) -> None:
    before = services.describe(student, live.pk).room_key
    assert before == services.describe(host, live.pk).room_key
    services.move(host, live.pk)
    after = services.describe(student, live.pk).room_key
    assert len({before, after, None}) == 3


def test_only_those_who_may_enter_know_the_key_and_it_does_not_name_the_room(
    clock: Clock, live: Any, host: Any, student: Any, make_user: Any
) -> None:
    key = services.describe(student, live.pk).room_key
    assert key not in services.join(student, live.pk).room_name
    assert services.describe(make_user("stranger"), live.pk).room_key is None
    services.end(host, live.pk)
    assert services.describe(student, live.pk).room_key is None
