"""The list on a page: what its template gets, and the page of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from ...crowd import STATUS_SCOPE
from ...exceptions import EventNotFound, LiveError, NotAuthenticated, NotRegistered
from ...policy import get_event_id, get_event_title, get_login_url, get_visit, recoverable
from ...web import error_page, frame_options, get_visitor, login_redirect
from ..texts import MAX_ANSWER_LENGTH
from .description import Description, describe
from .forms import is_of_browser
from .outcomes import PLACE, outcome_of
from .rates import check_person_rate
from .rows import own_rows, parts_of
from .texts import questions_texts

logger = logging.getLogger("django_jitsi_live")

View = Callable[..., HttpResponseBase]


def with_page(view: View) -> View:
    """The view of the API; whoever opens the address in a browser gets a page with the list."""

    @wraps(view)
    def answer(request: HttpRequest, event_id: str, **kwargs: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD"} and is_of_browser(request):
            return _page(request, event_id)
        return view(request, event_id=event_id, **kwargs)

    return answer


@never_cache
@frame_options
def _page(request: HttpRequest, event_id: str) -> HttpResponse:
    person = get_visitor(request, event_id)
    if person is None:
        return login_redirect(request)
    try:
        check_person_rate(request, STATUS_SCOPE, event_id)
        visit = get_visit(person, event_id)
    except LiveError as error:
        return error_page(request, error)
    context = {
        "event": visit.event,
        "title": get_event_title(visit.event),
        "room_url": reverse("jitsi_live:room", args=[event_id]),
    }
    return render(request, "jitsi_live_questions/questions.html", context)


def questions_on_page(request: HttpRequest, event: Any) -> dict[str, Any]:
    """What ``_questions.html`` gets. Whoever has no role at the event reads what to do, and nothing
    of the questions; where they cannot be had the page goes on without."""
    event_id = get_event_id(event)  # as text: a template may write numbers as 1,234
    address = reverse("jitsi_live_questions:questions", args=[event_id or "-"])
    outcome, failure = outcome_of(request)
    page = {
        "is_open": False,
        "place": PLACE,
        "event_id": event_id,
        "questions_url": address,
        "export_url": reverse("jitsi_live_questions:export", args=[event_id or "-"]),
        "next": request.get_full_path(),
        "outcome": outcome,
        "failure": failure,
        "inline": None,
    }
    try:
        with recoverable():
            shown = describe(request, get_visitor(request, event_id), event_id)
    except LiveError as error:
        return page | _sentence(error)
    except DatabaseError:
        logger.exception("The questions of an event could not be looked up for a page.")
        return page | {"sentence": gettext("The questions cannot be shown now. Try again later.")}
    return page | _filled(shown, event_id)


def _sentence(error: LiveError) -> dict[str, Any]:
    if isinstance(error, NotAuthenticated):
        text = gettext("Log in to read the questions and to ask one.")
        return {"sentence": text, "login_url": get_login_url()}
    if isinstance(error, NotRegistered):
        return {"sentence": gettext("Only people who are registered for this event ask questions.")}
    if isinstance(error, EventNotFound):  # such as a draft, on a page that shows it to its author
        return {"sentence": gettext("This event is not open.")}
    return {"sentence": str(error)}


def _filled(shown: Description, event_id: str) -> dict[str, Any]:
    return {
        "is_open": True,
        "inline": {**shown.as_dict(), "texts": questions_texts()},
        "shown": shown,
        "max_answer_length": MAX_ANSWER_LENGTH,
        "parts": parts_of(shown, event_id),
        "own_rows": own_rows(shown),
    }
