"""The audit and the removals of one person, and how long they are kept."""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from django_jitsi_live import attendance, moments, services
from django_jitsi_live.attendance import tidy
from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.models import AuditEntry, LiveSession, Removal, Stay
from tests.runs import make_run, rewrite
from tests.schedules import Schedule

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def session(live: Any) -> LiveSession:
    AuditEntry.objects.all().delete()
    return LiveSession.objects.get()


@pytest.fixture
def removal(session: LiveSession, student: Any, host: Any) -> Removal:
    return Removal.objects.create(session=session, participant=str(student.pk), user=student,
                                  display_name="Sam Student", removed_by=host)  # fmt: skip


def test_export_has_what_a_person_decided_and_what_was_decided_about_it(
    make_entry: Any, removal: Removal, host: Any, student: Any
) -> None:
    make_entry("granted", student, role="attendee", server="default", reason="is_registered")
    make_entry("removed", host, student)
    exported = attendance.export(student)
    [decided], [about], [kept_out] = (
        exported[name] for name in ("decisions", "decided_about", "removals")
    )
    assert (decided["action"], decided["role"], decided["event"]) == (
        "granted", "attendee", str(removal.session.event_id),
    )  # fmt: skip
    assert (about["action"], kept_out["display_name"]) == ("removed", "Sam Student")
    assert kept_out["event_id"] == removal.session.event_id
    assert attendance.export(host)["decided_about"] == []


def test_anonymised_decisions_stay_without_the_person(
    make_entry: Any, session: LiveSession, host: Any, student: Any
) -> None:
    make_entry("granted", student)
    make_entry("removed", host, student, session=session, run=session.run)
    attendance.anonymise(student)
    granted, removed = AuditEntry.objects.order_by("pk")
    assert (granted.user, removed.target_user, removed.user) == (None, None, host)
    assert granted.participant.startswith("anonymous-")
    assert removed.target.startswith("anonymous-")
    assert removed.participant == str(host.pk)
    assert attendance.export(student)["decisions"] == []


def test_a_person_has_one_name_in_a_run_and_another_in_the_next(
    make_entry: Any, session: LiveSession, host: Any, student: Any
) -> None:
    later = make_run(session)
    now = moments.now()
    Stay.objects.create(run=session.run, user=student, participant=str(student.pk), joined_at=now,
                        last_seen_at=now, source="page", key="1")  # fmt: skip
    make_entry("granted", student, run=session.run)
    make_entry("removed", host, student, run=session.run)
    make_entry("granted", student, run=later)
    make_entry("refused", student)
    make_entry("refused", student)
    assert attendance.anonymise(student) == 1
    entries = AuditEntry.objects.order_by("pk")
    first, removed, second, refused, again = (each.target or each.participant for each in entries)
    assert first == removed == Stay.objects.get().participant
    assert refused == again
    assert len({first, second, refused}) == 3


def test_a_removal_holds_without_a_name_as_long_as_there_is_an_account(
    removal: Removal, live: Any, student: Any, host: Any
) -> None:
    attendance.anonymise(student)
    removal.refresh_from_db()
    assert (removal.user, removal.display_name) == (student, "")
    with pytest.raises(LiveError):
        services.join(student, live.pk)
    attendance.anonymise(host)
    removal.refresh_from_db()
    assert removal.removed_by is None


def test_a_removal_is_forgotten_where_there_is_no_account(removal: Removal, student: Any) -> None:
    participant = removal.participant
    student.delete()
    said = io.StringIO()
    call_command("jitsi_live_person", "--participant", participant, "--export", stdout=said)
    assert len(json.loads(said.getvalue())["removals"]) == 1
    call_command("jitsi_live_person", "--participant", participant, "--anonymise", stdout=said)
    assert not Removal.objects.exists()
    with pytest.raises(CommandError, match="no attendance of a participant"):
        call_command("jitsi_live_person", "--participant", participant, "--anonymise")


# How long they are kept


@pytest.fixture
def over(session: LiveSession, settings: Any) -> LiveSession:
    """Ended for two days; a day is how long things are kept."""
    settings.JITSI_LIVE_RETENTION_DAYS = 1
    start = moments.now() - 2 * DAY
    rewrite(started_at=start - MINUTE, ended_at=start, is_active=False)
    return session


def deleted(what: str) -> int:
    """By a dry run and a real one, which agree."""
    counted = tidy(dry_run=True)[f"{what} deleted"]
    assert tidy()[f"{what} deleted"] == counted
    return counted


def age(seconds: dt.timedelta) -> dict[str, Any]:
    return {"at": moments.now() - seconds}


def test_entries_are_kept_for_the_days_of_the_setting(over: LiveSession, make_entry: Any) -> None:
    make_entry("refused", **age(DAY + MINUTE))
    make_entry("ended", **age(DAY + MINUTE), session=over, run=over.run)
    kept = make_entry("removed", **age(DAY - MINUTE))
    assert deleted("audit entries") == 2
    assert AuditEntry.objects.get() == kept


def test_an_entry_is_kept_until_its_call_is_made_or_given_up(
    over: LiveSession, make_entry: Any
) -> None:
    make_entry("ended", **age(2 * DAY), enforcement="pending", session=over, run=over.run)
    counted = tidy(dry_run=True)
    assert (counted["audit entries deleted"], counted["calls to video servers made"]) == (0, 1)
    assert tidy()["audit entries deleted"] == 1


def test_entries_of_a_live_session_are_kept_however_old(
    session: LiveSession, settings: Any, make_entry: Any
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = 1
    make_entry("went_live", **age(9 * DAY), session=session, run=session.run)
    assert deleted("audit entries") == 0


@pytest.mark.parametrize("what", ["audit entries", "removals"])
def test_without_the_setting_they_are_kept_for_ever(
    over: LiveSession, settings: Any, make_entry: Any, removal: Removal, what: str
) -> None:
    settings.JITSI_LIVE_RETENTION_DAYS = None
    make_entry("ended", **age(9000 * DAY))
    Removal.objects.update(removed_at=moments.now() - 9000 * DAY)
    rewrite(started_at=moments.now() - 9001 * DAY, ended_at=moments.now() - 9000 * DAY)
    assert deleted(what) == 0


@pytest.fixture
def old_removal(over: LiveSession, removal: Removal) -> Removal:
    Removal.objects.update(removed_at=moments.now() - 2 * DAY)
    return removal


def test_a_removal_goes_when_its_session_has_been_over_for_so_long(old_removal: Removal) -> None:
    assert deleted("removals") == 1
    assert not Removal.objects.exists()


def _removed_lately(removal: Removal) -> None:
    Removal.objects.update(removed_at=moments.now())


def _live_again(removal: Removal) -> None:
    rewrite(is_active=True, ended_at=None)


def _backstage(removal: Removal) -> None:
    rewrite(backstage_since=moments.now())


def _ended_lately(removal: Removal) -> None:
    rewrite(ended_at=moments.now())


def _rehearsed_for_tomorrow(removal: Removal) -> None:
    Schedule.write(moments.now() + DAY, 60)


CHANGES = [_removed_lately, _live_again, _backstage, _ended_lately, _rehearsed_for_tomorrow]


@pytest.mark.parametrize("change", CHANGES)
def test_a_removal_is_kept_while_the_session_may_go_on(
    settings: Any, old_removal: Removal, change: Callable[[Removal], None]
) -> None:
    Schedule.plan(settings, moments.now() - 2 * DAY)
    change(old_removal)
    assert deleted("removals") == 0
