// When the room polls, and when it believes the answer; the clock is that of the test.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { exponentialBackoff, withJitter } from "../../../src/js/room/backoff.js";
import { Polling, pollOnce } from "../../../src/js/room/polling.js";

beforeEach(() => {
  mock.timers.enable({ apis: ["setTimeout"] });
  mock.method(Math, "random", () => 0);
});

afterEach(() => mock.reset());

/** A polling, and how often it was due. */
function makePolling({ isPushing = false } = {}) {
  const due = { count: 0, isPushing };
  const polling = new Polling({
    onDue: () => {
      due.count += 1;
    },
    isPushing: () => due.isPushing,
  });
  return { polling, due };
}

function isDueAfter(seconds, due) {
  mock.timers.tick(seconds * 1000 - 1);
  assert.equal(due.count, 0);
  mock.timers.tick(1);
  assert.equal(due.count, 1);
}

test("each failure doubles the pause, up to a limit", () => {
  const pauses = [0, 1, 2, 3, 4, 5, 6, 60].map((failures) => exponentialBackoff(2, failures, 60));
  assert.deepEqual(pauses, [2, 4, 8, 16, 32, 60, 60, 60]);
});

test("jitter is never early, and at most a quarter", () => {
  assert.deepEqual(
    [0, 0.5, 1].map((random) => withJitter(40, random)),
    [40, 45, 50],
  );
});

test("a poll is due after as many seconds as the site asks for", () => {
  const { polling, due } = makePolling();
  polling.schedule(7);
  isDueAfter(7, due);
});

test("a site that asks for nothing is polled every 15 seconds", () => {
  const { polling, due } = makePolling();
  polling.schedule(undefined);
  isDueAfter(15, due);
});

test("a site that pushes is polled every 60 seconds at most", () => {
  const { polling, due } = makePolling({ isPushing: true });
  polling.schedule(7);
  isDueAfter(60, due);
});

test("a poll for a special reason does not wait for the push", () => {
  const { polling, due } = makePolling({ isPushing: true });
  polling.pollIn(2);
  isDueAfter(2, due);
});

test("polls of a crowd are spread over a quarter of the pause", () => {
  mock.method(Math, "random", () => 1);
  const { polling, due } = makePolling();
  polling.schedule(8);
  isDueAfter(10, due);
});

test("a later schedule replaces the earlier", () => {
  const { polling, due } = makePolling();
  polling.schedule(5);
  polling.schedule(9);
  isDueAfter(9, due);
});

test("a polling that was stopped is not due", () => {
  const { polling, due } = makePolling();
  polling.schedule(5);
  polling.stop();
  mock.timers.tick(60_000);
  assert.equal(due.count, 0);
});

/** A site that answers this, and notes what it was asked. */
function makeSite({ status, full }) {
  const asked = [];
  const answer = (name, value) => async () => {
    asked.push(name);
    return value;
  };
  return { asked, status: answer("status", status), describe: answer("describe", full) };
}

const LIVE = { is_active: true };
const OVER = { is_active: false };

test("a full poll asks for the description", async () => {
  const site = makeSite({ status: OVER, full: LIVE });
  const asked = await pollOnce(site, { isFull: true, isInside: () => false });
  assert.deepEqual(asked, { answer: LIVE, isFull: true });
  assert.deepEqual(site.asked, ["describe"]);
});

test("a status outside of the room is believed", async () => {
  const site = makeSite({ status: OVER, full: LIVE });
  const asked = await pollOnce(site, { isFull: false, isInside: () => false });
  assert.deepEqual(asked, { answer: OVER, isFull: false });
  assert.deepEqual(site.asked, ["status"]);
});

test("a status that would end the call is verified", async () => {
  const site = makeSite({ status: OVER, full: LIVE });
  const asked = await pollOnce(site, { isFull: false, isInside: () => true });
  assert.deepEqual(asked, { answer: LIVE, isFull: true });
  assert.deepEqual(site.asked, ["status", "describe"]);
});

test("a status that says live is believed in the room", async () => {
  const site = makeSite({ status: LIVE, full: OVER });
  const asked = await pollOnce(site, { isFull: false, isInside: () => true });
  assert.deepEqual(asked, { answer: LIVE, isFull: false });
  assert.deepEqual(site.asked, ["status"]);
});

test("a site that wants a login even for the status is asked for the description", async () => {
  const site = makeSite({ full: OVER });
  site.status = async () => {
    throw Object.assign(new Error("login"), { code: "not_authenticated" });
  };
  const asked = await pollOnce(site, { isFull: false, isInside: () => false });
  assert.deepEqual(asked, { answer: OVER, isFull: true });
});

test("another failure of the status is passed on", async () => {
  const site = makeSite({ full: OVER });
  site.status = async () => {
    throw Object.assign(new Error("gone"), { code: "network" });
  };
  await assert.rejects(pollOnce(site, { isFull: false, isInside: () => true }), {
    code: "network",
  });
});

for (const odd of [null, 0, -1, Number.NaN, Number.POSITIVE_INFINITY, "soon", {}, 10n]) {
  test(`${String(odd)} seconds are no pause: it polls as usual`, () => {
    const { polling, due } = makePolling();
    polling.schedule(odd);
    isDueAfter(15, due);
  });
}

test("no pause is longer than a browser's timers can be", () => {
  const { polling, due } = makePolling({ isPushing: true });
  polling.schedule(1e12);
  isDueAfter(86_400, due);
});
