"""Which migration of the host project our first one must wait for.

``swappable_dependency`` waits for the first migration of the event model's app, which is not
enough where the model came in a later one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from ..conf import get_event_model


def event_dependency() -> Any:
    """The migration that last gave the event model its name, else the app's first one."""
    model = get_event_model()
    app_label, model_name = model._meta.app_label, model._meta.model_name
    modules = dict(_migrations(app_label))
    names = {name for name, module in modules.items() if _names_model(module, model_name)}
    if not names:
        return migrations.swappable_dependency(settings.JITSI_LIVE_EVENT_MODEL)
    # A model may be renamed away and created anew, and a squash repeats what it replaces:
    # the last one is the one that no other of them builds on.
    earlier = set().union(*(_ancestors(app_label, name, modules) for name in names))
    return app_label, max(names - earlier)


def _migrations(app_label: str) -> Iterator[tuple[str, Any]]:
    path, _explicit = MigrationLoader.migrations_module(app_label)
    try:
        package = importlib.import_module(path) if path else None
    except ModuleNotFoundError:
        package = None
    for module in pkgutil.iter_modules(getattr(package, "__path__", [])):
        if not module.ispkg and module.name[0] not in "_~":
            loaded = importlib.import_module(f"{path}.{module.name}")
            if hasattr(loaded, "Migration"):
                yield module.name, loaded.Migration


def _names_model(migration: Any, model_name: str | None) -> bool:
    return any(model_name == _name_given(each) for each in _operations(migration.operations))


def _name_given(operation: Any) -> str | None:
    if isinstance(operation, migrations.CreateModel):
        return operation.name_lower
    if isinstance(operation, migrations.RenameModel):
        return operation.new_name_lower
    return None


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
