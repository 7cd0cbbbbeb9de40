"""A stand-in for Jitsi that the site itself serves: for development, demos and browser tests.

People in a room see and hear each other by WebRTC, browser to browser. What the browsers have to
tell each other goes through the memory of this one process. All of it exists under ``DEBUG`` only.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from pathlib import Path
from time import monotonic, time
from typing import Any, ClassVar

import jwt
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from .conf import conf
from .exceptions import LiveError
from .servers import (
    Features,
    Option,
    OptionError,
    SecretStr,
    SelfHostedServer,
    SigningKey,
    TokenServer,
    UnusableServer,
    make_server,
    room_claim,
)
from .xmpp_text import clean_name

Json = dict[str, Any]

# In seconds. A browser asks for news again and again, and an answer waits for news that long.
LONGEST_WAIT = 8.0
TICK = 1.0
SILENCE = 15.0
"""After which who asks for nothing is taken to have left."""

MOST_ROOMS = 20
MOST_OCCUPANTS = 8  # each sends to each
MOST_MAIL = 500
LARGEST_BODY = 32 * 1024  # bytes; a session description has about 10 KB
LONGEST_TEXT = 2000

SCRIPT = Path(__file__).parent / "static/jitsi_live/practice/external_api.js"


class Refused(LiveError):
    """What the room answers instead of doing it, in the words of Jitsi's IFrame API."""

    code = "conference.connectionError.notAllowed"
    """The ``error.name`` of the event ``errorOccurred``."""
    is_fatal = False
    """As jitsi-meet has it: whether its page would load itself anew."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadToken(Refused):
    code = "connection.passwordRequired"
    status = 401


class NotAllowed(Refused):
    pass


class Full(Refused):
    code = "conference.max_users"


class Gone(Refused):
    code = "connection.droppedError"
    is_fatal = True
    status = 410


class Malformed(Refused):
    code = "connection.otherError"
    is_fatal = True
    status = 400


class PracticeServer(TokenServer):
    """Rooms of this very site, while ``DEBUG`` is on.

    It needs no option; ``FEATURES`` change what a role may do (here: ``send-groupchat``).
    """

    OPTIONS: ClassVar[Mapping[str, Option]] = {"FEATURES": TokenServer.KEY_OPTIONS["FEATURES"]}

    default_domain = "practice"
    origin = ""
    issuer = "practice"
    subject = "practice"
    audience = "jitsi"

    host_features: ClassVar[Features] = SelfHostedServer.host_features
    attendee_features: ClassVar[Features] = SelfHostedServer.attendee_features

    @property
    def script_url(self) -> str:
        return reverse("jitsi_live:practice_script")

    def url(self, room_name: str, token: str | None) -> str:
        link = reverse("jitsi_live:practice_room", args=[self.room(room_name)])
        # After the hash, which Jitsi's pages read too: so that it is in no log of this site.
        return SecretStr(f'{link}#jwt="{token}"') if token else link

    @cached_property
    def signing_key(self) -> SigningKey:
        digest = salted_hmac("django_jitsi_live.practice", self.issuer, algorithm="sha256")
        return SigningKey.shared_secret(digest.hexdigest())

    def _value_errors(self) -> Iterator[OptionError]:
        yield from super()._value_errors()
        if not settings.DEBUG:
            yield OptionError(
                "BACKEND",
                "is for practice, and works only while DEBUG is on",
                "In development and in tests set DEBUG = True. For a site that people use name a "
                f'Jitsi server: JITSI_LIVE_SERVERS = {{"{self.alias}": {{"BACKEND": '
                '"django_jitsi_live.servers.SelfHostedServer", ...}}',
            )

    def admit(self, token: str, room_name: str) -> Json:
        """The claims of a token that opens the room; ``Refused`` where Prosody would refuse it."""
        claims = self._believed(token)
        if claims["sub"] != self.subject:
            raise NotAllowed("This token is for another server (claim sub).")
        if str(claims.get("room")).lower() != room_name:
            raise NotAllowed("This token is for another room (claim room).")
        return claims

    def _believed(self, token: str) -> Json:
        try:
            claims = self.signing_key.verify(token, self.audience)
            header = jwt.get_unverified_header(token)
        except jwt.ExpiredSignatureError:
            raise BadToken("This token has expired.") from None
        except jwt.ImmatureSignatureError:
            raise BadToken("This token is not valid yet.") from None
        except jwt.InvalidTokenError as error:
            raise BadToken(f"This token is not valid: {error}.") from None
        expected = {"typ": "JWT", "iss": self.issuer, "aud": self.audience}
        for name, value in expected.items():
            # PyJWT leaves typ and iss alone, and takes a list for aud; Prosody does neither.
            if {**claims, "typ": header.get("typ")}[name] != value:
                raise BadToken(f"This token is not valid: its {name} is not {value}.")
        return claims


# Who is in which room


@dataclass(eq=False, slots=True)
class Occupant:
    """One person in one room, and the mail that waits for the person's browser."""

    id: str
    token: str = field(repr=False)
    room: Room = field(repr=False)
    name: str
    is_moderator: bool
    may_chat: bool
    seen: float
    audio_muted: bool = True
    video_muted: bool = True
    hand_raised: int = 0
    """When, in milliseconds of Unix time; 0 for not raised."""
    mail: deque[Json] = field(default_factory=lambda: deque(maxlen=MOST_MAIL), repr=False)
    mail_number: int = 0

    @property
    def is_present(self) -> bool:
        return self.room.occupants.get(self.id) is self

    def as_dict(self) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "role": "moderator" if self.is_moderator else "participant",
            "audioMuted": self.audio_muted,
            "videoMuted": self.video_muted,
            "handRaised": self.hand_raised,
        }

    def tell(self, kind: str, content: Mapping[str, Any]) -> None:
        self.mail_number += 1
        self.mail.append({"number": self.mail_number, "kind": kind, **content})

    def mail_after(self, number: int) -> list[Json]:
        """What is new; what came before that has arrived and is thrown away."""
        while self.mail and self.mail[0]["number"] <= number:
            self.mail.popleft()
        return list(self.mail)


