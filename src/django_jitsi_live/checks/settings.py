"""The checks of all settings, in the order in which they rely on each other."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, register

from ..conf import get_event_model
from .event_model import event_lookup_field_messages, event_model_errors
from .hooks import attribute_errors, events_warnings, policy_errors
from .lookups import lookup_errors, overlap_warnings, registration_filter_errors
from .names import unread_name_warnings
from .schedule import unbounded_warnings
from .servers import server_errors
from .values import (
    cache_errors,
    choice_errors,
    json_errors,
    range_errors,
    rate_errors,
    type_errors,
)


@register()
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    # The other checks need a valid event model and valid types.
    errors = [*event_model_errors(), *type_errors()] or _value_messages()
    return [*unread_name_warnings(), *errors]


def _value_messages() -> list[CheckMessage]:
    return [
        *event_lookup_field_messages(),
        *lookup_errors("HOST_LOOKUP", "def is_host(user, event): ..."),
        *lookup_errors("SPEAKER_LOOKUP", "def is_speaker(user, event): ..."),
        *lookup_errors("REGISTRATION_LOOKUP", "def is_registered(user, event): ..."),
        *overlap_warnings(),
        *registration_filter_errors(),
        *([*policy_errors()] or events_warnings()),
        *attribute_errors("STARTS_AT", get_event_model()),
        *attribute_errors("ENDS_AT", get_event_model()),
        *attribute_errors("DISPLAY_NAME", get_user_model()),
        *attribute_errors("AVATAR_URL", get_user_model()),
        *attribute_errors("USER_LANGUAGE", get_user_model()),
        *attribute_errors("USER_TIME_ZONE", get_user_model()),
        *server_errors(),
        *json_errors(),
        *range_errors(),
        *choice_errors(),
        *unbounded_warnings(),
        *cache_errors(),
        *rate_errors(),
    ]
