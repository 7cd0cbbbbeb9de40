"""Settings of the example site. What django-jitsi-live needs is in one block at the end."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import django

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = os.environ.get("DJANGO_DEBUG", "1").lower() in {"1", "true", "yes", "on"}
SECRET_KEY = "for-the-example-project-only-never-use-this-key-on-a-real-site"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_jitsi_live",
    "django_jitsi_live.questions",
    "webinars",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("DJANGO_DATABASE", BASE_DIR / "db.sqlite3"),
        # Viewers poll while the host writes: wait for the lock and take it at the beginning.
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE"},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # Not below MEDIA_ROOT: the app alone hands these files out, to whom it may.
    "recordings": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": os.environ.get("DJANGO_RECORDINGS", BASE_DIR / "recordings")},
    },
}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "webinars:list"
LOGOUT_REDIRECT_URL = "webinars:list"

# Mails are files in this folder. A real site names its mail server here.
MAILS = os.environ.get("DJANGO_MAILS", BASE_DIR / "mails")
DEFAULT_FROM_EMAIL = "Kitchen Table <webinars@example.com>"
if django.VERSION >= (6, 1):
    MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": MAILS},
        }
    }
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAILS

REST_FRAMEWORK = {
    # The first class decides how a missing login is answered: JWT makes it a 401 with
    # WWW-Authenticate, where sessions alone would make it a 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
}

# Long enough for an afternoon with the demo's curl lines. Minutes are right for a real site.
SIMPLE_JWT = {"ACCESS_TOKEN_LIFETIME": timedelta(days=1)}

# ------------------------------------------------------------------ django-jitsi-live

# Which model gets a live session.
JITSI_LIVE_EVENT_MODEL = "webinars.Event"

# Who hosts it, who speaks at it, and who is registered for it: lookups from the event to users.
JITSI_LIVE_HOST_LOOKUP = "organizer"
JITSI_LIVE_SPEAKER_LOOKUP = "speakers"
JITSI_LIVE_REGISTRATION_LOOKUP = "registrations__user"

# When it is scheduled: a field and a property of Event.
JITSI_LIVE_STARTS_AT = "starts_at"
JITSI_LIVE_ENDS_AT = "ends_at"

# Whether it takes place: another field of Event.
JITSI_LIVE_CANCELLED = "is_cancelled"

# What no lookup says: whom hosts may invite by a personal link.
JITSI_LIVE_POLICY = "webinars.policy.WebinarPolicy"

# Who is not registered may ask the host to be let in.
JITSI_LIVE_ASK_TO_JOIN = True

# Which mails are sent: reminders a day and a quarter of an hour before the start. The demo sends
# what is due by itself; a real site runs manage.py jitsi_live_notify every few minutes.
JITSI_LIVE_NOTIFICATIONS = {
    "invitation": True,
    "moved": True,
    "cancelled": True,
    "reminder": [24 * 3600, 15 * 60],
    "live": True,
    "replay": True,
    "missed": True,
    "not_started": 5 * 60,
}

# Where the links in mails lead. The demo says it itself, as it may run on another port.
JITSI_LIVE_SITE_URL = os.environ.get("DJANGO_SITE_URL", "http://127.0.0.1:8000")

# Where the video comes from: practice rooms of this very site, which need no network, or any Jitsi
# server that asks for no token.
if domain := os.environ.get("JITSI_DOMAIN"):
    server = {"BACKEND": "django_jitsi_live.servers.PublicServer", "DOMAIN": domain}
else:
    server = {"BACKEND": "django_jitsi_live.practice.PracticeServer"}
JITSI_LIVE_SERVERS = {"default": server}

# Where recordings lie: an alias of STORAGES.
JITSI_LIVE_RECORDINGS_STORAGE = "recordings"

# Whoever asks a question decides whether the name is shown, and it is in the list at once.
JITSI_LIVE_QUESTIONS_NAMES = "choice"
JITSI_LIVE_QUESTIONS_APPROVAL = False

# What the video has buttons for. The room has its own to leave and to end, the page its own chat.
# Polls and reactions are Jitsi's.
JITSI_LIVE_CONFIG = {
    "toolbarButtons": [
        "camera", "desktop", "fullscreen", "microphone", "participants-pane", "raisehand",
        "polls", "reactions", "settings", "tileview",
    ],
}  # fmt: skip
JITSI_LIVE_HOST_CONFIG = {
    "toolbarButtons": [*JITSI_LIVE_CONFIG["toolbarButtons"], "mute-everyone", "security"],
}
