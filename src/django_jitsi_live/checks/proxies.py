"""Whether the site knows the addresses of its visitors."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Warning, register
from rest_framework.settings import api_settings


@register(deploy=True)
def check_proxies_deployed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where request rates may count all visitors together: only the operator knows whether
    there are proxies before the site."""
    number = api_settings.NUM_PROXIES
    if type(number) is int and number >= 0:
        return []
    is_unset = number is None
    return [
        Warning(
            'REST_FRAMEWORK["NUM_PROXIES"] '
            + ("is not set. " if is_unset else f"= {number!r} is no number of proxies. ")
            + "Behind a proxy, all visitors without a login then share one request rate, because "
            "they have the proxy's address.",
            hint="Write in the settings, for one proxy before the site: "
            'REST_FRAMEWORK = {"NUM_PROXIES": 1, ...}. Without a proxy write 0.',
            id="jitsi_live.W020",
        )
    ]
