// What becomes of a recording that has stopped.

import assert from "node:assert/strict";
import { test } from "node:test";

import { FINE, PAUSES, recover, SUCCESS } from "../../../src/js/replay/recovery.js";

/** The state after the events, and what was to be done for each. */
function after(...events) {
  const done = [];
  let state = FINE;
  for (const event of events) {
    let what;
    [state, what] = recover(state, event);
    done.push(what?.do ?? null);
  }
  return { state, done };
}

const BROKE = { type: "broke", kind: "network", position: 42, wasPlaying: true };
const PAUSED = { type: "pause-over" };
const LOADED = { type: "loaded" };
const answered = (status) => ({ type: "answered", status });
const TRY = [BROKE, PAUSED, answered(302), LOADED];
const tries = (count, ...events) => Array.from({ length: count }, () => events).flat();

test("what breaks off is loaded again, and goes on where it was", () => {
  const { state, done } = after(...TRY.slice(0, 3));
  assert.deepEqual(done, ["pause", "ask", "load"]);
  const [fine, what] = recover(state, LOADED);
  assert.deepEqual(what, { do: "go-on", position: 42, goesOn: true });
  assert.equal(fine.phase, "fine");
});

test("what breaks off in the pause stays paused", () => {
  const { state } = after({ ...BROKE, wasPlaying: false }, PAUSED, answered(200));
  assert.equal(recover(state, LOADED)[1].goesOn, false);
});

test("what breaks off again while it loads keeps the place", () => {
  const again = { ...BROKE, position: 0, wasPlaying: false };
  const { state } = after(BROKE, PAUSED, answered(302), again, PAUSED, answered(302));
  assert.deepEqual(recover(state, LOADED)[1], { do: "go-on", position: 42, goesOn: true });
});

test("what was watched or sought meanwhile is where it goes on", () => {
  const { state } = after(BROKE, PAUSED, { ...answered(302), position: 60 });
  assert.equal(recover(state, LOADED)[1].position, 60);
  const unknown = after(BROKE, PAUSED, { ...answered(302), position: null });
  assert.equal(recover(unknown.state, LOADED)[1].position, 42);
});

test("pauses grow, and then people are asked", () => {
  const seconds = [];
  let state = FINE;
  for (const event of tries(PAUSES.length + 1, ...TRY)) {
    const [next, what] = recover(state, event);
    state = next;
    if (what?.do === "pause") {
      seconds.push(what.seconds);
    }
  }
  assert.deepEqual(seconds, PAUSES);
  assert.deepEqual([state.phase, state.reason], ["failed", "network"]);
});

test("a site that does not answer counts as a try", () => {
  const { state } = after(BROKE, ...tries(PAUSES.length, PAUSED, answered(0)));
  assert.equal(state.phase, "failed");
});

test("after some seconds that were played on, all tries are there again", () => {
  const played = { type: "played", position: 42 + SUCCESS };
  const { state } = after(...tries(PAUSES.length, ...TRY, played), ...TRY);
  assert.deepEqual([state.phase, state.tries], ["fine", 1]);
});

test("the second after which it breaks off again and again is no success", () => {
  const played = { type: "played", position: 42.5 };
  const { state } = after(...tries(PAUSES.length + 1, ...TRY, played));
  assert.equal(state.phase, "failed");
});

for (const [status, reason] of [
  [401, "refused"],
  [403, "refused"],
  [404, "gone"],
  [410, "gone"],
]) {
  test(`${status} is not asked again: ${reason}`, () => {
    const { state, done } = after(BROKE, PAUSED, answered(status));
    assert.deepEqual([state.phase, state.reason], ["failed", reason]);
    assert.equal(done.at(-1), "give-up");
  });
}

for (const status of [0, 429, 500, 503]) {
  test(`${status} is asked again`, () => {
    assert.equal(after(BROKE, PAUSED, answered(status)).state.phase, "pausing");
  });
}

test("the button begins anew, from the same place", () => {
  const { state } = after(BROKE, PAUSED, answered(403), { type: "retry" }, PAUSED, answered(200));
  assert.equal(state.tries, 1);
  assert.deepEqual(recover(state, LOADED)[1], { do: "go-on", position: 42, goesOn: true });
});

test("what does not fit the phase changes nothing", () => {
  const { state } = after(BROKE);
  for (const event of [BROKE, LOADED, answered(200), { type: "retry" }, { type: "played" }]) {
    assert.deepEqual(recover(state, event), [state, null]);
  }
  for (const event of [PAUSED, LOADED, answered(403), { type: "retry" }]) {
    assert.deepEqual(recover(FINE, event), [FINE, null]);
  }
});
