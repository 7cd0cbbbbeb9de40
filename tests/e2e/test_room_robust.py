"""<jitsi-live-room> on pages that are early, or that pass on what cannot be shown."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from django_jitsi_live import services
from tests.e2e.test_room import insert

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]


def test_properties_that_were_set_before_the_script_came_are_kept(
    visit: Any, event: Any, student: Any
) -> None:
    sam = visit(student, "/static/jitsi_live/room.css")
    sam.page.route("**/room.js", lambda route: route.abort())
    sam.open("/about/")
    sam.page.evaluate(
        """(id) => {
          const room = document.createElement("jitsi-live-room");
          room.client = { checkLiveStatus: async () => ({ is_active: false }) };
          room.texts = { waitingTitle: "Patience, please" };
          room.eventId = id;
          document.querySelector("#place").append(room);
        }""",
        event.pk,
    )
    sam.page.evaluate("() => import('/static/jitsi_live/room.js?late')")
    sam.see("waiting", "Patience, please")
    assert sam.evaluate("return [room.getAttribute('event-id'), Object.keys(room)]") == [
        str(event.pk), [],
    ]  # fmt: skip
    assert sam.evaluate("return typeof room.client.checkLiveStatus") == "function"


def test_a_room_that_cannot_show_the_start_still_lets_in(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    starts_at = (timezone.now() + timedelta(hours=1)).isoformat()
    insert(sam, event.pk, f'base-url="/api/live/" lang="de_DE" starts-at="{starts_at}"')
    sam.see("waiting")
    services.start(host, event.pk)
    sam.see("joined")
    assert {"de_DE" in problem for problem in sam.problems} == {True}
    sam.problems.clear()
