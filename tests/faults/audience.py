"""Many more people: ``python -m tests.faults.audience 500`` prints tokens and events."""

from __future__ import annotations

import json
import sys

import django

EVENTS = 8


def main() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from rest_framework_simplejwt.tokens import AccessToken

    from tests.faults.people import make_event

    users = get_user_model().objects
    hosts = [*users.filter(username__startswith="host-")]
    names = [f"audience-{number}" for number in range(int(sys.argv[1]))]
    people = users.bulk_create(users.model(username=name) for name in names)
    print(
        json.dumps(
            {
                "tokens": [str(AccessToken.for_user(user)) for user in people],
                "events": [make_event(hosts, people) for _ in range(EVENTS)],
            }
        )
    )


if __name__ == "__main__":
    main()
