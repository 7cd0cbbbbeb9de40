"""The forms of the list, without JavaScript: sent to the addresses of the API, they lead back to
the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.exceptions import ParseError

from ...exceptions import BodyTooLarge, LiveError, NotAuthenticated
from ...policy import get_login_url
from ...web import error_page, get_visitor, limit_body, protect_from_forgery, too_large
from .actions import ACTIONS
from .outcomes import MALFORMED, OUTCOME, PLACE
from .rates import check_person_rate

View = Callable[..., HttpResponseBase]

MAX_ADDRESS_LENGTH = 1500
"""In characters. Django refuses to redirect to longer ones than about this."""
NO_QUESTION = UUID(int=0)


def is_of_browser(request: HttpRequest) -> bool:
    """Whether a person looks at the answer, and no script."""
    return "text/html" in request.headers.get("Accept", "")


def with_forms(view: View, name: str) -> View:
    """The view of the API; what browsers send by a form is answered by a redirect."""

    @wraps(view)
    def answer(request: HttpRequest, event_id: str, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and is_of_browser(request):
            return _form_answer(request, name, event_id, **kwargs)
        return view(request, event_id=event_id, **kwargs)

    return answer


def _form_answer(
    request: HttpRequest, name: str, event_id: str, question: UUID = NO_QUESTION
) -> HttpResponseBase:
    try:
        limit_body(request)
    except BodyTooLarge as error:
        return too_large(error)
    # Whether or not the host project has the middleware.
    return protect_from_forgery(_checked_answer)(request, name, event_id, question)


def _checked_answer(request: HttpRequest, name: str, event_id: str, question: UUID) -> HttpResponse:
    person = get_visitor(request, event_id)
    if person is None:
        return _login(request, event_id)
    action = ACTIONS[name]
    try:
        check_person_rate(request, action.scope, event_id)
        action.act(person, event_id, question, request.POST)
        outcome = name
    except LiveError as error:
        outcome = error.code
    except ParseError:
        outcome = MALFORMED
    return HttpResponseRedirect(_with_outcome(_back(request, event_id), outcome))


def _login(request: HttpRequest, event_id: str) -> HttpResponse:
    login_url = get_login_url()
    if not login_url:
        return error_page(request, NotAuthenticated())
    return redirect_to_login(_back(request, event_id), login_url)


def _back(request: HttpRequest, event_id: str) -> str:
    """The page that the form was on, if it is one of this site."""
    asked = request.POST.get("next", "")
    is_path = asked.startswith("/") and len(asked) <= MAX_ADDRESS_LENGTH
    if is_path and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("jitsi_live_questions:questions", args=[event_id])


def _with_outcome(address: str, outcome: str) -> str:
    parts = urlsplit(address)
    others = [each for each in parse_qsl(parts.query, True) if each[0] != OUTCOME]
    query = urlencode([*others, (OUTCOME, outcome)])
    return parts._replace(query=query, fragment=PLACE).geturl()
