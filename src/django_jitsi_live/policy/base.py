"""The policy class, which host projects may subclass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext

from ..conf import conf, get_event_model
from ..xmpp_text import clean_name
from .attributes import event_address, get_value, has_value
from .event_ids import parse_value
from .invitations import InvitationPolicy
from .lookups import has_relation, registered_users
from .recipients import CHUNK, Recipient
from .recording import RecordingPolicy
from .stage import StagePolicy
from .values import as_address, as_end, as_start, as_text


class Policy(InvitationPolicy, RecordingPolicy, StagePolicy):
    """The answers that the settings give. Override a method to answer otherwise.

    The methods get only users who are logged in and active.
    """

    def events(self) -> QuerySet[Any]:
        """The events that exist for visitors: the default manager of the event model."""
        return get_event_model()._default_manager.all()

    def is_host(self, user: Any, event: Any) -> bool:
        return has_relation(user, event, "host", conf.HOST_LOOKUP)

    def is_speaker(self, user: Any, event: Any) -> bool:
        """Asked about users who are no hosts. Speakers need not be registered."""
        return has_relation(user, event, "speaker", conf.SPEAKER_LOOKUP)

    def may_open_backstage(self, user: Any, event: Any) -> bool:
        """Whether a speaker may do so; a host always may. Asked while it is not open."""
        return False

    def is_registered(self, user: Any, event: Any) -> bool:
        return has_relation(user, event, "registered", conf.REGISTRATION_LOOKUP)

    def recipients(self, event: Any) -> Iterable[Recipient] | None:
        """The users who are registered, for reports and messages; None where that is not known.

        By ``JITSI_LIVE_REGISTRATION_LOOKUP`` in one query, unless that is a callable. Override it
        together with ``is_registered``: a policy that overrides that alone is not asked for this.
        """
        users = registered_users(event)
        return None if users is None else map(Recipient.of, users.iterator(chunk_size=CHUNK))

    def display_name(self, user: Any) -> str:
        """The name that others see in the room; never empty."""
        # Not every custom user model has Django's get_full_name().
        name = get_value(user, conf.DISPLAY_NAME) if has_value(user, conf.DISPLAY_NAME) else ""
        return clean_name(as_text(name)) or public_username(user)

    def participant_id(self, user: Any) -> str:
        """The id by which Jitsi knows the user."""
        return str(user.pk)

    def user_for_participant(self, participant_id: str) -> Any:
        """The user with that participant id, or None. Override both methods or neither."""
        model = get_user_model()
        try:
            user_pk = parse_value(model._meta.pk, participant_id)
        except ValidationError:
            return None
        return model._default_manager.filter(pk=user_pk).first()

    def starts_at(self, event: Any) -> dt.datetime | None:
        """The scheduled start, aware, or None where the event has none."""
        return as_start(get_value(event, conf.STARTS_AT))

    def ends_at(self, event: Any) -> dt.datetime | None:
        """The scheduled end, aware, or None where the event has none."""
        return as_end(get_value(event, conf.ENDS_AT))

    def register_url(self, event: Any) -> str:
        """The address where people register for the event; empty for none."""
        return as_address(event_address(event))

    def server_for(self, event: Any) -> str:
        """The alias in ``JITSI_LIVE_SERVERS`` of the server that a new run uses; empty for one by
        ``WEIGHT``, which is ``"default"`` where no server has a weight."""
        return ""


def public_username(user: Any) -> str:
    """What others may see of the login name; never empty."""
    # Where people log in with their e-mail address, it is not for everyone in the room to see.
    username = as_text(user.get_username()).lstrip("@")
    return clean_name(username.partition("@")[0]) or gettext("Participant")
