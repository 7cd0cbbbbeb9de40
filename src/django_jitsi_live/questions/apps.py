"""The configuration of the app; connects the receivers."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    name = "django_jitsi_live.questions"
    label = "jitsi_live_questions"
    verbose_name = _("Questions about live events")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from ..attendance import KeptRows, add_kept_rows, add_personal_data
        from ..conf import add_settings
        from ..web import add_report_section

        # Importing conf sets the defaults; importing checks registers them.
        from . import checks, conf, models, personal_data, report, voters  # noqa: F401
        from .web import connect_rates

        add_settings(conf.QuestionsConf._meta.defaults)
        connect_rates()
        voters.connect_receivers()
        add_personal_data(self.label, personal_data.PERSONAL_DATA)
        add_kept_rows(KeptRows("questions", models.Question, "asked_at"))
        add_report_section(report.SECTION)
        if apps.is_installed("drf_spectacular"):
            from .openapi import describe_questions

            describe_questions()
