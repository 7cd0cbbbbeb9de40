// The scripts of the example site that tell of a webinar and its times.

import assert from "node:assert/strict";
import { test } from "node:test";

process.env.TZ = "Europe/Berlin";

const scripts = new URL("../../../example_project/webinars/static/webinars/", import.meta.url);
let copies = 0;

/** Run a script of the site once more, in a page of its own. */
async function run(name, document, languages = []) {
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: { languages } });
  globalThis.document = document;
  copies += 1;
  await import(`${new URL(name, scripts)}?${copies}`);
}

// The badge

/** What the badge says after each of these values of `isLive`. */
async function badges(before, startsIn, values) {
  const dataset = { startsAt: new Date(Date.now() + startsIn * 1000).toISOString() };
  const badge = { ...before, dataset };
  let listener;
  const addEventListener = (_name, listen) => {
    listener = listen;
  };
  await run("badge.js", { querySelector: () => badge, addEventListener });
  return values.map((isLive) => {
    listener({ detail: { isLive } });
    return `${badge.className.replace("badge ", "")}: ${badge.textContent}`;
  });
}

const SOON = { className: "badge soon", textContent: "About to start" };
const LIVE = { className: "badge live", textContent: "Live" };
const LATER = { className: "badge upcoming", textContent: "In 3 hours" };

test("a webinar is live until it ends, and then over", async () => {
  const values = [null, false, true, true, null, true, false, null];
  assert.deepEqual(await badges(SOON, -60, values), [
    "soon: About to start",
    "soon: About to start",
    ...Array(4).fill("live: Live"),
    "over: Over",
    "over: Over",
  ]);
  assert.deepEqual(await badges(LIVE, -60, [null, false]), ["live: Live", "over: Over"]);
});

test("a webinar that is tried out before its time is still to come", async () => {
  const seen = await badges(LATER, 10800, [false, true, false]);
  assert.deepEqual(seen, ["upcoming: In 3 hours", "live: Live", "upcoming: In 3 hours"]);
  assert.deepEqual(await badges(LIVE, 10800, [true, false]), ["live: Live", "upcoming: Upcoming"]);
});

// The times

async function times(language, from, until) {
  const span = { dataset: { from, until } };
  const querySelectorAll = (selector) => (selector === "[data-from]" ? [span] : []);
  await run("times.js", { documentElement: { lang: "en" }, querySelectorAll }, [language]);
  return span.textContent.replaceAll(/[\u2009\u202f]/g, " ");
}

test("both times of a webinar are in one form", async () => {
  const [from, until] = ["2026-11-26T03:58Z", "2026-11-26T05:28Z"];
  assert.match(await times("en-GB", from, until), /^04:58 ?– ?06:28 CET$/);
  assert.match(await times("en-US", from, until), /^4:58 – 6:28 AM GMT\+1$/);
});

test("a night of the clock change has the zone of each time", async () => {
  const seen = await times("en-GB", "2026-10-25T00:35Z", "2026-10-25T01:14Z");
  assert.equal(seen, "02:35 CEST – 02:14 CET");
});

test("a webinar that goes on after midnight has two times and no dates", async () => {
  const seen = await times("en-GB", "2026-11-26T22:30Z", "2026-11-27T00:00Z");
  assert.equal(seen, "23:30 CET – 01:00 CET");
});
