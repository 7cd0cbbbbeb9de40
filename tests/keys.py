"""Key pairs for the tests, made once per run."""

from __future__ import annotations

from functools import cache

from django_jitsi_live.servers.keys import new_key_pair

SECRET = "a-secret-of-the-tests-with-more-than-32-bytes"
APP_ID = "vpaas-magic-cookie-0123456789abcdef0123456789abcdef"


@cache
def _make(name: str) -> tuple[str, str]:
    return new_key_pair(2048)


def pair(name: str = "current") -> tuple[str, str]:
    """(private PEM, public PEM) of that name."""
    return _make(name)


def with_secret(**options: object) -> dict[str, object]:
    return {
        "BACKEND": "django_jitsi_live.servers.SelfHostedServer",
        "DOMAIN": "meet.example.org",
        "APP_ID": "webinars",
        "APP_SECRET": SECRET,
        **options,
    }


def with_key_pair(**options: object) -> dict[str, object]:
    keys = {"KEY_ID": "live-2026", "PRIVATE_KEY": str(pair()[0])}
    entry = with_secret(**{**keys, **options})
    if "APP_SECRET" not in options:
        del entry["APP_SECRET"]
    return entry


def jaas(**options: object) -> dict[str, object]:
    return {
        "BACKEND": "django_jitsi_live.servers.JaaSServer",
        "APP_ID": APP_ID,
        "KEY_ID": "4f4910",
        "PRIVATE_KEY": str(pair()[0]),
        **options,
    }
