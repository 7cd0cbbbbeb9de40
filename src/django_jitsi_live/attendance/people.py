"""What the stays of one person say of the person: names and role."""

from __future__ import annotations

from operator import attrgetter

from ..models import Role
from ..presence import Row

ROLES = [role.value for role in Role]


def latest_name(rows: list[Row]) -> str:
    # The same name whatever the order of the rows.
    return max(rows, key=attrgetter("joined_at", "display_name")).display_name


def jitsi_name(rows: list[Row]) -> str:
    return max(rows, key=attrgetter("joined_at", "jitsi_name")).jitsi_name


def has_role(rows: list[Row]) -> bool:
    return any(row.role in ROLES for row in rows)


def highest_role(rows: list[Row]) -> str:
    roles = {row.role for row in rows}
    return next((role for role in ROLES if role in roles), "")
