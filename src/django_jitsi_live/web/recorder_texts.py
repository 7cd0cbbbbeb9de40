"""The texts of ``<jitsi-live-room>`` about recordings and live streams."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

RECORDER_TEXTS = {
    "recordingNow": _("Recording"),
    "streamingNow": _("Live stream"),
    "recordingOn": _("This event is being recorded."),
    "recordingOff": _("The recording has stopped."),
    "streamOn": _("This event is being streamed live."),
    "streamOff": _("The live stream has stopped."),
    "record": _("Record"),
    "stopRecording": _("Stop recording"),
    "stopRecordingQuestion": _(
        "Stop recording? What is recorded so far is kept. Whoever records again later makes a "
        "second file."
    ),
    "stream": _("Stream live"),
    "streamHint": _(
        "On YouTube, turn on auto-start for the broadcast, or start it there when the picture has "
        "come. Otherwise nobody can watch and nothing is kept, whatever this page says."
    ),
    "streamQuestion": _("Stream this event live? Whoever has the link can watch it then."),
    "streamNow": _("Stream now"),
    "stopStream": _("Stop the stream"),
    "stopStreamQuestion": _(
        "Stop the live stream? Whoever watches it sees it end, and some sites do not take it up "
        "again."
    ),
    "recorderBegins": _("The video server is asked to begin …"),
    "recorderStops": _("The video server is asked to stop …"),
    "recorderBusy": _(
        "Each recorder of the video server makes one recording or one live stream at a time, and "
        "none is free. Stop the other one first, or try again in a few minutes."
    ),
    "recorderFull": _(
        "The video server has not enough power left for this. Try again in a few minutes."
    ),
    "recorderPolicy": _(
        "The video server does not let you do this, or was asked too often. Try again in a "
        "minute; if it goes on, tell the people who run this site."
    ),
    "recorderMissing": _(
        "The video server has no recorder that works. Go on without, and tell the people who run "
        "it."
    ),
    "recorderUnexpected": _(
        "The video server is at it already, or has not finished the last one. Look at what is "
        "shown below the video, and try again in a minute."
    ),
    "recorderFailed": _(
        "The recorder has failed. Try again; if it goes on, tell the people who run the video "
        "server."
    ),
    "recorderBroke": _("The recorder has failed, and what it did has ended. Begin again."),
    "recorderLate": _(
        "The video server has not answered. It may still do what it was asked for; if nothing "
        "changes within a minute, try again, or tell the people who run it."
    ),
    "noteRecorded": _(
        "This event may be recorded or streamed live. If you join, your picture, voice, name and "
        "what you write in the chat can be in it."
    ),
}
