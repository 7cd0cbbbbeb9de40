"""The relation to the host project's event model."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from ..conf import event_model_label


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
