"""The way of guests into the room: the address of a personal link, and the page that asks.

The address leads on to that page whatever it is, so that the secret in it is on no screen, in no
referrer and in none of the errors that Django logs. The page says for whom the link was made: the
name and the role are those of the link's row, and nothing that a browser sends changes them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from .. import invitations
from ..crowd import JOIN_SCOPE, check_address_rate
from ..exceptions import BodyTooLarge, LinkNotFound, LinkWithdrawn, LiveError, Removed, Throttled
from ..models import Guest, GuestLink
from ..policy import Visit, active_user, get_event_id, get_event_title, get_visit
from ..sessions import session_database
from .addresses import keep_address
from .body import limit_body
from .clock import Clock, zone_name
from .forgery import protect_from_forgery
from .link_cookie import forget_link, remember_link, remembered_link
from .pages import frame_options, too_large
from .visitor import enter_as_guest, guest_in, leave_address, leave_as_guest

# What mail programs take along of the sentence around an address.
AROUND = "/.,;:!?)]}>'\""


@login_not_required
@csrf_exempt
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember the link for the page that asks. The database is not asked: whoever sends many
    addresses costs little."""
    try:
        check_address_rate(request, JOIN_SCOPE)
        link = invitations.link_of_token(token.strip(AROUND))
    except Throttled:
        link = None  # the page that asks says so, under an address that may be logged
    response = HttpResponseRedirect(reverse("jitsi_live:guest_entry"))
    if link is None:
        forget_link(response)
    else:
        remember_link(response, link)
    keep_address(response)
    return response


class Invitation(NamedTuple):
    """A link that holds, and where it leads."""

    link: GuestLink
    visit: Visit
    """Of the guest."""
    event_id: str


@method_decorator(login_not_required, name="dispatch")
@method_decorator(csrf_exempt, name="dispatch")  # checked after the body's size
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class GuestEntryView(View):
    """GET says for whom the link was made that this browser has opened; with ``?event=`` whose link
    it has entered that event with. POST with ``action`` enters, enters as oneself, or leaves."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limit_body(request)
        except BodyTooLarge as error:
            return too_large(error)
        response = protect_from_forgery(super().dispatch)(request, *args, **kwargs)
        # Not "no-referrer", with which browsers hide the origin of the form from this site, too.
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    def get(self, request: HttpRequest) -> HttpResponse:
        event_id = request.GET.get("event")
        try:
            check_address_rate(request, JOIN_SCOPE)
            if event_id is not None:
                return self._leaving(event_id)
            return self._question(_invitation(request))
        except LiveError as error:
            return self._refused(error)

    def post(self, request: HttpRequest) -> HttpResponse:
        actions = {"enter": self._enter, "myself": self._enter_as_oneself}
        act = actions.get(request.POST.get("action", ""), self._question)
        try:
            check_address_rate(request, JOIN_SCOPE)
            if request.POST.get("action") == "leave":
                return self._leave(request.POST.get("event", ""))
            invitation = _invitation(request)
            # Of another tab, this browser may have opened another link since.
            is_shown = request.POST.get("participant") == invitation.link.participant
            return act(invitation) if is_shown else self._question(invitation)
        except LiveError as error:
            return self._refused(error)

    def _enter(self, invitation: Invitation) -> HttpResponse:
        response = redirect("jitsi_live:room", invitation.event_id)
        enter_as_guest(self.request, response, invitation.event_id, invitation.link.pk)
        return response

    def _enter_as_oneself(self, invitation: Invitation) -> HttpResponse:
        response = redirect("jitsi_live:room", invitation.event_id)
        leave_as_guest(self.request, response, invitation.event_id)
        return response

    def _question(self, invitation: Invitation) -> HttpResponse:
        event = invitation.visit.event
        starts_at = invitation.visit.starts_at
        context = {
            "link": invitation.link,
            "event": event,
            "title": get_event_title(event),
            "when": Clock.date_and_time(starts_at) if starts_at else "",
            "zone": zone_name(),
            "is_known": self._is_known(invitation.event_id),
        }
        return render(self.request, "jitsi_live/guest.html", context)

    def _is_known(self, event_id: str) -> bool:
        """Whether a user is logged in who needs no link to the event."""
        user = active_user(getattr(self.request, "user", None))
        try:
            return user is not None and get_visit(user, event_id).role is not None
        except LiveError:
            return False  # logged; the link goes without

    def _leaving(self, event_id: str) -> HttpResponse:
        """The question whether this browser is to forget the guest. Says so if there is none."""
        guest = guest_in(self.request, event_id)
        name = "" if guest is None else get_visit(guest, event_id).user.name
        context = {"event_id": event_id, "is_guest": guest is not None, "name": name}
        return render(self.request, "jitsi_live/leave_guest.html", context)

    def _leave(self, event_id: str) -> HttpResponse:
        response = redirect(leave_address(event_id))
        leave_as_guest(self.request, response, event_id)
        forget_link(response)
        return response

    def _refused(self, error: LiveError) -> HttpResponse:
        context = {"error": error, "is_unknown": isinstance(error, LinkNotFound)}
        response = render(self.request, "jitsi_live/no_link.html", context, status=error.status)
        for name, value in error.headers.items():
            response[name] = value
        return response


def _invitation(request: HttpRequest) -> Invitation:
    """Raises ``LinkNotFound`` where this browser has opened none, or it is not there any more,
    and ``LinkWithdrawn`` or ``Removed`` where it lets nobody in."""
    key = remembered_link(request)
    link = None if key is None else invitations.opened_link(key)
    if link is None:
        raise LinkNotFound
    event_id = get_event_id(link.session.event)
    # As the link was read: not from a replica that lags behind.
    visit = get_visit(Guest(link.pk), event_id, using=session_database())
    if visit.is_removed:
        raise Removed
    if visit.role is None:
        raise LinkWithdrawn
    return Invitation(link, visit, event_id)
