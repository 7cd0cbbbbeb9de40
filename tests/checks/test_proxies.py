from __future__ import annotations

from typing import Any

import pytest
from django.core.checks import run_checks

from django_jitsi_live.crowd import client_address
from tests.checks.messages import ids
from tests.crowd.test_addresses import client


@pytest.fixture
def proxies(settings: Any) -> Any:
    def are(number: object) -> None:
        settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": number}

    return are


def warnings() -> list[str]:
    messages = run_checks(include_deployment_checks=True)
    return [each.msg for each in messages if each.id == "jitsi_live.W020"]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_site_that_knows_its_proxies_is_not_warned(proxies: Any, number: int) -> None:
    proxies(number)
    assert warnings() == []


@pytest.mark.parametrize(
    ("number", "words"), [(None, "is not set"), ("1", "'1' is no"), (-1, "-1 is"), (True, "True")]
)
def test_site_that_does_not_is_warned_when_it_is_deployed(
    proxies: Any, number: object, words: str
) -> None:
    proxies(number)
    [message] = warnings()
    assert words in message
    assert "jitsi_live.W020" not in ids()


@pytest.mark.parametrize("number", ["1", -1, 1.5, []])
def test_number_that_is_none_takes_no_page_down(proxies: Any, number: object) -> None:
    proxies(number)
    assert client_address(client(forwarded="203.0.113.9")) == "192.0.2.1"
