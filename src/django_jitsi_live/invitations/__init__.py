"""People come, and the right ones: calendar, mails, and personal links for guests."""

from .addresses import link_address, link_of_token
from .calendar import event_ics, has_calendar, without_stamp
from .calendar_entries import calendar_entry
from .calendar_feed import feed_address, read_feed, renew_feed
from .calendar_files import read_event
from .calendar_text import event_page
from .guest_links import (
    find_link,
    links,
    links_of,
    make_link,
    make_link_for,
    new_link,
    opened_link,
    revoke,
    revoke_link,
    save_link,
    used_links,
)
from .mails import compose
from .notifying import BROKEN_OFF, notify
from .personal import anonymise_invitations, expired_mailings, export_invitations
from .preferences import (
    Choice,
    Subscription,
    choices,
    choose,
    sent_kinds,
    set_choice,
    set_subscription,
    subscription_of_token,
    unsubscribe_address,
    unwanted,
    wants,
)
from .receivers import connect_receivers
from .registration import invite
from .resending import send_again
from .site import absolute_url, site_url
from .unsendable import Unsendable
from .web_calendars import CalendarLink, calendar_links

__all__ = [
    "BROKEN_OFF",
    "CalendarLink",
    "Choice",
    "Subscription",
    "Unsendable",
    "absolute_url",
    "anonymise_invitations",
    "calendar_entry",
    "calendar_links",
    "choices",
    "choose",
    "compose",
    "connect_receivers",
    "event_ics",
    "event_page",
    "expired_mailings",
    "export_invitations",
    "feed_address",
    "find_link",
    "has_calendar",
    "invite",
    "link_address",
    "link_of_token",
    "links",
    "links_of",
    "make_link",
    "make_link_for",
    "new_link",
    "notify",
    "opened_link",
    "read_event",
    "read_feed",
    "renew_feed",
    "revoke",
    "revoke_link",
    "save_link",
    "send_again",
    "sent_kinds",
    "set_choice",
    "set_subscription",
    "site_url",
    "subscription_of_token",
    "unsubscribe_address",
    "unwanted",
    "used_links",
    "wants",
    "without_stamp",
]
