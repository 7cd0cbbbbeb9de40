"""A moderated stage: hands, invitations to speak, and who may do what about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.exceptions import (
    NotHost,
    NotInvited,
    NotLive,
    NotRegistered,
    ParticipantNotFound,
    Removed,
)
from django_jitsi_live.models import AuditEntry, Chat, LiveSession, Role, Stage, Turn, TurnState
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import turns
from tests.personal_links import enter, guest, make_link
from tests.projects.webinar.webinars.models import Event

from .conftest import Clock
from .test_races import at_once

Queries = Callable[..., Any]


@pytest.fixture(autouse=True)
def moderated(settings: Any) -> None:
    settings.JITSI_LIVE_STAGE = "moderated"


@pytest.fixture
def in_room(live: Event, student: Any) -> Any:
    """An attendee who is in the room of the live event."""
    enter(live, student, "0000000a")
    return student


def queue(event: Event, host: Any) -> list[tuple[str, str]]:
    told = services.describe(host, event.pk).turns or []
    return [(each.display_name, each.state.value) for each in told]


def invite(event: Event, host: Any, person: Any, **options: Any) -> None:
    services.invite_to_speak(host, event.pk, str(person.pk), **options)


# Who needs a turn


def test_attendee_of_a_moderated_event_is_not_on_stage(live: Event, student: Any) -> None:
    told = services.describe(student, live.pk)
    assert (told.stage, told.is_on_stage, told.turn) == (Stage.MODERATED, False, None)
    assert told.turns is None


def test_team_is_on_stage_without_a_turn(live: Event, host: Any, speaker: Any) -> None:
    assert services.describe(host, live.pk).is_on_stage
    assert services.describe(speaker, live.pk).is_on_stage
    assert services.raise_hand(speaker, live.pk) is None


def test_everybody_is_on_an_open_stage(settings: Any, live: Event, host: Any, student: Any) -> None:
    settings.JITSI_LIVE_STAGE = "open"
    assert services.describe(student, live.pk).is_on_stage
    assert services.describe(host, live.pk).turns is None
    assert services.raise_hand(student, live.pk) is None
    assert not Turn.objects.exists()


def test_stranger_is_told_nothing_of_the_stage(live: Event, stranger: Any) -> None:
    told = services.describe(stranger, live.pk)
    assert (told.stage, told.is_on_stage, told.chat) == (Stage.OPEN, False, Chat.ON)


# Hands


def test_hands_are_a_queue_in_the_order_of_raising(live: Event, host: Any, make_user: Any) -> None:
    people = [make_user(f"person{number}") for number in range(4)]
    for person in people:
        live.registrations.create(user=person)
        services.raise_hand(person, live.pk)
    services.lower_hand(people[1], live.pk)
    services.raise_hand(people[1], live.pk)
    assert [name for name, _state in queue(live, host)] == [
        "person0",
        "person2",
        "person3",
        "person1",
    ]


def test_hand_is_raised_once(live: Event, host: Any, student: Any) -> None:
    states = [services.raise_hand(student, live.pk) for _ in range(3)]
    assert states == [TurnState.RAISED] * 3
    assert queue(live, host) == [("Sam Student", "raised")]
    assert services.describe(student, live.pk).turn is TurnState.RAISED


@pytest.mark.django_db(transaction=True)
def test_hand_that_is_raised_in_two_tabs_at_once_is_one(live: Event, student: Any) -> None:
    at_once(2, lambda number: services.raise_hand(student, live.pk))
    assert Turn.objects.count() == 1


def test_hand_goes_down(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    assert services.lower_hand(student, live.pk) is None
    assert services.lower_hand(student, live.pk) is None
    assert queue(live, host) == []


def test_stranger_cannot_raise_a_hand(live: Event, stranger: Any) -> None:
    with pytest.raises(NotRegistered):
        services.raise_hand(stranger, live.pk)


def test_hand_needs_an_open_room(event: Event, student: Any) -> None:
    with pytest.raises(NotLive):
        services.raise_hand(student, event.pk)


def test_guest_raises_a_hand_under_the_name_of_the_link(live: Event, host: Any) -> None:
    gina = guest(make_link(live, name="Gina", role=Role.ATTENDEE))
    services.raise_hand(gina, live.pk)
    assert queue(live, host) == [("Gina", "raised")]
    assert services.describe(gina, live.pk).turn is TurnState.RAISED
    assert Turn.objects.get().user is None


def test_session_without_a_run_has_no_queue(event: Event, host: Any, student: Any) -> None:
    session = LiveSession.objects.create(event=event, room_name="by-hand", started_at=moments.now())
    LiveSession.objects.filter(pk=session.pk).update(is_active=True)
    assert services.raise_hand(student, event.pk) is None
    assert queue(event, host) == []


def test_host_lowers_one_hand_or_all(live: Event, host: Any, make_user: Any) -> None:
    people = [make_user(f"person{number}") for number in range(3)]
    for person in people:
        live.registrations.create(user=person)
        services.raise_hand(person, live.pk)
    invite(live, host, people[2])
    left = services.lower_hands(host, live.pk, str(people[0].pk))
    assert [each.display_name for each in left] == ["person1", "person2"]
    assert [each.display_name for each in services.lower_hands(host, live.pk)] == ["person2"]


# Invitations


def test_host_invites_and_the_attendee_accepts(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    invite(live, host, student, camera=True)
    told = services.describe(student, live.pk)
    assert (told.turn, told.turn_camera, told.invited_by) == (TurnState.INVITED, True, "Helen Host")
    assert not told.is_on_stage
    assert services.accept_turn(student, live.pk) is TurnState.SPEAKING
    assert services.accept_turn(student, live.pk) is TurnState.SPEAKING
    assert services.describe(student, live.pk).is_on_stage
    assert queue(live, host) == [("Sam Student", "speaking")]


def test_host_invites_somebody_in_the_room_who_has_not_asked(
    live: Event, host: Any, in_room: Any
) -> None:
    invite(live, host, in_room)
    assert queue(live, host) == [("Sam Student", "invited")]
    entry = AuditEntry.objects.get(action="invited_to_speak")
    assert (entry.user, entry.target_user) == (host, in_room)


def test_host_invites_nobody_who_was_never_there(live: Event, host: Any, student: Any) -> None:
    with pytest.raises(ParticipantNotFound):
        invite(live, host, student)


def test_speaker_by_role_is_not_invited(live: Event, host: Any, speaker: Any) -> None:
    enter(live, speaker, "0000000b")
    with pytest.raises(ParticipantNotFound):
        invite(live, host, speaker)


def test_attendee_cannot_invite(live: Event, student: Any) -> None:
    with pytest.raises(NotHost):
        invite(live, student, student)


def test_attendee_cannot_speak_without_an_invitation(live: Event, student: Any) -> None:
    services.raise_hand(student, live.pk)
    with pytest.raises(NotInvited):
        services.accept_turn(student, live.pk)


def test_invitation_that_was_taken_back_is_not_accepted(
    live: Event, host: Any, student: Any
) -> None:
    services.raise_hand(student, live.pk)
    invite(live, host, student)
    services.end_turn(host, live.pk, str(student.pk))
    with pytest.raises(NotInvited):
        services.accept_turn(student, live.pk)


def test_lowering_the_hand_declines_no_invitation(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    invite(live, host, student)
    assert services.lower_hand(student, live.pk) is TurnState.INVITED
    assert services.raise_hand(student, live.pk) is TurnState.INVITED


def test_declining_lowers_the_hand(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    invite(live, host, student)
    services.decline_turn(student, live.pk)
    services.decline_turn(student, live.pk)
    assert queue(live, host) == []


def test_second_invitation_interrupts_nobody(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    invite(live, host, student)
    services.accept_turn(student, live.pk)
    invite(live, host, student, camera=True)
    told = services.describe(student, live.pk)
    assert (told.turn, told.turn_camera) == (TurnState.SPEAKING, True)


def test_thanked_person_is_in_the_audience_again(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    invite(live, host, student)
    services.accept_turn(student, live.pk)
    assert services.end_turn(host, live.pk, str(student.pk)) == []
    assert services.end_turn(host, live.pk, str(student.pk)) == []
    assert not services.describe(student, live.pk).is_on_stage
    assert AuditEntry.objects.filter(action="took_turn_back").count() == 1


def test_invitation_needs_an_open_room(event: Event, host: Any, student: Any) -> None:
    with pytest.raises(NotLive):
        invite(event, host, student)


def test_removed_person_loses_the_turn(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    invite(live, host, student)
    services.remove(host, live.pk, str(student.pk))
    assert queue(live, host) == []
    with pytest.raises(Removed):
        services.accept_turn(student, live.pk)


def test_turn_goes_along_into_another_room(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    services.move(host, live.pk)
    assert queue(live, host) == [("Sam Student", "raised")]


def test_turn_of_one_evening_is_none_of_the_next(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert queue(live, host) == []
    assert services.describe(student, live.pk).turn is None


# What a host's page needs for the video server


def test_host_is_told_by_what_jitsi_knows_people(
    live: Event, host: Any, in_room: Any, speaker: Any
) -> None:
    enter(live, speaker, "0000000b")
    enter(live, in_room, "0000000c")
    enter(live, in_room, "0000000c")
    services.raise_hand(in_room, live.pk)
    told = services.describe(host, live.pk)
    assert [each.endpoints for each in told.turns or []] == [["0000000a", "0000000c"]]
    assert [(each.participant, each.endpoints) for each in told.speakers] == [
        (str(speaker.pk), ["0000000b"])
    ]
    assert told.enforces == {"moderation": False, "chat": False}


def test_queue_is_listed_up_to_a_limit(monkeypatch: Any, live: Event, host: Any) -> None:
    monkeypatch.setattr(turns, "MAX_LISTED", 2)
    run = LiveSession.objects.get().run
    Turn.objects.bulk_create(Turn(run=run, participant=f"{number}") for number in range(3))
    assert [each.participant for each in services.describe(host, live.pk).turns or []] == ["0", "1"]


# The switch


def test_host_opens_the_stage_for_this_run(live: Event, host: Any, student: Any) -> None:
    services.raise_hand(student, live.pk)
    assert services.set_stage(host, live.pk, Stage.OPEN) is Stage.OPEN
    assert services.describe(student, live.pk).is_on_stage
    services.set_stage(host, live.pk, Stage.MODERATED)
    assert queue(live, host) == [("Sam Student", "raised")]
    services.set_stage(host, live.pk, Stage.OPEN)
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert services.describe(student, live.pk).stage is Stage.MODERATED


def test_switch_is_noted_once(live: Event, host: Any) -> None:
    for _ in range(2):
        services.set_stage(host, live.pk, Stage.OPEN)
    entry = AuditEntry.objects.get(action="stage_changed")
    assert (entry.user, entry.reason) == (host, "open")


def test_switch_of_a_session_that_has_just_moved_changes_nothing(
    live: Event, host: Any, monkeypatch: Any
) -> None:
    from django_jitsi_live.sessions import stage

    read = stage._require_host_of_open

    def read_before_a_move(*asked: Any) -> Any:
        found = read(*asked)
        services.move(host, live.pk)
        return found

    monkeypatch.setattr(stage, "_require_host_of_open", read_before_a_move)
    services.set_stage(host, live.pk, Stage.OPEN)
    assert LiveSession.objects.get().stage == ""
    assert not AuditEntry.objects.filter(action="stage_changed").exists()


def test_attendee_cannot_switch_the_stage(live: Event, student: Any) -> None:
    with pytest.raises(NotHost):
        services.set_stage(student, live.pk, Stage.OPEN)


def test_switch_needs_an_open_room(event: Event, host: Any) -> None:
    with pytest.raises(NotLive):
        services.set_stage(host, event.pk, Stage.OPEN)


def test_stage_that_a_host_makes_moderated_asks_for_turns(
    settings: Any, live: Event, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_STAGE = "open"
    services.set_stage(host, live.pk, Stage.MODERATED)
    assert services.raise_hand(student, live.pk) is TurnState.RAISED
    invite(live, host, student)
    told = services.describe(student, live.pk)
    assert (told.turn, told.invited_by) == (TurnState.INVITED, "Helen Host")


class ByTitle(Policy):
    """Moderates some events."""

    def stage(self, event: Any) -> Any:
        return {"open": "open", "rubbish": ["moderated"]}.get(event.title, "moderated")

    def chat(self, event: Any) -> Any:
        return {"rubbish": 7}.get(event.title, "team")


@pytest.mark.parametrize(
    ("title", "stage", "chat"),
    [("open", "open", "team"), ("talk", "moderated", "team"), ("rubbish", "open", "off")],
)
def test_policy_decides_by_event(
    settings: Any, live: Event, student: Any, title: str, stage: str, chat: str
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.ByTitle"
    settings.JITSI_LIVE_STAGE, settings.JITSI_LIVE_CHAT = "open", "off"
    Event.objects.filter(pk=live.pk).update(title=title)
    told = services.describe(student, live.pk)
    assert (told.stage.value, told.chat.value) == (stage, chat)


def test_setting_that_is_none_leaves_the_stage_open(
    settings: Any, live: Event, student: Any
) -> None:
    settings.JITSI_LIVE_STAGE, settings.JITSI_LIVE_CHAT = "closed", None
    told = services.describe(student, live.pk)
    assert (told.stage, told.chat) == (Stage.OPEN, Chat.ON)


# What it costs


def test_own_turn_costs_no_query_where_events_are_moderated(
    live: Event, student: Any, django_assert_num_queries: Queries
) -> None:
    services.raise_hand(student, live.pk)
    with django_assert_num_queries(1):
        assert services.describe(student, live.pk).turn is TurnState.RAISED


def test_queue_costs_hosts_two_queries(
    live: Event, host: Any, student: Any, django_assert_num_queries: Queries
) -> None:
    services.raise_hand(student, live.pk)
    with django_assert_num_queries(3):
        services.describe(host, live.pk)


def test_hand_costs_three_queries(
    live: Event, student: Any, django_assert_num_queries: Queries
) -> None:
    with django_assert_num_queries(3):
        services.raise_hand(student, live.pk)


# What is kept


def test_turns_are_deleted_when_the_end_is_final(
    live: Event, host: Any, student: Any, clock: Clock
) -> None:
    services.raise_hand(student, live.pk)
    assert attendance.tidy()["turns to speak deleted"] == 0
    services.end(host, live.pk)
    assert attendance.tidy()["turns to speak deleted"] == 0
    clock.wait(2)
    assert attendance.tidy(dry_run=True)["turns to speak deleted"] == 1
    assert attendance.tidy()["turns to speak deleted"] == 1
    assert not Turn.objects.exists()


def test_turn_that_the_person_gives_back_first_is_not_noted(
    live: Event, host: Any, student: Any, monkeypatch: Any
) -> None:
    from django_jitsi_live.sessions import stage

    services.raise_hand(student, live.pk)
    made = stage._about

    def made_late(*about: Any) -> Any:
        services.decline_turn(student, live.pk)
        return made(*about)

    monkeypatch.setattr(stage, "_about", made_late)
    assert services.end_turn(host, live.pk, str(student.pk)) == []
    assert not AuditEntry.objects.filter(action="took_turn_back").exists()


def test_turn_shows_no_name_in_logs(live: Event, student: Any) -> None:
    services.raise_hand(student, live.pk)
    turn = Turn.objects.get()
    assert str(turn) == f"Turn to speak in run {turn.run_id}"