@dataclass(eq=False, slots=True)
class Room:
    name: str
    subject: str = ""
    occupants: dict[str, Occupant] = field(default_factory=dict)

    def tell(self, kind: str, content: Mapping[str, Any], but: Occupant | None = None) -> None:
        for occupant in self.occupants.values():
            if occupant is not but:
                occupant.tell(kind, content)


class Switchboard:
    """Who is in which room, and what they have to tell each other. Safe among threads."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rooms: dict[str, Room] = {}
        # Those too who were put out and have yet to read why.
        self._occupants: dict[str, Occupant] = {}

    def enter(self, room_name: str, token: str, claims: Json, wanted: Json) -> Json:
        """Take a seat, under another name if one is wanted; the answer says who is there.

        Raises ``Full`` and ``Malformed``.
        """
        user, features = claims["context"]["user"], claims["context"]["features"]
        name = clean_name(_text(wanted, "name")) or user["name"]
        with self._changed:
            self._forget_the_silent()
            room = self._room(room_name)
            occupant = Occupant(
                id=secrets.token_hex(8),
                token=token,
                room=room,
                name=name,
                is_moderator=user["moderator"],
                may_chat=features["send-groupchat"],
                seen=monotonic(),
            )
            others = [other.as_dict() for other in room.occupants.values()]
            room.tell("joined", occupant.as_dict())
            room.occupants[occupant.id] = self._occupants[occupant.id] = occupant
            self._changed.notify_all()
        me = {**occupant.as_dict(), "mayChat": occupant.may_chat}
        return {"me": me, "others": others, "room": room.name, "subject": room.subject}

    def news(self, occupant_id: str, token: str, after: int) -> list[Json]:
        """Mail that is newer than that number, as soon as there is any; else nothing, in a while.

        Raises ``Gone`` and ``NotAllowed``.
        """
        deadline = monotonic() + LONGEST_WAIT
        with self._changed:
            occupant = self._occupant(occupant_id, token)
            occupant.seen = monotonic()
            mail = occupant.mail_after(after)
            while not mail and occupant.id in self._occupants and monotonic() < deadline:
                self._changed.wait(TICK)
                self._forget_the_silent()
                mail = occupant.mail_after(after)
            return mail

    def act(self, occupant_id: str, token: str, message: Json) -> None:
        """Do what a browser asks for. Raises ``Gone``, ``NotAllowed``, ``Malformed``."""
        kind = _text(message, "kind")
        if kind not in ACTIONS:
            raise Malformed(f"Nothing is known of {kind!r}.")
        with self._changed:
            occupant = self._occupant(occupant_id, token)
            if not occupant.is_present:
                raise Gone("You are not in this room any more.")
            if kind in MODERATION and not occupant.is_moderator:
                raise NotAllowed("Only a moderator may do this.")
            ACTIONS[kind](self, occupant, message)
            self._changed.notify_all()

    def _room(self, name: str) -> Room:
        room = self._rooms.get(name)
        if room is None:
            if len(self._rooms) >= MOST_ROOMS:
                raise Full(f"There are {MOST_ROOMS} practice rooms in use, which is the most.")
            room = self._rooms[name] = Room(name)
        if len(room.occupants) >= MOST_OCCUPANTS:
            raise Full(f"A practice room holds {MOST_OCCUPANTS} people, and this one is full.")
        return room

    def _occupant(self, occupant_id: str, token: str) -> Occupant:
        self._forget_the_silent()
        occupant = self._occupants.get(occupant_id)
        if occupant is None:
            raise Gone("The connection to this room was lost.")
        # The very token that took the seat. As with Jitsi, it may expire meanwhile.
        if not constant_time_compare(occupant.token, token):
            raise NotAllowed("This is somebody else's seat.")
        return occupant

    def _forget_the_silent(self) -> None:
        limit = monotonic() - SILENCE
        for occupant in [each for each in self._occupants.values() if each.seen < limit]:
            self._put_out(occupant)
            del self._occupants[occupant.id]

    def _put_out(self, occupant: Occupant) -> None:
        if not occupant.is_present:
            return
        room = occupant.room
        del room.occupants[occupant.id]
        room.tell("left", {"id": occupant.id})
        if not room.occupants:
            del self._rooms[room.name]
        self._changed.notify_all()

    # Actions

    def _leave(self, occupant: Occupant, message: Json) -> None:
        del self._occupants[occupant.id]
        self._put_out(occupant)

    def _signal(self, occupant: Occupant, message: Json) -> None:
        # Whom it is for may have left at this moment.
        if receiver := occupant.room.occupants.get(_text(message, "to")):
            receiver.tell("signal", {"from": occupant.id, "data": message.get("data")})

    def _set_state(self, occupant: Occupant, message: Json) -> None:
        occupant.audio_muted = message.get("audioMuted") is True
        occupant.video_muted = message.get("videoMuted") is True
        self._tell_about(occupant)

    def _rename(self, occupant: Occupant, message: Json) -> None:
        occupant.name = clean_name(_text(message, "name")) or occupant.name
        self._tell_about(occupant)

    def _raise_hand(self, occupant: Occupant, message: Json) -> None:
        occupant.hand_raised = int(time() * 1000) if message.get("raised") is True else 0
        self._tell_about(occupant)

    def _tell_about(self, occupant: Occupant) -> None:
        # To itself too: its browser shows what the server has made of it.
        occupant.room.tell("changed", occupant.as_dict())

    def _chat(self, occupant: Occupant, message: Json) -> None:
        if not occupant.may_chat:
            raise NotAllowed("You may not write in this room's chat.")
        words = {
            "from": occupant.id,
            "nick": occupant.name,
            "message": _text(message, "message"),
            "stamp": int(time() * 1000),
        }
        if not message.get("to"):
            occupant.room.tell("chat", {**words, "privateMessage": False}, but=occupant)
        elif receiver := occupant.room.occupants.get(_text(message, "to")):
            receiver.tell("chat", {**words, "privateMessage": True})

    def _kick(self, occupant: Occupant, message: Json) -> None:
        kicked = occupant.room.occupants.get(_text(message, "who"))
        if kicked is None or kicked is occupant:
            return
        who, by = _id_and_name(kicked), _id_and_name(occupant)
        occupant.room.tell("kicked", {"kicked": who, "kicker": by})
        self._put_out(kicked)

    def _mute_others(self, occupant: Occupant, message: Json) -> None:
        media = _text(message, "media")
        if media not in {"audio", "video"}:
            raise Malformed("Only audio and video can be muted.")
        occupant.room.tell("mute", {"media": media, "by": occupant.name}, but=occupant)

    def _set_subject(self, occupant: Occupant, message: Json) -> None:
        occupant.room.subject = clean_name(_text(message, "subject"))
        occupant.room.tell("subject", {"subject": occupant.room.subject})

    def _end(self, occupant: Occupant, message: Json) -> None:
        room = occupant.room
        room.tell("ended", {"by": occupant.name})
        room.occupants.clear()
        del self._rooms[room.name]


ACTIONS: dict[str, Callable[[Switchboard, Occupant, Json], None]] = {
    "leave": Switchboard._leave,
    "signal": Switchboard._signal,
    "state": Switchboard._set_state,
    "name": Switchboard._rename,
    "hand": Switchboard._raise_hand,
    "chat": Switchboard._chat,
    "kick": Switchboard._kick,
    "mute": Switchboard._mute_others,
    "subject": Switchboard._set_subject,
    "end": Switchboard._end,
}
MODERATION = {"kick", "mute", "subject", "end"}


def _id_and_name(occupant: Occupant) -> Json:
    return {"id": occupant.id, "name": occupant.name}


def _text(message: Json, name: str) -> str:
    value = message.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Malformed(f"{name} must be a text of at most {LONGEST_TEXT} characters.")
    return value


# Views

switchboard = Switchboard()

View = Callable[..., HttpResponse]


def _practice_only(view: View) -> View:
    """For everybody while the settings name a practice server; else there is no such page.

    Never in a transaction: an answer that waits for news would hold the database's lock.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if next(_practice_servers(), None) is None:
            raise Http404
        return view(request, *args, **kwargs)

    guarded = never_cache(guarded)
    return login_not_required(transaction.non_atomic_requests(guarded))


