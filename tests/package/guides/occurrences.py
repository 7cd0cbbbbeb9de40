"""An event for each date of a series, which is saved when somebody wants to see it."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

import django
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.projects.scenario import answer, refusal


def main(shown: str) -> None:
    django.setup()
    from courses.models import Enrolment, Occurrence, Series

    from tests.package.guides.people import DAY, HOUR, Person

    helen, sam, sid = (Person(name) for name in ("helen", "sam", "sid"))
    series = Series.objects.create(
        title="Sourdough", organizer=helen.user, first_start=timezone.now() - 20 * DAY
    )
    Enrolment.objects.create(series=series, user=sam.user)

    pages = [person.client().get(f"/series/{series.pk}/") for person in (helen, sam, sid)]
    [occurrence] = Occurrence.objects.all()
    assert 0 < (occurrence.starts_at - timezone.now()) / DAY < 1.1
    for page, text in zip(pages, ("Go live", "has not started yet", "Registration"), strict=True):
        html = page.content.decode()
        assert "<h1>Sourdough, " in html
        assert f'event-id="{occurrence.pk}"' in html
        assert text in html

    answer(helen.post("start", occurrence))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer(sam.get("join", occurrence))
    own = [each["sql"] for each in queries if "courses_occurrence" in each["sql"]]
    assert len(own) == 1
    assert not any("courses_series" in each["sql"] for each in queries if each["sql"] not in own)
    assert refusal(sid.get("join", occurrence)) == (403, "not_registered")
    assert "jitsi-live-badge" in sam.client().get(f"/series/{series.pk}/").content.decode()
    report = helen.get("report", occurrence).content.decode()
    assert "Attendance: Sourdough, " in report

    # Whenever the page is asked for: the date that is on, was lately, or comes next.
    for hours, dates in [(0, 0), (1.9, 0), (2.1, 1), (24 * 7, 1), (24 * 7 + 3, 2)]:
        series.first_start = timezone.now() - hours * HOUR
        expected = series.first_start + dates * dt.timedelta(days=7)
        assert series.next_start() == expected, (hours, dates)

    def render(user: Any, occurrence: Any) -> str:
        request = RequestFactory().get("/")
        request.user = user
        return render_to_string("courses/series.html", {"occurrence": occurrence}, request)

    html = render(sam.user, Occurrence(series=series, starts_at=timezone.now()))
    assert " ".join(shown.split()) in " ".join(html.split())
    assert "None" not in html


if __name__ == "__main__":
    main(sys.argv[1])
