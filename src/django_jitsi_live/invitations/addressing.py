"""Who gets the mails of some rows of the ledger, and who does not, as things are now.

All is asked for a batch of rows together: the number of queries does not grow with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef
from django.utils.translation import gettext

from ..models import (
    GuestLink,
    Kind,
    Mailing,
    Notification,
    Removal,
    guest_of,
)
from ..policy import (
    Recipient,
    active_user,
    can_query_registered,
    is_overridden,
    is_registered_user,
)
from ..presence import all_stays
from ..sessions import session_database
from .addressees import Addressee
from .preferences import unwanted
from .views import EventView


class Batch:
    """Rows of one mailing, with what there is to know of their people."""

    def __init__(
        self, view: EventView, mailing: Mailing, rows: Sequence[Notification], hook: Recipients
    ) -> None:
        self._view = view
        self._kind = Kind(mailing.kind)
        participants = [row.participant for row in rows]
        self._users = hook.users_of(rows)
        self._links = _links(participants)
        removals = Removal.objects.using(session_database())
        removed = removals.filter(session=mailing.session_id, participant__in=participants)
        self._removed = {*removed.values_list("participant", flat=True)}
        self._unwanted = unwanted(self._kind, participants)
        self._present = _present(view, participants) if self._kind == Kind.LIVE else set()

    def addressee(self, row: Notification) -> Addressee | str:
        """The person, or why no mail is sent."""
        found = self._guest(row) if guest_of(row.participant) else self._user(row)
        if isinstance(found, str):
            return found
        if row.participant in self._removed:
            return gettext("A host has removed the person from the event.")
        if not self._wants(found):
            return gettext("The person wants no such mails.")
        if row.participant in self._present:
            return gettext("The person is in the room.")
        if not found.email:
            return gettext("The account has no e-mail address: give it one.")
        return found

    def _guest(self, row: Notification) -> Addressee | str:
        link = self._links.get(guest_of(row.participant))
        if link is None or not link.is_valid:
            return gettext("The personal link was withdrawn, or is not valid any more.")
        return Addressee.of_link(link)

    def _user(self, row: Notification) -> Addressee | str:
        candidate = self._users.get(row.user_id)
        if candidate is None or active_user(candidate.recipient.user) is None:
            return gettext("The account does not exist any more, or is not active.")
        if not candidate.is_concerned(self._view, self._kind):
            return gettext("The person is not registered for the event any more.")
        return Addressee.of_user(self._view.policy, candidate.recipient)

    def _wants(self, addressee: Addressee) -> bool:
        policy, user = self._view.policy, addressee.user
        choice = None if user is None else policy.wants(user, self._kind.value)
        return addressee.participant not in self._unwanted if choice is None else choice


def _links(participants: Iterable[str]) -> dict[Any, GuestLink]:
    keys = [key for key in map(guest_of, participants) if key is not None]
    if not keys:
        return {}
    rows = GuestLink.objects.using(session_database()).filter(pk__in=keys)
    return {link.pk: link for link in rows}


def _present(view: EventView, participants: Iterable[str]) -> set[str]:
    stays = all_stays().open_at(view.now).filter(run=view.live_run, participant__in=participants)
    return {*stays.values_list("participant", flat=True)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A user, and whether that is somebody of the event, as far as it is known already."""

    recipient: Recipient
    is_known: bool | None

    def is_concerned(self, view: EventView, kind: Kind) -> bool:
        """Whether the user is registered, or hosts the event, where the mail is for hosts."""
        if self.is_known is not None:
            return self.is_known
        if kind == Kind.NOT_STARTED:
            return view.policy.is_host(self.recipient.user, view.event)
        return view.policy.is_registered(self.recipient.user, view.event)


class Recipients:
    """The users of one mailing's rows, for batch after batch.

    A host project that lists the recipients itself may give them other addresses than those of
    their accounts. Rows are in the order in which it has listed them: so it is read on from where
    the last batch was complete, and once around where somebody is missing.
    """

    def __init__(self, view: EventView, mailing: Mailing) -> None:
        self._view = view
        self._is_for_hosts = mailing.kind == Kind.NOT_STARTED
        self._left: Iterator[Recipient] = iter(())

    def users_of(self, rows: Sequence[Notification]) -> dict[Any, Candidate]:
        """By primary key; without those who are not there any more. Raises
        ``RecipientsUnknown``."""
        keys = {row.user_id for row in rows if row.user_id is not None}
        method = "hosts" if self._is_for_hosts else "recipients"
        if is_overridden(self._view.policy, method):
            return {key: Candidate(each, True) for key, each in self._listed(keys).items()}
        return self._accounts(keys)

    def _accounts(self, keys: set[Any]) -> dict[Any, Candidate]:
        policy, users = self._view.policy, get_user_model()._default_manager.filter(pk__in=keys)
        if self._is_for_hosts or not can_query_registered(policy):
            return {user.pk: Candidate(Recipient.of(user), None) for user in users}
        is_registered: Any = is_registered_user(self._view.event.pk, OuterRef("pk"))
        users = users.annotate(jitsi_live_is_registered=is_registered)
        return {
            user.pk: Candidate(Recipient.of(user), user.jitsi_live_is_registered) for user in users
        }

    def _listed(self, keys: set[Any]) -> dict[Any, Recipient]:
        found: dict[Any, Recipient] = {}
        for each in (self._left, self._from_the_start()):
            self._left = each  # what is not read now is for the next batch
            for recipient in each:
                if recipient.user.pk in keys:
                    found[recipient.user.pk] = recipient
                if len(found) == len(keys):
                    return found
        return found

    def _from_the_start(self) -> Iterator[Recipient]:
        policy, event = self._view.policy, self._view.event
        found: Any = policy.hosts(event) if self._is_for_hosts else policy.recipients(event)
        yield from () if found is None else found
