"""Where in the host project's migrations our first one belongs, and what it finds there.

``swappable_dependency`` waits for the first migration of the event model's app, which is not
enough where the model came in a later one. And the model may have been called otherwise then:
our first migration was applied before the host project renamed it, or on a new database the
two come in any order.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from ..conf import get_event_model


class Naming(NamedTuple):
    migration: str
    before: str | None
    after: str


class CreateLiveSession(migrations.CreateModel):
    """Refers to the event model by the name that it has when this operation has its turn."""

    def state_forwards(self, app_label: str, state: Any) -> None:
        event_app = get_event_model()._meta.app_label
        _migration, names = _history()
        now = next((name for name in names if (event_app, name) in state.models), names[0])
        fields = [
            (name, _pointed_at(f"{event_app}.{now}", field) if name == "event" else field)
            for name, field in self.fields
        ]
        migrations.CreateModel(
            self.name, fields, self.options, self.bases, self.managers
        ).state_forwards(app_label, state)


def event_dependency() -> Any:
    """The migration that created the event model, else the app's first one."""
    migration, _names = _history()
    if migration is None:
        return migrations.swappable_dependency(settings.JITSI_LIVE_EVENT_MODEL)
    return get_event_model()._meta.app_label, migration


def _pointed_at(label: str, field: Any) -> Any:
    _name, _path, args, kwargs = field.deconstruct()
    return models.OneToOneField(*args, **{**kwargs, "to": label})


def _history() -> tuple[str | None, list[str]]:
    """The migration that created the event model, and its names, from now back to then."""
    meta = get_event_model()._meta
    names = [str(meta.model_name)]
    for naming in reversed(list(_namings(meta.app_label))):
        if naming.after == names[-1]:
            if naming.before is None:
                return naming.migration, names
            names.append(naming.before)
    return None, names


def _namings(app_label: str) -> Iterator[Naming]:
    """What the app's migrations call their models, each migration after those it builds on."""
    modules = dict(_migrations(app_label))
    order = {name: len(_ancestors(app_label, name, modules)) for name in modules}
    for name in sorted(modules, key=lambda each: (order[each], each)):
        for operation in _operations(modules[name].operations):
            if isinstance(operation, migrations.CreateModel):
                yield Naming(name, None, operation.name_lower)
            if isinstance(operation, migrations.RenameModel):
                yield Naming(name, operation.old_name_lower, operation.new_name_lower)


def _migrations(app_label: str) -> Iterator[tuple[str, Any]]:
    path, _explicit = MigrationLoader.migrations_module(app_label)
    try:
        package = importlib.import_module(path) if path else None
    except ModuleNotFoundError:
        package = None
    # Like Django, take a directory that is no package for an app without migrations.
    if getattr(package, "__file__", None) is None:
        return
    for module in pkgutil.iter_modules(getattr(package, "__path__", [])):
        if not module.ispkg and module.name[0] not in "_~":
            loaded = importlib.import_module(f"{path}.{module.name}")
            if hasattr(loaded, "Migration"):
                yield module.name, loaded.Migration


def _operations(operations: Any) -> Iterator[Any]:
    for operation in operations:
        yield operation
        # SeparateDatabaseAndState and RunSQL carry what they mean to the models in here.
        yield from _operations(getattr(operation, "state_operations", ()))


def _ancestors(app_label: str, name: str, modules: Mapping[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        migration = modules.get(waiting.pop())
        for app, parent in getattr(migration, "dependencies", ()):
            if app == app_label and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found
