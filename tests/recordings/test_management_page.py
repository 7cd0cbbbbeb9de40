"""The host's part of the replay page, in a browser without JavaScript."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from django_jitsi_live import moments
from django_jitsi_live.models import Problem, Recording, RecordingState, Run
from django_jitsi_live.web.recording_words import NEXT_STEPS, length_text, state_text
from tests.recordings.conftest import FILM, files

EDITED = FILM + b"edited"


@pytest.fixture
def browser(host: Any) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(host)
    return client


@pytest.fixture
def page(run: Run) -> str:
    return f"/api/live/replay/{run.session.event.pk}/"


def url(recording: Recording) -> str:
    return f"/api/live/recording/{recording.pk}/manage/"


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def submit(client: Client, page: str, recording: Recording, action: str, **data: Any) -> Any:
    """As a browser does: with the token of the page, to where a form of the page is sent."""
    html = client.get(page).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert token is not None
    assert f'action="{url(recording)}"' in html
    data = {"csrfmiddlewaretoken": token[1], "action": action, **data}
    return client.post(url(recording), data)


def shown(client: Client, answer: Any) -> str:
    """The page that the answer leads to."""
    assert answer.status_code == 302
    return text_of(client.get(answer["Location"]).content.decode())


def test_host_changes_a_recording(browser: Client, page: str, here: Recording) -> None:
    data = {"title": "Part <1>", "visibility": "team", "expires_at": "2030-01-31T12:00"}
    answer = submit(browser, page, here, "change", **data)
    assert "Saved." in shown(browser, answer)
    html = browser.get(page).content.decode()
    assert 'value="Part &lt;1&gt;"' in html
    assert '<option value="team" selected>' in html
    assert 'value="2030-01-31T12:00"' in html
    here.refresh_from_db()
    assert (here.title, here.visibility) == ("Part <1>", "team")


def test_what_is_no_time_is_said_on_a_page(browser: Client, page: str, here: Recording) -> None:
    answer = submit(browser, page, here, "change", expires_at="soon")
    assert answer.status_code == 400
    assert "expires_at has to be a time" in text_of(answer.content.decode())
    assert f'href="{page}"' in answer.content.decode()


def test_nothing_is_deleted_by_one_press_of_a_button(
    browser: Client, page: str, here: Recording
) -> None:
    answer = submit(browser, page, here, "delete")
    text = text_of(answer.content.decode())
    assert answer.status_code == 200
    assert "You can take that back for ten minutes." in text
    here.refresh_from_db()
    assert here.state == RecordingState.HERE


def test_recording_is_deleted_for_sure_and_restored(
    browser: Client, page: str, here: Recording
) -> None:
    text = shown(browser, submit(browser, page, here, "delete", sure="yes"))
    assert "Deleted. You can take that back for ten minutes." in text
    assert "Take the deletion back" in text
    assert "Visible to" not in text
    text = shown(browser, submit(browser, page, here, "restore"))
    assert "Restored. It can be watched again." in text
    assert "Visible to" in text


def test_what_has_not_come_is_deleted_for_good(
    browser: Client, page: str, recording: Recording
) -> None:
    text = text_of(submit(browser, page, recording, "delete").content.decode())
    assert "That cannot be taken back." in text
    text = shown(browser, submit(browser, page, recording, "delete", sure="yes"))
    assert "Deleted. You can" not in text
    assert "Nothing was recorded here yet." in text


def test_file_is_replaced(browser: Client, page: str, here: Recording, folder: Path) -> None:
    file = SimpleUploadedFile("edited.mp4", EDITED)
    text = shown(browser, submit(browser, page, here, "replace", file=file))
    assert "Replaced. From now on the new file is watched." in text
    assert EDITED in files(folder)


def test_file_that_is_no_video_is_refused_on_a_page(
    browser: Client, page: str, here: Recording
) -> None:
    answer = submit(browser, page, here, "replace", file=SimpleUploadedFile("x.mp4", b"MZ"))
    assert answer.status_code == 415
    assert "choose one in the format MP4 or WebM" in text_of(answer.content.decode())


def test_form_without_a_file_asks_for_one(browser: Client, page: str, here: Recording) -> None:
    answer = submit(browser, page, here, "replace")
    assert answer.status_code == 400
    assert "Choose a file first." in text_of(answer.content.decode())


def test_file_that_is_too_large_is_refused(
    browser: Client, page: str, here: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_RECORDING_MAX_BYTES = 100
    file = SimpleUploadedFile("large.mp4", FILM + bytes(100_000))
    answer = submit(browser, page, here, "replace", file=file)
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain")
    assert "larger than this site accepts" in answer.content.decode()


def test_unknown_action_leads_back(browser: Client, page: str, here: Recording) -> None:
    assert submit(browser, page, here, "dance")["Location"] == page


def test_address_of_the_forms_leads_to_the_page(
    browser: Client, page: str, here: Recording
) -> None:
    assert browser.get(url(here))["Location"] == page


def test_visitors_log_in_first(client: Client, here: Recording) -> None:
    answer = client.post(url(here), {"action": "delete", "sure": "yes"})
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_only_hosts_see_forms(client: Client, student: Any, here: Recording) -> None:
    client.force_login(student)
    answer = client.post(url(here), {"action": "delete", "sure": "yes"})
    assert answer.status_code == 403
    assert Recording.objects.get().state == RecordingState.HERE


def test_unknown_recording_is_not_found(browser: Client, page: str) -> None:
    assert browser.get(url(Recording())).status_code == 404


def test_page_of_an_event_without_recordings_says_so(browser: Client, page: str) -> None:
    text = text_of(browser.get(page).content.decode())
    assert "Nothing was recorded here yet." in text


def test_nothing_secret_is_on_the_page(browser: Client, page: str, here: Recording) -> None:
    Recording.objects.update(
        link="https://example.org/a-link", claim="a-claim", key="a-key", initiator="an-initiator"
    )
    html = browser.get(page).content.decode()
    for secret in ("a-link", "a-claim", "a-key", "an-initiator", here.file_name):
        assert secret not in html


def test_lost_recording_says_why_and_what_to_do(
    browser: Client, page: str, lost: Recording
) -> None:
    text = text_of(browser.get(page).content.decode())
    assert "Lost." in text
    assert "look for the file on the recorder" in text
    assert "Another file" in text


@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_a_next_step(problem: Problem) -> None:
    assert str(NEXT_STEPS[problem]).endswith((".", "here"))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "Announced: it comes by itself."),
        ({"state": "arriving"}, "On its way."),
        ({"state": "arriving", "received": 2048}, "On its way: 2.0\xa0KB so far."),
        ({"state": "arriving", "received": 2048, "size": 4096}, "2.0\xa0KB of 4.0\xa0KB."),
        ({"state": "arriving", "received": 4096, "size": 2048}, "4.0\xa0KB so far."),
    ],
)
def test_progress_is_shown(values: Any, text: str) -> None:
    assert text in state_text(Recording(**values))


def test_length_and_size_of_what_is_here_are_shown(
    browser: Client, page: str, here: Recording
) -> None:
    Recording.objects.update(seconds=3750, size=2048)
    assert "Here. 1:02:30, 2.0\xa0KB" in browser.get(page).content.decode()
    Recording.objects.update(size=None)
    assert "Here. 1:02:30<" in browser.get(page).content.decode()
    Recording.objects.update(state="lost")
    assert "1:02:30" not in browser.get(page).content.decode()


def test_delay_is_shown_with_the_next_attempt(
    browser: Client, page: str, recording: Recording
) -> None:
    Recording.objects.update(state="arriving", problem=Problem.UNREACHABLE)
    assert "the server gives no answer." in text_of(browser.get(page).content.decode())
    Recording.objects.update(next_attempt_at=moments.now())
    assert "It is tried again (" in text_of(browser.get(page).content.decode())


def test_lengths_are_as_people_write_them() -> None:
    assert [length_text(each) for each in (None, 0, 61, 3750)] == ["", "0:00", "1:01", "1:02:30"]


def test_page_takes_the_same_queries_for_many_recordings(
    browser: Client, page: str, here: Recording
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            browser.get(page)
        return len(found)

    one = queries()
    for number in range(3):
        here.pk, here.key = Recording().pk, f"more-{number}"
        here.save(force_insert=True)
    assert queries() == one
