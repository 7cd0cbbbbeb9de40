"""Guests are at the event while it is live; of what is recorded they watch what everybody may."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import recordings
from django_jitsi_live.exceptions import LiveError
from django_jitsi_live.models import Recording, Run, Viewing, Visibility
from django_jitsi_live.policy import get_visit
from django_jitsi_live.recordings.viewings import note_viewing
from tests.personal_links import guest, make_link
from tests.recordings.stored import stored


@pytest.mark.parametrize("role", ["speaker", "attendee"])
@pytest.mark.parametrize("visibility", Visibility)
def test_a_guest_watches_what_everybody_may(
    folder: Any, run: Run, role: str, visibility: Visibility
) -> None:
    video = stored(run)
    Recording.objects.update(visibility=visibility)
    person = guest(make_link(run.session.event, role=role))
    if visibility == Visibility.EVERYBODY:
        visit, _recording = recordings.require_recording(person, video.pk)
        note_viewing(visit, video)
        assert Viewing.objects.get().user is None
    else:
        with pytest.raises(LiveError):
            recordings.require_recording(person, video.pk)


def test_a_guest_is_noted_by_the_link(folder: Any, run: Run) -> None:
    link = make_link(run.session.event)
    note_viewing(get_visit(guest(link), run.session.event_id), stored(run))
    viewing = Viewing.objects.get()
    assert (viewing.participant, viewing.display_name) == (link.participant, "Gina Guest")
