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


LATE = """async ([id, isUpgraded]) => {
  const client = () => ({ checkLiveStatus: async () => ({ is_active: false }) });
  const room = document.createElement("jitsi-live-room");
  const [first, second, third] = [client(), client(), client()];
  for (const name of ["state", "reason", "participantRole", "api", "isLive"]) room[name] = "theirs";
  Object.assign(room, { client: first, eventId: id, texts: { waitingTitle: "Patience, please" } });
  await import("/static/jitsi_live/room.js?late");
  if (isUpgraded) customElements.upgrade(room);
  room.client = second;
  document.querySelector("#place").append(room);
  const kept = [room.client === second, room.eventId, room.isLive, room.api, Object.keys(room)];
  room.client = third;
  room.texts = { waitingTitle: "Soon" };
  return [...kept, room.client === third, room.texts, Object.keys(room)];
}"""


@pytest.mark.parametrize("is_upgraded", [True, False])
def test_what_is_set_before_and_after_the_script_came_counts(
    visit: Any, event: Any, student: Any, is_upgraded: bool
) -> None:
    sam = visit(student, "/static/jitsi_live/room.css")
    sam.page.route("**/room.js", lambda route: route.abort())
    sam.open("/about/")
    assert sam.page.evaluate(LATE, [event.pk, is_upgraded]) == [
        True, str(event.pk), None, None, [], True, {"waitingTitle": "Soon"}, [],
    ]  # fmt: skip
    sam.see("waiting", "Soon")
    assert sam.evaluate("return room.isLive") is False


def test_the_fields_of_a_subclass_count(visit: Any, event: Any, student: Any) -> None:
    sam = visit(student, "/about/")
    sam.page.evaluate(
        """async (id) => {
          const { JitsiLiveRoom } = await import("/static/jitsi_live/room.js");
          class Ours extends JitsiLiveRoom {
            client = { checkLiveStatus: async () => ({ is_active: false }) };
            texts = { waitingTitle: "Patience, please" };
            eventId = id;
          }
          Ours.define("our-room");
          document.querySelector("#place").append(document.createElement("our-room"));
        }""",
        event.pk,
    )
    sam.page.get_by_text("Patience, please").locator("visible=true").first.wait_for()


# What the page brings

HOSTILE = """
const soon = new Date(Date.now() + 3600e3).toISOString();
const thrower = (value) => new Proxy(value, {
  get(target, name) { throw new RangeError(`odd ${String(name)}`); },
});
const info = (more) => ({ room: {}, info: more });
const attributes = (more) => ({ room: more, info: {} });
const languages = ["de_DE", "C", "fr,en", "de-", "", "x", "*", "i-default-x-y", "de-DE-u", "\ud800",
  "en-US-posix-posix", "{{ lang }}", "a".repeat(9999)];
const moments = ["soon", "", "0", "275761-01-01", "+275760-09-13T00:00:00Z", "9".repeat(99), "NaN",
  "2026-02-30T25:61", "-000000-01-01T00:00:00Z"];
const addresses = ["javascript:void(window.hacked = true)", "http://[", "//", "https://", "\ud800",
  "data:text/html,x", "", "mailto:", "http://a b", "%%%", "http://x:99999/"];
const values = [null, 7, NaN, true, "x", [], {}, [null], thrower({}), () => "x", Symbol("x"), 10n];
const names = ["starts_at", "present", "people", "texts", "event_url", "register_url", "login_url",
  "roles_url", "stream_url", "poll_after", "join_spread"];
return [
  ...languages.map((lang) => attributes({ lang, "starts-at": soon })),
  ...moments.map((text) => attributes({ "starts-at": text })),
  ...addresses.flatMap((url) => ["event", "register", "login", "stream", "base", "room", "status"]
    .map((name) => attributes({ [`${name}-url`]: url }))),
  ...values.flatMap((value) => names.map((name) => info({ [name]: value }))),
  ...values.map((value) => ({ room: {}, info: {}, properties: { texts: value } })),
  ...values.map((value) => ({ room: {}, info: {}, properties: { texts: {
    label: value, waitingTitle: value, waitingText: value, startsAt: value, joinAgain: value,
    join: value, liveTitle: value, endedTitle: value, joiningTitle: value, close: value,
  } } })),
];
"""
EVENING = """async (code) => {
  const { JitsiLiveRoom } = await import("/static/jitsi_live/room.js");
  const place = document.querySelector("#place");
  const rooms = new Function(code)().map(({ room, info, properties }, number) => {
    const element = document.createElement("jitsi-live-room");
    let isActive = false;
    let isIn = false;
    const status = () => ({ poll_after: 1, ...info, role: "attendee", is_active: isActive });
    element.client = {
      checkLiveStatus: async () => status(),
      joinLiveSession: async () => {
        isIn = true;
        return { role: "attendee", domain: "x", room: "r", script_url: "data:text/javascript," };
      },
    };
    element.setAttribute("event-id", number);
    for (const [name, value] of Object.entries(room)) element.setAttribute(name, value);
    Object.assign(element, properties);
    place.append(element);
    return { element, start: () => { isActive = true; }, isIn: () => isIn };
  });
  const until = async (name, isDone) => {
    for (let left = 200; !rooms.every(isDone) && left > 0; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return rooms.filter((room) => !isDone(room)).map(({ element }) => [name, element.outerHTML]);
  };
  const stuck = await until("waiting", ({ element }) => element.state === "waiting");
  const blank = rooms.filter(({ element: { shadowRoot } }) =>
    !shadowRoot.querySelector("[part=heading]").checkVisibility());
  const links = rooms.flatMap(({ element }) => [...element.shadowRoot.querySelectorAll("a[href]")])
    .map(({ protocol }) => protocol);
  rooms.forEach(({ start }) => start());
  stuck.push(...(await until("let in", ({ isIn }) => isIn())));
  return { stuck, blank: blank.length, rooms: rooms.length, links: [...new Set(links)] };
}"""


