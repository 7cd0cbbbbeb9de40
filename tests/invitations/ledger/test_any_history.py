"""Whatever happens in whatever order: nobody gets a mail twice, and nobody is left out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from time_machine import travel

from django_jitsi_live.invitations import notify
from django_jitsi_live.models import Delivery, Notification
from tests.host_times import stored
from tests.invitations.ledger.conftest import NOW, START
from tests.invitations.ledger.smtp import kind_of
from tests.projects.webinar.webinars.models import Event, Registration

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
PEOPLE = 4

steps = st.lists(
    st.one_of(
        st.tuples(st.just("move"), st.integers(-40, 200)),  # hours from the first start
        st.tuples(st.just("wait"), st.integers(1, 30 * 60)),  # minutes
        st.tuples(st.just("run"), st.sampled_from([None, 1, 2])),  # with a limit
        st.tuples(st.just("die"), st.integers(0, PEOPLE)),
        st.tuples(st.just("leave"), st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("come"), st.integers(0, PEOPLE - 1)),
    ),
    max_size=14,
)


@pytest.mark.slow
@pytest.mark.usefixtures("site")
class AnyHistoryTests(TestCase):
    def setUp(self) -> None:
        user_model = get_user_model()
        self.people = [
            user_model.objects.create(username=f"p{number}", email=f"p{number}@example.org")
            for number in range(PEOPLE)
        ]
        self.event = Event.objects.create(
            title="Any", slug="any", organizer=self.people[0], starts_at=stored(START)
        )
        for person in self.people:
            Registration.objects.create(event=self.event, user=person)

    @settings(max_examples=60)
    @given(steps)
    def test_each_mail_is_sent_once(self, history: list[tuple[str, Any]]) -> None:
        mail.outbox = []
        with travel(NOW, tick=False) as clock:
            for what, value in [*history, ("run", None)]:
                self.happen(clock, what, value)
            clock.shift(HOUR)  # no process answers any more for what it has claimed
            notify()
        self.assert_consistent()

    def happen(self, clock: Any, what: str, value: Any) -> None:
        if what == "move":
            Event.objects.update(starts_at=stored(START + value * HOUR))
        elif what == "wait":
            clock.shift(dt.timedelta(minutes=value))
        elif what == "run":
            notify(limit=value)
        elif what == "die":  # after the claim, and before the mail
            due = Notification.objects.filter(state=Delivery.DUE).values("pk")[:value]
            now = dt.datetime.now(dt.UTC)
            Notification.objects.filter(pk__in=[row["pk"] for row in due]).update(
                state=Delivery.CLAIMED, claimed_at=now, attempts=1
            )
        elif what == "leave":
            Registration.objects.filter(user=self.people[value]).delete()
        else:
            Registration.objects.get_or_create(event=self.event, user=self.people[value])

    def assert_consistent(self) -> None:
        rows = Notification.objects.select_related("mailing")
        each = Counter(
            (row.participant, row.mailing.kind, row.mailing.moment, row.mailing.number)
            for row in rows
        )
        assert set(each.values()) <= {1}
        # What the ledger says is what has arrived: not one mail more, not one less.
        sent = rows.filter(state=Delivery.SENT)
        expected = Counter((row.user.email, row.mailing.kind) for row in sent)
        arrived = Counter((message.to[0], kind_of(message.subject)) for message in mail.outbox)
        assert arrived == expected
        # Nothing is left behind, and what was not sent has its reason.
        left = rows.exclude(state=Delivery.SENT)
        assert {(row.state, bool(row.problem)) for row in left} <= {
            (Delivery.SKIPPED, True),
            (Delivery.UNKNOWN, True),
        }
