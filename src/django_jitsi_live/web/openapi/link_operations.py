"""The operations with which hosts make, list and withdraw personal links."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...exceptions import BodyTooLarge, InvalidLink, LinkNotListed, NotLinkable
from .builders import Schema, boolean, closed_object, date_time, nullable, ref, string
from .operations import HOST_ERRORS, PERSON_ERRORS, Operation
from .responses import json_response

ROLES = ["speaker", "attendee"]
LINK_ID: Schema = {
    "in": "query",
    "name": "link",
    "required": True,
    "schema": {"type": "string"},
    "description": "The id of the link, as the list has it.",
}
LINK_BODY: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": string("The person's name, as everybody sees it in the room.", maxLength=100),
        "role": {
            "type": "string",
            "enum": ROLES,
            "description": "Attendees only where the site's policy allows it.",
        },
        "email": string("The person's mail address; may be empty."),
        "expires_at": nullable(
            string(
                "When the link ends; null or empty for never. Without an offset, it is in the time "
                "zone of the site."
            )
        ),
    },
    "required": ["name", "role"],
}


def _link() -> Schema:
    return closed_object(
        id=string("By which it is withdrawn.", format="uuid"),
        name=string("The person's name."),
        role={"type": "string", "enum": ROLES, "description": "What the person is at the event."},
        email=string("The person's mail address; empty if it is not known."),
        url=string("Where the person enters: a secret."),
        created_at=date_time("When it was made."),
        created_by=string("The name of who made it; empty for the site itself."),
        expires_at=nullable(date_time("When it ends; null for never.")),
        revoked_at=nullable(date_time("When it was withdrawn; null if it was not.")),
        is_valid=boolean("Whether it lets somebody in by now."),
        is_used=boolean("Whether somebody was in the room with it."),
    )


LINK_COMPONENTS: dict[str, Callable[[], Schema]] = {"LivePersonalLink": _link}

# By the name of the view, with the method where there are several.
LINK_OPERATIONS: dict[str, Operation] = {
    "LinksView": Operation(
        "live_links",
        "List personal links",
        "All links to the event, the newest first. Browsers, which accept `text/html`, get a page "
        "with forms instead.",
        {200: json_response("The links.", {"type": "array", "items": ref("LivePersonalLink")})},
        HOST_ERRORS,
    ),
    "LinksView.post": Operation(
        "live_make_link",
        "Make a personal link",
        "It lets one person without an account into this event, under that name and in that role, "
        "on one device at a time.",
        {201: json_response("The link.", ref("LivePersonalLink"))},
        (InvalidLink, NotLinkable, *PERSON_ERRORS),
        body=LINK_BODY,
    ),
    "LinksView.delete": Operation(
        "live_withdraw_link",
        "Withdraw a personal link",
        "At once: whoever is in the room with it is put out. Withdrawing twice is no error.",
        {200: json_response("It lets nobody in any more.", ref("LivePersonalLink"))},
        (LinkNotListed, BodyTooLarge, *HOST_ERRORS),
        parameters=(LINK_ID,),
    ),
}
