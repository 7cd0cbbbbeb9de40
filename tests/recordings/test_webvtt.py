"""Captions from transcripts of several forms."""

from __future__ import annotations

import json
from typing import Any

import pytest

from django_jitsi_live.recordings.webvtt import Cue, read_cues, write

START = 1_700_000_000.0


def cues(value: Any, video: float | None = START, transcript: float | None = None) -> list[Cue]:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return read_cues(data, video, transcript)


def entry(**values: Any) -> dict[str, Any]:
    return {"text": "Hello", "speaker": "Ann", **values}


JAAS = {
    "meetingFqn": "app/room",
    "messages": [
        {"name": "Ann", "content": "Hello", "timestamp": int(START * 1000) + 1500},
        {"name": "Bob", "content": "Hi", "timestamp": int(START * 1000) + 4000},
    ],
}
JIGASI = {
    "room_name": "room",
    "events": [
        {"event": "JOIN", "timestamp": "2023-11-14T22:13:20Z", "participant": {"name": "Ann"}},
        {
            "event": "SPEECH",
            "timestamp": "2023-11-14T22:13:21.500123456Z",
            "participant": {"id": "1", "name": "Ann"},
            "transcript": [{"text": "Hello", "confidence": 0.9}, {"text": "Yellow"}],
        },
    ],
}


def test_messages_with_a_time_in_milliseconds() -> None:
    assert cues(JAAS) == [Cue(1.5, 1.5, "Ann", "Hello"), Cue(4.0, 4.0, "Bob", "Hi")]


def test_events_with_a_time_in_words() -> None:
    [cue] = cues(JIGASI)
    assert (cue.begin, cue.speaker, cue.text) == (pytest.approx(1.500123), "Ann", "Hello")


@pytest.mark.parametrize(
    ("values", "begin", "end"),
    [
        ({"start": 1.5, "end": 2.5}, 1.5, 2.5),
        ({"start": 1500, "end": 2500}, 1.5, 2.5),
        ({"startTime": 0, "endTime": 1000}, 0, 1),
        ({"start_time": START + 1, "end_time": START + 2}, 1, 2),
        ({"timestamp": "2023-11-14T22:13:25"}, 5, 5),
        ({"timestamp": "2023-11-14T23:13:25+01:00"}, 5, 5),
        ({"start": True, "timestamp": 3000}, 3, 3),
        ({"start": "soon", "timestamp": 3000}, 3, 3),
        ({"start": -1, "timestamp": 3000}, 3, 3),
        ({"start": 1e300, "timestamp": 3000}, 3, 3),
        ({"timestamp": START - 10}, -10, -10),
    ],
)
def test_times_are_read_in_many_forms(values: Any, begin: float, end: float) -> None:
    [cue] = cues([entry(**values)])
    assert (cue.begin, cue.end) == (begin, end)


def test_transcript_may_begin_before_the_video() -> None:
    [cue] = cues([entry(start=30000)], transcript=START - 10)
    assert cue.begin == 20


def test_times_since_1970_say_nothing_where_the_start_is_not_known() -> None:
    assert cues(JAAS, video=None) == []
    [cue] = cues([entry(start=3000)], video=None, transcript=START)
    assert cue.begin == 3


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"no JSON",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"messages": NaN}',
        "text",
        7,
        None,
        {},
        {"messages": "x"},
        {"messages": [1, "x", None, []]},
        [{"text": "no time"}],
        [{"start": 1}],
        [{"start": 1, "text": " "}],
        [{"start": 1, "text": 5}],
        [{"start": 1, "transcript": []}],
        [{"start": 1, "transcript": [{"words": "x"}]}],
    ],
)
def test_what_is_no_transcript_has_no_cues(value: Any) -> None:
    assert cues(value) == []


@pytest.mark.parametrize("name", ["segments", "utterances", "cues", "transcripts", "results"])
def test_list_may_have_many_names(name: str) -> None:
    assert len(cues({"other": 1, name: [entry(start=1)]})) == 1
    assert len(cues({name: {"segments": [entry(start=1)]}})) == 1


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"speaker": "Ann"}, "Ann"),
        ({"speaker": "", "name": "Ann"}, "Ann"),
        ({"speaker": None, "participant": {"id": "1", "displayName": "Ann\n Lee"}}, "Ann Lee"),
        ({"speaker": {"id": 1}}, ""),
        ({"speaker": 7}, ""),
    ],
)
def test_speaker_is_named(values: Any, name: str) -> None:
    [cue] = cues([entry(start=1, **values)])
    assert cue.speaker == name


def test_byte_order_mark_is_no_matter() -> None:
    assert len(cues(b"\xef\xbb\xbf" + json.dumps([entry(start=1)]).encode())) == 1


# The file


def test_cues_are_written_in_the_order_of_time_with_the_name_where_it_changes() -> None:
    text = write(
        [
            Cue(3661.5, 3662.75, "Bob", "Third"),
            Cue(2, 3, "Ann", "Second"),
            Cue(0, 2, "Ann", "First"),
        ]
    )
    assert text == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:02.000\nAnn: First\n\n"
        "00:00:02.000 --> 00:00:03.000\nSecond\n\n"
        "01:01:01.500 --> 01:01:02.750\nBob: Third\n"
    )


def test_cue_without_an_end_lasts_until_the_next_and_not_for_long() -> None:
    text = write([Cue(0, 0, "", "A"), Cue(3, 3, "", "B"), Cue(60, 50, "", "C")])
    assert [line for line in text.splitlines() if "-->" in line] == [
        "00:00:00.000 --> 00:00:03.000",
        "00:00:03.000 --> 00:00:10.000",
        "00:01:00.000 --> 00:01:07.000",
    ]


def test_nothing_is_shown_before_the_video_or_after_it() -> None:
    found = [Cue(-9, -2, "", "Before"), Cue(-5, 0.2, "", "A"), Cue(9, 12, "", "B")]
    text = write([*found, Cue(10, 11, "", "After")], 10)
    assert "Before" not in text
    assert "After" not in text
    assert "00:00:00.000 --> 00:00:01.000\nA" in text
    assert "00:00:09.000 --> 00:00:12.000\nB" in text


def test_cue_at_the_same_time_as_the_next_can_be_read() -> None:
    text = write([Cue(1, 1, "", "A"), Cue(1, 1, "", "B")])
    assert "00:00:01.000 --> 00:00:02.000\nA" in text


def test_text_cannot_break_out_of_its_cue() -> None:
    [cue] = cues([entry(start=1, text="<b>&\n\n00:00 --> 01:00\r\nx", speaker="<v Eve>")])
    text = write([cue])
    assert text.splitlines()[3:] == [
        "&lt;v Eve&gt;: &lt;b&gt;&amp; 00:00 --&gt; 01:00 x",
    ]


def test_times_are_rounded_to_the_next_second_where_they_are_so_near() -> None:
    assert "00:01:00.000 --> " in write([Cue(59.9996, 61, "", "A")])
