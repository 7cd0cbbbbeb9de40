"""Removing people whose stays are selected: a question first, and then who was left out and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext, ngettext

from .. import sessions, web
from ..exceptions import LiveError
from ..models import LiveSession, Role, Stay
from ..policy import get_event_title


class Candidate(NamedTuple):
    """A person at an event."""

    session: LiveSession
    participant: str
    name: str
    is_host: bool


class Group(NamedTuple):
    """The people at one event, and what their removal leads to."""

    title: str
    people: list[Candidate]
    consequences: list[str]


def remove_people(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, stays: QuerySet[Stay]
) -> HttpResponse | None:
    """The question, or None after it was answered."""
    found = [*stays.select_related("run__session__event").order_by("-joined_at")]
    people = _candidates(found)
    if "sure" not in request.POST:
        return _question(model_admin, request, found, people)
    _remove(model_admin, request, people)
    return None


def _candidates(stays: Iterable[Stay]) -> list[Candidate]:
    people: dict[tuple[int, str], Candidate] = {}
    for stay in stays:
        name = stay.display_name or stay.participant
        candidate = Candidate(stay.session, stay.participant, name, stay.role == Role.HOST)
        people.setdefault((stay.session.pk, stay.participant), candidate)
    return [*people.values()]


def _question(
    model_admin: admin.ModelAdmin[Any],
    request: HttpRequest,
    stays: list[Stay],
    people: list[Candidate],
) -> HttpResponse:
    request.current_app = model_admin.admin_site.name
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Remove people from their events?"),
        "opts": model_admin.opts,
        "groups": [*_groups(people)],
        "stays": stays,
    }
    return TemplateResponse(request, "admin/jitsi_live/remove_people.html", context)


def _groups(people: list[Candidate]) -> Iterator[Group]:
    by_session: dict[LiveSession, list[Candidate]] = {}
    for person in people:
        by_session.setdefault(person.session, []).append(person)
    for session, group in by_session.items():
        yield Group(get_event_title(session.event), group, web.consequences(session))


def _remove(
    model_admin: admin.ModelAdmin[Any], request: HttpRequest, people: list[Candidate]
) -> None:
    removed = []
    for person in people:
        try:
            user = request.user
            removed.append(sessions.remove_person(person.session, person.participant, user))
        except LiveError as error:
            text = gettext("%(name)s was left out: %(why)s") % {"name": person.name, "why": error}
            model_admin.message_user(request, text, messages.WARNING)
    count = len(removed)
    if count:
        text = ngettext("%d person was removed.", "%d people were removed.", count)
        model_admin.message_user(request, text % count)
    pending = sum(each.removal == "pending" for each in removed)
    if pending:
        text = ngettext(
            "The video server has not confirmed yet that %d person is out of the room.",
            "The video servers have not confirmed yet that %d people are out of the room.",
            pending,
        )
        model_admin.message_user(request, text % pending, messages.WARNING)
