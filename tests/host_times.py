"""Times as host projects keep them in columns of their own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings

from django_jitsi_live import moments


def stored(moment: dt.datetime | None) -> Any:
    """What such a column takes: naive without ``USE_TZ``."""
    if moment is None or settings.USE_TZ:
        return moment
    return moments.at_site(moment).replace(tzinfo=None)
