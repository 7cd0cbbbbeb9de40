"""Several hosts and speakers, and registrations several tables away, in one of several states."""

from __future__ import annotations

from tests.projects.base import *  # noqa: F403
from tests.projects.base import INSTALLED_APPS as COMMON_APPS

INSTALLED_APPS = [*COMMON_APPS, "tests.projects.many_hosts.school"]

JITSI_LIVE_EVENT_MODEL = "school.Lesson"
JITSI_LIVE_EVENT_LOOKUP_FIELD = "slug"
JITSI_LIVE_HOST_LOOKUP = "course__teachers"
JITSI_LIVE_SPEAKER_LOOKUP = "guests"
JITSI_LIVE_REGISTRATION_LOOKUP = "course__enrolments__student__user"
JITSI_LIVE_REGISTRATION_FILTER = {"course__enrolments__status": "confirmed"}
