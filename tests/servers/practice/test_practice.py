from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from django_jitsi_live import practice, servers, services
from django_jitsi_live.exceptions import ServerMisconfigured
from django_jitsi_live.practice import PracticeServer, Switchboard
from django_jitsi_live.servers import get_server
from django_jitsi_live.tokens import Seat

ENTRY = {"BACKEND": "django_jitsi_live.practice.PracticeServer"}
ROOM = "talk-abc"
HEADERS = {"typ": "JWT"}


@pytest.fixture(autouse=True)
def practice_server(settings: Any, monkeypatch: Any) -> None:
    settings.DEBUG = True
    settings.JITSI_LIVE_SERVERS = {"broken": {"BACKEND": "nowhere.Server"}, "default": ENTRY}
    monkeypatch.setattr(servers, "_kept", {})
    monkeypatch.setattr(practice, "switchboard", Switchboard())
    monkeypatch.setattr(practice, "LONGEST_WAIT", 0.0)
    monkeypatch.setattr(practice, "TICK", 0.01)


def seat(user_id: str = "7", name: str = "Sam", *, host: bool = False) -> Seat:
    now = timezone.now()
    return Seat(ROOM, user_id, name, host, now, now + timedelta(hours=1))


def token(*args: Any, headers: dict[str, str] = HEADERS, host: bool = False, **claims: Any) -> str:
    """A token of the server, with other claims and headers where some are given."""
    server = PracticeServer("default", {})
    made = {**server.claims(seat(*args, host=host)), **claims}
    kept = {name: value for name, value in made.items() if value is not None}
    return jwt.encode(kept, server.signing_key._key, "HS256", headers)


def ask(what: str, jwt: str, body: Any, room: str = ROOM) -> Any:
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    path = f"/api/live/practice/{room}/{what}"
    client = Client(enforce_csrf_checks=True)
    headers = {"X-Practice-Token": jwt} if jwt else {}
    return client.post(path, data, content_type="application/json", headers=headers)


class Person:
    def __init__(self, jwt: str) -> None:
        self.jwt = jwt
        self.heard = 0
        answer = ask("join", jwt, {})
        assert answer.status_code == 200, answer.content
        self.seat = answer.json()
        self.id = self.seat["me"]["id"]

    def act(self, kind: str, **content: Any) -> int:
        return ask("act", self.jwt, {"id": self.id, "kind": kind, **content}).status_code

    def ask_for_news(self) -> Any:
        return ask("news", self.jwt, {"id": self.id, "after": self.heard})

    def news(self) -> list[dict[str, Any]]:
        news = self.ask_for_news().json()["news"]
        self.heard = news[-1]["number"] if news else self.heard
        return [{name: value for name, value in each.items() if name != "number"} for each in news]

    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.news()]


@pytest.fixture
def helen() -> Person:
    return Person(token("1", "Helen", host=True))


@pytest.fixture
def sam(helen: Person) -> Person:
    person = Person(token("2", "Sam"))
    helen.news()
    return person


# The server


def test_grant_leads_to_the_site_itself(live: Any, student: Any) -> None:
    grant = services.join(student, live.pk)
    assert grant.script_url == "/api/live/practice/external_api.js"
    assert grant.domain == "practice"
    # After the hash, so that no log has it.
    assert grant.url == f'/api/live/practice/{grant.room_name}#jwt="{grant.jwt}"'
    assert "jwt" not in repr(grant.url)


def test_link_without_a_token() -> None:
    assert get_server("default").url(ROOM, None) == f"/api/live/practice/{ROOM}"


def test_token_says_who_is_host() -> None:
    user = PracticeServer("default", {}).claims(seat(host=True))["context"]["user"]
    assert (user["moderator"], user["affiliation"]) == (True, "owner")
    user = PracticeServer("default", {}).claims(seat())["context"]["user"]
    assert (user["moderator"], user["affiliation"]) == (False, "member")


def test_token_is_not_signed_with_the_secret_key_itself(settings: Any) -> None:
    assert PracticeServer("default", {}).signing_key._key != settings.SECRET_KEY.encode()


