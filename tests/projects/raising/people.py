from __future__ import annotations

from dataclasses import replace

from tests.projects import people


def make_people() -> people.People:
    return replace(people.make_people(), grant={"display_name": "helen.host"})
