"""The names of a room, as Jitsi servers, their pages and their recorders spell them."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote, urlsplit

from .base import Server

MAX_NAME_LENGTH = 120  # of the field


def spellings(server: Server, room: str) -> set[str]:
    """The names of rooms that may be meant: encoded or not, in any case, with the tenant or not.

    Names that this site makes are of a-z, 0-9 and the hyphen, and are the same in all of them.
    """
    decoded = unquote(room)
    written = {room, decoded, unicodedata.normalize("NFKC", decoded)}
    written |= {each.lower() for each in written}
    path = server.room("")
    named = written | {each.removeprefix(path) for each in written}
    return {*filter(_can_be_a_name, map(server.local_room_name, named))}


def names_in_address(server: Server, address: str) -> set[str]:
    """The names that the room of a meeting's address may have.

    Only the last parts of the path count: recorders make the rest up, and a site may be below a
    path. A tenant, where the server has one, must be this one.
    """
    try:
        parts = [part for part in urlsplit(address).path.split("/") if part]
    except ValueError:
        return set()
    tenant = server.room("").rstrip("/")
    if not parts or (tenant and len(parts) > 1 and unquote(parts[-2]).lower() != tenant.lower()):
        return set()
    return spellings(server, parts[-1])


def _can_be_a_name(text: str) -> bool:
    # Databases refuse some characters of the others.
    return 0 < len(text) <= MAX_NAME_LENGTH and text.isprintable()