def test_without_debug_the_check_refuses_it(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": ENTRY}
    assert [each.id for each in run_checks()] == []
    settings.DEBUG = False
    [message] = run_checks()
    assert message.id == "jitsi_live.E013"
    assert "BACKEND is for practice, and works only while DEBUG is on" in message.msg
    assert "SelfHostedServer" in str(message.hint)


def test_without_debug_nobody_goes_live(settings: Any, event: Any, host: Any) -> None:
    settings.DEBUG = False
    with pytest.raises(ServerMisconfigured):
        services.start(host, event.pk)


PATHS = ["external_api.js", ROOM, f"{ROOM}/join", f"{ROOM}/news", f"{ROOM}/act"]


@pytest.mark.parametrize("path", PATHS)
def test_without_debug_there_is_no_such_page(settings: Any, path: str) -> None:
    settings.DEBUG = False
    assert Client().get(f"/api/live/practice/{path}").status_code == 404
    assert Client().post(f"/api/live/practice/{path}").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_without_a_practice_server_there_is_no_such_page(settings: Any, path: str) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": {"BACKEND": "django_jitsi_live.servers.PublicServer"}}
    assert Client().get(f"/api/live/practice/{path}").status_code == 404


# The pages


def test_page_may_be_framed_by_the_site_alone(settings: Any) -> None:
    deny = "django.middleware.clickjacking.XFrameOptionsMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, deny]
    response = Client().get(f"/api/live/practice/{ROOM}?jwt=any")
    assert response.status_code == 200
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "Practice room:</strong> for development, not Jitsi" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_page_has_no_inline_script_or_style() -> None:
    page = Client().get(f"/api/live/practice/{ROOM}").content.decode()
    assert page.count("<script") == page.count('<script type="module" src=')
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page


def test_script_is_served_as_it_is() -> None:
    response = Client().get("/api/live/practice/external_api.js")
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"JitsiMeetExternalAPI" in response.content


def test_sites_that_require_a_login_everywhere_let_the_token_decide(settings: Any) -> None:
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, required]
    assert Client().get(f"/api/live/practice/{ROOM}").status_code == 200
    assert ask("join", token(), {}).status_code == 200


def test_waiting_holds_no_transaction() -> None:
    assert practice.news._non_atomic_requests == {"default"}


# The door


def hours(number: int) -> int:
    return int((timezone.now() + timedelta(hours=number)).timestamp())


BAD = "connection.passwordRequired"
OUT = "conference.connectionError.notAllowed"


@pytest.mark.parametrize(
    ("make", "name", "words"),
    [
        (lambda: "", BAD, "not valid"),
        (lambda: "é.é.é", BAD, "not valid"),
        (lambda: token()[:-9] + "AAAAAAAAA", BAD, "not valid: Signature verification failed"),
        (lambda: jwt.encode({}, "x" * 32, "HS256"), BAD, "not valid"),
        (lambda: token(headers={"typ": "jwt"}), BAD, "its typ is not JWT"),
        (lambda: token(iss="webinars"), BAD, "its iss is not practice"),
        (lambda: token(aud="other"), BAD, "not valid: Audience doesn't match"),
        (lambda: token(aud=["jitsi"]), BAD, "its aud is not jitsi"),
        (lambda: token(exp=hours(-1)), BAD, "This token has expired."),
        (lambda: token(exp=None), BAD, "not valid"),
        (lambda: token(nbf=hours(1)), BAD, "This token is not valid yet."),
        (lambda: token(sub="meet.jitsi"), OUT, "another server"),
        (lambda: token(room="talk-other"), OUT, "another room"),
        (lambda: token(room=None), OUT, "another room"),
    ],
)
def test_a_token_that_prosody_would_refuse_is_refused(
    make: Callable[[], str], name: str, words: str
) -> None:
    answer = ask("join", make().encode().decode("latin-1"), {})
    error = answer.json()["error"]
    assert error["name"] == name
    assert words in error["message"]
    assert error["type"] == name.partition(".")[0].upper()
    assert error["isFatal"] is False
    assert answer.status_code in {401, 403}


def test_room_is_compared_as_jitsi_spells_it() -> None:
    assert ask("join", token(room=ROOM.upper()), {}, ROOM.title()).json()["room"] == ROOM


def test_who_joins_learns_who_is_there(helen: Person, sam: Person) -> None:
    assert helen.seat["others"] == []
    assert (sam.seat["room"], sam.seat["subject"]) == (ROOM, "")
    [other] = sam.seat["others"]
    assert (other["name"], other["role"], other["audioMuted"]) == ("Helen", "moderator", True)
    assert sam.seat["me"]["role"] == "participant"


def test_a_name_can_be_chosen_at_the_door() -> None:
    answer = ask("join", token(), {"name": " Sam\nthe baker "}).json()
    assert answer["me"]["name"] == "Sam the baker"


