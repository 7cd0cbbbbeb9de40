"""Ten thousand instants of random schedules: outside of its time, no session is live for anybody.

The bounds are computed here anew, from what the settings promise, and not by the code under test.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
import time_machine
from django.test import override_settings

from django_jitsi_live import services
from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.models import LiveSession, Run
from tests.attendance.prosody import Page
from tests.keys import SECRET, with_secret
from tests.schedules import MINUTE, Schedule

SCHEDULES = 400
INSTANTS = 25  # of each
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.uncovered]


class Evening:
    """One schedule, with settings of its own, and a start at some time."""

    def __init__(self, chance: random.Random) -> None:
        self.close_after = chance.choice([None, 0, 600, 1800, 7200])
        self.max_length = chance.choice([900, 3600, 4 * 3600, 43200])
        starts_at = NOON + chance.randint(-300, 300) * MINUTE
        Schedule.write(starts_at, chance.choice([None, chance.randint(1, 400)]))
        self.started_at = NOON
        self.ends_at = Schedule.ends_at
        self.has_company = chance.random() < 0.3

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "JITSI_LIVE_CLOSE_AFTER": self.close_after,
            "JITSI_LIVE_MAX_LENGTH": self.max_length,
        }

    def must_be_over_at(self) -> dt.datetime:
        """The latest moment at which it may be live; whoever is in keeps it going until then."""
        longest = self.started_at + dt.timedelta(seconds=self.max_length)
        if self.ends_at is None or self.close_after is None or self.has_company:
            return longest
        scheduled = self.ends_at + dt.timedelta(seconds=self.close_after)
        return min(longest, max(scheduled, self.started_at + 60 * MINUTE))


@pytest.fixture
def evenings(settings: Any, event: Any, host: Any) -> Iterator[Any]:
    settings.JITSI_LIVE_SERVERS = {"default": with_secret()}
    Schedule.plan(settings, NOON)

    def play(chance: random.Random) -> Iterator[tuple[Evening, dt.datetime]]:
        """Instants in their order, with the clock put to each of them."""
        Run.objects.all().delete()
        LiveSession.objects.all().delete()
        evening = Evening(chance)
        travelling = time_machine.travel(NOON, tick=False)
        with travelling as traveller, override_settings(**evening.settings):
            services.start(host, event.pk)
            over_at = evening.must_be_over_at()
            latest = (over_at - NOON).total_seconds()
            times = [chance.uniform(0, 2 * latest) for _instant in range(INSTANTS - 5)]
            times += [0, latest - 1, latest - 0.001, latest, latest + 0.001]
            for seconds in sorted(times):
                traveller.move_to(NOON + dt.timedelta(seconds=seconds))
                yield evening, over_at

    return play


def expiry(token: str) -> float:
    """Of a token that is signed, whatever the time."""
    unchecked = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud")}
    claims = jwt.decode(token, SECRET, ["HS256"], options=unchecked)
    return float(claims["exp"])


def token_of(user: Any, event: Any) -> str | None:
    try:
        return services.join(user, event.pk).jwt
    except LiveError:
        return None


def test_no_token_and_no_is_active_outside(
    evenings: Any, event: Any, host: Any, student: Any
) -> None:
    instants = 0
    for seed in range(SCHEDULES):
        chance = random.Random(seed)
        for evening, over_at in evenings(chance):
            instants += 1
            now = dt.datetime.now(dt.UTC)
            status = services.status(event.pk, chance.choice([None, student, host]))
            token = token_of(student, event)
            context = (seed, now, over_at)
            assert status.is_active is (token is not None), context
            if now >= over_at:
                assert not status.is_active, context
            elif not evening.has_company:
                assert status.is_active, context
            if token:
                assert now.timestamp() - 1 <= expiry(token) <= over_at.timestamp(), context
                if evening.has_company:
                    Page(host, event), Page(student, event)
    assert instants == SCHEDULES * INSTANTS == 10_000
