"""Sends what is due, the most urgent first, one mail after the other.

No mail is sent within a transaction, and a mail that cannot be sent costs nothing but itself.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from .. import moments
from ..exceptions import LiveError
from ..models import Mailing, Notification
from ..policy import Policy, RecipientsUnknown
from .addressees import Addressee
from .addressing import Batch, Recipients
from .kinds import TWICE_RATHER_THAN_NEVER, URGENCY
from .ledger import (
    all_mailings,
    claim,
    due_notifications,
    note_failure,
    note_sent,
    note_unknown,
    postpone,
    settle,
    skip,
)
from .mailer import Mailer, NotNow, Refused, Unreachable
from .mailings import why_not
from .mails import compose
from .site import site_url
from .unsendable import Unsendable
from .views import EventView, view_of

logger = logging.getLogger("django_jitsi_live")

BATCH = 100
BATCHES = 10
"""Of one mailing, before it is asked again what is the most urgent."""
MAX_FAILURES = 3
"""In a row, after which a run gives the mail server up. Everything stays due."""

Progress = Callable[[int, int], None]
"""Called with the number of mails that were seen to, and of those that were due."""


class Delivery:
    """One run. ``counts`` says what has become of how many mails."""

    def __init__(self, policy: Policy, limit: int | None, progress: Progress | None) -> None:
        self.counts: Counter[str] = Counter()
        self.is_broken_off = False
        """Whether the mail server could not be reached, or mails would lead nowhere."""
        self._policy = policy
        self._left = limit
        self._progress = progress
        self._failures = 0
        self._given_up: set[int] = set()

    def run(self) -> None:
        """Raises nothing of a mail server's or of the host project's."""
        self._total = due_notifications(moments.now()).count() if self._progress else 0
        if not site_url() and due_notifications(moments.now()).exists():
            self.is_broken_off = True
            logger.error("Mails are not sent: JITSI_LIVE_SITE_URL is not set. They stay due.")
        with Mailer() as mailer:
            while not self._is_over and (mailing := self._next_mailing()) is not None:
                try:
                    self._deliver(mailing, mailer)
                except (LiveError, RecipientsUnknown):  # the log has the reason
                    self._given_up.add(mailing.pk)

    @property
    def _is_over(self) -> bool:
        return self.is_broken_off or self._left == 0

    def _next_mailing(self) -> Mailing | None:
        now = moments.now()
        self.counts.update(settle(now))
        due = due_notifications(now).filter(mailing=OuterRef("pk"))
        rows = all_mailings().filter(Exists(due)).exclude(pk__in=self._given_up)
        return min(rows.select_related("session"), key=_urgency, default=None)

    def _deliver(self, mailing: Mailing, mailer: Mailer) -> None:
        """Some batches. Raises ``LiveError``, ``RecipientsUnknown``."""
        recipients = None
        for _ in range(BATCHES):
            now = moments.now()
            due = due_notifications(now).filter(mailing=mailing).order_by("pk")
            rows = [*due[: self._at_most(BATCH)]]
            if not rows or self._is_over:
                return
            view = view_of(self._policy, mailing.session.event_id, now)
            problem = gettext("The event does not exist any more, or is hidden.")
            problem = problem if view is None else why_not(view, mailing)
            if view is None or problem:
                self._skip({problem: rows})
                continue
            recipients = recipients or Recipients(view, mailing)
            self._send_all(view, mailing, Batch(view, mailing, rows, recipients), rows, mailer)

    def _at_most(self, count: int) -> int:
        return count if self._left is None else min(count, self._left)

    def _send_all(
        self,
        view: EventView,
        mailing: Mailing,
        batch: Batch,
        rows: Sequence[Notification],
        mailer: Mailer,
    ) -> None:
        skipped: defaultdict[str, list[Notification]] = defaultdict(list)
        chosen: list[tuple[Notification, Addressee]] = []
        for row in rows:
            found = batch.addressee(row)
            if isinstance(found, str):
                skipped[found].append(row)
            else:
                chosen.append((row, found))
        self._skip(skipped)
        for row, addressee in chosen:
            if self._is_over:
                return
            if claim(row):
                self._send(row, mailing, view.event, addressee, mailer)

    def _skip(self, rows: dict[str, Any]) -> None:
        for problem, each in rows.items():
            self._count("skipped", skip(each, problem))

    def _count(self, what: str, count: int = 1) -> None:
        self.counts[what] += count
        if self._progress:
            self._progress(sum(self.counts.values()), self._total)

    def _send(
        self, row: Notification, mailing: Mailing, event: Any, addressee: Addressee, mailer: Mailer
    ) -> None:
        if self._left is not None:
            self._left -= 1
        try:
            mailer.send(_written(mailing, event, addressee))
        except (Refused, Unsendable) as error:
            note_failure(row, str(error))
            self._count("failed")
        except NotNow as error:
            postpone(row, str(error))
            self._count("postponed")
        except Unreachable as error:
            self._note_unreachable(row, mailing, error)
            return
        else:
            note_sent(row)
            self._count("sent")
        self._failures = 0

    def _note_unreachable(self, row: Notification, mailing: Mailing, error: Unreachable) -> None:
        self._failures += 1
        if error.may_be_sent and mailing.kind not in TWICE_RATHER_THAN_NEVER:
            note_unknown(row)
            self._count("unknown")
        else:
            postpone(row, str(error))
            self._count("postponed")
        if self._failures >= MAX_FAILURES:
            self.is_broken_off = True
            logger.error("Mails are not sent: %s They stay due.", error)


def _urgency(mailing: Mailing) -> tuple[Any, ...]:
    return URGENCY.index(mailing.kind), mailing.expires_at, mailing.pk  # type: ignore[arg-type]  # a kind of ours


def _written(mailing: Mailing, event: Any, addressee: Addressee) -> EmailMessage:
    """Raises ``Unsendable``; ``NotNow`` where the policy of the host project fails."""
    try:
        return compose(mailing, event, addressee)
    except Unsendable:
        raise
    except LiveError as error:  # the log has the reason
        raise NotNow(str(error)) from error
    except Exception as error:  # templates and methods of the host project raise anything
        logger.exception("A mail could not be written.")
        text = gettext("The mail could not be written (%(error)s). The log says where it fails.")
        raise Unsendable(text % {"error": type(error).__name__}) from error
