"""A connection to a Jitsi server, as Jitsi's own client opens it: XMPP over BOSH (XEP-0206)."""

from __future__ import annotations

import re
import secrets
from html import unescape
from typing import NamedTuple
from urllib.parse import quote

from ...printable import printable
from .probe import Network, RequestFailure, Response
from .xmpp_names import XmppNames

HTTP_BIND = "http://jabber.org/protocol/httpbind"
BODY = f'<body xmlns="{HTTP_BIND}" xmlns:xmpp="urn:xmpp:xbosh"'
XML = {"Content-Type": "text/xml; charset=utf-8"}
SECONDS_TO_WAIT = 1
MAX_POLLS = 3
HINT = "Let the web server there pass /http-bind on to Prosody, as Jitsi's own set-ups do."
LOGIN_HINT = "See Prosody's log: a module such as saslauth or auth_token may not be loaded."

SESSION_ID = re.compile(r"""\bsid=["']([^"'<>&]+)["']""")
CONDITION = re.compile(r"""\bcondition=["']([\w-]+)""")
FAILURE = re.compile(r"<failure[^>]*>\s*<([a-z-]+)")
TEXT = re.compile(r"<text[^>]*>([^<]*)")
JID = re.compile(r"<jid>([^<]+)</jid>")
RESERVATION = re.compile(r"<reservation-error\b")
ERROR = re.compile(r"<error\b[^>]*>\s*<([a-z-]+)")
ITEM = re.compile(r"<item\b[^>]*>")


class BrokenOff(Exception):
    """The connection failed on the way."""

    def __init__(self, failure: RequestFailure) -> None:
        super().__init__(failure.message)
        self.failure = failure


class Admission(NamedTuple):
    is_granted: bool
    reason: str = ""
    """The server's reason for refusing; empty if it gives none."""


class Entry(NamedTuple):
    """What became of entering a room."""

    is_inside: bool
    is_moderator: bool = False
    refusal: str = ""
    """The condition of XMPP's error, or ``"reservation"``; empty where nothing was answered."""
    reason: str = ""


