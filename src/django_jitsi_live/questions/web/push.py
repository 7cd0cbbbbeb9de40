"""The event stream of a list: all of it, at once and after each change."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase

from ...crowd import Feed, Loaded, Message
from ...exceptions import EventNotFound, LiveError
from ...web import stream_refusal, stream_response, stream_view
from ..public_list import FEED, Audience, PublicList, channel
from .loading import load_lists
from .reader_key import read_key

OUTAGE = (
    "The questions of events could not be looked up. Open streams say what was known before, until "
    "it works again."
)


@stream_view
async def questions_stream(request: HttpRequest, event_id: str) -> HttpResponseBase:
    """The list for whom the key is, as server-sent events, until the key ends."""
    try:
        key = read_key(request.GET.get("key", ""), event_id)
    except LiveError as error:
        return stream_refusal(error)
    name = channel(event_id, key.audience)
    return await stream_response(request, QUESTIONS, name, key.seconds_left)


def _load_messages(channels: Sequence[str]) -> list[Loaded]:
    asked = [_of_channel(name) for name in channels]
    found = load_lists(asked)
    return [_as_message(found.get(each)) for each in asked]


def _of_channel(name: str) -> tuple[str, Audience]:
    audience, _, event_id = name.partition(":")
    return event_id, Audience(audience)


def _as_message(found: PublicList | None) -> Loaded:
    if found is None:
        return EventNotFound()
    return Message(found.version, found.render().decode())


QUESTIONS = Feed(FEED, _load_messages, OUTAGE)
