"""Who may record and stream from the page, and what people are told of it before they join."""

from __future__ import annotations

from typing import Any

import pytest

from django_jitsi_live import services
from django_jitsi_live.exceptions import NotHost, NotLive, NotRecordable
from django_jitsi_live.models import LiveSession
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import begin_recording
from tests.servers.scripted import SCRIPTED, ScriptedServer

KEY = "stream-key-of-the-webinar"
RIGHTS = ("may_be_recorded", "can_record", "can_stream", "records_automatically")
POLICY = f"{__name__}.Streaming"


class Streaming(Policy):
    def stream_target(self, event: Any) -> str:
        return KEY


class Placed(Policy):
    def server_for(self, event: Any) -> str:
        return "other"


class Misplaced(Policy):
    def server_for(self, event: Any) -> str:
        raise RuntimeError("a hook of the host project")


class Failing(ScriptedServer):
    def supports(self, what: str) -> bool:
        raise RuntimeError("a backend of the host project")


def entry(alias: str, backend: str = SCRIPTED, **options: Any) -> dict[str, Any]:
    return {"BACKEND": backend, "DOMAIN": f"{alias}.example.org", **options}


@pytest.fixture
def recording(server: type[ScriptedServer], settings: Any, monkeypatch: Any) -> None:
    """A site that keeps recordings, with servers that make them."""
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"
    monkeypatch.setattr(ScriptedServer, "abilities", {"recordings", "stream"})


def rights(user: Any, event: Any) -> set[str]:
    info = services.describe(user, event.pk)
    return {name for name in RIGHTS if getattr(info, name)}


@pytest.mark.usefixtures("recording")
def test_hosts_record_and_everybody_with_a_role_is_told(
    event: Any, host: Any, speaker: Any, student: Any, stranger: Any
) -> None:
    assert rights(host, event) == {"may_be_recorded", "can_record"}
    assert rights(speaker, event) == rights(student, event) == {"may_be_recorded"}
    assert rights(stranger, event) == rights(None, event) == set()
    services.start(host, event.pk)
    assert rights(host, event) == {"may_be_recorded", "can_record"}
    assert rights(student, event) == {"may_be_recorded"}


@pytest.mark.usefixtures("server")
def test_nothing_is_recorded_where_the_server_or_the_site_cannot(
    settings: Any, monkeypatch: Any, event: Any, host: Any
) -> None:
    assert rights(host, event) == set()
    settings.JITSI_LIVE_RECORDINGS_STORAGE = "recordings"
    assert rights(host, event) == set()
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    monkeypatch.setattr(ScriptedServer, "abilities", {"recordings"})
    assert rights(host, event) == set()


