from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django_jitsi_live import services
from django_jitsi_live.models import Recording, RecordingState

from webinars import demo_data


@pytest.fixture
def over(db):
    return demo_data.seed().over


@pytest.fixture
def film(over):
    return Recording.objects.get(kind="video")


def test_past_webinar_has_a_film_and_what_was_said(over):
    assert {each.kind for each in Recording.objects.filter(state=RecordingState.HERE)} == {
        *("video", "transcript")
    }


def test_film_is_a_few_hundred_kilobytes(film):
    assert film.content_type == "video/webm"
    assert 50_000 < film.size < 500_000


@pytest.mark.parametrize("name", ["helen", "sam", "sara"])
def test_page_of_the_past_webinar_plays_it(over, film, as_user, name):
    client = as_user(User.objects.get(username=name))
    html = client.get(over.get_absolute_url()).content.decode()
    assert f'src="/live/watch/{film.pk}/"' in html
    assert f'src="/live/captions/{film.pk}.vtt"' in html
    answer = client.get(f"/live/watch/{film.pk}/", headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.getvalue()) == (206, b"\x1a\x45\xdf\xa3")
    assert b"welcome to Kitchen Table" in client.get(f"/live/captions/{film.pk}.vtt").content


def test_who_was_not_registered_sees_no_film(over, film, as_user):
    client = as_user(User.objects.get(username="sid"))
    assert "<video" not in client.get(over.get_absolute_url()).content.decode()
    assert client.get(f"/live/watch/{film.pk}/").status_code == 403


def test_past_webinar_that_was_never_live_has_no_player(past_event, helen, as_user):
    html = as_user(helen).get(past_event.get_absolute_url()).content.decode()
    assert "jitsi-live-replay" not in html


def test_filling_in_again_stores_no_second_file(over):
    demo_data.seed()
    assert Recording.objects.count() == 2
    folders, _files = storages["recordings"].listdir("jitsi-live")
    assert len(folders) == 2


def test_run_was_when_it_was_scheduled(over, film):
    assert film.run.started_at == over.starts_at
    assert services.describe(over.organizer, over.pk).has_ended
