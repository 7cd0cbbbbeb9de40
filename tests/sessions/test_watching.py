"""How a stream is shown: by the table that the room's own script is tested with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from django_jitsi_live.sessions import watch_source

TABLE = Path(__file__).parents[1] / "js/room/watch.json"
PAGE = "https://www.example.org"


@pytest.mark.parametrize(("address", "kind", "url"), json.loads(TABLE.read_text()))
def test_source_is_the_one_that_the_script_shows(address: str, kind: str, url: str) -> None:
    found = watch_source(address, PAGE)
    assert (found.kind, found.url) == (kind, url)


def test_video_of_the_page_s_own_origin_is_never_in_a_frame() -> None:
    own = "https://www.example.org/w/4xGpkYcKHzTbuKQZHFMZFh"
    assert watch_source(own, PAGE).kind == "link"
    assert watch_source(own, "https://live.example.org").kind == "frame"