class Connection:
    """One session. Raises ``BrokenOff`` where the web server or Prosody does not go along."""

    def __init__(
        self, network: Network, path: str, names: XmppNames, room_name: str, token: str
    ) -> None:
        self._network, self._names, self._room_name = network, names, room_name
        query = f"?room={quote(room_name)}" + (f"&token={token}" if token else "")
        self._address = f"https://{path}/http-bind{query}"
        self._place = f"https://{path}/http-bind"
        self._request_id = secrets.randbelow(2**32)
        self._session_id = ""
        self.endpoint = ""
        """What the web client tells its page as the ``id`` of a participant, once it is in."""

    def log_in(self) -> Admission:
        """Open the session, and try the token."""
        opened = self._post(
            f'to="{self._names.domain}" xml:lang="en" wait="{SECONDS_TO_WAIT}" hold="1" '
            'ver="1.6" content="text/xml; charset=utf-8" xmpp:version="1.0"'
        )
        session = SESSION_ID.search(opened)
        if session is None:
            message = f"{self._place} opens no session{_condition(opened)}."
            raise BrokenOff(RequestFailure(message, HINT))
        self._session_id = session[1]
        sasl = '<auth xmlns="urn:ietf:params:xml:ns:xmpp-sasl" mechanism="ANONYMOUS"/>'
        tried = self._send(sasl)
        if "<success" not in tried and "<failure" not in tried:
            message = f"{self._place} ends the session at the login{_condition(tried)}."
            raise BrokenOff(RequestFailure(message, LOGIN_HINT))
        return Admission("<success" in tried, _refusal(tried))

    def enter(self) -> Entry:
        """Have jicofo open the room, and enter it, as a client does after ``log_in``."""
        self._post(f'to="{self._names.domain}" xml:lang="en" xmpp:restart="true"')
        bind = '<bind xmlns="urn:ietf:params:xml:ns:xmpp-bind"/>'
        jid = self._await(JID, f'<iq xmlns="jabber:client" type="set" id="bind">{bind}</iq>')[1]
        if jid is None:
            return Entry(is_inside=False)
        asked = self._await(re.compile(r"""\bid=["']room["']"""), self._request_for_the_room())[0]
        if RESERVATION.search(asked):
            return Entry(False, refusal="reservation", reason=_words(asked))
        # A client's nickname is the beginning of the name that Prosody gave it.
        self.endpoint = jid[1].partition("@")[0][:8]
        return self._enter_room()

    def _enter_room(self) -> Entry:
        occupant, own = self._occupant, self._own_presence
        presence = (
            f'<presence xmlns="jabber:client" to="{occupant}">'
            '<x xmlns="http://jabber.org/protocol/muc"/>'
            '<nick xmlns="http://jabber.org/protocol/nick">Doctor</nick></presence>'
        )
        text, found = self._await(own, presence)
        if found is None:
            return Entry(is_inside=False)
        if error := ERROR.search(found[0]):
            return Entry(False, refusal=error[1], reason=_words(found[0]))
        # jicofo promotes people a moment after they have come in.
        later = self._send()
        items = [ITEM.findall(each[0]) for each in own.finditer(text + later)]
        return Entry(True, is_moderator="moderator" in "".join(items[-1]))

    def is_put_out(self) -> bool:
        """Whether the server says within some seconds that this client is out of the room."""
        gone = re.compile(r"""<presence\b[^>]*\btype=["']unavailable["']""")
        text, found = self._await(self._own_presence, "")
        return found is not None and bool(gone.search(text))

    def close(self) -> None:
        self._post('type="terminate"')

    @property
    def _occupant(self) -> str:
        return f"{self._room}/{self.endpoint}"

    @property
    def _own_presence(self) -> re.Pattern[str]:
        start = rf"""<presence\b[^>]*\bfrom=["']{re.escape(self._occupant)}["']"""
        return re.compile(rf"{start}.*?</presence>", re.DOTALL | re.IGNORECASE)

    @property
    def _room(self) -> str:
        return f"{quote(self._room_name)}@{self._names.rooms}"

    def _request_for_the_room(self) -> str:
        return (
            f'<iq xmlns="jabber:client" type="set" id="room" to="{self._names.focus}">'
            f'<conference xmlns="http://jitsi.org/protocol/focus" room="{self._room}" '
            'machine-uid="doctor"/></iq>'
        )

    def _await(self, pattern: re.Pattern[str], stanza: str) -> tuple[str, re.Match[str] | None]:
        """Everything that came until the pattern was in it, and the match."""
        text = self._send(stanza)
        for _ in range(MAX_POLLS):
            if found := pattern.search(text):
                return text, found
            text += self._send()
        return text, pattern.search(text)

    def _send(self, stanza: str = "") -> str:
        return self._post("", stanza)

    def _post(self, attributes: str, stanza: str = "") -> str:
        self._request_id += 1
        session = f' sid="{self._session_id}"' if self._session_id else ""
        body = f'{BODY} rid="{self._request_id}"{session} {attributes}>{stanza}</body>'
        return _text(self._network.post(self._address, body, XML))


def _text(response: Response | RequestFailure) -> str:
    if isinstance(response, RequestFailure):
        raise BrokenOff(response)
    if response.status != 200:
        message = f"{response.url} answers with the HTTP status {response.status}."
        raise BrokenOff(RequestFailure(message, HINT))
    return response.body.decode(errors="replace")


def _condition(text: str) -> str:
    found = CONDITION.search(text)
    return f": {printable(found[1])}" if found else ""


def _words(text: str) -> str:
    """The server's own words about a refusal."""
    return printable(unescape(": ".join(TEXT.findall(text))))


def _refusal(text: str) -> str:
    return ": ".join(filter(None, [*map(printable, FAILURE.findall(text)), _words(text)]))
