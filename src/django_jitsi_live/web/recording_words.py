"""What hosts read about a recording that has not come, or not yet."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Problem, Recording, RecordingState
from .clock import Clock

NEXT_STEPS = {
    Problem.EXPIRED: _(
        "The video server kept it for a day only, and it could not be fetched in that time. If "
        "somebody has downloaded it there, choose that file here."
    ),
    Problem.REFUSED: _(
        "The video server does not hand it out. If somebody has downloaded it there, choose that "
        "file here."
    ),
    Problem.UNREACHABLE: _(
        "The video server gives no answer. If somebody has downloaded it there, choose that file "
        "here."
    ),
    Problem.INTERRUPTED: _(
        "The download from the video server broke off again and again. If somebody has downloaded "
        "it there, choose that file here."
    ),
    Problem.TOO_LARGE: _(
        "It is larger than this site accepts. Choose a smaller file here, such as one of a lower "
        "resolution, or ask the people who run this site to accept larger ones."
    ),
    Problem.TOO_SLOW: _(
        "The download from the video server took too long. If somebody has downloaded it there, "
        "choose that file here."
    ),
    Problem.STORAGE: _(
        "The storage of this site did not take it. Tell the people who run this site."
    ),
    Problem.NOT_UPLOADED: _(
        "The recorder has announced it and not uploaded it. Ask the people who run this site to "
        "look for the file on the recorder; then choose it here."
    ),
}


def problem_text(recording: Recording) -> str:
    """Why it has not come, or not yet, and what to do; empty for no problem."""
    if not recording.problem:
        return ""
    if recording.state == RecordingState.LOST:
        return str(NEXT_STEPS[Problem(recording.problem)])
    reason = str(Problem(recording.problem).label)
    if recording.next_attempt_at is None:
        return gettext("There is a problem: %(reason)s.") % {"reason": reason}
    when = Clock.date_and_time(recording.next_attempt_at)
    text = gettext("There is a problem: %(reason)s. It is tried again (%(when)s).")
    return text % {"reason": reason, "when": when}


def state_text(recording: Recording) -> str:
    """How far it has come."""
    if recording.state == RecordingState.ARRIVING and recording.received:
        return _progress(recording)
    return str(STATES[RecordingState(recording.state)])


STATES = {
    RecordingState.ANNOUNCED: _("Announced: it comes by itself."),
    RecordingState.ARRIVING: _("On its way."),
    RecordingState.HERE: _("Here."),
    RecordingState.LOST: _("Lost."),
    RecordingState.DELETED: _("Deleted."),
}


def _progress(recording: Recording) -> str:
    received = filesizeformat(recording.received)
    if not recording.size or recording.size < recording.received:
        return gettext("On its way: %(received)s so far.") % {"received": received}
    values = {"received": received, "size": filesizeformat(recording.size)}
    return gettext("On its way: %(received)s of %(size)s.") % values


def length_text(seconds: int | None) -> str:
    """Such as ``1:02:30``; empty where it is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
