"""Where mails say that this site is, and what the rows of invitations are called."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory, modify_settings

from django_jitsi_live.invitations import absolute_url, site_url
from django_jitsi_live.models import Admission, CalendarEntry, CalendarFeed, Unsubscription
from django_jitsi_live.policy import Policy


def test_nothing_says_where_the_site_is() -> None:
    assert (site_url(), absolute_url("/live/")) == ("", "/live/")


def test_the_setting_comes_first(settings: Any) -> None:
    settings.JITSI_LIVE_SITE_URL = "https://example.org/"
    assert absolute_url("/live/", RequestFactory().get("/")) == "https://example.org/live/"


def test_then_comes_the_request() -> None:
    assert absolute_url("/live/", RequestFactory().get("/x")) == "http://testserver/live/"


def test_then_comes_the_current_site(settings: Any, monkeypatch: Any) -> None:
    settings.SITE_ID = 7
    with modify_settings(INSTALLED_APPS={"append": "django.contrib.sites"}):
        from django.contrib.sites import models as sites

        current = sites.Site(domain="webinars.example.org")
        monkeypatch.setitem(sites.SITE_CACHE, 7, current)
        assert absolute_url("/live/") == "https://webinars.example.org/live/"


def test_rows_are_named_without_people() -> None:
    rows = [Admission(session_id=7, display_name="Sam"), CalendarEntry(session_id=7)]
    assert [*map(str, rows)] == [
        "Request to be let into session 7",
        "Calendar entry of session 7",
    ]
    rows = [CalendarFeed(pk=7), Unsubscription(participant="sam", kind="reminder")]
    assert [*map(str, rows)] == ["Personal calendar 7", "Unsubscription from reminder"]


def hosts(user: Any, event: Any) -> bool:
    return True


@pytest.mark.django_db
def test_who_hosts_is_not_known_where_a_function_says_so(settings: Any, event: Any) -> None:
    settings.JITSI_LIVE_HOST_LOOKUP = f"{__name__}.hosts"
    assert Policy().hosts(event) is None
