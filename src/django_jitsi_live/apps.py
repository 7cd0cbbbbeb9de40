from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class JitsiLiveConfig(AppConfig):
    name = "django_jitsi_live"
    label = "jitsi_live"
    verbose_name = _("Live video")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # appconf writes the defaults when it is imported; checks and receivers register themselves.
        from . import attendance, checks, conf  # noqa: F401

        if apps.is_installed("drf_spectacular"):
            from .openapi import extension  # noqa: F401
