"""Who is who at an event, and what Jitsi learns about a person.

Subclass ``Policy`` and name the subclass in ``JITSI_LIVE_POLICY`` to decide in Python.
"""

from .base import Policy
from .event_ids import event_lookup, parse_value
from .hooks import ensure_aware, get_event_url, is_callable_path
from .lookups import lookup_conditions
from .person import Person, get_display_name, get_person
from .visit import Visit, active_user, get_anonymous_visits, get_visit

__all__ = [
    "Person",
    "Policy",
    "Visit",
    "active_user",
    "ensure_aware",
    "event_lookup",
    "get_anonymous_visits",
    "get_display_name",
    "get_event_url",
    "get_person",
    "get_visit",
    "is_callable_path",
    "lookup_conditions",
    "parse_value",
]
