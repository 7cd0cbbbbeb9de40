"""What the doctor finds dead gets no new sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from django_jitsi_live.models import ServerFailure
from django_jitsi_live.sessions import mark_server_down
from tests import tls
from tests.keys import with_secret

from .examined import doctor, run
from .jitsi_server import JitsiServer

pytestmark = pytest.mark.django_db

Use = Callable[..., None]


def down() -> list[str]:
    return [*ServerFailure.objects.values_list("alias", flat=True)]


def test_dead_server_gets_no_new_sessions(use: Use, serve: Any) -> None:
    alive = serve(kind=JitsiServer)
    use(with_secret(DOMAIN=tls.dead_port()), berlin=with_secret(DOMAIN=alive.domain))
    report = doctor()
    assert down() == ["default"]
    assert "opened on other servers" in report.find("placement")["message"]
    assert report.all("placement", "berlin") == []
    assert "refuses the connection" in ServerFailure.objects.get().reason


def test_only_server_is_noted_without_a_word_about_others(use: Use) -> None:
    use(with_secret(DOMAIN=tls.dead_port()))
    assert doctor().all("placement") == []
    assert down() == ["default"]


def test_server_that_is_well_again_gets_new_sessions(use: Use, serve: Any) -> None:
    mark_server_down("default", "It was restarted.")
    use(with_secret(DOMAIN=serve(kind=JitsiServer).domain))
    doctor()
    assert down() == []


def test_expired_certificate_keeps_new_sessions_away(use: Use, serve: Any, authority: Any) -> None:
    use(with_secret(DOMAIN=serve(authority.issue(days=(-60, -30)), kind=JitsiServer).domain))
    doctor()
    assert down() == ["default"]


def test_offline_nothing_is_noted(use: Use) -> None:
    use(with_secret(DOMAIN=tls.dead_port()))
    mark_server_down("default", "It was restarted.")
    doctor("--offline")
    assert down() == ["default"]


@pytest.mark.parametrize(("level", "status"), [("warning", 1), ("broken", 0)])
def test_exit_status_follows_the_level_asked_for(use: Use, level: str, status: int) -> None:
    use({"BACKEND": "django_jitsi_live.servers.PublicServer", "DOMAIN": "meet.jit.si"})
    assert run("--offline", "--fail-on", level)[1] == status
