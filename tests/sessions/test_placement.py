"""On which server a run is opened, and that it stays there until it is moved."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from django_jitsi_live import moments, services
from django_jitsi_live.exceptions import Busy, NotHost, NotLive, ServerMisconfigured, ServerNotFound
from django_jitsi_live.models import AuditEntry, LiveSession, Run, ServerFailure, State
from django_jitsi_live.policy import Policy
from django_jitsi_live.sessions import (
    mark_server_down,
    mark_server_up,
    move_session,
    other_servers,
)
from django_jitsi_live.sessions import (
    services as session_services,
)
from django_jitsi_live.sessions.placement import choose_server
from tests.projects.webinar.webinars.models import Event
from tests.servers.scripted import SCRIPTED, ScriptedServer

Server = type[ScriptedServer]


@pytest.fixture
def use(settings: Any) -> Any:
    """Set up servers by alias, with these options."""

    def use(**servers: Any) -> None:
        settings.JITSI_LIVE_SERVERS = {
            alias: {"BACKEND": SCRIPTED, "DOMAIN": f"{alias}.example.org", **options}
            for alias, options in servers.items()
        }

    return use


def chosen(times: int = 300) -> Counter[str]:
    return Counter(choose_server() for _ in range(times))


def test_without_weights_the_default_is_used(use: Any, db: None) -> None:
    use(default={}, large={})
    assert chosen(50) == {"default": 50}


def test_runs_are_shared_out_by_weight(use: Any, db: None) -> None:
    use(default={"WEIGHT": 3}, second={"WEIGHT": 1}, third={"WEIGHT": 0}, fourth={})
    count = chosen(1000)
    assert {*count} == {"default", "second"}
    assert count["default"] > count["second"]


def test_a_drained_server_gets_no_runs(use: Any, db: None) -> None:
    use(default={"WEIGHT": 1, "DRAINED": True}, second={"WEIGHT": 1})
    assert chosen(50) == {"second": 50}


def test_a_drained_default_gives_way_to_the_others(use: Any, db: None) -> None:
    use(default={"DRAINED": True}, second={}, third={"WEIGHT": 0}, fourth={"DRAINED": True})
    assert {*chosen()} == {"second", "third"}


def test_an_unusable_server_is_passed_over(use: Any, db: None) -> None:
    use(default={"WEIGHT": 5, "NOT_AN_OPTION": 1}, second={"WEIGHT": 1})
    assert chosen(20) == {"second": 20}


def test_a_server_that_is_down_is_passed_over(use: Any, db: None) -> None:
    use(default={"WEIGHT": 5}, second={"WEIGHT": 1})
    mark_server_down("default", "It gives no answer.")
    mark_server_down("default", "x" * 1000)
    assert chosen(20) == {"second": 20}
    mark_server_up("default")
    assert "default" in chosen()


def test_a_failure_is_forgotten_after_a_while(use: Any, db: None) -> None:
    use(default={"WEIGHT": 5}, second={"WEIGHT": 1})
    long_ago = moments.now() - dt.timedelta(minutes=16)
    ServerFailure.objects.create(alias="default", failed_at=long_ago)
    assert "default" in chosen()


def test_the_only_server_is_used_though_it_failed(
    use: Any, db: None, django_assert_num_queries: Any
) -> None:
    use(default={})
    mark_server_down("default", "It gives no answer.")
    with django_assert_num_queries(0):
        assert choose_server() == "default"


def test_where_all_are_down_one_of_them_is_used(use: Any, db: None) -> None:
    use(default={"WEIGHT": 1}, second={"WEIGHT": 1})
    mark_server_down("default", "")
    mark_server_down("second", "")
    assert {*chosen()} == {"default", "second"}


def test_where_all_are_drained_the_operator_is_told(
    use: Any, event: Event, host: Any, caplog: Any
) -> None:
    use(default={"DRAINED": True}, second={"DRAINED": True})
    with pytest.raises(ServerMisconfigured):
        services.start(host, event.pk)
    assert "every server in JITSI_LIVE_SERVERS is DRAINED or unusable" in caplog.text


class SecondAlways(Policy):
    def server_for(self, event: Any) -> str:
        return super().server_for(event) or "second"


def test_the_policy_has_the_last_word(use: Any, event: Event, host: Any, settings: Any) -> None:
    use(default={"WEIGHT": 5}, second={"DRAINED": True})
    settings.JITSI_LIVE_POLICY = f"{__name__}.SecondAlways"
    services.start(host, event.pk)
    assert LiveSession.objects.get().server == "second"


def test_who_comes_later_finds_the_same_server(
    use: Any, event: Event, host: Any, student: Any
) -> None:
    use(default={"WEIGHT": 1}, second={"WEIGHT": 1})
    services.start(host, event.pk)
    domains = {services.join(student, event.pk).domain for _ in range(30)}
    assert domains == {f"{LiveSession.objects.get().server}.example.org"}


# Moving


def test_moving_goes_on_in_a_new_room_with_a_run_of_its_own(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    before = LiveSession.objects.get()
    grant = services.move(host, live.pk)
    after = LiveSession.objects.get()
    assert grant.room_name == after.room_name != before.room_name
    assert grant.role == "host"
    assert (after.is_active, after.started_at, after.server) == (True, before.started_at, "default")
    old, new = Run.objects.order_by("number")
    assert (old.ended_because, old.ended_by, old.ended_at) == ("moved", host, new.started_at)
    assert (new.ended_at, new.starts_at, new.ends_at) == (None, old.starts_at, old.ends_at)
    assert after.run == new
    assert services.join(student, live.pk).room_name == after.room_name


def test_moving_to_another_server_takes_everybody_along(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    grant = services.move(host, live.pk, "other")
    assert grant.domain == services.join(student, live.pk).domain == "other.example.org"
    entry = AuditEntry.objects.get(action="moved")
    assert (entry.server, entry.reason, entry.run.number) == ("default", "other", 1)


@pytest.mark.django_db(transaction=True)
def test_the_old_room_is_closed_on_its_server(server: Server, live: Event, host: Any) -> None:
    old = LiveSession.objects.get().room_name
    services.move(host, live.pk, "other")
    assert server.calls == [("end", "default", old)]


@pytest.mark.django_db(transaction=True)
def test_a_session_that_was_made_live_by_hand_moves_too(
    server: Server, live: Event, host: Any
) -> None:
    Run.objects.all().delete()
    services.move(host, live.pk)
    assert server.calls == []  # nothing tells which room that was
    assert Run.objects.get().started_at is not None


def test_a_backstage_moves_and_stays_one(
    server: Server, event: Event, host: Any, student: Any
) -> None:
    services.backstage(host, event.pk)
    assert services.move(host, event.pk, "other").state is State.BACKSTAGE
    assert Run.objects.latest("number").started_at is None
    with pytest.raises(NotLive):
        services.join(student, event.pk)


def test_only_hosts_move(server: Server, live: Event, student: Any) -> None:
    with pytest.raises(NotHost):
        services.move(student, live.pk)


def test_what_is_not_open_cannot_move(server: Server, event: Event, host: Any) -> None:
    with pytest.raises(NotLive):
        services.move(host, event.pk)


@pytest.mark.parametrize("alias", ["nowhere", "drained"])
def test_there_is_no_moving_to_a_server_that_is_not_offered(
    use: Any, event: Event, host: Any, alias: str
) -> None:
    use(default={}, drained={"DRAINED": True}, broken={"NOT_AN_OPTION": 1}, other={})
    services.start(host, event.pk)
    assert other_servers("default") == ["other"]
    with pytest.raises(ServerNotFound):
        services.move(host, event.pk, alias)


def test_of_two_moves_at_once_one_happens(server: Server, live: Event, host: Any) -> None:
    session, same = LiveSession.objects.get(), LiveSession.objects.get()
    assert move_session(session, host) is True
    assert move_session(same, host) is False
    assert Run.objects.count() == 2
    assert Run.objects.filter(ended_at=None).count() == 1


def test_a_move_that_is_always_beaten_says_so(
    server: Server, live: Event, host: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(session_services, "move_session", lambda *args: False)
    with pytest.raises(Busy):
        services.move(host, live.pk)


def test_nobody_sees_the_session_end_while_it_moves(
    server: Server, live: Event, host: Any, student: Any
) -> None:
    before = services.status(live.pk, fresh=True)
    services.move(host, live.pk)
    after = services.status(live.pk, fresh=True)
    assert (after.version, after.is_active) == (before.version, True)


def test_a_page_in_the_old_room_is_told_to_join_again(
    server: Server, live: Event, host: Any, student: Any, as_user: Any
) -> None:
    client = as_user(student)
    url = f"/api/live/stays/{live.pk}/"
    stay = client.post(url, {"action": "joined"}).json()["stay"]
    seen = {"action": "seen", "stay": stay}
    assert "moved" not in client.post(url, seen).json()
    services.move(host, live.pk)
    assert client.post(url, seen).json()["moved"] is True
    services.end(host, live.pk)
    assert "moved" not in client.post(url, seen).json()
