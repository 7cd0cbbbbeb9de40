"""The app's configuration; connects the receivers."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class JitsiLiveConfig(AppConfig):
    name = "django_jitsi_live"
    label = "jitsi_live"
    verbose_name = _("Live video")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Importing conf sets the defaults; importing checks registers them.
        from . import (  # noqa: F401
            attendance,
            checks,
            conf,
            crowd,
            invitations,
            recordings,
            sessions,
        )

        conf.remember_debug()
        # The cache first: receivers of attendance and of host projects find it up to date.
        crowd.connect_receivers()
        sessions.connect_receivers()
        attendance.connect_receivers()
        recordings.connect_receivers()
        invitations.connect_receivers()
        if apps.is_installed("drf_spectacular"):
            from .web import openapi  # noqa: F401  # registers its extensions
