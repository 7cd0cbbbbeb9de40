// The machine of a room, by the table of its transitions.

import assert from "node:assert/strict";
import { test } from "node:test";

import { canEndConference, EVENTS, transition } from "../../../src/js/room/machine.js";
import { isLive } from "../../../src/js/room/states.js";
import { INITIAL } from "../../../src/js/room/step.js";
import { givenState, summary } from "./effects.mjs";
import { STATES, TRANSITIONS } from "./transitions.mjs";

const withReason = ({ name, reason }) => (reason ? `${name} ${reason}` : name);

/** What is different after, besides state and words. */
function changesBetween(before, after) {
  const ignored = new Set(["name", "reason", "message", "visit"]);
  const isChanged = ([key, value]) =>
    !ignored.has(key) && JSON.stringify(value) !== JSON.stringify(before[key]);
  return Object.fromEntries(Object.entries(after).filter(isChanged));
}

for (const { when, from, given, event, to, changes = {}, effects } of TRANSITIONS) {
  for (const name of from) {
    test(`${name}: ${when}`, () => {
      const before = Object.freeze(givenState(INITIAL, name, given));
      const [after, run] = transition(before, event);
      assert.equal(withReason(after), to === "same" ? withReason(before) : to);
      assert.deepEqual(run.map(summary), effects);
      assert.deepEqual(changesBetween(before, after), changes);
    });
  }
}

test("every event of the machine is in the table", () => {
  const known = new Set(TRANSITIONS.map(({ event }) => event.type));
  assert.deepEqual([...known].sort(), [...EVENTS].sort());
});

/** Where an event happens at all; others happen in every state. */
const INSIDE = ["joining", "lobby", "joined"];
const OUTSIDE = STATES.filter((name) => !INSIDE.includes(name));
/** Whoever is removed is told so in every answer. */
const NOT_POLLED = ["checking", "closed", "unregistered", "logged-out", "removed"];
const HAPPENS = {
  described: OUTSIDE,
  "stay-failed": ["joining", "joined", "left", "refused"], // its end is reported from outside
  "follow-failed": ["joined"],
  moved: ["joining", "joined"],
  "session-ended": STATES.filter((name) => name !== "removed"), // hosts are not
  enter: OUTSIDE,
  status: STATES.filter((name) => !NOT_POLLED.includes(name)),
  push: ["waiting", "backstage", "live", "left", "ended"], // where the room listens
  "request-noted": ["unregistered"],
  granted: ["joining"],
  "join-failed": INSIDE,
  "frame-opened": ["joining"],
  "browser-unsupported": ["joining"],
  "conference-joined": INSIDE,
  "conference-error": INSIDE,
  "hung-up": INSIDE,
  kicked: ["joined"],
};

test("every way from one state to another is in the table", () => {
  const shown = new Set();
  for (const { from, event, to } of TRANSITIONS) {
    from.forEach((name) => shown.add(`${name}, ${event.type}: ${to}`));
  }
  const found = new Set();
  for (const { from, given, event } of TRANSITIONS) {
    // Only who is not registered has asked to be let in.
    for (const name of given?.info?.asked ? from : (HAPPENS[event.type] ?? STATES)) {
      const before = givenState(INITIAL, name, given);
      const to = withReason(transition(before, event)[0]);
      if (to !== withReason(before)) {
        found.add(`${name}, ${event.type}: ${to}`);
      }
    }
  }
  assert.deepEqual(
    [...found].filter((way) => !shown.has(way)),
    [],
  );
});

test("a machine does not change the state that it is given", () => {
  const before = givenState(INITIAL, "joined");
  const copy = structuredClone(before);
  transition(before, { type: "role-changed", id: "me", role: "moderator" });
  assert.deepEqual(before, copy);
});

test("an answer of an earlier visit is told from one of this visit", () => {
  const before = givenState(INITIAL, "joining");
  const [after] = transition(before, { type: "leave" });
  assert.equal(after.visit, before.visit + 1);
});

test("the frame is asked to end it too, unless this host is no moderator there", () => {
  const inside = (role) => givenState(INITIAL, "joined", { roles: { me: role } });
  assert.equal(canEndConference(inside("moderator")), true);
  assert.equal(canEndConference(inside(undefined)), true);
  assert.equal(canEndConference(inside("participant")), false);
  assert.equal(canEndConference(givenState(INITIAL, "live")), false);
});

/** What the state event says of the session, after that event. */
function isLiveAfter(name, event, info = {}) {
  const { info: usual } = givenState(INITIAL, name);
  const [state, effects] = transition(
    givenState(INITIAL, name, { info: { ...usual, ...info } }),
    event,
  );
  const [{ detail }] = effects.filter(({ name }) => name === "state");
  assert.equal(detail.isLive, isLive(state));
  return detail.isLive;
}

const ACTIVE = { is_active: true };

test("the state event says that the session goes on when one leaves or is lost", () => {
  assert.equal(isLiveAfter("joined", { type: "leave" }, ACTIVE), true);
  assert.equal(isLiveAfter("joined", { type: "hung-up" }, ACTIVE), true);
  assert.equal(isLiveAfter("live", { type: "offline" }, ACTIVE), true);
  assert.equal(isLiveAfter("joined", { type: "kicked", local: true }, ACTIVE), true);
});

test("the state event says that the session is over", () => {
  assert.equal(isLiveAfter("joined", { type: "session-ended", by: "self" }, ACTIVE), false);
  const status = { is_active: false };
  assert.equal(isLiveAfter("left", { type: "status", status }, ACTIVE), false);
});

test("the state event says nothing of a session before the site has", () => {
  assert.equal(isLiveAfter("live", { type: "begin" }, ACTIVE), null);
  const error = { code: "not_found", message: "" };
  assert.equal(isLiveAfter("waiting", { type: "poll-failed", error }, ACTIVE), null);
  assert.equal(isLive(INITIAL), null);
});

test("a mistake of the page's own is no failure of the site, and it asks as often as before", () => {
  const before = givenState(INITIAL, "waiting");
  const event = { type: "poll-failed", error: { code: "internal" }, isOnline: true };
  const [after, effects] = transition(transition(before, event)[0], event);
  assert.deepEqual([after.name, after.failures], ["waiting", 0]);
  assert.deepEqual(effects.map(summary), ["schedule-poll 15"]);
});
