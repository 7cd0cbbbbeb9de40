from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_jitsi_live import services
from django_jitsi_live.models import LiveSession, Run, Stay

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(live_event, registration) -> LiveSession:
    """A session that began an hour ago, as scheduled."""
    began = timezone.now() - timedelta(hours=1)
    LiveSession.objects.update(started_at=began)
    times = {"opened_at": began, "started_at": began, "starts_at": began}
    Run.objects.update(**times, ends_at=began + timedelta(hours=1))
    return LiveSession.objects.get()


def be_there(session: LiveSession, user, minutes: int) -> None:
    Stay.objects.create(
        run=session.run,
        user=user,
        participant=str(user.pk),
        display_name=user.username,
        role="attendee",
        joined_at=session.started_at,
        left_at=session.started_at + timedelta(minutes=minutes),
        last_seen_at=session.started_at + timedelta(minutes=minutes),
        source="page",
        key=f"key-of-{user.username}",
    )


@pytest.mark.parametrize(("minutes", "has_attended"), [(20, False), (40, True)])
def test_who_stays_long_enough_has_attended(
    session, helen, sam, registration, minutes, has_attended
) -> None:
    be_there(session, sam, minutes)
    services.end(helen, session.event_id)
    registration.refresh_from_db()
    assert registration.attended is has_attended


def test_host_sees_how_many_attended_and_the_way_to_the_report(session, helen, sam, as_user):
    be_there(session, sam, 50)
    services.end(helen, session.event_id)
    page = as_user(helen).get(f"/events/{session.event_id}/").content.decode()
    assert f'1 · <a href="/live/report/{session.event_id}/">' in page
    assert "/report/" not in as_user(sam).get(f"/events/{session.event_id}/").content.decode()


def test_host_of_what_was_never_live_sees_no_report(event, helen, as_user) -> None:
    content = as_user(helen).get(f"/events/{event.pk}/").content.decode()
    link = f'<a href="/live/report/{event.pk}/">'
    assert content.count(link) == content.count("jitsi-live-report-link--later") == 1
