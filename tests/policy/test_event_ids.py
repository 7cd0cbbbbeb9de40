"""What is taken for the id of an event: visitors are told that there is none, developers why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from django_jitsi_live import attendance, services
from django_jitsi_live.attendance import record_action
from django_jitsi_live.conf import get_policy
from django_jitsi_live.exceptions import EventNotFound
from django_jitsi_live.policy import get_visit
from tests.projects.webinar.webinars.models import Event

ASK: dict[str, Callable[[Any, Any], Any]] = {
    "start": services.start,
    "backstage": services.backstage,
    "join": services.join,
    "end": services.end,
    "extend": services.extend,
    "reopen": services.reopen,
    "describe": services.describe,
    "report_role": lambda user, event_id: services.report_role(user, event_id, "moderator"),
    "report_refusal": lambda user, event_id: services.report_refusal(user, event_id, "any"),
    "status": lambda user, event_id: services.status(event_id, user),
    "public status": lambda user, event_id: services.status(event_id),
    "report": attendance.report,
    "present": attendance.present,
    "stays": lambda user, event_id: record_action("joined", user, event_id, ""),
    "visit": get_visit,
}


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_the_id_of_an_event_that_is_not_saved_leads_nowhere_and_the_log_says_why(
    ask: Any, host: Any, caplog: Any
) -> None:
    for _again in range(2):
        with pytest.raises(EventNotFound):
            ask(host, Event(title="Next week", organizer=host).pk)
    [record] = caplog.records
    assert record.getMessage().startswith(
        "The event None is asked for. An event has a live session"
    )


@pytest.mark.parametrize("field", ["pk", "slug"])
def test_an_address_that_was_made_of_no_id_is_in_the_log(
    settings: Any, host: Any, caplog: Any, field: str
) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = field
    client = Client()
    client.force_login(host)
    assert client.get("/api/live/status/None/").status_code == 404
    assert "The event None is asked for" in caplog.text


def test_an_event_may_be_called_so(settings: Any, event: Event, host: Any, caplog: Any) -> None:
    settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
    Event.objects.filter(pk=event.pk).update(slug="None")
    assert services.start(host, "None").is_active
    assert caplog.records == []


def test_an_event_is_no_id(event: Event, host: Any, caplog: Any) -> None:
    with pytest.raises(EventNotFound):
        services.start(host, event)
    assert caplog.messages == [
        "An object of the type Event is given where the id of an event is expected. "
        "Give what addresses carry: its pk."
    ]


@pytest.mark.parametrize("event_id", ["7", "nothing", ""])
@pytest.mark.django_db
def test_an_event_that_does_not_exist_is_no_mistake(event_id: str, caplog: Any) -> None:
    with pytest.raises(EventNotFound):
        services.status(event_id)
    assert caplog.records == []


def test_people_of_an_event_that_is_not_saved_are_those_that_it_names(
    host: Any, student: Any
) -> None:
    event = Event(title="Next week", organizer=host)
    assert get_policy().is_host(host, event)
    assert not get_policy().is_registered(student, event)
