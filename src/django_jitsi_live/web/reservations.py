"""Which rooms exist, for Prosody's ``mod_reservations`` (jitsi-meet, prosody-plugins).

Prosody asks before it makes a room. It shows people the ``message`` of a refusal, which it
remembers for up to 90 seconds; an answer of 500 or more makes them wait for 9 seconds.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable
from typing import Any, NamedTuple, cast
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ..attendance import is_reserved_trial
from ..conf import conf
from ..models import LiveSession
from ..servers import Server, spellings
from .addresses import keep_unlogged
from .from_servers import (
    RequestRefused,
    View,
    for_servers,
    get_asked_server,
    read_body,
    require_bearer,
)
from .rooms import is_open_room, sessions_of_room

logger = logging.getLogger("django_jitsi_live")

MAX_BODY_BYTES = 16 * 1024
MAX_FIELD_LENGTH = 3 * 1023  # of the part of an XMPP address before the @, encoded (RFC 7622)

START_TIME = re.compile(
    r"(?a:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:?\d\d)?)"  # what Prosody parses
)

ONE_DAY = 24 * 60 * 60
TEN_YEARS = 10 * 365 * ONE_DAY

NOT_OPEN = _(
    "This room is not open. Go to the event's page on the site: it lets you in as soon as the "
    "event is live."
)
OVER = _(
    "This live session is over. The event's page on the site says whether there is another one."
)
UNKNOWN_NOW = _("The site cannot say now whether this room is open. Try again in a minute.")
FAULTY = _(
    "The video server is not connected to the site correctly. Please tell the people who run it: "
    "%(problem)s"
)


class NoReservation(Exception):
    """There is no such room. The text tells people in the video room what to do."""


class Reservation(NamedTuple):
    name: str
    mail_owner: str
    """Not an address: the XMPP session that asks."""
    start_time: str


def reservations_view(*methods: str) -> Callable[[View], View]:
    """For Prosody with the token. People read the messages, in the site's language: Prosody does
    not say which one is theirs."""

    def decorate(view: View) -> View:
        def answer(request: HttpRequest, alias: str, **kwargs: Any) -> HttpResponse:
            with translation.override(settings.LANGUAGE_CODE):
                response = _answer(view, request, alias, kwargs)
                keep_unlogged(response)  # the room's name is in the address
                return response

        return for_servers(never_cache(answer), methods)

    return decorate


def _answer(view: View, request: HttpRequest, alias: str, kwargs: dict[str, Any]) -> HttpResponse:
    try:
        server = get_asked_server(alias)
        require_bearer(request, server.reservations_tokens, "RESERVATIONS_TOKEN", "reservations")
        return view(request, server, **kwargs)
    except RequestRefused as error:
        return _message(error.status, FAULTY % {"problem": error})
    except DatabaseError as error:
        # Not its text, which may quote what was asked for.
        logger.error("Prosody asked for a room in vain: %s", type(error).__name__)
        return _message(503, str(UNKNOWN_NOW))


@reservations_view("POST")
def reserve(request: HttpRequest, server: Server) -> HttpResponse:
    """Whether the room exists that Prosody is about to make."""
    reservation = _parse_form(read_body(request, MAX_BODY_BYTES))
    try:
        if not is_reserved_trial(server, reservation.name):
            _require_room(server, reservation.name)
    except NoReservation as refusal:
        return _message(403, str(refusal))
    return _conference(reservation)


@reservations_view("GET", "DELETE")
def reservation(request: HttpRequest, server: Server, conference_id: str) -> HttpResponse:
    """The room of an earlier answer; with DELETE the note that Prosody has closed it, which changes
    nothing here."""
    if request.method == "DELETE":
        return HttpResponse(status=204)
    try:
        session = _require_room(server, conference_id, unquote)
    except NoReservation as refusal:
        return _message(404, str(refusal))
    start_time = _open_since(session).strftime("%Y-%m-%dT%H:%M:%SZ")
    return _conference(Reservation(server.room_node(session.room_name), "", start_time))


def _open_since(session: LiveSession) -> dt.datetime:
    # An open session has that one of them. The backstage may follow upon an earlier run.
    since = session.started_at if session.is_active else session.backstage_since
    return cast("dt.datetime", since).astimezone(dt.UTC)


def _parse_form(body: bytes) -> Reservation:
    """Raises ``RequestRefused``."""
    try:
        form = QueryDict(body, encoding="utf-8")
    except SuspiciousOperation:  # too many fields
        raise RequestRefused(400, "The body is not the form of a reservation.") from None
    fields = Reservation(*(form.get(name, "") for name in Reservation._fields))
    for name, value in zip(Reservation._fields, fields, strict=True):
        if not 0 < len(value) <= MAX_FIELD_LENGTH or not value.isprintable():
            raise RequestRefused(400, f"{name} is missing or malformed.")
    if not START_TIME.fullmatch(fields.start_time):
        raise RequestRefused(400, "start_time is not a time.")
    return fields


def _require_room(server: Server, node: str, read: Callable[[str], str] = str) -> LiveSession:
    """The session whose room that is, as Prosody spells it. Raises ``NoReservation``."""
    names = spellings(server, node)
    session = sessions_of_room(server, names).first()
    if session is None:
        raise NoReservation(NOT_OPEN)
    is_spelt_so = read(server.room_node(session.room_name)) == read(node)
    if is_open_room(session, names) and is_spelt_so:
        return session
    raise NoReservation(OVER if _is_over(session) else NOT_OPEN)


def _is_over(session: LiveSession) -> bool:
    return session.is_due or (not session.is_open and session.ended_at is not None)


def _conference(reservation: Reservation) -> HttpResponse:
    """What Prosody takes for a yes. No limit of people, no lobby and no password: each of them
    would shut out hosts, too."""
    answer = {"id": reservation.name, **reservation._asdict(), "duration": _duration()}
    return JsonResponse(answer)


def _duration() -> int:
    """Seconds after which Prosody closes the room: never before the session ends by itself. A room
    may be open for the longest time twice, backstage and then live."""
    if conf.MAX_LENGTH is None:
        return TEN_YEARS
    return max(ONE_DAY, 2 * conf.MAX_LENGTH)


def _message(status: int, text: str) -> HttpResponse:
    return JsonResponse({"message": text}, status=status)
