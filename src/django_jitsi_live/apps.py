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
        from . import checks, conf  # noqa: F401
        from .attendance import receivers as attendance_receivers
        from .crowd import receivers as crowd_receivers

        # In this order the cache is up to date before receivers of host projects run.
        crowd_receivers.connect()
        attendance_receivers.connect()
        if apps.is_installed("drf_spectacular"):
            from . import openapi  # noqa: F401
