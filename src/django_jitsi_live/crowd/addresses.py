"""The address of a client: what requests without a login are counted under."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import Any

from rest_framework.settings import api_settings


def client_address(request: Any) -> str:
    """The address that requests of this client are counted under; empty if there is none.

    Clients can write anything into ``X-Forwarded-For``. So it counts only if the host project says
    by Django REST framework's ``NUM_PROXIES`` how many of its last entries its own proxies wrote.
    """
    proxies = api_settings.NUM_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR")
    if isinstance(proxies, int) and proxies > 0 and forwarded:
        entries = forwarded.split(",")
        if address := _normalized(entries[-min(proxies, len(entries))]):
            return address
    return _normalized(request.META.get("REMOTE_ADDR") or "")


# What proxies add to requests.
PROXY_HEADERS = {
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
}


def is_shared_address(request: Any) -> bool:
    """Whether it may be the address of a proxy, from which all clients come."""
    if api_settings.NUM_PROXIES is not None:
        return False
    remote = _parse(request.META.get("REMOTE_ADDR") or "")
    if remote is None:
        return True  # such as a Unix socket
    return not remote.is_global and not PROXY_HEADERS.isdisjoint(request.META)


def _normalized(text: str) -> str:
    address = _parse(text)
    if address is None:
        return ""
    if isinstance(address, IPv6Address):
        # Each client has a network of its own, and can take any address in it.
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)


def _parse(text: str) -> Any:
    text = text.strip().strip('"')
    if text.startswith("["):  # [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
