"""Fields that depend on the host project's settings: the relation to its events, and times."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

from ..conf import event_model_label
from ..moments import as_moment, at_site, site_zone


class EventOneToOneField(models.OneToOneField):  # type: ignore[type-arg]  # not generic at run time
    """One to one with the model that ``JITSI_LIVE_EVENT_MODEL`` names.

    Migrations refer to the setting instead of the host project's app.
    """

    swappable_setting = "JITSI_LIVE_EVENT_MODEL"

    def __init__(self, to: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(to or self._default_target(), *args, **kwargs)

    @staticmethod
    def _default_target() -> str:
        try:
            return event_model_label()
        except ImproperlyConfigured:
            # The system check names the setting and the fix, but runs only if this model loads:
            # without a target Django fails earlier, and does not name the setting.
            return "self"

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.OneToOneField", args, kwargs


class MomentField(models.DateTimeField):  # type: ignore[type-arg]  # not generic at run time
    """A time that is aware in Python and the same in the database, with and without ``USE_TZ``.

    Without it, Django stores the local time of the site. Where the clock is put back that is two
    times in one, so that people would leave before they came. Migrations know a plain field.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DateTimeField", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        if settings.USE_TZ:
            return super().get_prep_value(value)
        naive_or_aware = self.to_python(value)
        return None if naive_or_aware is None else as_moment(naive_or_aware)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if settings.USE_TZ:
            return super().get_db_prep_value(value, connection, prepared)
        moment = value if prepared else self.get_prep_value(value)
        if moment is not None and not connection.features.supports_timezones:
            moment = moment.replace(tzinfo=None)  # UTC, as with USE_TZ
        return connection.ops.adapt_datetimefield_value(moment)

    def get_db_converters(self, connection: Any) -> list[Any]:
        return [] if settings.USE_TZ else [_from_naive]


def _from_naive(value: dt.datetime | None, expression: Any, connection: Any) -> dt.datetime | None:
    if value is None:
        return None
    zone = site_zone() if connection.features.supports_timezones else dt.UTC
    return at_site(value.replace(tzinfo=zone))
