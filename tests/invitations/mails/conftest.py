from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live.models import Kind
from tests.host_times import stored
from tests.invitations.mails.mailing import END, SITE, START
from tests.projects.webinar.webinars.models import Event


@pytest.fixture
def mails(settings: Any) -> None:
    """The site sends mails of all kinds."""
    settings.JITSI_LIVE_SITE_URL = SITE
    settings.JITSI_LIVE_STARTS_AT, settings.JITSI_LIVE_ENDS_AT = "starts_at", "ends_at"
    settings.DEFAULT_FROM_EMAIL = "Our webinars <webinars@example.org>"
    kinds = {kind.value: True for kind in Kind}
    settings.JITSI_LIVE_NOTIFICATIONS = {**kinds, "reminder": [900], "not_started": 300}


@pytest.fixture
def planned(event: Event, mails: None) -> Event:
    Event.objects.update(starts_at=stored(START), ends_at=stored(END))
    event.refresh_from_db()
    return event
