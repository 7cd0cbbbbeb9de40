"""The pages on which people choose their mails: of all kinds with a login, of one without."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from .. import invitations
from ..crowd import STATUS_SCOPE, WRITE_SCOPE, check_rate
from ..exceptions import BodyTooLarge, LinkNotFound, LiveError
from ..invitations import Subscription
from ..policy import active_user
from .addresses import keep_address
from .body import limit_body
from .forgery import protect_from_forgery
from .pages import error_page, frame_options, login_redirect, too_large

OUTCOMES = {
    "saved": _("Saved."),
    "renewed": _(
        "Your calendar has a new address. The old one does not work any more: replace it wherever "
        "you have used it."
    ),
}


@method_decorator(csrf_exempt, name="dispatch")  # checked after the body's size
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class MailsView(View):
    """The kinds of mails that the user gets, and the address of the personal calendar."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limit_body(request)
        except BodyTooLarge as error:
            return too_large(error)
        if active_user(request.user) is None:
            return login_redirect(request)
        return protect_from_forgery(super().dispatch)(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            check_rate(request, STATUS_SCOPE)
            context = {
                "choices": invitations.choices(request.user),
                "feed": _feed(request),
                "outcome": OUTCOMES.get(request.GET.get("outcome", ""), ""),
            }
        except LiveError as error:
            return error_page(request, error)
        return render(request, "jitsi_live/mails.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            check_rate(request, WRITE_SCOPE)
            if request.POST.get("action") == "renew":
                invitations.renew_feed(request.user)
                return redirect(f"{request.path}?outcome=renewed")
            invitations.choose(request.user, request.POST.getlist("kind"))
            return redirect(f"{request.path}?outcome=saved")
        except LiveError as error:
            return error_page(request, error)


def _feed(request: HttpRequest) -> str:
    """Empty where the site has no calendars."""
    if not invitations.has_calendar():
        return ""
    return invitations.feed_address(request.user, request)


@method_decorator(login_not_required, name="dispatch")  # the address says who it is
# Nobody else knows the address, so nobody else can make a browser post to it. Mail programs have
# no cookies (RFC 8058), and browsers no origin where a page sends no referrer.
@method_decorator(csrf_exempt, name="dispatch")
@method_decorator(never_cache, name="dispatch")
@method_decorator(frame_options, name="dispatch")
class UnsubscribeView(View):
    """Ends the mails of one kind to one person, without a login, and takes that back.

    GET only asks: mail programs and scanners open every address. POST is by the button of the page,
    or by the mail program, which asks its own question.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = self._checked(request, *args, **kwargs)
        keep_address(response)  # the person's own
        return response

    def _checked(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            limit_body(request)
            check_rate(request, WRITE_SCOPE if request.method == "POST" else STATUS_SCOPE)
        except BodyTooLarge as error:
            return too_large(error)
        except LiveError as error:
            return error_page(request, error)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        subscription = invitations.subscription_of_token(token)
        if subscription is None:
            return error_page(request, LinkNotFound())
        return _page(request, subscription)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        subscription = invitations.subscription_of_token(token)
        if subscription is None:
            return error_page(request, LinkNotFound())
        invitations.set_subscription(subscription, request.POST.get("action") == "undo")
        # No redirect: mail programs do not follow one.
        return _page(request, subscription)


def _page(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    context = {"kind": subscription.kind.label, "is_wanted": subscription.is_wanted}
    return render(request, "jitsi_live/unsubscribe.html", context)