@pytest.mark.usefixtures("recording")
def test_a_stream_needs_a_server_and_a_target(
    settings: Any, monkeypatch: Any, event: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = None
    assert rights(host, event) == set()
    settings.JITSI_LIVE_POLICY = POLICY
    assert rights(host, event) == {"may_be_recorded", "can_stream"}
    assert rights(student, event) == {"may_be_recorded"}
    monkeypatch.setattr(ScriptedServer, "abilities", {"recordings"})
    assert rights(host, event) == set()


@pytest.mark.usefixtures("recording")
def test_the_target_is_in_no_answer(
    settings: Any, client: Any, live: Any, host: Any, student: Any
) -> None:
    settings.JITSI_LIVE_POLICY = POLICY
    for user in (host, student):
        assert KEY not in repr(services.describe(user, live.pk).as_dict())
        client.force_login(user)
        for accepted in ("application/json", "text/html"):
            answer = client.get(f"/api/live/room/{live.pk}/", headers={"Accept": accepted})
            assert KEY not in answer.content.decode()


@pytest.mark.usefixtures("recording")
def test_the_pages_data_has_the_rights(client: Any, event: Any, host: Any) -> None:
    client.force_login(host)
    answer = client.get(f"/api/live/room/{event.pk}/", headers={"Accept": "application/json"})
    data = answer.json()
    assert {name: data[name] for name in (*RIGHTS, "has_replays")} == {
        "may_be_recorded": True,
        "can_record": True,
        "can_stream": False,
        "records_automatically": False,
        "has_replays": True,
    }


@pytest.mark.usefixtures("recording")
def test_people_without_javascript_read_it_beside_the_button(
    client: Any, live: Any, host: Any, student: Any
) -> None:
    def page() -> str:
        client.force_login(student)
        text: str = client.get(f"/api/live/room/{live.pk}/").content.decode()
        return text.partition("</script>")[2]  # after the words of the element

    assert "This event may be recorded" in page()
    services.end(host, live.pk)
    assert "This event may be recorded" not in page()


@pytest.mark.parametrize(("storage", "has_replays"), [(None, False), ("recordings", True)])
def test_whether_there_can_be_replays_everybody_is_told(
    settings: Any, event: Any, stranger: Any, storage: Any, has_replays: bool
) -> None:
    settings.JITSI_LIVE_RECORDINGS_STORAGE = storage
    for user in (stranger, None):
        assert services.describe(user, event.pk).has_replays is has_replays


# Which server


@pytest.mark.usefixtures("recording")
def test_a_session_that_is_open_is_recorded_as_its_own_server_can(
    settings: Any, event: Any, host: Any, student: Any
) -> None:
    services.backstage(host, event.pk)
    public = {"BACKEND": "django_jitsi_live.servers.PublicServer"}
    settings.JITSI_LIVE_SERVERS = {**settings.JITSI_LIVE_SERVERS, "default": public}
    assert rights(student, event) == rights(host, event) == set()
    LiveSession.objects.update(server="other")
    assert rights(student, event) == {"may_be_recorded"}
    LiveSession.objects.update(server="gone")
    assert rights(student, event) == rights(host, event) == set()


@pytest.mark.usefixtures("recording")
@pytest.mark.parametrize(
    ("servers", "records"),
    [
        ({"default": entry("a", "django_jitsi_live.servers.PublicServer")}, False),
        ({"default": entry("a", "nowhere.Server")}, False),
        ({}, False),
        (
            {
                "default": entry("a", "django_jitsi_live.servers.PublicServer"),
                "other": entry("b"),
            },
            False,
        ),
        (
            {
                "default": entry("a", "django_jitsi_live.servers.PublicServer"),
                "other": entry("b", WEIGHT=1),
            },
            True,
        ),
        (
            {
                "default": entry("a", "django_jitsi_live.servers.PublicServer", DRAINED=True),
                "other": entry("b"),
            },
            True,
        ),
        ({"default": entry("a", f"{__name__}.Failing")}, False),
    ],
)
def test_before_a_start_it_is_that_of_the_servers_that_it_can_lead_to(
    settings: Any, event: Any, host: Any, servers: Any, records: bool
) -> None:
    settings.JITSI_LIVE_SERVERS = servers
    assert ("can_record" in rights(host, event)) is records


@pytest.mark.usefixtures("recording")
@pytest.mark.parametrize(("policy", "records"), [("Placed", True), ("Misplaced", False)])
def test_the_policy_may_place_it(
    settings: Any, event: Any, host: Any, policy: str, records: bool
) -> None:
    public = {"BACKEND": "django_jitsi_live.servers.PublicServer"}
    settings.JITSI_LIVE_SERVERS = {"default": public, "other": entry("other")}
    settings.JITSI_LIVE_POLICY = f"{__name__}.{policy}"
    assert ("can_record" in rights(host, event)) is records


@pytest.mark.usefixtures("recording")
def test_a_policy_that_names_no_server_of_ours_costs_the_recording_alone(
    settings: Any, event: Any, host: Any
) -> None:
    settings.JITSI_LIVE_POLICY = f"{__name__}.Placed"
    settings.JITSI_LIVE_SERVERS = {"default": entry("default")}
    assert rights(host, event) == set()


@pytest.mark.usefixtures("recording")
def test_what_can_be_recorded_costs_no_query(
    settings: Any, event: Any, host: Any, django_assert_num_queries: Any
) -> None:
    settings.JITSI_LIVE_POLICY = POLICY
    settings.JITSI_LIVE_RECORD_AUTOMATICALLY = True
    with django_assert_num_queries(1):
        assert rights(host, event) == {*RIGHTS}


# By itself


@pytest.fixture
def automatic(recording: None, settings: Any) -> None:
    settings.JITSI_LIVE_RECORD_AUTOMATICALLY = True


@pytest.mark.usefixtures("automatic")
def test_one_page_begins_by_itself_once_a_room(live: Any, host: Any, student: Any) -> None:
    assert "records_automatically" in rights(host, live)
    assert "records_automatically" not in rights(student, live)
    assert [begin_recording(host, live.pk) for _ in range(3)] == [True, False, False]
    assert rights(host, live) == {"may_be_recorded", "can_record"}
    services.move(host, live.pk)  # in the room before, the recording has ended
    assert "records_automatically" in rights(host, live)
    assert begin_recording(host, live.pk)
    services.end(host, live.pk)
    services.start(host, live.pk)
    assert begin_recording(host, live.pk)


@pytest.mark.usefixtures("automatic")
def test_refusals_are_noted_beside_it(live: Any, host: Any, student: Any) -> None:
    services.report_refusal(student, live.pk, "conference.max_users")
    assert begin_recording(host, live.pk)
    services.report_refusal(student, live.pk, "conference.iceFailed")
    assert not begin_recording(host, live.pk)


@pytest.mark.usefixtures("recording")
def test_hosts_alone_begin_and_while_it_is_live(event: Any, host: Any, student: Any) -> None:
    with pytest.raises(NotLive):
        begin_recording(host, event.pk)
    services.backstage(host, event.pk)
    with pytest.raises(NotLive):
        begin_recording(host, event.pk)
    services.start(host, event.pk)
    with pytest.raises(NotHost):
        begin_recording(student, event.pk)


def test_nothing_begins_where_nothing_can_be_recorded(live: Any, host: Any) -> None:
    with pytest.raises(NotRecordable):
        begin_recording(host, live.pk)


@pytest.mark.usefixtures("automatic")
def test_a_page_asks_whether_it_is_the_first(client: Any, live: Any, host: Any) -> None:
    client.force_login(host)

    def ask() -> Any:
        return client.post(
            f"/api/live/room/{live.pk}/",
            {"action": "recording"},
            headers={"Accept": "application/json"},
        ).json()

    assert [ask(), ask()] == [
        {"is_active": True, "is_first": True},
        {"is_active": True, "is_first": False},
    ]


# The audience's own recordings


@pytest.mark.parametrize(
    ("config", "disabled"),
    [({}, True), ({"localRecording": {"disable": False}}, False)],
)
def test_the_audience_does_not_record_in_the_browser_unless_the_site_lets_it(
    settings: Any, live: Any, host: Any, speaker: Any, student: Any, config: Any, disabled: bool
) -> None:
    settings.JITSI_LIVE_CONFIG = config
    assert services.join(student, live.pk).config["localRecording"] == {"disable": disabled}
    for user in (host, speaker):
        assert services.join(user, live.pk).config.get("localRecording") == config.get(
            "localRecording"
        )
