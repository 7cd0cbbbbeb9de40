"""The bodies of reports, and of the list of sessions."""

from __future__ import annotations

from collections.abc import Callable

from .builders import (
    Schema,
    boolean,
    closed_object,
    date_time,
    described_ref,
    integer,
    nullable,
    number,
    ref,
    string,
)


def _attendance() -> Schema:
    return closed_object(
        user=string("The participant id, which also is in the person's token."),
        display_name=string("The latest name."),
        role=described_ref("LiveRole", "The strongest role."),
        first_joined_at=date_time("Within the live time."),
        last_left_at=nullable(date_time("Null while the person is there.")),
        seconds=integer("In the room during the time that counts."),
        share=number("Of the time that counts.", maximum=1),
        confirmed=boolean("Whether the share is enough; known after the end."),
        jitsi_name=string("What a Jitsi server calls the person; empty where it is the same."),
        is_length_known=boolean("False where only the joining was recorded."),
        is_removed=boolean("Whether the person is removed from the event."),
        watched_at=_watched_at(),
        is_guest=boolean("Whether the person came by a personal link, without an account."),
        is_viewer=boolean("Whether Jitsi let the person in as a visitor only, who is not seen."),
    )


def _absent() -> Schema:
    return closed_object(
        user=string("The participant id."),
        display_name=string("The name now."),
        role=described_ref("LiveRole", "Always attendee."),
        is_removed=boolean("Whether the person is removed from the event."),
        watched_at=_watched_at(),
    )


def _watched_at() -> Schema:
    return nullable(date_time("When the person first watched a recording; null for never."))


def _watched() -> Schema:
    return closed_object(
        user=string("The participant id."),
        display_name=string("The name then; empty for somebody who was made anonymous."),
        watched_at=date_time("When, for the first time."),
    )


def _kept_out() -> Schema:
    return closed_object(
        user=string("The participant id."),
        display_name=string("The name then; empty for somebody who was made anonymous."),
    )


def _by_role() -> Schema:
    names = ("host", "speaker", "attendee", "unidentified")
    return closed_object(**{name: integer("Number of people.") for name in names})


def _stayed() -> Schema:
    return closed_object(
        seconds=integer("For at least so long,"),
        people=integer("so many people were there,"),
        share=number("which is that share of those of whom it is known.", maximum=1),
    )


def _bucket() -> Schema:
    return closed_object(
        from_seconds=integer("From so many seconds"),
        to_seconds=integer("to fewer than so many; to the end in the last one,"),
        people=integer("so many people were there."),
    )


def _registration_figures() -> dict[str, Schema]:
    return {
        "registered": nullable(integer("Registered users; null where that is not known.")),
        "no_shows": nullable(integer("How many of them were absent; null as long as unknown.")),
        "no_show_rate": nullable(number("Of those who are registered.", maximum=1)),
    }


def _session_summary() -> Schema:
    return closed_object(
        event_id=string("The event, as in the paths."),
        title=string("What the site calls the event."),
        state=described_ref("LiveState", "As hosts are told it."),
        is_active=boolean("Whether the event is live."),
        starts_at=nullable(date_time("The scheduled start.")),
        started_at=nullable(date_time("When the latest run went live; null if it never did.")),
        ended_at=nullable(date_time("When the latest run ended; null while it goes on.")),
        people=integer("As in the report of the latest occasion; so is what follows."),
        peak=nullable(integer("The most people at a time; null for very large sessions.")),
        confirmed=integer("Whose attendance is confirmed."),
        **_registration_figures(),
        report_url=string("The report page; relative to this site."),
    )


def _session_list() -> Schema:
    return closed_object(
        results={"type": "array", "items": ref("LiveSessionSummary")},
        page=integer("The number of this page.", minimum=1),
        previous=nullable(string("The address of the page before.")),
        next=nullable(string("The address of the page after.")),
    )


REPORT_SECTIONS: dict[str, Callable[[], Schema]] = {}
"""What other apps add to the report, by the key."""


def _attendance_report() -> Schema:
    return closed_object(
        live_seconds=integer("How long the session was live, or is until now."),
        peak=integer("The most people at a time, guests included."),
        average=number("People in the room, on average over the live time."),
        median_seconds=integer("Of those in `people` of whom it is known."),
        unidentified=integer("Neither users nor guests of a personal link, such as recorders."),
        people={"type": "array", "items": ref("LiveAttendance")},
        unconfirmed={"type": "array", "items": ref("LiveAttendance")},
        counted_seconds=integer("What shares are of: the live time within the schedule."),
        runs={"type": "array", "items": ref("LiveRun")},
        by_role=_by_role(),
        **_registration_figures(),
        absent=nullable({"type": "array", "items": ref("LiveAbsent")}),
        survival={"type": "array", "items": _stayed()},
        distribution={"type": "array", "items": _bucket()},
        removed={"type": "array", "items": ref("LiveKeptOut")},
        watched_later=integer("People who have watched a recording."),
        watched={"type": "array", "items": ref("LiveWatched")},
        viewers=integer("People who were viewers only."),
        **{name: build() for name, build in REPORT_SECTIONS.items()},
    )


def _run() -> Schema:
    return closed_object(
        run=integer("Its number.", minimum=1),
        opened_at=date_time("When somebody was let in first."),
        started_at=nullable(date_time("When it went live; null if it never did.")),
        ended_at=nullable(date_time("Null while it goes on.")),
        ended_because=string("Such as `host` or `idle`; empty while it goes on."),
        live_seconds=integer("How long it was live, or is until now."),
        is_rehearsal=boolean("Whether it was never live, or over before the scheduled start."),
        is_counted=boolean("Whether this report is about it."),
    )


REPORT_COMPONENTS: dict[str, Callable[[], Schema]] = {
    "LiveAttendance": _attendance,
    "LiveAttendanceReport": _attendance_report,
    "LiveRun": _run,
    "LiveAbsent": _absent,
    "LiveKeptOut": _kept_out,
    "LiveWatched": _watched,
    "LiveSessionSummary": _session_summary,
    "LiveSessionList": _session_list,
}
