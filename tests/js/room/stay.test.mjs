// What the room reports of a stay; the clock is that of the test.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { Stay } from "../../../src/js/room/stay.js";

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 0.5); // in the middle of the jitter
});

afterEach(() => mock.reset());

/** Lets all that is ready run, which takes no time of the clock. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A site that gives these answers one after another, and then the last again. */
function makeSite(...answers) {
  const reports = [];
  const recordStay = async (action, stay, { unheard, endpoint, viewer }) => {
    const words = [
      action,
      stay,
      endpoint,
      viewer && "viewer",
      unheard ? `unheard ${unheard}` : null,
    ];
    reports.push(words.filter(Boolean).join(" "));
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  return { reports, recordStay };
}

const BEGUN = { is_active: true, stay: "s1", heartbeat: 30 };
const OVER = { is_active: false };
const failure = (code, more) => Object.assign(new Error(code), { code, ...more });
const gone = () => failure("not_found");
const offline = () => failure("network");
const loggedOut = () => failure("not_authenticated");

async function pass(seconds) {
  mock.timers.tick(seconds * 1000);
  await settled();
}

function makeListener() {
  const told = { ended: 0, moved: 0, noted: 0, failed: [] };
  const onEnded = () => {
    told.ended += 1;
  };
  const onNoted = () => {
    told.noted += 1;
  };
  const onMoved = () => {
    told.moved += 1;
  };
  return { told, onEnded, onMoved, onNoted, onFailed: ({ code }) => told.failed.push(code) };
}

async function begin(...answers) {
  const site = makeSite(...answers);
  const listener = makeListener();
  const stay = new Stay(site, listener);
  await settled();
  return { site, stay, told: listener.told };
}

test("a stay is reported with its heartbeats and its end", async () => {
  const { site, stay } = await begin(BEGUN);
  await pass(30);
  await pass(30);
  stay.end();
  await pass(300);
  assert.deepEqual(site.reports, ["joined", "seen s1", "seen s1", "left s1"]);
});

test("the beginning of a stay names the endpoint, and nothing else does", async () => {
  const site = makeSite(BEGUN);
  const stay = new Stay(site, makeListener(), "1a2b3c4d");
  await settled();
  await pass(30);
  stay.end();
  assert.deepEqual(site.reports, ["joined 1a2b3c4d", "seen s1", "left s1"]);
});

test("the beginning of a viewer's stay says so", async () => {
  const site = makeSite(BEGUN);
  const stay = new Stay(site, makeListener(), "1a2b3c4d", { isViewer: true });
  await settled();
  stay.end();
  assert.deepEqual(site.reports, ["joined 1a2b3c4d viewer", "left s1"]);
});

test("a heartbeat learns that the session goes on in another room, and goes on itself", async () => {
  const { site, told } = await begin(BEGUN, { is_active: true, moved: true, heartbeat: 30 });
  await pass(30);
  await pass(30);
  assert.deepEqual([told.moved, told.ended, site.reports.length], [2, 0, 3]);
});

test("a stay that is over is not moved", async () => {
  let answer;
  const later = new Promise((resolve) => (answer = resolve));
  const answers = [Promise.resolve(BEGUN), later, Promise.resolve(OVER)];
  const listener = makeListener();
  const stay = new Stay({ recordStay: () => answers.shift() }, listener);
  await settled();
  await pass(30);
  stay.end();
  answer({ is_active: true, moved: true });
  await settled();
  assert.equal(listener.told.moved, 0);
});

for (const heartbeat of [10, 11, 59, 60, 61, 3600]) {
  test(`the first heartbeat of ${heartbeat} seconds comes in that time`, async () => {
    const { site } = await begin({ ...BEGUN, heartbeat });
    await pass(heartbeat - 0.1);
    assert.deepEqual(site.reports, ["joined"]);
    await pass(0.1);
    assert.deepEqual(site.reports, ["joined", "seen s1"]);
  });
}

test("another interval holds from the answer on that names it", async () => {
  const { site } = await begin(BEGUN, { is_active: true, heartbeat: 100 }, { is_active: true });
  await pass(30);
  await pass(99);
  assert.deepEqual(site.reports, ["joined", "seen s1"]);
  await pass(1);
  await pass(100);
  assert.deepEqual(site.reports, ["joined", "seen s1", "seen s1", "seen s1"]);
});

for (const heartbeat of [undefined, null, 0, -1, Number.NaN, "30"]) {
  test(`an interval that is none, such as ${heartbeat}, leaves the one that was`, async () => {
    const { site } = await begin({ ...BEGUN, heartbeat });
    await pass(59);
    assert.deepEqual(site.reports, ["joined"]);
    await pass(1);
    assert.deepEqual(site.reports, ["joined", "seen s1"]);
  });
}

test("heartbeats come up to a tenth early or late", async () => {
  mock.method(Math, "random", () => 0);
  const { site } = await begin({ ...BEGUN, heartbeat: 100 });
  await pass(90);
  assert.deepEqual(site.reports, ["joined", "seen s1"]);
});

test("a stay that the site did not answer begins again soon, and then more rarely", async () => {
  const { site } = await begin(offline(), offline(), offline(), BEGUN);
  await pass(2);
  await pass(4);
  await pass(8);
  await pass(30);
  assert.deepEqual(site.reports, ["joined", "joined", "joined", "joined", "seen s1"]);
});

test("heartbeats without an answer say for how long there was none", async () => {
  const { site } = await begin(BEGUN, loggedOut(), loggedOut(), BEGUN);
  for (let i = 0; i < 4; i += 1) {
    await pass(30);
  }
  assert.deepEqual(site.reports, [
    "joined",
    "seen s1",
    "seen s1 unheard 60",
    "seen s1 unheard 90",
    "seen s1",
  ]);
});

test("a long interval is not waited for after a failure", async () => {
  const { site } = await begin({ ...BEGUN, heartbeat: 3600 }, offline(), BEGUN);
  await pass(3600);
  await pass(60);
  assert.deepEqual(site.reports, ["joined", "seen s1", "seen s1 unheard 3660"]);
});

test("a site that names a pause after a failure is given it", async () => {
  const { site } = await begin(BEGUN, failure("throttled", { retryAfter: 200 }), BEGUN);
  await pass(30);
  await pass(199);
  assert.deepEqual(site.reports, ["joined", "seen s1"]);
  await pass(1);
  assert.deepEqual(site.reports.length, 3);
});

test("time in which the computer slept was not without an answer", async () => {
  const { site } = await begin(BEGUN, offline(), offline(), BEGUN);
  await pass(30);
  await pass(7200); // the timer is due after 30 seconds, and comes as late as this
  assert.equal(site.reports.at(-1).includes("7200"), false);
});

test("what leaves behind is reported with the leaving", async () => {
  const { site, stay } = await begin(BEGUN, loggedOut(), BEGUN);
  await pass(30);
  assert.equal(stay.isBehind, true);
  stay.end();
  await settled();
  assert.deepEqual(site.reports, ["joined", "seen s1", "left s1 unheard 30"]);
});

test("a report out of turn tells what was missed", async () => {
  const { site, stay, told } = await begin(BEGUN, loggedOut(), BEGUN);
  await pass(30);
  await stay.beat();
  assert.deepEqual(site.reports, ["joined", "seen s1", "seen s1 unheard 30"]);
  assert.deepEqual([told.failed, told.noted, stay.isBehind], [["not_authenticated"], 2, false]);
});

test("a stay that the site has deleted begins again", async () => {
  const { site } = await begin(BEGUN, gone(), { ...BEGUN, stay: "s2" });
  await pass(30);
  await pass(2);
  await pass(30);
  assert.deepEqual(site.reports, ["joined", "seen s1", "joined", "seen s2"]);
});

test("a heartbeat that is told of the end passes it on", async () => {
  const { told } = await begin(BEGUN, OVER);
  assert.equal(told.ended, 0);
  await pass(30);
  assert.equal(told.ended, 1);
});

test("a heartbeat in the backstage is no end", async () => {
  const { told } = await begin(BEGUN, { is_active: false, state: "backstage" }, OVER);
  await pass(30);
  assert.equal(told.ended, 0);
  await pass(30);
  assert.equal(told.ended, 1);
});

test("a stay that is over passes nothing on", async () => {
  const { stay, told } = await begin(BEGUN, OVER);
  mock.timers.tick(30_000);
  stay.end();
  await settled();
  assert.equal(told.ended, 0);
});

test("a stay that ends before it is recorded is reported as left", async () => {
  const site = makeSite(BEGUN);
  const stay = new Stay(site, makeListener());
  stay.end();
  await settled();
  assert.deepEqual(site.reports, ["joined", "left s1"]);
});
