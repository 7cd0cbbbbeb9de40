from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.practice import PracticeServer
from tests.servers.practice.people import Person, ask, make_inactive, seat, token


def recording(messages: list[dict[str, Any]]) -> list[bool]:
    return [each["on"] for each in messages if each["kind"] == "recording"]


def test_everybody_is_told_that_the_room_is_recorded(helen: Person, sam: Person) -> None:
    assert helen.act("record", on=True) == 200
    told = {"kind": "recording", "on": True, "by": helen.id}
    assert (helen.poll(), sam.poll()) == ([told], [told])
    assert helen.act("record", on=False) == 200
    assert (recording(helen.poll()), recording(sam.poll())) == ([False], [False])


def test_who_comes_later_is_told_as_well(helen: Person) -> None:
    assert Person(token("2", "Sam")).seat["recording"] is False
    helen.act("record", on=True)
    assert Person(token("3", "Sara")).seat["recording"] is True


def test_the_audience_records_nothing(helen: Person, sam: Person) -> None:
    assert sam.act("record", on=True) == 403
    helen.act("record", on=True)
    assert sam.act("record", on=False) == 403


def test_one_page_records_at_a_time(helen: Person) -> None:
    second = Person(token("4", "Hugo", role="host"))
    helen.act("record", on=True)
    second.act("record", on=True)
    assert [each["by"] for each in second.poll()] == [helen.id]


def test_another_host_can_stop_it_and_what_does_not_run_is_not_stopped(helen: Person) -> None:
    second = Person(token("4", "Hugo", role="host"))
    second.act("record", on=False)
    helen.act("record", on=True)
    second.act("record", on=False)
    assert recording(helen.poll()) == [True, False]


@pytest.mark.parametrize("how", ["leaves", "is gone"])
def test_a_recording_ends_with_the_page_that_makes_it(helen: Person, sam: Person, how: str) -> None:
    helen.act("record", on=True)
    sam.poll()
    if how == "leaves":
        helen.act("leave")
    else:
        make_inactive(helen)
    assert recording(sam.poll()) == [False]


def test_a_recording_goes_on_when_somebody_else_leaves(helen: Person, sam: Person) -> None:
    helen.act("record", on=True)
    sam.act("leave")
    assert recording(helen.poll()) == [True]


def test_pages_learn_where_to_announce_a_recording(settings: Any) -> None:
    assert ask("join", token(role="host"), {}).json()["recordings"] == ""
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "default"
    url = ask("join", token(role="host"), {}).json()["recordings"]
    assert url == "/api/live/jitsi/default/recordings/"


def test_that_is_the_address_of_the_server_whose_room_it_is(settings: Any) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "default"
    claims = PracticeServer("second", {}).claims(seat())
    jwt = token(context=claims["context"])
    assert ask("join", jwt, {}).json()["recordings"] == "/api/live/jitsi/second/recordings/"


def test_a_token_from_before_the_upgrade_lets_in_and_records_nothing(settings: Any) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "default"
    context = {**PracticeServer("default", {}).claims(seat())["context"]}
    del context["server"]
    assert ask("join", token(context=context), {}).json()["recordings"] == ""


def test_hosts_may_upload_with_the_token_of_their_room(live: Any, host: Any, student: Any) -> None:
    server = PracticeServer("default", {})
    for user, may_upload in ((host, True), (student, False)):
        grant = services.join(user, live.pk)
        assert server.may_upload(grant.jwt or "", grant.room_name) is may_upload
        assert not server.may_upload(grant.jwt or "", "another-room")
