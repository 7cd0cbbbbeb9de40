"""People without an account, who come by a personal link."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import moments
from .fields import MomentField
from .session import LiveSession, Role

GUEST = "guest:"
"""How the participant ids of guests begin, and those of users never do."""
GUEST_NAME = re.compile("[0-9a-f]{32}")


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def valid(self) -> GuestLinkQuerySet:
        """Links that let somebody in by now."""
        in_time = Q(expires_at=None) | Q(expires_at__gt=moments.now())
        return self.filter(in_time, revoked_at=None)


class GuestLink(models.Model):
    """A personal link: it lets one person without an account into one event, under that name and
    in that role. The address only says which row it is.

    One device at a time has it: ``device`` while its person is in the room, or until
    ``held_until`` on the way in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        LiveSession, on_delete=models.CASCADE, related_name="guest_links", verbose_name=_("session")
    )
    name = models.CharField(_("name"), max_length=100)
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=[(role.value, role.label) for role in (Role.SPEAKER, Role.ATTENDEE)],
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    created_at = MomentField(_("created at"), default=moments.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("created by"),
    )
    expires_at = MomentField(
        _("valid until"), null=True, blank=True, help_text=_("Empty for no end.")
    )
    revoked_at = MomentField(_("withdrawn at"), null=True, blank=True)
    device = models.CharField(max_length=64, blank=True, default="", editable=False)
    held_until = MomentField(null=True, blank=True, editable=False)

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("personal link")
        verbose_name_plural = _("personal links")
        indexes = [models.Index(fields=["session", "created_at"], name="jitsi_live_links_of")]

    def __str__(self) -> str:
        return f"Personal link to session {self.session_id}"

    @property
    def participant(self) -> str:
        """The id by which Jitsi and the report know its person."""
        return f"{GUEST}{self.pk.hex}"

    @property
    def is_valid(self) -> bool:
        """Whether it lets somebody in by now."""
        is_in_time = self.expires_at is None or self.expires_at > moments.now()
        return is_in_time and self.revoked_at is None


@dataclass(frozen=True, slots=True)
class Guest:
    """Who stands before the gate with a personal link, in the place of a user.

    What the row says is known once the event is loaded: then ``name`` and ``role`` are set, and
    without a role the link lets nobody into that event.
    """

    link: uuid.UUID
    device: str = field(default="", repr=False)
    """By which the browser is known that has entered with the link."""
    name: str = ""
    role: Role | None = None
    expires_at: dt.datetime | None = None
    """When the link ends; None for never. No token of the guest is valid for longer."""
    is_elsewhere: bool = False
    """Whether another device has the link's seat."""

    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True

    @property
    def pk(self) -> str:
        """The participant id."""
        return f"{GUEST}{self.link.hex}"

    def known(self, event: Any) -> Guest:
        """The same guest, as the event says that was loaded with ``guest_annotations``."""
        role = event.jitsi_live_guest_role
        held_by = event.jitsi_live_guest_device or ""
        return replace(
            self,
            name=event.jitsi_live_guest_name or "",
            role=None if role is None else Role(role),
            expires_at=event.jitsi_live_guest_expires_at,
            is_elsewhere=held_by not in {"", self.device},
        )


def guest_annotations(guest: Guest) -> dict[str, models.Subquery]:
    """Annotations of events: what the guest's link says, null where it is not for the event."""
    link = GuestLink.objects.valid().filter(
        pk=guest.link, session=models.OuterRef("jitsi_live_session")
    )
    names = ("role", "name", "device", "expires_at")
    return {f"jitsi_live_guest_{name}": models.Subquery(link.values(name)) for name in names}


def guest_of(participant: str) -> uuid.UUID | None:
    """The key of the link whose participant id that is; None for others."""
    name = participant.removeprefix(GUEST)
    if not is_guest(participant) or not GUEST_NAME.fullmatch(name):
        return None
    return uuid.UUID(hex=name)


def is_guest(participant: str) -> bool:
    """Whether that is the participant id of a guest: no user has such a one."""
    return participant.startswith(GUEST)


def account_of(user: Any) -> Any:
    """What a row may refer to as its user: nothing for guests, who have no account."""
    return None if isinstance(user, Guest) else user
