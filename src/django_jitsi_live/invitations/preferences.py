"""Which kinds of mails people want, and the addresses by which they end one without a login."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.core.signing import BadSignature
from django.http import HttpRequest
from django.urls import reverse

from ..conf import conf
from ..exceptions import SiteMisconfigured
from ..models import Kind, Unsubscription, account_of
from ..policy import Policy, guarded_policy
from ..sessions import session_database
from .addressees import Addressee
from .site import absolute_url, address_signer

SALT = "django_jitsi_live.unsubscribe"
CHUNK = 1000
"""As many participants one query asks about: databases bound the parameters of a query."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a person wants the mails of a kind."""

    kind: Kind
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Subscription:
    """The mails of one kind to one person, as an address for unsubscribing names them."""

    participant: str
    kind: Kind

    @property
    def is_wanted(self) -> bool:
        return not unwanted(self.kind, [self.participant])


def sent_kinds() -> list[Kind]:
    """The kinds that ``JITSI_LIVE_NOTIFICATIONS`` turns on, in the order of an event's life."""
    return [kind for kind in Kind if conf.NOTIFICATIONS.get(kind.value)]


def unwanted(kind: str, participants: Collection[str]) -> set[str]:
    """Those of the participants who want no mails of that kind."""
    rows = Unsubscription.objects.using(session_database()).filter(kind=kind)
    left = iter(participants)
    found: set[str] = set()
    while chunk := [*islice(left, CHUNK)]:
        found.update(rows.filter(participant__in=chunk).values_list("participant", flat=True))
    return found


def wants(policy: Policy, addressee: Addressee, kind: str) -> bool:
    """Whether the person wants mails of that kind: as the policy says, else as the person has
    chosen. ``policy`` is the guarded one, and not asked about guests, whom it does not know."""
    answer = policy_answer(policy, addressee.user, kind)
    if answer is not None:
        return answer
    return not unwanted(kind, [addressee.participant])


def policy_answer(policy: Policy, user: Any, kind: str) -> bool | None:
    """What the host project says itself; None where people choose on the page of this app."""
    return None if user is None else policy.wants(user, str(kind))


def set_choice(participant: str, kind: str, is_wanted: bool, user: Any = None) -> None:
    """Remember what the person has chosen. ``user`` is None for guests, and their account for
    others: what they have chosen is deleted with it."""
    rows = Unsubscription.objects.using(session_database())
    if is_wanted:
        rows.filter(participant=participant, kind=kind).delete()
    else:
        rows.get_or_create(participant=participant, kind=kind, defaults={"user": account_of(user)})


def choices(user: Any) -> list[Choice]:
    """What the user may choose: the kinds that are sent, and that the policy leaves to people.

    Raises ``SiteMisconfigured``.
    """
    policy = guarded_policy()
    kinds = [kind for kind in sent_kinds() if policy_answer(policy, user, kind) is None]
    rows = Unsubscription.objects.using(session_database())
    refused = set(
        rows.filter(participant=policy.participant_id(user)).values_list("kind", flat=True)
    )
    return [Choice(kind, kind.value not in refused) for kind in kinds]


def choose(user: Any, wanted: Collection[str]) -> None:
    """Let the user have the kinds that are named, and no others of those that can be chosen.

    Raises ``SiteMisconfigured``.
    """
    participant = guarded_policy().participant_id(user)
    for choice in _changed(user, wanted):
        set_choice(participant, choice.kind.value, not choice.is_wanted, user)


def _changed(user: Any, wanted: Collection[str]) -> Iterator[Choice]:
    return (each for each in choices(user) if each.is_wanted != (each.kind.value in wanted))


def unsubscribe_address(participant: str, kind: str, request: HttpRequest | None = None) -> str:
    """Where the person ends mails of that kind, without a login."""
    token = unsubscribe_token(participant, kind)
    return absolute_url(reverse("jitsi_live:unsubscribe", args=[token]), request)


def unsubscribe_token(participant: str, kind: str) -> str:
    return address_signer(SALT).sign_object([str(kind), participant])


def subscription_of_token(token: str) -> Subscription | None:
    """None for what this site has not signed. Compared in constant time."""
    try:
        kind, participant = address_signer(SALT).unsign_object(token)
        return Subscription(participant, Kind(kind))
    except (BadSignature, ValueError):  # or a kind of another version
        return None


def set_subscription(subscription: Subscription, is_wanted: bool) -> None:
    """Remember what the person of the address has decided, whatever the policy does."""
    try:
        user = guarded_policy().user_for_participant(subscription.participant)
    except SiteMisconfigured:
        user = None
    set_choice(subscription.participant, subscription.kind.value, is_wanted, user)
