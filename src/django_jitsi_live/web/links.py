"""Personal links over HTTP, for hosts: the list as JSON and as a page, to make and to withdraw."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from .. import invitations
from ..crowd import WRITE_SCOPE, check_rate
from ..exceptions import BodyTooLarge, LiveError
from ..models import GuestLink, Role
from ..policy import active_user, get_display_name, get_event_title, guarded_policy
from ..sessions import require_host
from ..xmpp_text import MAX_NAME_LENGTH
from .api_view import PayloadView, no_store
from .body import limit_body
from .clock import Clock, zone_name
from .forgery import protect_from_forgery
from .pages import error_page, frame_options, login_redirect, too_large
from .recording_values import parse_end

METHODS = {"GET", "HEAD", "POST"}
OUTCOMES = {
    "made": _("The link is made. Send its address to that person, and to nobody else."),
    "withdrawn": _("Withdrawn. The link lets nobody in any more."),
}


@no_store
class LinksView(PayloadView):
    """GET lists the links to an event, POST makes one, DELETE withdraws one. Browsers, which accept
    HTML, get a page with forms."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in METHODS and "text/html" in request.headers.get("Accept", ""):
            return links_page(request, *args, **kwargs)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get(self, request: Request, event_id: str) -> Response:
        found = invitations.links(self.visitor, event_id)
        return Response(_all_as_dicts(request._request, found))

    def post(self, request: Request, event_id: str) -> Response:
        payload = self.payload(request)
        require_host(self.visitor, event_id)  # before anything is said about what was sent
        link = _make(self.visitor, event_id, payload)
        [made] = _all_as_dicts(request._request, [link])
        return Response(made, status=201)

    def delete(self, request: Request, event_id: str) -> Response:
        key = request.GET.get("link", "")
        link = invitations.revoke_link(self.visitor, event_id, key)
        [withdrawn] = _all_as_dicts(request._request, [link])
        return Response(withdrawn)


def _make(user: Any, event_id: str, payload: Any) -> GuestLink:
    """Raises ``ParseError``, and as ``make_link`` does."""
    values = {name: payload.get(name, "") for name in ("name", "role", "email")}
    end = parse_end(payload.get("expires_at"))
    return invitations.make_link(user, event_id, **values, expires_at=end)


def _all_as_dicts(request: HttpRequest, found: list[GuestLink]) -> list[dict[str, Any]]:
    used, policy = invitations.used_links(found), guarded_policy()
    return [
        {
            "id": str(link.pk),
            "name": link.name,
            "role": link.role,
            "email": link.email,
            "url": invitations.link_address(link, request),
            "created_at": link.created_at,
            "created_by": get_display_name(policy, link.created_by) if link.created_by else "",
            "expires_at": link.expires_at,
            "revoked_at": link.revoked_at,
            "is_valid": link.is_valid,
            "is_used": link.pk in used,
        }
        for link in found
    ]


@frame_options
def links_page(request: HttpRequest, event_id: str) -> HttpResponseBase:
    try:
        limit_body(request)
    except BodyTooLarge as error:
        return too_large(error)
    if active_user(getattr(request, "user", None)) is None:
        return login_redirect(request)
    # Whether or not the host project has the middleware.
    return protect_from_forgery(_checked_page)(request, event_id)


def _checked_page(request: HttpRequest, event_id: str) -> HttpResponse:
    try:
        check_rate(request, WRITE_SCOPE)
        if request.method != "POST":
            return _page(request, event_id)
        if "withdraw" in request.POST:
            return _withdraw(request, event_id)
        require_host(request.user, event_id)
        return _make_by_form(request, event_id)
    except LiveError as error:
        return error_page(request, error)


def _make_by_form(request: HttpRequest, event_id: str) -> HttpResponse:
    try:
        _make(request.user, event_id, request.POST)
    except (LiveError, ParseError) as error:
        status = error.status if isinstance(error, LiveError) else error.status_code
        text = str(error if isinstance(error, LiveError) else error.detail)
        return _page(request, event_id, status=status, problem=text)
    return redirect(f"{request.path}?link=made")


def _withdraw(request: HttpRequest, event_id: str) -> HttpResponse:
    """By the button of a row: a question first."""
    key = request.POST["withdraw"]
    if "sure" in request.POST:
        invitations.revoke_link(request.user, event_id, key)
        return redirect(f"{request.path}?link=withdrawn")
    visit = require_host(request.user, event_id)
    link = invitations.find_link(visit.session, key)
    context = {"link": link, "title": get_event_title(visit.event), "back": request.path}
    return render(request, "jitsi_live/withdraw_link.html", context)


class LinkRow(NamedTuple):
    """A link, as the page lists it."""

    id: str
    name: str
    role: str
    email: str
    url: str
    """Empty where it lets nobody in any more."""
    made: str
    until: str
    state: str
    can_be_withdrawn: bool


def _page(
    request: HttpRequest, event_id: str, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    visit = require_host(request.user, event_id)
    found = [*invitations.links_of(visit.session)]
    roles = [Role.SPEAKER]
    if visit.policy.may_link_attendees(visit.event):
        roles.append(Role.ATTENDEE)
    sent = request.POST if problem else {}
    context = {
        "event": visit.event,
        "title": get_event_title(visit.event),
        "rows": _rows(request, found),
        "roles": [(role.value, role.label) for role in roles],
        "sent": {name: sent.get(name, "") for name in ("name", "role", "email", "expires_at")},
        "max_name_length": MAX_NAME_LENGTH,
        "problem": problem,
        "outcome": "" if problem else OUTCOMES.get(request.GET.get("link", ""), ""),
        "zone": zone_name(),
        "room_url": reverse("jitsi_live:room", args=[event_id]),
    }
    return render(request, "jitsi_live/links.html", context, status=status)


def _rows(request: HttpRequest, found: list[GuestLink]) -> list[LinkRow]:
    return [
        LinkRow(
            id=each["id"],
            name=each["name"],
            role=str(Role(each["role"]).label),
            email=each["email"],
            url=each["url"] if each["is_valid"] else "",
            made=" ".join(
                filter(None, [Clock.date_and_time(each["created_at"]), each["created_by"]])
            ),
            until=Clock.date_and_time(each["expires_at"]) if each["expires_at"] else "",
            state=_state(each),
            can_be_withdrawn=each["revoked_at"] is None,
        )
        for each in _all_as_dicts(request, found)
    ]


def _state(link: dict[str, Any]) -> str:
    if link["revoked_at"] is not None:
        text = _("withdrawn")
    elif not link["is_valid"]:
        text = _("over")
    else:
        text = _("used") if link["is_used"] else _("not used yet")
    return str(text)