def test_a_room_holds_eight_and_there_are_twenty(monkeypatch: Any) -> None:
    monkeypatch.setattr(practice, "MOST_OCCUPANTS", 1)
    monkeypatch.setattr(practice, "MOST_ROOMS", 1)
    Person(token())
    for room in (ROOM, "talk-other"):
        error = ask("join", token(room=room), {}, room).json()["error"]
        assert error["name"] == "conference.max_users"


@pytest.mark.parametrize(
    "body", ["[]", "{", b"\xff", "[" * 20_000, json.dumps({"name": "x" * 40_000}), {"name": 7}]
)
def test_a_body_that_is_no_small_json_object_is_refused(body: Any) -> None:
    assert ask("join", token(), body).status_code == 400


def test_only_post_is_answered() -> None:
    assert Client().get(f"/api/live/practice/{ROOM}/join").status_code == 405


# News


def test_others_hear_of_who_joins_and_leaves(helen: Person) -> None:
    sam = Person(token("2", "Sam"))
    assert sam.act("leave") == 200
    joined, left = helen.news()
    assert (joined["kind"], joined["name"]) == ("joined", "Sam")
    assert left == {"kind": "left", "id": sam.id}
    assert sam.ask_for_news().status_code == 410


def test_news_stay_until_they_have_arrived(helen: Person) -> None:
    Person(token("2", "Sam"))
    assert helen.ask_for_news().json() == helen.ask_for_news().json()
    assert helen.kinds() == ["joined"]
    assert helen.kinds() == []


