"""<jitsi-live-questions> at a site that pushes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from django_jitsi_live.questions import services as questions
from tests.asgi import Server, uvicorn

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site")]

NOTE_LISTS = """
window.lists = 0;
window.EventSource = class extends EventSource {
  constructor(url) {
    super(url);
    this.addEventListener("questions", () => (window.lists += 1));
  }
};
"""


@pytest.fixture
def pushing(event: Any, browser: Any, tmp_path: Path) -> Iterator[Server]:
    with uvicorn(tmp_path, "tests.e2e.pushing", "tests.e2e.pushing:application") as server:
        yield server


@pytest.fixture
def look(visit: Any, pushing: Server, event: Any) -> Callable[..., Any]:
    """Somebody who reads the questions of the site that pushes, and has the list by the stream."""

    def make(user: Any) -> Any:
        visitor = visit(None, "/nowhere/", url=pushing.url)
        visitor.page.add_init_script(NOTE_LISTS)
        visitor.polls = []
        visitor.page.on(
            "request", lambda each: "/?key=" in each.url and visitor.polls.append(each.url)
        )
        visitor.log_in(user)
        visitor.open(f"/asked/{event.pk}/")
        visitor.page.wait_for_function("() => window.lists > 0")
        visitor.list = visitor.page.locator("jitsi-live-questions section.questions")
        return visitor

    return make


def polls_of_lists(visitor: Any) -> list[str]:
    return [each for each in visitor.polls if "/stream/" not in each]


def test_a_new_question_comes_without_a_poll(
    look: Any, student: Any, host: Any, event: Any
) -> None:
    sam = look(student)
    before = len(polls_of_lists(sam))
    question = questions.ask(host, event.pk, "By the stream?")
    sam.list.locator("li").filter(has_text="By the stream?").wait_for()
    questions.vote(host, event.pk, question.pk)
    sam.list.get_by_role("button", name="Vote, 1 so far").wait_for()
    assert len(polls_of_lists(sam)) == before
