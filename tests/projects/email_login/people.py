from __future__ import annotations

from django.contrib.auth import get_user_model

from tests.projects import people


def make_people() -> people.People:
    names = ["helen", "sam", "sid"]
    create = get_user_model().objects.create_user
    users = [create(email=f"{name}@example.org", password=people.PASSWORD) for name in names]
    # The address itself is not for everyone in the room to see.
    return people.make_people(users, grant={"display_name": "helen"})
