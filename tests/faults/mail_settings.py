"""The webinar project as it sends mails, on whichever database the test has."""

from __future__ import annotations

import os

import django

from tests.projects.webinar.settings import *  # noqa: F403

_PORT = int(os.environ["JITSI_LIVE_FAULTS_MAIL_PORT"])
_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": _BACKEND, "OPTIONS": {"host": "127.0.0.1", "port": _PORT}}}
else:
    EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _BACKEND, "127.0.0.1", _PORT

JITSI_LIVE_STARTS_AT = "starts_at"
JITSI_LIVE_SITE_URL = "https://example.org"
JITSI_LIVE_NOTIFICATIONS = {"reminder": [86400]}
