"""What hosts send about a recording, from JSON and forms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError

from ..models import Recording, Visibility
from ..moments import as_moment, site_zone
from ..xmpp_text import NON_XML_CHARACTERS

MAX_TITLE_LENGTH = Recording._meta.get_field("title").max_length or 0


def parse_changes(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The values for ``recordings.change``. Raises ``ParseError``."""
    parsers = {"title": _title, "visibility": _visibility, "expires_at": parse_end}
    return {name: parse(payload[name]) for name, parse in parsers.items() if name in payload}


def _title(value: Any) -> str:
    if not isinstance(value, str):
        raise ParseError(_("title has to be a text."))
    title = " ".join(NON_XML_CHARACTERS.sub(" ", value).split())
    if len(title) > MAX_TITLE_LENGTH:
        raise ParseError(_("title may have 200 characters at most."))
    return title


def _visibility(value: Any) -> str:
    if not isinstance(value, str) or value not in Visibility.values:
        raise ParseError(_("visibility has to be team, registered or everybody."))
    return value


def parse_end(value: Any) -> dt.datetime | None:
    """When something is over; None for never. Raises ``ParseError``."""
    if value is None or value == "":
        return None
    try:
        parsed = parse_datetime(value) if isinstance(value, str) else None
        moment = None if parsed is None else as_moment(_in_zone_of_visitor(parsed))
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise ParseError(_("expires_at has to be a time such as 2026-12-31T23:59+01:00."))
    return moment


def _in_zone_of_visitor(time: dt.datetime) -> dt.datetime:
    """The time as the page that has asked for it shows times."""
    zone = timezone.get_current_timezone() if settings.USE_TZ else site_zone()
    return time.replace(tzinfo=zone) if timezone.is_naive(time) else time
