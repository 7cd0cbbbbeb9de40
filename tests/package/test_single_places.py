"""What is done in one place only, because it was forgotten elsewhere."""

from __future__ import annotations

import ast

import pytest

from tests.package.modules import modules

# Calls and names, and the modules that may have them.
PLACES = {
    # The policy of the host project may raise anything; the doctor and the checks report it.
    "get_policy": {"conf", "policy.guarded", "operations.doctor.site", "checks.hooks"},
    "get_absolute_url": {"policy.attributes"},
    # Naive without USE_TZ.
    "timezone.now": set(),
    "timezone.localtime": {"moments"},
    "timezone.make_aware": set(),
    "datetime.now": {"moments"},
    "DateTimeField": {
        "models.fields",
        "checks.hooks",
        "policy.personal",  # of the host project, to compare with
        "invitations.views",
        "operations.old_sessions.tables",  # of another app
        "migrations.0001_initial",
        "migrations._attendance_tables",
        "migrations._audit_tables",
        "migrations._guest_tables",
        "migrations._invitation_tables",
        "migrations._recording_tables",
        "migrations._run_table",
        "migrations._server_tables",
        "questions.migrations.0001_initial",
        "migrations._turn_table",
    },
    # Times without an offset.
    "DjangoJSONEncoder": set(),
    "JSONEncoder": {"wire"},
    "JSONRenderer": {"wire"},
}


def names(tree: ast.Module) -> set[str]:
    """Names and their last attribute, as written."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found |= {node.attr, f"{ast.unparse(node.value).rpartition('.')[2]}.{node.attr}"}
        elif isinstance(node, ast.alias):
            found.add(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


@pytest.mark.parametrize("name", sorted(PLACES))
def test_is_in_its_place_only(name: str) -> None:
    assert {module for module, tree in modules().items() if name in names(tree)} <= PLACES[name]
