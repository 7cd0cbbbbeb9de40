"""What the templates of mails get."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext

from ..models import Kind, Mailing
from ..policy import Policy, get_event_id, get_event_title
from ..xmpp_text import one_line
from .addressees import Addressee
from .addresses import link_address
from .calendar_text import event_page
from .mail_templates import shortened
from .mail_times import in_zone, time_in_words, zone_of
from .preferences import policy_answer, unsubscribe_address
from .site import absolute_url, site_url
from .unsendable import Unsendable

MAX_TITLE_LENGTH = 120  # characters; more than a subject shows

NO_SITE = (
    "Nothing says where people find this site, so the mail would lead nowhere. Set "
    "JITSI_LIVE_SITE_URL, such as https://example.org, then send the mail again."
)
NO_URLS = (
    "The addresses of django_jitsi_live are not part of your site. Include "
    "django_jitsi_live.urls in its urlpatterns, then send the mail again."
)


class Letter(NamedTuple):
    """One mail to one person, before it is written."""

    policy: Policy
    mailing: Mailing
    event: Any
    addressee: Addressee
    has_calendar_part: bool

    @property
    def link(self) -> Any:
        return self.addressee.link


def require_site() -> None:
    """Raises ``Unsendable`` where addresses in mails would lead nowhere."""
    if not site_url():
        raise Unsendable(NO_SITE)


def mail_context(letter: Letter) -> dict[str, Any]:
    """In the language that is active. Raises ``Unsendable``."""
    policy, mailing, event, addressee, has_calendar_part = letter
    zone_name, zone = zone_of(addressee.time_zone)
    starts_at = in_zone(policy.starts_at(event), zone)
    ends_at = in_zone(policy.ends_at(event), zone)
    return {
        "kind": str(mailing.kind),
        "event": event,
        "title": shortened(one_line(get_event_title(event)), MAX_TITLE_LENGTH),
        "name": one_line(addressee.name),
        "is_guest": letter.link is not None,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "moment": in_zone(mailing.moment, zone),
        "zone": zone_name,
        "when": time_in_words(starts_at, ends_at, zone_name),
        "has_calendar_part": has_calendar_part,
        "reason": _reason(letter),
        **_addresses(letter),
    }


def _addresses(letter: Letter) -> dict[str, str]:
    event_id = get_event_id(letter.event)
    is_guest = letter.link is not None
    try:
        return {
            "url": link_address(letter.link) if is_guest else event_page(letter.event),
            "room_url": _page("room", event_id),
            "replay_url": _page("replay", event_id),
            # Who has no account gets the entry with the mail alone.
            "calendar_url": (
                "" if is_guest or not letter.has_calendar_part else _page("calendar", event_id)
            ),
            "preferences_url": "" if is_guest else _page("mails"),
            "unsubscribe_url": _unsubscribe_url(letter),
        }
    except NoReverseMatch:
        raise Unsendable(NO_URLS) from None


def _unsubscribe_url(letter: Letter) -> str:
    """Empty where the host project says itself who wants mails: here nobody could change it."""
    addressee, kind = letter.addressee, letter.mailing.kind
    if policy_answer(letter.policy, addressee.user, kind) is not None:
        return ""
    return unsubscribe_address(addressee.participant, kind)


def _page(name: str, *arguments: str) -> str:
    """Empty for an event without an id that addresses can carry."""
    try:
        return absolute_url(reverse(f"jitsi_live:{name}", args=arguments))
    except NoReverseMatch:
        return ""


def _reason(letter: Letter) -> str:
    """Why the person gets it."""
    if letter.link is not None:
        return gettext("You get this mail because the organisers have invited you.")
    if letter.mailing.kind == Kind.NOT_STARTED:
        return gettext("You get this mail because you host this event.")
    return gettext("You get this mail because you are registered for this event.")