def _practice_servers() -> Iterator[PracticeServer]:
    for alias in conf.SERVERS if settings.DEBUG else ():
        try:
            server = make_server(alias)
        except UnusableServer:
            continue  # which the system check names
        if isinstance(server, PracticeServer):
            yield server


def _signalling(answer: Callable[[str, str, Json], Json]) -> View:
    """A view of (room, token, body) as JSON. The token lets in, so that no cookie is looked at."""

    @wraps(answer)
    def view(request: HttpRequest, room: str) -> JsonResponse:
        try:
            token = request.headers.get("X-Practice-Token", "")
            return JsonResponse(answer(room_claim(room), SecretStr(token), _body(request)))
        except Refused as error:
            return JsonResponse({"error": _error(error)}, status=error.status)

    return csrf_exempt(_practice_only(require_POST(view)))


def _error(error: Refused) -> Json:
    kind = error.code.partition(".")[0].upper()
    fatal = error.is_fatal
    return {"name": error.code, "message": str(error), "type": kind, "isFatal": fatal}


def _body(request: HttpRequest) -> Json:
    text = request.read(LARGEST_BODY + 1)
    try:
        body = json.loads(text) if len(text) <= LARGEST_BODY else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise Malformed(f"The body must be a JSON object of at most {LARGEST_BODY} bytes.")
    return body


@_practice_only
@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """The stand-in for Jitsi's ``external_api.js``; it finds the rooms beside its own address."""
    return HttpResponse(SCRIPT.read_bytes(), content_type="text/javascript; charset=utf-8")


@_practice_only
@require_safe
@xframe_options_sameorigin
def room(request: HttpRequest, room: str) -> HttpResponse:
    """The page in the frame. Like Jitsi's, it lets anybody in as far as its door."""
    return render(request, "jitsi_live/practice/room.html")


@_signalling
def join(room_name: str, token: str, body: Json) -> Json:
    server = next(_practice_servers())
    return switchboard.enter(room_name, token, server.admit(token, room_name), body)


@_signalling
def news(room_name: str, token: str, body: Json) -> Json:
    after = body.get("after")
    if not isinstance(after, int):
        raise Malformed("after must be a number.")
    return {"news": switchboard.news(_text(body, "id"), token, after)}


@_signalling
def act(room_name: str, token: str, body: Json) -> Json:
    switchboard.act(_text(body, "id"), token, body)
    return {}
