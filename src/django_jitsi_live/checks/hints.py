"""Parts of hints that several checks share."""

from __future__ import annotations

PUBLIC_SERVER = '{"default": {"BACKEND": "django_jitsi_live.servers.PublicServer"}}'


def setting_hint(name: str, value: str) -> str:
    return f"Write in the settings, for example: JITSI_LIVE_{name} = {value}"
