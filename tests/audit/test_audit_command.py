"""``manage.py jitsi_live_audit``."""

from __future__ import annotations

import io
import json
import os
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_jitsi_live.models import AuditEntry, LiveSession

LOOKUP = "JITSI_LIVE_HOST_LOOKUP = 'organizer'"


def lines(*arguments: str) -> list[dict[str, Any]]:
    said = io.StringIO()
    call_command("jitsi_live_audit", *arguments, stdout=said)
    return [json.loads(line) for line in said.getvalue().splitlines()]


def actions(*arguments: str) -> list[str]:
    return [line["action"] for line in lines(*arguments)]


def test_who_made_somebody_a_host_is_answered_in_one_query(
    make_entry: Any, host: Any, student: Any, django_assert_num_queries: Any
) -> None:
    make_entry("granted", student, role="attendee")
    make_entry("granted", host, role="host", server="default", reason=LOOKUP)
    for name in (host.username, str(host.pk)):
        with django_assert_num_queries(1):
            [line] = lines("--person", name, "--role", "host")
        assert (line["action"], line["reason"]) == ("granted", LOOKUP)


def test_a_line_has_ids_as_text_times_with_an_offset_and_the_number_of_the_run(
    make_entry: Any, live: Any, host: Any, student: Any
) -> None:
    AuditEntry.objects.all().delete()
    session = LiveSession.objects.get()
    entry = make_entry("removed", host, student, session=session, run=session.run,
                       server="default", enforcement="pending", attempts=1)  # fmt: skip
    assert lines() == [
        {
            "id": str(entry.pk),
            "at": "2026-11-20T12:00:00Z",
            "action": "removed",
            "event": str(live.pk),
            "run": 1,
            "user": str(host.pk),
            "participant": str(host.pk),
            "target_user": str(student.pk),
            "target": str(student.pk),
            "role": "",
            "server": "default",
            "reason": "",
            "enforcement": "pending",
            "attempts": 1,
            "enforced_at": None,
        }
    ]


def test_no_line_has_the_name_of_a_room(make_entry: Any, live: Any, host: Any) -> None:
    session = LiveSession.objects.get()
    make_entry("went_live", host, session=session, run=session.run)
    assert session.room_name not in json.dumps(lines())


def test_what_the_site_itself_did_has_nobody(make_entry: Any) -> None:
    make_entry("ended", reason="schedule")
    [line] = lines()
    assert (line["user"], line["participant"], line["reason"]) == (None, "", "schedule")


def test_names_stay_as_they_are(make_entry: Any) -> None:
    make_entry("granted", participant="zoë")
    said = io.StringIO()
    call_command("jitsi_live_audit", stdout=said)
    assert "zoë" in said.getvalue()


def test_entries_are_chosen_by_event_person_action_role_and_time(
    make_entry: Any, event: Any, host: Any, student: Any
) -> None:
    make_entry("went_live", host)  # 12:00
    make_entry("granted", student, role="attendee")  # 12:01
    make_entry("removed", host, student)  # 12:02
    make_entry("ended", host, event_key="another")  # 12:03
    assert actions() == ["went_live", "granted", "removed", "ended"]
    assert actions("--event", "another") == ["ended"]
    assert actions("--person", "sam") == ["granted", "removed"]
    assert actions("--person", "helen", "--event", str(event.pk)) == ["went_live", "removed"]
    assert actions("--action", "removed") == ["removed"]
    assert actions("--role", "attendee") == ["granted"]
    assert actions("--since", "2026-11-20T12:02:00Z") == ["removed", "ended"]
    assert actions("--until", "2026-11-20T12:01:00+00:00") == ["went_live"]
    assert actions("--person", "nobody") == []


def test_a_day_is_meant_as_the_site_counts_days(settings: Any, make_entry: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    make_entry("went_live", at="2026-11-20T14:59:00Z")
    make_entry("ended", at="2026-11-20T15:01:00Z")  # the 21st in Tokyo
    assert actions("--since", "2026-11-21") == ["ended"]
    assert actions("--until", "2026-11-20") == ["went_live"]
    assert actions("--since", "2026-11-20", "--until", "2026-11-21") == ["went_live", "ended"]
    assert actions("--since", "2026-11-21T00:00") == ["ended"]


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "2026-11-27T25:00", "9999-12-31"])
def test_what_is_no_time_is_named(text: str) -> None:
    with pytest.raises(CommandError, match=f"{text}' is no time. Write 2026-11-27,"):
        lines("--until", text)


@pytest.mark.parametrize("option", ["--action", "--role"])
def test_what_is_misspelt_is_named(option: str) -> None:
    with pytest.raises(CommandError, match="invalid choice: 'removd'"):
        lines(option, "removd")


@pytest.mark.django_db
def test_thousands_of_entries_are_read_in_one_query(django_assert_num_queries: Any) -> None:
    entries = (AuditEntry(action="granted", event_key="1") for _ in range(3000))
    AuditEntry.objects.bulk_create(entries)
    with django_assert_num_queries(1):
        assert len(lines()) == 3000


def test_a_reader_that_has_enough_is_no_error(make_entry: Any) -> None:
    make_entry("went_live")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        call_command("jitsi_live_audit", stdout=closed)
        closed.write("and nothing is said at the end, either")


def test_an_event_is_meant_by_its_key_or_by_what_its_addresses_contain(
    settings: Any, make_entry: Any, live: Any, host: Any
) -> None:
    AuditEntry.objects.all().delete()
    make_entry("went_live", host, session=LiveSession.objects.get())
    for name in ("slug", "id"):
        settings.JITSI_LIVE_EVENT_LOOKUP_FIELD = name
        assert actions("--event", str(live.pk)) == ["went_live"]
        assert actions("--event", str(getattr(live, name))) == ["went_live"]
        assert actions("--event", "another") == []
