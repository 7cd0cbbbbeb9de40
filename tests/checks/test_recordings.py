"""Where recordings lie is checked: that it is there, and that nobody reads them past the site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live.checks import check_recordings_deployed
from tests.keys import with_secret
from tests.recordings.jibri import TOKEN

from .messages import found, ids

FOLDER = "django.core.files.storage.FileSystemStorage"
RECORDED = {"default": with_secret(RECORDINGS_TOKEN=TOKEN)}


class Elsewhere:
    def __init__(self, **options: Any) -> None:
        vars(self).update(options)


@pytest.fixture
def use(settings: Any) -> Any:
    def use(backend: str, **options: Any) -> None:
        storage = {"BACKEND": backend, "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "recordings": storage}
        settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"

    return use


def test_storage_of_its_own_is_fine(use: Any, settings: Any, tmp_path: Path) -> None:
    settings.JITSI_LIVE_SERVERS = RECORDED
    settings.JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = "/internal/recordings/"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.STATIC_ROOT = None
    use(FOLDER, location=tmp_path / "recordings")
    assert ids() == []


def test_misspelt_alias_is_an_error(use: Any, settings: Any, tmp_path: Path) -> None:
    use(FOLDER, location=tmp_path)
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recording"
    [message] = found()
    assert message.id == "jitsi_live.E024"
    assert 'Did you mean "recordings"?' in str(message.hint)


@pytest.mark.parametrize(
    ("backend", "options"), [("no.such.Storage", {}), (FOLDER, {"bucket": "secret"})]
)
def test_storage_that_cannot_be_made_is_an_error(use: Any, backend: str, options: Any) -> None:
    use(backend, **options)
    [message] = found()
    assert message.id == "jitsi_live.E026"
    assert "secret" not in f"{message.msg} {message.hint}"


@pytest.mark.parametrize("root", ["MEDIA_ROOT", "STATIC_ROOT"])
@pytest.mark.parametrize("below", ["", "recordings/here"])
def test_files_below_what_the_web_server_serves_are_warned_of(
    use: Any, settings: Any, tmp_path: Path, root: str, below: str
) -> None:
    setattr(settings, root, str(tmp_path))
    use(FOLDER, location=tmp_path / below)
    [message] = found()
    assert message.id == "jitsi_live.W024"
    assert root in message.msg


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ({}, 0),
        ({"querystring_auth": True, "default_acl": None}, 0),
        ({"querystring_auth": False}, 1),
        ({"default_acl": "public-read"}, 1),
        ({"default_acl": "publicRead"}, 1),
    ],
)
def test_bucket_without_signatures_is_warned_of(use: Any, options: Any, count: int) -> None:
    use(f"{__name__}.Elsewhere", **options)
    assert ids() == ["jitsi_live.W024"] * count


@pytest.mark.parametrize(
    "location", ["recordings", "/recordings", "recordings/", "/a b/", "/", "//"]
)
def test_location_needs_slashes(settings: Any, location: str) -> None:
    settings.JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = location
    assert ids() == ["jitsi_live.E025"]


def test_token_without_a_storage_is_warned_of(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {**RECORDED, "other": with_secret()}
    [message] = found()
    assert message.id == "jitsi_live.W025"
    assert TOKEN not in f"{message.msg} {message.hint}"


def deployed() -> list[str | None]:
    return [message.id for message in check_recordings_deployed(None)]


def test_site_that_sends_files_itself_is_warned_when_deployed(
    use: Any, settings: Any, tmp_path: Path
) -> None:
    assert deployed() == []
    use(FOLDER, location=tmp_path)
    assert deployed() == ["jitsi_live.W026"]
    settings.JITSI_LIVE_RECORDINGS_ACCEL_REDIRECT = "/internal/"
    assert deployed() == []


@pytest.mark.parametrize("backend", [f"{__name__}.Elsewhere", "no.such.Storage"])
def test_storage_elsewhere_sends_files_itself(use: Any, backend: str) -> None:
    use(backend)
    assert deployed() == []


@pytest.mark.parametrize("alias", ["nowhere", 7])
def test_what_other_checks_say_is_not_said_of_the_deployed_site(settings: Any, alias: Any) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = alias
    assert deployed() == []


def test_errors_of_others_are_not_repeated(settings: Any) -> None:
    settings.JITSI_LIVE_SERVERS = {"default": {"BACKEND": "no.such.Backend"}}
    assert ids() == ["jitsi_live.E010"]
    settings.JITSI_LIVE_RECORDINGS_STORAGE = 7
    assert ids() == ["jitsi_live.E011"]
