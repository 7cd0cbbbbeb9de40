// Limits of what is waited for; the clock is that of the test.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { namedSeconds, retryAfter, withLimit } from "../../../src/js/room/limits.js";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.UTC(2027, 0, 1) }));

afterEach(() => mock.reset());

const late = () => new Error("late");

test("what comes in time is what is waited for", async () => {
  assert.equal(await withLimit(Promise.resolve("here"), 5, late), "here");
  await assert.rejects(withLimit(Promise.reject(new Error("broken")), 5, late), /broken/);
});

test("what hangs is given up", async () => {
  const waited = withLimit(new Promise(() => {}), 5, late);
  mock.timers.tick(5000);
  await assert.rejects(waited, /late/);
});

test("seconds are what the site has named, if they can be", () => {
  const named = [0.5, 10, 3600, 1e9, 0, -1, Number.NaN, "10", null, undefined, true, {}];
  const taken = [0.5, 10, 3600, 86_400, 7, 7, 7, 7, 7, 7, 7, 7];
  assert.deepEqual(
    named.map((value) => namedSeconds(value, 7)),
    taken,
  );
});

test("a site may name the pause in seconds or as a moment", () => {
  const named = [
    "30",
    "Fri, 01 Jan 2027 00:02:00 GMT",
    "0",
    "Thu, 31 Dec 2026 00:00:00 GMT",
    "soon",
    "",
    null,
  ];
  assert.deepEqual(named.map(retryAfter), [
    30,
    120,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