def test_a_question_for_news_waits_for_them(helen: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(practice, "LONGEST_WAIT", 30.0)
    joining = threading.Timer(0.1, lambda: Person(token("2", "Sam")))
    joining.start()
    assert helen.kinds() == ["joined"]
    joining.join()


def test_who_leaves_keeps_no_thread_waiting(helen: Person, monkeypatch: Any) -> None:
    monkeypatch.setattr(practice, "LONGEST_WAIT", 30.0)
    changed, waits = practice.switchboard._changed, threading.Event()
    wait = changed.wait

    def noticed_wait(timeout: float) -> bool:
        waits.set()
        return wait(timeout)

    def leave() -> None:
        waits.wait()
        helen.act("leave")

    monkeypatch.setattr(changed, "wait", noticed_wait)
    leaving = threading.Thread(target=leave)
    leaving.start()
    assert helen.news() == []
    leaving.join()


def test_after_must_be_a_number(helen: Person) -> None:
    assert ask("news", helen.jwt, {"id": helen.id, "after": "1"}).status_code == 400


def test_mail_that_nobody_fetches_is_bounded(helen: Person, sam: Person) -> None:
    for _ in range(practice.MOST_MAIL + 5):
        practice.switchboard._occupants[sam.id].tell("chat", {})
    assert len(sam.news()) == practice.MOST_MAIL


def test_the_silent_are_forgotten(helen: Person, sam: Person, monkeypatch: Any) -> None:
    practice.switchboard._occupants[sam.id].seen -= practice.SILENCE + 1
    assert helen.news() == [{"kind": "left", "id": sam.id}]
    error = sam.ask_for_news().json()["error"]
    assert (error["name"], error["isFatal"]) == ("connection.droppedError", True)


def test_an_empty_room_is_forgotten(helen: Person) -> None:
    helen.act("leave")
    assert practice.switchboard._rooms == {}
    assert practice.switchboard._occupants == {}


# Somebody else


def test_somebody_elses_mailbox_stays_closed(helen: Person, sam: Person) -> None:
    for what, body in (("news", {"after": 0}), ("act", {"kind": "leave"})):
        answer = ask(what, sam.jwt, {"id": helen.id, **body})
        assert answer.status_code == 403
        assert answer.json()["error"]["message"] == "This is somebody else's seat."
    assert sam.news() == []


def test_a_tampered_token_opens_no_mailbox(helen: Person) -> None:
    answer = ask("news", helen.jwt[:-4] + "AAAA", {"id": helen.id, "after": 0})
    assert answer.status_code == 403


def test_who_is_in_stays_when_the_token_expires() -> None:
    expired = token(exp=hours(-1))
    claims = PracticeServer("default", {}).claims(seat())
    seated = practice.switchboard.enter(ROOM, expired, claims, {})["me"]
    assert ask("join", expired, {}).status_code == 401
    wave = {"id": seated["id"], "kind": "hand", "raised": True}
    assert ask("act", expired, wave).status_code == 200


@pytest.mark.parametrize("kind", ["kick", "end", "mute", "subject"])
def test_an_attendee_may_not_moderate(helen: Person, sam: Person, kind: str) -> None:
    assert sam.act(kind, who=helen.id, media="audio", subject="Mine") == 403
    assert helen.news() == []


# Actions


def test_signals_reach_whom_they_are_for(helen: Person, sam: Person) -> None:
    assert helen.act("signal", to=sam.id, data={"candidate": None}) == 200
    assert helen.act("signal", to="nobody", data={}) == 200
    assert sam.news() == [{"kind": "signal", "from": helen.id, "data": {"candidate": None}}]


def test_signals_do_not_leave_the_room(helen: Person) -> None:
    other = ask("join", token("2", room="talk-other"), {}, "talk-other").json()["me"]["id"]
    helen.act("signal", to=other, data={})
    assert not practice.switchboard._occupants[other].mail


def test_everybody_hears_of_a_new_state(helen: Person, sam: Person) -> None:
    sam.act("state", audioMuted=False, videoMuted=True)
    [news] = helen.news()
    assert (news["audioMuted"], news["videoMuted"]) == (False, True)
    assert sam.kinds() == ["changed"]


def test_everybody_hears_of_a_new_name_and_a_hand(helen: Person, sam: Person) -> None:
    sam.act("name", name="Sam\u202e S.")
    sam.act("name", name=" ")
    sam.act("hand", raised=True)
    sam.act("hand", raised=False)
    news = helen.news()
    assert {each["name"] for each in news} == {"Sam S."}
    assert [each["handRaised"] > 0 for each in news] == [False, False, True, False]


def test_chat_reaches_everybody_else(helen: Person, sam: Person) -> None:
    sam.act("chat", message="Good morning")
    [news] = helen.news()
    assert news.pop("stamp") > 0
    assert news == {
        "kind": "chat",
        "from": sam.id,
        "nick": "Sam",
        "message": "Good morning",
        "privateMessage": False,
    }
    assert sam.news() == []


def test_private_words_reach_one_person(helen: Person, sam: Person) -> None:
    third = Person(token("3", "Sara"))
    helen.act("chat", message="Psst", to=sam.id)
    helen.act("chat", message="Psst", to="nobody")
    assert [each.get("privateMessage") for each in sam.news()] == [None, True]
    assert third.news() == []


def test_who_may_not_chat_is_not_heard(helen: Person, settings: Any) -> None:
    quiet = {"FEATURES": {"attendee": {"send-groupchat": False}}}
    settings.JITSI_LIVE_SERVERS = {"default": {**ENTRY, **quiet}}
    sam = Person(str(get_server("default").token(seat())))
    assert sam.seat["me"]["mayChat"] is False
    assert sam.act("chat", message="Hello?") == 403
    assert helen.kinds() == ["joined"]


def test_long_words_are_refused(helen: Person) -> None:
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
    assert sam.news() == [kicked]
    assert helen.news() == [kicked, {"kind": "left", "id": sam.id}]
    assert sam.act("chat", message="But!") == 410
    practice.switchboard._occupants[sam.id].seen -= practice.SILENCE + 1
    assert sam.ask_for_news().status_code == 410
    assert helen.news() == []


def test_a_host_cannot_kick_herself_or_nobody(helen: Person) -> None:
    helen.act("kick", who=helen.id)
    helen.act("kick", who="nobody")
    assert helen.news() == []


def test_a_host_mutes_everybody_else(helen: Person, sam: Person) -> None:
    helen.act("mute", media="audio")
    assert sam.news() == [{"kind": "mute", "media": "audio", "by": "Helen"}]
    assert helen.news() == []


def test_a_host_names_the_subject(helen: Person, sam: Person) -> None:
    helen.act("subject", subject="Rye bread")
    assert sam.news() == [{"kind": "subject", "subject": "Rye bread"}]
    assert Person(token("3", "Sara")).seat["subject"] == "Rye bread"


def test_a_host_ends_it_for_all(helen: Person, sam: Person) -> None:
    assert helen.act("end") == 200
    for person in (helen, sam):
        assert person.news() == [{"kind": "ended", "by": "Helen"}]
        assert person.act("hand", raised=True) == 410
    assert Person(token("3", "Sara")).seat["others"] == []
