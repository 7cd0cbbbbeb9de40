"""The lookups from an event to its people, and the filter of registrations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db.models import Model

from ..conf import conf, get_event_model
from ..policy import is_callable_path
from .hints import setting_hint
from .hooks import callable_errors, policy_overrides
from .relations import (
    edges,
    followed_relations,
    host_lookups,
    is_ours,
    is_user_model,
    registration_lookups,
    speaker_lookups,
)


def lookup_errors(name: str, signature: str) -> Iterator[CheckMessage]:
    lookup, model = getattr(conf, name), get_event_model()
    if lookup is None:
        return
    if is_callable_path(lookup):
        yield from callable_errors(name, signature)
        return
    try:
        relations = followed_relations(model, lookup)
    except FieldDoesNotExist as error:
        yield Error(
            f"JITSI_LIVE_{name} = {lookup!r} leads nowhere: {error}",
            hint=_lookup_hint(name, model),
            id="jitsi_live.E005",
        )
        return
    if problem := _problem(relations):
        yield Error(
            f"JITSI_LIVE_{name} = {lookup!r} {problem}.",
            hint=_lookup_hint(name, model),
            id="jitsi_live.E006",
        )


def _problem(relations: list[Any]) -> str:
    if any(map(is_ours, relations)):
        return "leads through our own tables, which say who was there, not who may come"
    target = relations[-1].related_model
    if is_user_model(target):
        return ""
    end = target._meta.label if target else "a value"
    return f"does not end at the user model {get_user_model()._meta.label} but at {end}"


def _lookup_hint(name: str, model: type[Model]) -> str:
    written = getattr(conf, name)
    if name == "HOST_LOOKUP":
        function = "yourapp.live.is_host"
        lookups = host_lookups(model, written, conf.REGISTRATION_LOOKUP)
    elif name == "SPEAKER_LOOKUP":
        function = "yourapp.live.is_speaker"
        lookups = speaker_lookups(model, written, (conf.HOST_LOOKUP, conf.REGISTRATION_LOOKUP))
    else:
        function = "yourapp.live.is_registered"
        lookups = registration_lookups(model, written)
    choices = [f'"{lookup}"' for lookup in [*lookups, function]]
    hint = f"{setting_hint(name, choices[0])} (choices: {', '.join(choices)})"
    return f"{hint}. Hosts are moderators." if name == "HOST_LOOKUP" else hint


def overlap_warnings() -> Iterator[CheckMessage]:
    """Warn where people get a role by the rows that give another one."""
    yield from _host_overlap_warnings()
    if conf.SPEAKER_LOOKUP is not None and (problem := _speaker_overlap(conf.SPEAKER_LOOKUP)):
        yield Warning(
            f"JITSI_LIVE_SPEAKER_LOOKUP = {conf.SPEAKER_LOOKUP!r} {problem}.",
            hint=_lookup_hint("SPEAKER_LOOKUP", get_event_model()),
            id="jitsi_live.W016",
        )


def _host_overlap_warnings() -> Iterator[CheckMessage]:
    """Warn where the rows that say who is registered also say who hosts."""
    if _is_overlapping(conf.HOST_LOOKUP, conf.REGISTRATION_LOOKUP):
        yield Warning(
            f"JITSI_LIVE_HOST_LOOKUP = {conf.HOST_LOOKUP!r} makes hosts of registered people: "
            f"JITSI_LIVE_REGISTRATION_LOOKUP = {conf.REGISTRATION_LOOKUP!r} reads the same. Every "
            "host may start and end the session, and is a moderator of the room.",
            hint=_lookup_hint("HOST_LOOKUP", get_event_model()),
            id="jitsi_live.W015",
        )


def _speaker_overlap(speakers: str) -> str:
    registered = conf.REGISTRATION_LOOKUP
    if speakers == conf.HOST_LOOKUP and not policy_overrides("is_host"):
        return (
            "makes nobody a speaker: JITSI_LIVE_HOST_LOOKUP reads the same, and users who host "
            "are no speakers"
        )
    if _is_overlapping(speakers, registered):
        return (
            f"makes speakers of registered people: JITSI_LIVE_REGISTRATION_LOOKUP = {registered!r} "
            "reads the same"
        )
    return ""


def _is_overlapping(people: str, registered: str) -> bool:
    if is_callable_path(people) or is_callable_path(registered):
        return people == registered
    rows = [_rows_of_people(lookup) for lookup in (people, registered)]
    return bool(rows[0] & rows[1])


def _rows_of_people(lookup: str) -> set[Any]:
    """The columns through which the lookup comes to several rows of one event."""
    try:
        relations = followed_relations(get_event_model(), lookup)
        return {edge for edge in edges(relations) if edge.is_to_many}
    except (FieldDoesNotExist, AttributeError):
        return set()  # lookup_errors names it


def registration_filter_errors() -> Iterator[CheckMessage]:
    if conf.REGISTRATION_FILTER and (problem := _filter_problem()):
        yield Error(
            f"JITSI_LIVE_REGISTRATION_FILTER cannot be used: {problem}",
            hint=setting_hint("REGISTRATION_FILTER", '{"registrations__status": "confirmed"}'),
            id="jitsi_live.E008",
        )


def _filter_problem() -> str | None:
    if is_callable_path(conf.REGISTRATION_LOOKUP):
        return "JITSI_LIVE_REGISTRATION_LOOKUP is a callable, which has to filter itself."
    try:
        get_event_model()._base_manager.filter(**conf.REGISTRATION_FILTER)
    except (FieldError, TypeError, ValueError, ValidationError) as error:
        return str(error)
    return None
