from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.urls import reverse


def url(event) -> str:
    return reverse("webinars:react", args=[event.pk])


@pytest.fixture
def bundle(settings, tmp_path) -> None:
    page = tmp_path / "webinars" / "react" / "page.js"
    page.parent.mkdir(parents=True)
    page.touch()
    settings.STATICFILES_DIRS = [tmp_path]


@pytest.fixture
def no_bundle(settings) -> None:
    settings.STATICFILES_FINDERS = []


@pytest.fixture
def hashed_names(settings, tmp_path, bundle) -> None:
    settings.DEBUG = False
    settings.STATIC_ROOT = tmp_path / "collected"
    backend = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    ignore = ["admin", "rest_framework"]
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=ignore)


def test_guest_is_sent_to_the_login(client, event):
    assert client.get(url(event)).headers["Location"] == f"/accounts/login/?next={url(event)}"


def test_host_gets_the_page(as_user, helen, event, bundle):
    html = as_user(helen).get(url(event)).content.decode()
    assert '<script type="module" src="/static/webinars/react/page.js">' in html
    assert 'data-display-name="Helen Host" data-is-host' in html
    assert 'data-client-module="/static/jitsi_live/client.js"' in html
    assert 'data-room-module="/static/jitsi_live/room.js"' in html


def test_page_names_the_files_with_their_hashes(as_user, helen, event, hashed_names):
    html = as_user(helen).get(url(event)).content.decode()
    assert re.search(r'data-client-module="/static/jitsi_live/client\.[0-9a-f]{12}\.js"', html)
    assert re.search(r'src="/static/webinars/react/page\.[0-9a-f]{12}\.js"', html)


def test_student_gets_the_page_as_no_host(as_user, registration, bundle):
    html = as_user(registration.user).get(url(registration.event)).content.decode()
    assert 'data-display-name="sam" data-client-module' in html


def test_host_without_the_bundle_is_told_how_to_build_it(as_user, helen, event, no_bundle):
    html = as_user(helen).get(url(event)).content.decode()
    assert "npm ci &amp;&amp; npm run build" in html
    assert "react-page" not in html


def test_page_has_no_inline_script_or_style(as_user, helen, event, bundle):
    html = as_user(helen).get(url(event)).content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert html.count("<script") == html.count('<script type="module" src="')


def test_unknown_event_is_not_found(as_user, helen):
    assert as_user(helen).get(reverse("webinars:react", args=[404])).status_code == 404


def test_page_takes_one_query_for_the_event(
    as_user, helen, event, bundle, django_assert_num_queries
):
    client = as_user(helen)
    with django_assert_num_queries(3):  # session, user, event
        client.get(url(event))
