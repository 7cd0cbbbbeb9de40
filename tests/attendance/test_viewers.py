"""People whom Jitsi lets in as visitors: they see and hear, are not seen, and are counted apart."""

from __future__ import annotations

from typing import Any

from django_jitsi_live import attendance, services
from django_jitsi_live.models import Stay


def enter(event: Any, person: Any, viewer: object = None) -> None:
    attendance.record_action("joined", person, event.pk, "", viewer=viewer)


def test_viewers_are_counted_apart(live: Any, host: Any, student: Any) -> None:
    enter(live, host)
    enter(live, student, viewer=True)
    assert services.describe(host, live.pk).present == 1
    listed = services.people(host, live.pk).people
    assert [(each.display_name, each.is_viewer) for each in listed] == [
        ("Helen Host", False),
        ("Sam Student", True),
    ]


def test_report_marks_viewers(live: Any, host: Any, student: Any) -> None:
    enter(live, host)
    enter(live, student, viewer=True)
    report = attendance.report(host, live.pk)
    assert report.viewers == 1
    assert [(each.display_name, each.is_viewer) for each in report.people] == [
        ("Helen Host", False),
        ("Sam Student", True),
    ]


def test_viewer_who_was_let_into_the_room_later_is_none(live: Any, host: Any, student: Any) -> None:
    enter(live, student, viewer=True)
    enter(live, student)
    assert attendance.report(host, live.pk).viewers == 0
    assert services.describe(host, live.pk).present == 1


def test_server_that_reports_somebody_says_nothing_of_viewers(
    live: Any, host: Any, student: Any
) -> None:
    enter(live, student)
    Stay.objects.update(source="event_sync")
    assert attendance.report(host, live.pk).viewers == 0


def test_report_page_says_who_was_a_viewer(live: Any, host: Any, student: Any, client: Any) -> None:
    enter(live, student, viewer=True)
    client.force_login(host)
    shown = client.get(f"/api/live/report/{live.pk}/").content.decode()
    assert "(viewer)" in shown
    assert "<dt>Viewers</dt><dd>1</dd>" in shown
