"""The message that repeats everybody who was in a room."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance.inbox import merge
from django_jitsi_live.models import Stay
from django_jitsi_live.policy import Policy
from django_jitsi_live.signals import participant_joined, participant_left
from django_jitsi_live.web import webhooks

from .conftest import Evening
from .prosody import TOKEN, Prosody


class PolicyInPython(Policy):
    """Decides who somebody is without lookups."""

    def is_host(self, user: Any, event: Any) -> bool:
        return user.username == "user3"

    def participant_id(self, user: Any) -> str:
        return f"{user.pk}"

    def user_for_participant(self, participant_id: str) -> Any:
        return get_user_model().objects.filter(pk=participant_id).first()


@pytest.fixture
def crowd(db: None) -> list[Any]:
    User = get_user_model()
    return User.objects.bulk_create([User(username=f"user{number}") for number in range(60)])


@pytest.fixture
def prosody(evening: Evening, live: Any, crowd: list[Any], monkeypatch: Any) -> Prosody:
    """Everybody was in the room for ten minutes, and no message about it came."""
    monkeypatch.setattr(merge, "PIECE", 25)
    prosody = Prosody()
    prosody.create()
    for user in crowd:
        prosody.enter(user)
    evening.wait(10)
    for user in crowd:
        prosody.go(user)
    return prosody


def queries(act: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_everybody_of_all_pieces_is_recorded_once(
    prosody: Prosody, live: Any, host: Any, crowd: list[Any]
) -> None:
    for _ in range(2):
        prosody.destroy()
    services.end(host, live.pk)
    people = attendance.report(host, live.pk).people
    assert [person.seconds for person in people] == [600] * len(crowd)


def test_queries_grow_with_the_pieces_and_not_with_the_people(
    prosody: Prosody, crowd: list[Any]
) -> None:
    prosody.gone = prosody.gone[:1]
    of_one = queries(prosody.destroy)
    prosody.gone = [
        {**each, "occupant_jid": f"again{each['id']}"} for each in prosody.here.values()
    ]
    for user in crowd:
        prosody.enter(user, "phone")
        prosody.go(user, "phone")
    of_many = queries(prosody.destroy)
    assert of_many <= of_one * 3
    assert queries(prosody.destroy) < of_many


@pytest.mark.parametrize("can_upsert", [True, False])
def test_leaving_of_everybody_is_learnt_with_few_queries(
    prosody: Prosody, crowd: list[Any], monkeypatch: Any, can_upsert: bool
) -> None:
    prosody.destroy()
    left = set(Stay.objects.values_list("left_at", flat=True))
    Stay.objects.update(left_at=None, is_left_certain=False)
    feature = "supports_update_conflicts_with_target"
    monkeypatch.setattr(connection.features, feature, can_upsert)
    assert queries(prosody.destroy) < 40
    assert set(Stay.objects.values_list("left_at", flat=True)) == left
    assert Stay.objects.filter(is_left_certain=True).count() == len(crowd)


def test_people_who_are_left_behind_are_ended_with_few_queries(
    prosody: Prosody, crowd: list[Any]
) -> None:
    prosody.destroy()
    Stay.objects.update(left_at=None, is_left_certain=False)
    prosody.gone, prosody.made_at = [], prosody.made_at - 1
    assert queries(prosody.destroy) < 12
    assert not Stay.objects.filter(left_at=None).exists()


def test_message_that_failed_in_the_middle_is_completed_by_the_next_attempt(
    prosody: Prosody, live: Any, host: Any, crowd: list[Any], monkeypatch: Any
) -> None:
    merge_occupants, pieces = merge._merge_occupants, []

    def fail_at_the_second(*args: Any) -> None:
        pieces.append(args)
        if len(pieces) == 2:
            raise DatabaseError("gone")
        merge_occupants(*args)

    monkeypatch.setattr(merge, "_merge_occupants", fail_at_the_second)
    with pytest.raises(DatabaseError):
        prosody.destroy()
    assert Stay.objects.count() == 25
    prosody.destroy()
    assert Stay.objects.count() == len(crowd)
    assert not Stay.objects.filter(is_left_certain=False).exists()


def test_session_that_is_gone_in_the_middle_takes_the_rest_with_it(
    prosody: Prosody, live: Any, monkeypatch: Any
) -> None:
    merge_occupants = merge._merge_occupants

    def delete_afterwards(source: Any, session: Any, occupants: Any) -> None:
        merge_occupants(source, session, occupants)
        session.delete()

    monkeypatch.setattr(merge, "_merge_occupants", delete_afterwards)
    prosody.destroy()
    assert not Stay.objects.exists()


def test_policy_that_decides_in_python_is_asked(
    settings: Any, prosody: Prosody, crowd: list[Any]
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.PolicyInPython"
    prosody.here = {"nobody": {"occupant_jid": "n@x/1", "joined_at": prosody.time(), "id": "0"}}
    prosody.destroy()
    assert Stay.objects.get(role="host").user == crowd[3]
    assert Stay.objects.filter(role="attendee").count() == len(crowd) - 1
    assert Stay.objects.filter(user=None, role="").count() == 1


def test_hosts_are_told_apart_by_any_lookup(
    settings: Any, prosody: Prosody, live: Any, crowd: list[Any]
) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = "speakers"
    live.speakers.add(crowd[5], crowd[40])
    prosody.destroy()
    hosts = Stay.objects.filter(role="host").order_by("user__pk")
    assert [stay.user for stay in hosts] == [crowd[5], crowd[40]]


def queries_of_a_message(prosody: Prosody) -> tuple[int, int]:
    """How many queries the message makes, and how many of them ask about speakers."""
    with CaptureQueriesContext(connection) as made:
        prosody.destroy()
    sql = [each["sql"] for each in made.captured_queries]
    return len(sql), sum("webinars_event_speakers" in each for each in sql)


def test_speakers_are_told_apart_by_one_query_for_each_piece(
    settings: Any, prosody: Prosody, live: Any, crowd: list[Any], host: Any
) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = "speakers"
    live.speakers.add(crowd[5], crowd[40], host)
    _number, of_speakers = queries_of_a_message(prosody)
    assert of_speakers == -(-len(crowd) // merge.PIECE)
    speakers = Stay.objects.filter(role="speaker").order_by("user__pk")
    assert [stay.user for stay in speakers] == [crowd[5], crowd[40]]


def test_nothing_is_asked_about_speakers_where_events_have_none(
    prosody: Prosody, crowd: list[Any]
) -> None:
    assert queries_of_a_message(prosody)[1] == 0
    assert not Stay.objects.filter(role="speaker").exists()


def is_in_front(user: Any, event: Any) -> bool:
    return bool(user.username.endswith("7"))


def test_speakers_are_told_apart_by_a_function(
    settings: Any, prosody: Prosody, crowd: list[Any]
) -> None:
    settings.JITSI_LIVE_SPEAKER_LOOKUP = f"{__name__}.is_in_front"
    prosody.destroy()
    speakers = [stay.user for stay in Stay.objects.filter(role="speaker")]
    assert {*speakers} == {user for user in crowd if is_in_front(user, None)} != set()


def test_each_person_is_announced_once(
    prosody: Prosody, crowd: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[Any] = []

    def hear(user: Any, **kwargs: Any) -> None:
        heard.append(user)

    for signal in (participant_joined, participant_left):
        signal.connect(hear)
    with django_capture_on_commit_callbacks(execute=True):
        prosody.destroy()
        prosody.destroy()
    assert sorted(user.pk for user in heard) == sorted([user.pk for user in crowd] * 2)


def send(kind: str, size: int) -> int:
    body = json.dumps({"all_occupants": "x"}).ljust(size)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    url = f"/api/live/jitsi/default/events/{kind}"
    return Client().post(url, body, content_type="application/json", headers=headers).status_code


def test_only_the_message_about_everybody_may_be_large(
    evening: Evening, live: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(webhooks, "MAX_BODY_BYTES", 1000)
    monkeypatch.setattr(webhooks, "MAX_ROOM_BYTES", 2000)
    answers = {
        (kind, size): send(kind, size)
        for kind in ("room/destroyed", "occupant/left")
        for size in (1000, 2000, 2001)
    }
    assert [answers["room/destroyed", size] for size in (1000, 2000, 2001)] == [400, 400, 413]
    assert [answers["occupant/left", size] for size in (1000, 2000, 2001)] == [400, 413, 413]


def test_webhooks_are_in_no_transaction_of_the_request() -> None:
    for view in (webhooks.event_sync, webhooks.jaas_webhook):
        assert "default" in view._non_atomic_requests  # type: ignore[attr-defined]