def test_nothing_that_a_page_brings_keeps_people_out(visit: Any, student: Any) -> None:
    sam = visit(student, "/about/")
    seen = sam.page.evaluate(EVENING, HOSTILE)
    assert seen["stuck"] == []
    assert seen["blank"] == 0
    assert set(seen["links"]) <= {"http:", "https:", "mailto:"}
    assert seen["rooms"] > 200
    assert sam.problems  # the console knows
    sam.problems.clear()


@pytest.mark.parametrize("lang", ["de_DE", "C", "fr,en", "de-"])
def test_a_page_of_an_odd_language_counts_down_and_lets_in(
    visit: Any, event: Any, host: Any, student: Any, lang: str
) -> None:
    sam = visit(student, "/about/")
    starts_at = (timezone.now() + timedelta(hours=1)).isoformat()
    sam.page.evaluate("(lang) => document.documentElement.setAttribute('lang', lang)", lang)
    insert(sam, event.pk, f'base-url="/api/live/" starts-at="{starts_at}"')
    sam.see("waiting", "59")
    services.start(host, event.pk)
    sam.see("joined")


def test_a_room_whose_drawing_fails_everywhere_still_lets_in(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    sam.page.evaluate(
        """() => {
          const fail = () => { throw new TypeError("cannot draw"); };
          Intl.DateTimeFormat = Intl.NumberFormat = fail;
          Element.prototype.replaceChildren = Element.prototype.getClientRects = fail;
          window.matchMedia = Element.prototype.scrollIntoView = fail;
          HTMLElement.prototype.focus = fail;
        }"""
    )
    starts_at = (timezone.now() + timedelta(hours=1)).isoformat()
    insert(sam, event.pk, f'base-url="/api/live/" starts-at="{starts_at}"')
    sam.see("waiting", "Not live yet")
    services.start(host, event.pk)
    sam.see("joined")
    sam.press("Leave")
    sam.see("left", "You can come back.")
    assert "cannot draw" in sam.problems
    sam.problems.clear()


def test_a_listener_that_throws_keeps_nobody_out(
    visit: Any, event: Any, host: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    sam.page.evaluate(
        """() => {
          for (const name of ["state", "joined"]) {
            document.addEventListener(`jitsi-live:${name}`, () => { throw new Error("theirs"); });
          }
        }"""
    )
    insert(sam, event.pk)
    sam.see("waiting")
    services.start(host, event.pk)
    sam.see("joined")
    assert set(sam.problems) == {"theirs"}
    sam.problems.clear()


# Questions and answers


def test_a_page_that_cannot_draw_asks_as_often_as_any_other(
    visit: Any, event: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    questions: list[str] = []
    sam.page.on("request", lambda request: questions.append(request.url))
    sam.stop_clock()
    starts_at = (timezone.now() + timedelta(hours=1)).isoformat()
    sam.page.evaluate("() => { Intl.DateTimeFormat = Intl.NumberFormat = undefined; }")
    insert(sam, event.pk, f'base-url="/api/live/" starts-at="{starts_at}" stream-url=""')
    sam.see("waiting")
    before = len(questions)
    for _ in range(20):
        sam.page.clock.run_for(250)
    assert len(questions) - before <= 5  # at most one a second, as the site has said
    assert sam.problems
    sam.problems.clear()


def test_an_exception_of_the_page_is_not_the_words_that_people_read(
    visit: Any, event: Any, student: Any
) -> None:
    sam = visit(student, "/about/")
    sam.page.evaluate(
        """(id) => {
          const room = document.createElement("jitsi-live-room");
          room.eventId = id;
          room.client = {
            checkLiveStatus: async () => ({ is_active: true }),
            joinLiveSession: async () => {
              throw Object.assign(new Error("secret 0x7f"), { code: "odd" });
            },
          };
          document.querySelector("#place").append(room);
        }""",
        event.pk,
    )
    sam.press("Join live session")
    sam.see("live", "This did not work. Please try again.")
    assert sam.room.get_by_text("0x7f").count() == 0
