from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live.operations.doctor import probe
from tests import tls
from tests.patience import PATIENCE

from .old_app import OldApp, Participant, Session, tables


@pytest.fixture(scope="module")
def old_tables(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The older app's own tables. They are made outside of any test's transaction."""
    with django_db_blocker.unblock(), tables(Session, Participant):
        yield


@pytest.fixture
def old(old_tables: None, db: None) -> OldApp:
    return OldApp(Session, Participant)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: Any) -> tls.Authority:
    return tls.Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def good_certificate(authority: tls.Authority) -> Path:
    return authority.issue()


@pytest.fixture
def serve(
    authority: tls.Authority, good_certificate: Path, monkeypatch: Any
) -> Iterator[Callable[..., tls.WebServer]]:
    """Start web servers that answer in some way, with a good certificate or another."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    monkeypatch.setattr(probe, "TIMEOUT_SECONDS", PATIENCE)  # these servers do answer
    with ExitStack() as stack:

        def serve(
            certificate: Path | None = good_certificate,
            kind: type[tls.WebServer] = tls.WebServer,
            **how: Any,
        ) -> tls.WebServer:
            return stack.enter_context(kind(**how).run(certificate))

        yield serve


@pytest.fixture
def use(settings: Any) -> Callable[..., None]:
    def use(default: Any, **others: Any) -> None:
        settings.JITSI_LIVE_SERVERS = {"default": default, **others}

    return use
