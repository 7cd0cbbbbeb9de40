"""Who is who at an event, and what Jitsi learns about a person.

Subclass ``Policy`` and name the subclass in ``JITSI_LIVE_POLICY`` to decide in Python.
"""

from .attributes import is_callable_path
from .base import Policy
from .capacity import get_capacity
from .event_ids import event_lookup, parse_value, unsaved_problem
from .event_text import get_event_id, get_event_title, get_event_url, get_login_url, get_user_title
from .guarded import GuardedPolicy, guarded_policy, id_of_user, is_overridden, role_source
from .hooks import log_failure, log_mistake, optional
from .hosting import can_query_hosted, can_query_registered, events_of_host, hosted_events
from .lookups import is_registered_user, lookup_conditions, registration_counts
from .person import Person, get_display_name, get_person
from .personal import events_of_person
from .recipients import Recipient, RecipientsUnknown
from .rules import may_be_moderated, may_restrict_chat
from .savepoints import recoverable
from .values import UnusableValue, as_bool
from .visit import Visit, active_user, get_anonymous_visits, get_role, get_visit
from .visit_query import Detail, Given

__all__ = [
    "Detail",
    "Given",
    "GuardedPolicy",
    "Person",
    "Policy",
    "Recipient",
    "RecipientsUnknown",
    "UnusableValue",
    "Visit",
    "active_user",
    "as_bool",
    "can_query_hosted",
    "can_query_registered",
    "event_lookup",
    "events_of_host",
    "events_of_person",
    "get_anonymous_visits",
    "get_capacity",
    "get_display_name",
    "get_event_id",
    "get_event_title",
    "get_event_url",
    "get_login_url",
    "get_person",
    "get_role",
    "get_user_title",
    "get_visit",
    "guarded_policy",
    "hosted_events",
    "id_of_user",
    "is_callable_path",
    "is_overridden",
    "is_registered_user",
    "log_failure",
    "log_mistake",
    "lookup_conditions",
    "may_be_moderated",
    "may_restrict_chat",
    "optional",
    "parse_value",
    "recoverable",
    "registration_counts",
    "role_source",
    "unsaved_problem",
]
