"""The page and the tag: a player for each film, without JavaScript, for those who may watch."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import find
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, RequestContext, Template
from django.templatetags.static import static
from django.test import Client, RequestFactory

from django_jitsi_live.models import Recording, RecordingKind, Run, Visibility
from django_jitsi_live.policy import Policy
from django_jitsi_live.web.replay import length_in_words
from tests.projects.webinar.webinars.models import Event
from tests.recordings.stored import announced, stored, watch_path

TAG = Template("{% load jitsi_live %}{% jitsi_replay event %}")


@pytest.fixture
def video(folder: Path, run: Run) -> Recording:
    return stored(run, title="A <b> talk", seconds=3725)


def path(event: Event) -> str:
    return f"/api/live/replay/{event.pk}/"


def page(event: Event, user: Any = None, status: int = 200) -> str:
    client = Client()
    if user is not None:
        client.force_login(user)
    response = client.get(path(event))
    assert response.status_code == status
    html: str = response.content.decode()
    return html


def test_watcher_gets_a_player(live: Event, student: Any, video: Recording) -> None:
    html = page(live, student)
    [element] = re.findall(r"<jitsi-live-replay><video ([^>]*)>", html)
    assert f'src="{watch_path(video)}"' in element
    assert f'poster="{static("jitsi_live/replay-poster.svg")}"' in element
    for attribute in ("controls", "playsinline", 'preload="none"', "data-jitsi-live-replay"):
        assert attribute in element
    assert "<strong>A &lt;b&gt; talk</strong>" in html
    assert "1 hour 2 minutes" in html
    assert "<track" not in html
    assert f'<script type="module" src="{static("jitsi_live/replay.js")}"></script>' in html
    assert "<h1>Django in depth</h1>" in html


def test_player_has_captions(live: Event, student: Any, video: Recording, run: Run) -> None:
    stored(run, RecordingKind.TRANSCRIPT, b"[]", title="What was said")
    html = page(live, student)
    source = f'<track kind="captions" src="/api/live/captions/{video.pk}.vtt"'
    assert source in html
    assert re.search(r'<a href="/api/live/watch/[^"]*">What was said</a> <small>2', html)
    Recording.objects.filter(kind=RecordingKind.TRANSCRIPT).update(size=None)
    assert "<small>" not in page(live, student)


def test_length_that_is_not_known_is_left_out(live: Event, student: Any, video: Recording) -> None:
    Recording.objects.update(seconds=None)
    assert "jitsi-live-replay__length" not in page(live, student)


def test_page_is_not_cached_and_not_framed(live: Event, student: Any, video: Recording) -> None:
    client = Client()
    client.force_login(student)
    response = client.get(path(live))
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"


def test_stranger_sees_nothing_of_it(live: Event, stranger: Any, video: Recording) -> None:
    html = page(live, stranger)
    assert "There is no recording of this event for you yet." in html
    for secret in (str(video.pk), "talk</strong>", static("jitsi_live/replay.js")):
        assert secret not in html


def test_visitor_without_a_login_is_sent_to_it(live: Event, video: Recording) -> None:
    response = Client().get(path(live))
    assert (response.status_code, response["Location"]) == (302, f"/login/?next={path(live)}")


def test_visitor_without_a_login_watches_what_is_for_everybody(
    live: Event, video: Recording
) -> None:
    Recording.objects.update(visibility=Visibility.EVERYBODY)
    assert watch_path(video) in page(live)


def test_host_sees_that_nothing_can_be_watched_yet(
    live: Event, host: Any, folder: Path, run: Run
) -> None:
    announced(run)
    html = page(live, host)
    assert "There is no recording of this event that can be watched." in html
    assert "<video" not in html


def test_unknown_event_is_not_found(student: Any) -> None:
    client = Client()
    client.force_login(student)
    response = client.get("/api/live/replay/no/such/event/")
    assert (response.status_code, response["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_page_costs_two_queries(
    live: Event, student: Any, video: Recording, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.force_login(student)
    with django_assert_num_queries(2 + 2):  # the login; the event with its roles, the recordings
        client.get(path(live))


def test_rate_holds_for_the_page(live: Event, student: Any, settings: Any) -> None:
    rates = {"jitsi_live_status": "1/hour"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    client = Client()
    client.force_login(student)
    assert client.get(path(live)).status_code == 200
    assert client.get(path(live)).status_code == 429


# The tag


def tag(event: Any, user: Any = None, **context: Any) -> str:
    request = RequestFactory().get("/events/1/?tab=replay")
    request.user = user
    for name, value in context.pop("attributes", {}).items():
        setattr(request, name, value)
    return TAG.render(RequestContext(request, {"event": event, **context}))


def test_tag_shows_the_players(live: Event, student: Any, video: Recording) -> None:
    assert watch_path(video) in tag(live, student)


def test_tag_offers_the_login(live: Event, video: Recording, settings: Any) -> None:
    html = tag(live)
    assert "There is no recording of this event for visitors who are not logged in." in html
    assert 'href="/login/?next=/events/1/%3Ftab%3Dreplay"' in html
    settings.LOGIN_URL = "no-such-view"
    assert "Log in" not in tag(live)


class Drafts(Policy):
    def events(self) -> Any:
        return super().events().none()


class Broken(Policy):
    def may_watch(self, user: Any, event: Any) -> bool:
        raise RuntimeError


def test_tag_of_a_hidden_event_says_why(
    live: Event, student: Any, video: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Drafts"
    html = tag(live, student)
    assert "There is no such event." in html
    assert "<video" not in html


def test_page_goes_on_where_the_policy_fails(
    live: Event, student: Any, video: Recording, settings: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Broken"
    assert "Live video is not set up correctly." in tag(live, student)
    assert "Live video is not set up correctly." in page(live, student, 503)


@pytest.mark.parametrize("event", [None, ""])
def test_tag_without_an_event_shows_no_player(db: None, event: Any, student: Any) -> None:
    assert "There is no such event." in tag(event, student)


def test_tag_needs_the_request() -> None:
    with pytest.raises(ImproperlyConfigured, match="jitsi_replay %} needs the request"):
        TAG.render(Context({"event": None}))


def test_scripts_have_the_nonce(live: Event, student: Any, video: Recording) -> None:
    assert f'{static("jitsi_live/replay.js")}" nonce="abc"></script>' in tag(
        live, student, csp_nonce="abc"
    )
    with_attribute = tag(live, student, attributes={"csp_nonce": "def"})
    assert f'{static("jitsi_live/replay.js")}" nonce="def"></script>' in with_attribute


def test_page_has_neither_script_nor_style_of_its_own(
    live: Event, student: Any, video: Recording
) -> None:
    html = page(live, student)
    own = r'<script(?! type="(application/json|module" src=))|<style|\sstyle=|\son\w+='
    assert not re.search(own, html)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (119, "2 minutes"),
        (3599, "1 hour"),
        (3660, "1 hour 1 minute"),
        (7300, "2 hours 2 minutes"),
    ],
)
def test_length_is_told_in_words(seconds: int | None, words: str) -> None:
    assert length_in_words(seconds) == words


def test_poster_is_shipped() -> None:
    found = find("jitsi_live/replay-poster.svg")
    assert "<script" not in Path(str(found)).read_text()


def test_site_that_asks_for_a_login_everywhere_shows_what_is_for_everybody(
    live: Event, video: Recording, settings: Any
) -> None:
    required = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, required]
    Recording.objects.update(visibility=Visibility.EVERYBODY)
    assert watch_path(video) in page(live)
    client = Client()
    assert len(client.get(f"/api/live/recordings/{live.pk}/").json()) == 1
    assert client.head(watch_path(video)).status_code == 200
    assert client.get(f"/api/live/captions/{video.pk}.vtt").json()["code"] == "not_found"
