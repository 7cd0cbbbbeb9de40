"""The modules of the package as text: what they import, and what their docstrings say."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django_jitsi_live.apps

PACKAGE = Path(django_jitsi_live.apps.__file__).parent


@cache
def modules() -> dict[str, ast.Module]:
    """Syntax trees by dotted path within the package; a folder's is that of its ``__init__``."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def is_folder(name: str) -> bool:
    return (PACKAGE / name.replace(".", "/") / "__init__.py").exists()


def summary(name: str) -> str:
    """The first line of the module's docstring; empty without one."""
    return (ast.get_docstring(modules()[name]) or "").partition("\n")[0]


def imports(name: str) -> set[str]:
    """The modules of the package that this module imports, for types as well."""
    package = name.split(".") if is_folder(name) else name.split(".")[:-1]
    return {target for node in ast.walk(modules()[name]) for target in _targets(node, package)}


def _targets(node: ast.AST, package: list[str]) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom) and node.level:
        base = [part for part in package if part][: len(package) - node.level + 1]
        module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
        for alias in node.names:
            submodule = f"{module}.{alias.name}".strip(".")
            yield submodule if submodule in modules() else module
    elif isinstance(node, ast.Import | ast.ImportFrom):
        names = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
        assert not any(each.startswith("django_jitsi_live") for each in names), "import relatively"


def external_imports(name: str) -> set[str]:
    """The top-level packages of others that this module imports."""
    nodes = [*ast.walk(modules()[name])]
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    sources = {str(n.module) for n in nodes if isinstance(n, ast.ImportFrom) and not n.level}
    return {each.partition(".")[0] for each in plain | sources}
