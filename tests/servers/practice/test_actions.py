from __future__ import annotations

import re
from typing import Any

from django_jitsi_live.servers import get_server
from django_jitsi_live.servers.practice import switchboard
from tests.servers.practice.people import ENTRY, ROOM, Person, ask, make_inactive, seat, token


def test_signals_reach_their_receiver(helen: Person, sam: Person) -> None:
    assert helen.act("signal", to=sam.id, data={"candidate": None}) == 200
    assert helen.act("signal", to="nobody", data={}) == 200
    assert sam.poll() == [{"kind": "signal", "from": helen.id, "data": {"candidate": None}}]


def test_signals_do_not_leave_the_room(helen: Person) -> None:
    other = ask("join", token("2", room="talk-other"), {}, "talk-other").json()["me"]["id"]
    helen.act("signal", to=other, data={})
    assert not switchboard.shared._registry.occupants[other].queue


def test_everybody_receives_a_new_state(helen: Person, sam: Person) -> None:
    sam.act("state", audioMuted=False, videoMuted=True)
    [message] = helen.poll()
    assert (message["audioMuted"], message["videoMuted"]) == (False, True)
    assert sam.kinds() == ["changed"]


def test_everybody_receives_a_new_name_and_a_hand(helen: Person, sam: Person) -> None:
    sam.act("name", name="Sam\u202e S.")
    sam.act("name", name=" ")
    sam.act("hand", raised=True)
    sam.act("hand", raised=False)
    messages = helen.poll()
    assert {each["name"] for each in messages} == {"Sam S."}
    assert [each["handRaised"] > 0 for each in messages] == [False, False, True, False]


def test_chat_reaches_everybody_else(helen: Person, sam: Person) -> None:
    sam.act("chat", message="Good morning")
    [message] = helen.poll()
    assert message.pop("stamp") > 0
    assert message == {
        "kind": "chat",
        "from": sam.id,
        "nick": "Sam",
        "message": "Good morning",
        "privateMessage": False,
    }
    assert sam.poll() == []


def test_a_private_message_reaches_one_person(helen: Person, sam: Person) -> None:
    third = Person(token("3", "Sara"))
    helen.act("chat", message="Psst", to=sam.id)
    helen.act("chat", message="Psst", to="nobody")
    assert [each.get("privateMessage") for each in sam.poll()] == [None, True]
    assert third.poll() == []


def test_an_attendee_without_the_chat_feature_cannot_chat(helen: Person, settings: Any) -> None:
    quiet = {"FEATURES": {"attendee": {"send-groupchat": False}}}
    settings.JITSI_LIVE_SERVERS = {"default": {**ENTRY, **quiet}}
    sam = Person(str(get_server("default").token(seat())))
    assert sam.seat["me"]["mayChat"] is False
    assert sam.act("chat", message="Hello?") == 403
    assert helen.kinds() == ["joined"]


def test_a_long_text_or_an_unknown_action_is_refused(helen: Person) -> None:
    assert helen.act("chat", message="x" * 2001) == 400
    assert helen.act("dance") == 400
    assert helen.act("mute", media="smell") == 400


def test_a_host_kicks_somebody(helen: Person, sam: Person) -> None:
    assert helen.act("kick", who=sam.id) == 200
    kicked = {
        "kind": "kicked",
        "kicked": {"id": sam.id, "name": "Sam"},
        "kicker": {"id": helen.id, "name": "Helen"},
    }
    assert sam.poll() == [kicked]
    assert helen.poll() == [kicked, {"kind": "left", "id": sam.id}]
    assert sam.act("chat", message="But!") == 410
    make_inactive(sam)
    assert sam.poll_response().status_code == 410
    assert helen.poll() == []


def test_a_speaker_is_heard_and_moderates_nobody(helen: Person, sam: Person) -> None:
    sofia = Person(token("3", "Sofia", role="speaker"))
    assert (sofia.seat["me"]["role"], sofia.seat["me"]["mayChat"]) == ("participant", True)
    assert sofia.act("kick", to=sam.id) == sofia.act("mute", to=sam.id) == 403
    assert sofia.act("state", audioMuted=False, videoMuted=False) == 200


def test_a_host_cannot_kick_herself_or_nobody(helen: Person) -> None:
    helen.act("kick", who=helen.id)
    helen.act("kick", who="nobody")
    assert helen.poll() == []


def test_a_host_mutes_everybody_else(helen: Person, sam: Person) -> None:
    helen.act("mute", media="audio")
    assert sam.poll() == [{"kind": "mute", "media": "audio", "by": "Helen"}]
    assert helen.poll() == []


def test_a_host_names_the_subject(helen: Person, sam: Person) -> None:
    helen.act("subject", subject="Rye bread")
    assert sam.poll() == [{"kind": "subject", "subject": "Rye bread"}]
    assert Person(token("3", "Sara")).seat["subject"] == "Rye bread"


def test_a_host_ends_it_for_all(helen: Person, sam: Person) -> None:
    assert helen.act("end") == 200
    for person in (helen, sam):
        assert person.poll() == [{"kind": "ended", "by": "Helen"}]
        assert person.act("hand", raised=True) == 410
    assert Person(token("3", "Sara")).seat["others"] == []


# What the site itself does


def test_the_site_ends_a_room_for_everybody(helen: Person, sam: Person) -> None:
    get_server("default").end_room("Talk-ABC")
    assert sam.poll() == helen.poll()[-1:] == [{"kind": "ended", "by": "The site"}]
    assert sam.act("chat", message="Still there?") == 410
    assert switchboard.shared._registry.rooms == {}


def test_the_site_ends_a_room_that_is_not_there(helen: Person) -> None:
    get_server("default").end_room("talk-other")
    assert helen.poll() == []


def test_the_site_throws_somebody_out_of_that_room_alone(helen: Person, sam: Person) -> None:
    server = get_server("default")
    server.kick("talk-other", sam.id)
    server.kick(ROOM, "00000000")
    assert sam.poll() == []
    server.kick(ROOM, sam.id)
    gone = {"kind": "kicked", "kicked": {"id": sam.id, "name": "Sam"}}
    assert sam.poll() == [{**gone, "kicker": {"id": "", "name": "The site"}}]
    assert helen.kinds() == ["kicked", "left"]
    assert sam.act("chat", message="Still there?") == 410
    server.kick(ROOM, sam.id)
    assert helen.poll() == []


def test_the_site_can_end_rooms_and_throw_people_out_and_nothing_else() -> None:
    supports = get_server("default").supports
    assert [supports(what) for what in ("end", "kick", "presence")] == [True, True, False]


def test_occupants_have_ids_as_jitsi_gives_them(sam: Person) -> None:
    assert re.fullmatch("[0-9a-f]{8}", sam.id)
