"""Recordings in Chromium and in Firefox: in the room that is over, and on the page of replays."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.models import (
    Recording,
    RecordingKind,
    RecordingSource,
    RecordingState,
    Run,
    Viewing,
    Visibility,
)
from django_jitsi_live.recordings import announce, claim, inspect, store
from tests.e2e.bucket import Bucket, bucket
from tests.e2e.conftest import ARGUMENTS, HEADLESS, missing, unless_required
from tests.e2e.test_engines import require
from tests.e2e.visitor import Visitor, pass_on, with_header

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Route

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

FILMS = Path(__file__).parents[2] / "example_project/films"
SECONDS = 72
TRY_AGAIN = "Try again"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'"
FOCUSED = """() => {
  let found = document.activeElement;
  while (found.shadowRoot?.activeElement) { found = found.shadowRoot.activeElement; }
  return found.localName;
}"""


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def browser(request: Any) -> Iterator[Browser]:
    playwright = request.getfixturevalue("playwright")
    if request.param == "firefox":
        require("playwright", "firefox-esr")
        program = shutil.which("firefox-esr")
        browser = playwright.firefox.launch(channel="moz-firefox", executable_path=program)
    else:
        if problem := missing():
            unless_required(problem)
        browser = playwright.chromium.launch(executable_path=HEADLESS, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> Callable[..., Path]:
    """Makes a folder the storage of recordings."""

    def use(backend: str = "django.core.files.storage.FileSystemStorage", **options: Any) -> Path:
        location = tmp_path / "recordings"
        values = {"BACKEND": backend, "OPTIONS": options or {"location": location}}
        settings.STORAGES = {**settings.STORAGES, "recordings": values}
        settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"
        return location

    return use


@pytest.fixture
def over(live: Any, host: Any) -> Any:
    """An event that has been live."""
    services.end(host, live.pk)
    return live


def add(event: Any, kind: RecordingKind, file: str, **values: Any) -> Recording:
    run = Run.objects.get(session__event=event)
    source = RecordingSource.PRACTICE
    recording, _is_new = announce(
        run, kind=kind, source=source, server="default", key=file, **values
    )
    assert claim(recording, dt.timedelta(hours=1))
    with (FILMS / file).open("rb") as content:
        assert store(recording, content, inspect(content))
    return recording


def add_film(event: Any, **values: Any) -> Recording:
    given = {"title": "The whole evening", "seconds": SECONDS, **values}
    return add(event, RecordingKind.VIDEO, "knife-skills.webm", **given)


@pytest.fixture
def film(storage: Any, over: Any) -> Recording:
    storage()
    return add_film(over)


def room_of(event: Any) -> str:
    return f"/api/live/room/{event.pk}/"


@pytest.fixture
def sam(film: Recording, visit: Any, over: Any, student: Any) -> Visitor:
    """Somebody who was registered, on the page of the room, afterwards."""
    visitor: Visitor = visit(student, room_of(over))
    visitor.see("ended", "The whole evening")
    return visitor


def video_of(visitor: Visitor) -> Locator:
    return visitor.page.locator("jitsi-live-replay video").first


def wait_for(visitor: Visitor, condition: str) -> None:
    """Until it is true of `video`."""
    handle = video_of(visitor).element_handle()
    visitor.page.wait_for_function(f"(video) => {condition}", arg=handle)


def play(visitor: Visitor) -> None:
    video_of(visitor).evaluate("(video) => { video.play().catch(() => {}); }")


def seek(visitor: Visitor, second: int) -> None:
    video_of(visitor).evaluate("(video, second) => { video.currentTime = second; }", second)


def test_a_recording_plays_by_the_keyboard_and_seeks(sam: Visitor, film: Recording) -> None:
    sam.page.get_by_text("Length: 1:12").wait_for()
    video_of(sam).focus()
    sam.page.keyboard.press("Space")
    wait_for(sam, "!video.paused && video.currentTime > 0")
    assert not sam.page.get_by_text("Length: 1:12").is_visible()
    assert video_of(sam).evaluate("(video) => Math.round(video.duration)") == SECONDS
    seek(sam, 60)
    wait_for(sam, "video.currentTime > 60 && !video.seeking")
    sam.page.keyboard.press("Space")
    wait_for(sam, "video.paused")
    assert Viewing.objects.get().recording == film


def test_captions_are_those_of_the_transcript(
    film: Recording, visit: Any, over: Any, student: Any
) -> None:
    add(over, RecordingKind.TRANSCRIPT, "knife-skills.vtt")
    sam = visit(student, room_of(over))
    sam.see("ended", "The whole evening")
    video_of(sam).evaluate("(video) => { video.textTracks[0].mode = 'showing'; }")
    wait_for(sam, "video.textTracks[0].cues?.length === 12")
    words = video_of(sam).evaluate("(video) => video.textTracks[0].cues[0].text")
    assert "welcome to Kitchen Table" in words


def test_the_page_of_replays_plays_as_well(
    film: Recording, visit: Any, over: Any, student: Any
) -> None:
    sam = visit(student, f"/api/live/replay/{over.pk}/")
    play(sam)
    wait_for(sam, "video.currentTime > 0")


def test_strangers_are_shown_nothing_and_get_nothing(
    film: Recording, visit: Any, over: Any, stranger: Any
) -> None:
    sid = visit(stranger, room_of(over))
    sid.see("unregistered")
    assert sid.page.locator("video").count() == 0
    status = "(address) => fetch(address).then(({ status }) => status)"
    assert sid.page.evaluate(status, f"/api/live/watch/{film.pk}/") == 403
    assert sid.page.evaluate(status, f"/api/live/recordings/{over.pk}/") in {200, 403}
    assert not Viewing.objects.exists()


def test_a_phone_shows_all_of_the_player(
    film: Recording, visit: Any, over: Any, student: Any
) -> None:
    sam = visit(student, room_of(over), viewport={"width": 360, "height": 740})
    sam.see("ended", "The whole evening")
    box = video_of(sam).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["width"] > 280
    width = sam.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 360


def test_a_strict_policy_is_kept(film: Recording, visit: Any, over: Any, student: Any) -> None:
    def strictly(route: Route) -> None:
        if route.request.resource_type == "document":
            pass_on(route, with_header("Content-Security-Policy", POLICY))
        else:
            route.continue_()

    sam = visit(student, "/about/")
    sam.page.context.route("**/*", strictly)
    for path in (room_of(over), f"/api/live/replay/{over.pk}/"):
        sam.open(path)
        video_of(sam).wait_for()
        play(sam)
        wait_for(sam, "video.currentTime > 0")
        assert sam.page.evaluate("() => window.violations") == []


# Links that expire


@pytest.fixture
def expiring(storage: Any, over: Any, tmp_path: Path) -> Callable[..., Any]:
    """A bucket that has the film, whose first signed addresses give so many bytes."""
    return lambda *allowances: bucket(tmp_path / "recordings", *allowances)


def serve_from(bucket: Bucket, storage: Any, event: Any) -> None:
    storage("tests.e2e.bucket.BucketStorage", bucket=bucket)
    add_film(event)


def test_an_expired_link_is_asked_for_anew_and_it_goes_on(
    expiring: Any, storage: Any, visit: Any, over: Any, student: Any
) -> None:
    with expiring(120_000) as bucket:
        serve_from(bucket, storage, over)
        sam = visit(student, room_of(over))
        sam.see("ended", "The whole evening")
        play(sam)
        wait_for(sam, "video.currentTime > 1")
        seek(sam, 60)
        wait_for(sam, "video.currentTime > 61 && !video.paused")
        assert len(bucket.used) > 1  # the film has come from two addresses
        assert 0 in bucket.left.values()  # of which one is refused by now
        assert bucket.ranges
        assert not sam.page.get_by_role("button", name=TRY_AGAIN).is_visible()
        assert Viewing.objects.count() == 1


def test_who_may_not_watch_any_more_reads_so_and_can_try_again(
    expiring: Any, storage: Any, visit: Any, over: Any, student: Any
) -> None:
    with expiring(120_000) as bucket:
        serve_from(bucket, storage, over)
        sam = visit(student, room_of(over))
        sam.see("ended", "The whole evening")
        Recording.objects.update(visibility=Visibility.TEAM)
        play(sam)
        again = sam.page.get_by_role("button", name=TRY_AGAIN)
        again.wait_for()
        gone = re.compile("not here any more|does not show you")
        assert sam.page.get_by_text(gone).is_visible()
        Recording.objects.update(visibility=Visibility.REGISTERED)
        again.focus()
        sam.page.keyboard.press("Enter")
        wait_for(sam, "video.currentTime > 1")
        assert sam.page.evaluate(FOCUSED) == "video"
        assert not again.is_visible()


# Hosts


def test_hosts_read_what_becomes_of_recordings(
    film: Recording, visit: Any, over: Any, host: Any
) -> None:
    run = film.run
    for key, state in (("one", RecordingState.ARRIVING), ("two", RecordingState.LOST)):
        announce(
            run,
            kind=RecordingKind.VIDEO,
            source=RecordingSource.JAAS,
            server="default",
            key=key,
            title=f"Part {key}",
            state=state,
            problem="expired" if state is RecordingState.LOST else "",
            received=30,
            size=100,
        )
    helen = visit(host, room_of(over))
    helen.see("ended", "The whole evening", "Part one: on its way to this site, 30 % are here.")
    helen.see("ended", "Part two: lost. The video server kept it for a day only")
    helen.room.get_by_role("link", name="All recordings").click()
    helen.page.wait_for_url(f"**/api/live/replay/{over.pk}/")
    video_of(helen).wait_for()


def test_a_recording_appears_while_the_host_is_there(
    storage: Any, visit: Any, live: Any, host: Any
) -> None:
    storage()
    helen = visit(host, room_of(live))
    helen.see("live")
    helen.end_for_everyone()
    helen.see("ended")
    add_film(live)
    helen.see("ended", "The whole evening")
