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
  const recordStay = async (action, stay) => {
    reports.push(stay === null ? action : `${action} ${stay}`);
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
const gone = () => Object.assign(new Error("gone"), { code: "not_found" });
const offline = () => Object.assign(new Error("offline"), { code: "network" });

async function pass(seconds) {
  mock.timers.tick(seconds * 1000);
  await settled();
}

async function begin(...answers) {
  const site = makeSite(...answers);
  const ended = { count: 0 };
  const stay = new Stay(site, () => {
    ended.count += 1;
  });
  await settled();
  return { site, stay, ended };
}

test("a stay is reported with its heartbeats and its end", async () => {
  const { site, stay } = await begin(BEGUN);
  await pass(60); // the first comes before the site's own pause is known
  await pass(30);
  stay.end();
  await pass(300);
  assert.deepEqual(site.reports, ["joined", "seen s1", "seen s1", "left s1"]);
});

test("heartbeats are as far apart as the site asks for", async () => {
  const { site } = await begin({ ...BEGUN, heartbeat: 100 });
  await pass(60);
  await pass(99);
  assert.deepEqual(site.reports, ["joined", "seen s1"]);
  await pass(1);
  assert.deepEqual(site.reports, ["joined", "seen s1", "seen s1"]);
});

test("heartbeats come up to a tenth early or late", async () => {
  mock.method(Math, "random", () => 0);
  const { site } = await begin({ ...BEGUN, heartbeat: 100 }, BEGUN);
  await pass(54); // the first by the default of a minute
  assert.deepEqual(site.reports, ["joined", "seen s1"]);
});

test("a stay that the site did not answer begins again after a minute", async () => {
  const { site } = await begin(offline(), BEGUN);
  await pass(60);
  await pass(60);
  assert.deepEqual(site.reports, ["joined", "joined", "seen s1"]);
});

test("a heartbeat without an answer is followed by the next", async () => {
  const { site } = await begin(BEGUN, offline(), BEGUN);
  await pass(60);
  await pass(60);
  assert.deepEqual(site.reports, ["joined", "seen s1", "seen s1"]);
});

test("a stay that the site has deleted begins again", async () => {
  const { site } = await begin(BEGUN, gone(), { ...BEGUN, stay: "s2" });
  await pass(60);
  await pass(60);
  await pass(60);
  assert.deepEqual(site.reports, ["joined", "seen s1", "joined", "seen s2"]);
});

test("a heartbeat that is told of the end passes it on", async () => {
  const { ended } = await begin(BEGUN, OVER);
  assert.equal(ended.count, 0);
  await pass(60);
  assert.equal(ended.count, 1);
});

test("a stay that is over passes nothing on", async () => {
  const { stay, ended } = await begin(BEGUN, OVER);
  mock.timers.tick(60_000);
  stay.end();
  await settled();
  assert.equal(ended.count, 0);
});

test("a stay that ends before it is recorded is reported as left", async () => {
  const site = makeSite(BEGUN);
  const stay = new Stay(site, () => assert.fail("it has not ended"));
  stay.end();
  await settled();
  assert.deepEqual(site.reports, ["joined", "left s1"]);
});
