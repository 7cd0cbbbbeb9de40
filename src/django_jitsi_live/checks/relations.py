"""The relations that a lookup follows, and the lookups that a host project's models offer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignObjectRel, Model

from ..models import LiveSession
from ..spelling import similarity

OUR_APP = LiveSession._meta.app_label
MAX_CHOICES = 8

# How relations are called that say who takes part.
ATTENDANCE_WORDS = (
    *("regist", "attend", "particip", "book", "ticket", "order", "enrol", "sign", "member"),
    *("seat", "guest", "subscri", "reserv", "rsvp", "audience", "student", "learner", "viewer"),
)

# And those that say who is on stage.
STAGE_WORDS = ("speak", "talk", "panel", "present", "lectur", "teach", "tutor", "perform", "artist")


class Edge(NamedTuple):
    """One column that a lookup goes through; two lookups of the same rows have the same."""

    table: str
    column: str
    is_to_many: bool


def followed_relations(model: type[Model], lookup: str) -> list[Any]:
    """The relations of the lookup, in order, the last of which may be a plain field.

    Raises ``FieldDoesNotExist``.
    """
    target: Any = model
    found = []
    for name in lookup.split("__"):
        if target is None:
            raise FieldDoesNotExist(f"nothing can follow before {name!r}, which is no relation.")
        found.append(target._meta.get_field(name))
        target = found[-1].related_model
    return found


def edges(relations: Iterable[Any]) -> list[Edge]:
    return [edge for relation in relations for edge in _edges_of(relation)]


def _edges_of(relation: Any) -> Iterator[Edge]:
    is_reverse = isinstance(relation, ForeignObjectRel)
    field = relation.field if is_reverse else relation
    if not relation.many_to_many:
        # A generic relation has no column.
        column = field.column or field.name
        yield Edge(field.model._meta.db_table, column, bool(relation.one_to_many))
        return
    meta = field.remote_field.through._meta
    ends = [field.m2m_field_name(), field.m2m_reverse_field_name()]
    near, far = reversed(ends) if is_reverse else ends
    yield Edge(meta.db_table, meta.get_field(near).column, True)
    yield Edge(meta.db_table, meta.get_field(far).column, False)


def is_user_model(model: type[Model] | None) -> bool:
    user_model = get_user_model()._meta.concrete_model
    return model is not None and model._meta.concrete_model is user_model


def is_ours(relation: Any) -> bool:
    target: Any = relation.related_model
    return bool(target) and target._meta.app_label == OUR_APP


def host_lookups(model: type[Model], written: str, registration_lookup: str) -> list[str]:
    """Lookups that may say who hosts, the likeliest first.

    Who hosts is written on the event, or on what it belongs to: a row of another model that points
    to the event says who took part, or whom an e-mail went to.
    """
    single = [*_single_users(model)]
    several = [*_several_users(model)]
    for relation in _owners(model):
        target = relation.related_model
        several += [f"{relation.name}__{name}" for name in _several_users(target)]
    unlike = [name for name in several if not _is_of_attendees(name, registration_lookup)]
    return [*_by_similarity(single, written), *_by_similarity(unlike, written)][:MAX_CHOICES]


def speaker_lookups(model: type[Model], written: str, taken: Iterable[str]) -> list[str]:
    """Lookups that may say who speaks, the likeliest first.

    Speakers are listed on the event or on what it belongs to, or are rows of their own. ``taken``
    are the lookups that say who hosts and who is registered.
    """
    names = [*host_lookups(model, written, ""), *_rows_with_a_user(model, model)]
    free = [name for name in names if name not in {*taken} and not _is_of_attendees(name, "")]
    found = _by_similarity(free, written)
    return sorted(found, key=lambda name: not _has_word(name, STAGE_WORDS))[:MAX_CHOICES]


def registration_lookups(model: type[Model], written: str) -> list[str]:
    """Lookups that may say who is registered, the likeliest first.

    A registration is a row that points to the event and to one user; or users are listed.
    """
    rows = [*_rows_with_a_user(model, model)]
    for relation in _owners(model):
        target = relation.related_model
        rows += [f"{relation.name}__{name}" for name in _rows_with_a_user(target, model)]
    found = _by_similarity([*rows, *_several_users(model)], written)
    return sorted(found, key=lambda name: not _has_word(name, ATTENDANCE_WORDS))[:MAX_CHOICES]


def _relations(model: type[Model]) -> list[Any]:
    return [
        field
        for field in model._meta.get_fields()
        if isinstance(field.related_model, type) and not is_ours(field)
    ]


def _owners(model: type[Model]) -> Iterator[Any]:
    """The relations to what a row belongs to, such as the course of an event."""
    for relation in _relations(model):
        if relation.concrete and not relation.many_to_many and relation.related_model is not model:
            yield relation


def _single_users(model: type[Model], depth: int = 2) -> Iterator[str]:
    """Names of the one user whom a row of the model, or the row that it belongs to, names."""
    for relation in _owners(model):
        if is_user_model(relation.related_model):
            yield relation.name
        elif depth > 1:
            names = _single_users(relation.related_model, depth - 1)
            yield from (f"{relation.name}__{name}" for name in names)


def _several_users(model: type[Model]) -> Iterator[str]:
    for relation in _relations(model):
        if relation.many_to_many and is_user_model(relation.related_model):
            yield relation.name


def _rows_with_a_user(model: type[Model], event_model: type[Model]) -> Iterator[str]:
    for relation in _relations(model):
        target = relation.related_model
        is_of_rows = relation.one_to_many and isinstance(relation, ForeignObjectRel)
        if is_of_rows and target is not event_model and not is_user_model(target):
            names = _single_users(relation.related_model)
            back = relation.field.name
            yield from (f"{relation.name}__{name}" for name in names if name.split("__")[0] != back)


def _by_similarity(names: Iterable[str], written: str) -> list[str]:
    return sorted(names, key=lambda name: -similarity(name, written))


def _has_word(name: str, words: Iterable[str]) -> bool:
    return any(word in name.casefold() for word in words)


def _is_of_attendees(name: str, registration_lookup: str) -> bool:
    return name == registration_lookup or _has_word(name.rpartition("__")[2], ATTENDANCE_WORDS)
