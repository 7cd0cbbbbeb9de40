from __future__ import annotations

from tests.projects import people


def make_people() -> people.People:
    return people.make_people(key="Zürich 2026/Saal 1: 100% Django? 日本語 #1 & more")
